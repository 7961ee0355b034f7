/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the parts of fabric share: its memory and its indices. */
#ifndef RAIL_FABRIC_PRIVATE_H
#define RAIL_FABRIC_PRIVATE_H

#include <stddef.h>
#include <stdint.h>

#include "fabric.h"

/* Memory that is only ever freed as a whole.  NULL when out of memory. */
struct fabric_arena;

struct fabric_arena *fabric_arena_create(void);
void fabric_arena_destroy(struct fabric_arena *arena);
/* Zeroed, aligned for any type; SIZE 0 gives a pointer too. */
void *fabric_arena_alloc(struct fabric_arena *arena, size_t size);
char *fabric_arena_strdup(struct fabric_arena *arena, const char *s);

/* Name -> number.  It keeps the pointers to the names, not copies. */
struct fabric_names {
	struct fabric_names_slot *slots;
	uint32_t n_slots;	/* a power of two, or 0 */
	uint32_t n_used;
};

/* The number of NAME, or -1. */
int fabric_names_find(const struct fabric_names *names, const char *name);
/* Adds a NAME that is not there; -1 when out of memory. */
int fabric_names_add(struct fabric_names *names, const char *name, int value);
/* Replaces every number v by new_value[v]. */
void fabric_names_renumber(struct fabric_names *names, const int *new_value);
void fabric_names_free(struct fabric_names *names);

/* GUID (never 0) -> number. */
struct fabric_guids {
	struct fabric_guids_slot *slots;
	uint32_t n_slots;
	uint32_t n_used;
};

/* The number GUID has, or, when it is new, VALUE, which it has from now on.
 * -1 when out of memory. */
int fabric_guids_put(struct fabric_guids *guids, uint64_t guid, int value);
void fabric_guids_free(struct fabric_guids *guids);

/* What struct fabric points to. */
struct fabric_index {
	struct fabric_names nodes;
	struct fabric_names islands;
};

/*
 * While building, every part has the number in which it came, and knows the
 * number of what it belongs to.  The ranges (first_*, n_*) come at the end.
 */
struct fabric_builder {
	struct fabric f;	/* arrays from malloc(), in order of arrival */
	struct fabric_wire *others;	/* where those of f.others are */
	int n_components;
	int zone;		/* that is open; -1: none */
	struct fabric_names nodes, islands, pods, leafs, spines, cores, shapes;
	struct fabric_names zones;
	struct fabric_names speeds;
	struct fabric_wire *trunks;	/* f.trunks are made of them */
	struct fabric_guids guids;	/* -> switch */
	int n_switches;
};

/* A trunk, or what else is plugged in (of which ONE is used), as it came. */
struct fabric_wire {
	struct fabric_end one, two;
	int speed;
};

/* Room for one more of SIZE bytes after the COUNT that *ARRAY has. */
int fabric_grow(void *array, int count, size_t size);
/* Whether S can stand in a map as it is: 1 to FABRIC_TEXT_MAX printable ASCII
 * characters but '"' and '\\'. */
bool fabric_text_ok(const char *s);
/* The copy of NAME under which WHAT number NUMBER is known, or NULL. */
const char *fabric_take_name(struct fabric_builder *b,
			     struct fabric_names *names, const char *what,
			     const char *name, int number,
			     struct rail_error *err);
/* Notes that GUID is the switch WHAT NAME's; 0: it has none. */
int fabric_take_guid(struct fabric_builder *b, uint64_t guid, const char *what,
		     const char *name, struct rail_error *err);

/* fabric_zones.c: their levels, and which pods are theirs; F's pods are in
 * their final order by O. */
struct fabric_orders;
int fabric_join_zones(struct fabric *f, const struct fabric_builder *b,
		      const struct fabric_orders *o, struct rail_error *err);

/* fabric_wiring.c: speeds, cores, trunks and others of B -> those of F,
 * whose other parts are in their final order by O. */
int fabric_join_wiring(struct fabric *f, const struct fabric_builder *b,
		       const struct fabric_orders *o, struct rail_error *err);

#endif
