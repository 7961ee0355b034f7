/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the readers of the parts of a map share. */
#ifndef RAIL_MAP_READ_H
#define RAIL_MAP_READ_H

#include "fabric_private.h"
#include "jsontext.h"

struct map_reader {
	struct jsontext t;
	struct fabric_builder *b;
	int n_rails;
	struct json_object *components;
	const char **shapes;	/* n_rails names each, owned by the JSON */
	int n_shapes;
	/* The island being read: leafs have numbers in order of arrival. */
	int n_leafs;		/* so far, with this island's */
	int first_leaf;
	int *rail_leaf;		/* rail -> its leaf, -1 if there is none */
	struct fabric_names *leaf_names;	/* NULL: not asked for yet */
	struct fabric_nic nics[FABRIC_MAX_RAILS];
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

/* A node of the island being read (map_node.c). */
map_read_element map_read_node;

#endif
