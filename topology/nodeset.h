/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A set of the nodes of one fabric: one bit a node, in fabric order. */
#ifndef RAIL_NODESET_H
#define RAIL_NODESET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nodeset;

/* An empty set over SIZE nodes, or NULL when out of memory. */
struct nodeset *nodeset_create(int size);
struct nodeset *nodeset_copy(const struct nodeset *set);
void nodeset_destroy(struct nodeset *set);

void nodeset_add(struct nodeset *set, int node);
void nodeset_remove(struct nodeset *set, int node);
bool nodeset_has(const struct nodeset *set, int node);
void nodeset_clear(struct nodeset *set);
void nodeset_fill(struct nodeset *set);

/* DST and SRC are of one size.  nodeset_assign makes DST equal to SRC. */
void nodeset_assign(struct nodeset *dst, const struct nodeset *src);
void nodeset_subtract(struct nodeset *dst, const struct nodeset *src);
void nodeset_intersect(struct nodeset *dst, const struct nodeset *src);
bool nodeset_subset(const struct nodeset *sub, const struct nodeset *super);

/* DST becomes those of SRC whose VALUES, one for each node, are at most MOST. */
void nodeset_at_most(struct nodeset *dst, const struct nodeset *src,
		     const int64_t *values, int64_t most);

int nodeset_count(const struct nodeset *set);
/* How many members lie in [first, first + count). */
int nodeset_count_range(const struct nodeset *set, int first, int count);
/*
 * Adds to DST the first MOST members of SRC in [first, first + count) that DST
 * lacks and, unless AMONG is NULL, AMONG has; returns how many that were.
 */
int nodeset_take_range(struct nodeset *dst, const struct nodeset *src,
		       const struct nodeset *among, int first, int count,
		       int most);
/* The first member at or after FROM, or -1. */
int nodeset_next(const struct nodeset *set, int from);

#endif
