/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the readers of the parts of a map share. */
#ifndef RAIL_MAP_READ_H
#define RAIL_MAP_READ_H

#include "fabric_private.h"
#include "jsontext.h"

/* The names of a shape's NICs, one a rail, belong to the JSON. */
struct map_shape {
	const char *nic_names[FABRIC_MAX_RAILS];
	struct hardware *hardware;
};

/* The leafs of the island that is being read. */
struct map_island {
	int first_leaf;	/* leafs have numbers in order of arrival */
	/* By plane and rail, as the NICs of a node: the leaf of a NIC of which
	 * nothing is said, or -1; and the one it has for want of another. */
	int plain[FABRIC_MAX_PLANES * FABRIC_MAX_RAILS];
	int vague[FABRIC_MAX_PLANES * FABRIC_MAX_RAILS];
};

struct map_reader {
	struct jsontext t;
	struct fabric_builder *b;
	int n_rails, n_planes;
	int n_speeds;
	int max_port;
	struct json_object *components;
	struct map_shape *shapes;
	int n_shapes;
	int n_leafs;		/* so far, with this island's */
	struct map_island island;
	struct fabric_names *leaf_names;	/* NULL: not asked for yet */
	struct fabric_nic nics[FABRIC_MAX_PLANES * FABRIC_MAX_RAILS];
};

typedef int map_read_element(struct map_reader *r,
			     const struct jsontext_path *path,
			     struct json_object *value);

/* Calls READ for each element of the array KEY, which may be NULL. */
int map_for_each(struct map_reader *r, const struct jsontext_path *up,
		 const char *key, struct json_object *array,
		 map_read_element *read);

/* Puts the place in front of what the builder said.  Returns -1. */
int map_build_failed(struct map_reader *r, const struct jsontext_path *path,
		     const struct rail_error *why);

/* The name in the object at UP; NULL when it is none. */
const char *map_read_name(struct map_reader *r, const struct jsontext_path *up,
			  struct json_object *value);

/* 16 hex digits, not all of them 0; null or nothing: not known. */
int map_read_guid(struct map_reader *r, const struct jsontext_path *path,
		  struct json_object *value, uint64_t *guid);

/* 0: not known. */
int map_read_port(struct map_reader *r, const struct jsontext_path *path,
		  struct json_object *value, int *port);

/* A number into the speeds; null: not known, -1. */
int map_read_speed(struct map_reader *r, const struct jsontext_path *path,
		   struct json_object *value, int *speed);

/* Elements of the arrays of their names: map_shape.c, map_tree.c, map_node.c
 * and map_wiring.c. */
map_read_element map_read_shape, map_read_component, map_read_node;
map_read_element map_read_trunk, map_read_other;

#endif
