/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the steps of optimum_zones.c, which tells the whole of it, share. */
#ifndef RAIL_OPTIMUM_ZONES_PARTS_H
#define RAIL_OPTIMUM_ZONES_PARTS_H

#include "optimum_parts.h"

struct optimum_entry {
	uint64_t cost;
	int give;
};

/* Entries by cost, and so by what they give. */
struct front {
	size_t first;
	int count;
};

struct step {
	int at;		/* of a pod: index into room->order; -1: a zone */
	int end;	/* of a zone: the step behind it */
	int zone;
	bool must;	/* required nodes are in it */
	uint64_t cost;
	uint64_t limit;	/* what costs as much from it on is of no use */
	long before;	/* groups that the pods before it give at most */
	/* layer 1: what is given when the rest has its place from here on,
	 * beside the groups of a pod */
	struct front front[2];
};

struct optimum_zones {
	int *group;		/* fabric_group() by level, then pod */
	uint64_t *unit;		/* cost of one by level; unit[n_levels + 1]:
				 * more than any cost */
	int *order;		/* room->order's indexes as steps come */
	int *room;		/* groups by fabric_group() */
	bool *must, *taken;	/* by it, too */
	struct step *steps;
	int n_steps;
	struct optimum_entry *entries;	/* all fronts, one behind the other */
	size_t n_entries, max_entries;
	struct optimum_entry *work[2];	/* a front that is worked on */
	int max_work;

	const struct room *r;
	int n_layers, need, cap;
	uint64_t limit;		/* more than the answer costs */
	long work_left;
};

/* fabric_group() of a pod, at hand. */
static inline int group_of(const struct optimum_zones *z, int level, int pod)
{
	return z->group[level * z->r->fabric->n_pods + pod];
}

/* Islands beyond the forced ones that POD has to use, at least. */
static inline int fewest_used(const struct room_pod *pod)
{
	return pod->forced ? pod->least : 1;
}

/* The layer that is left to the steps after a pod of J islands. */
static inline int layer_after(const struct optimum_zones *z,
			      const struct room_pod *pod, int j, int layer)
{
	return layer && room_rest_fits(z->r, pod, j) ? 0 : layer;
}

/* Fills z->steps, and z->limit, for z->r, z->need and z->cap. */
void optimum_zones_list(struct optimum_zones *z);

/* Fills the fronts of all steps; TABLE_FOUND, TABLE_TOO_BIG, TABLE_NOMEM. */
enum optimum_table optimum_zones_fill(struct optimum_zones *z);

#endif
