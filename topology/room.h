/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Room: the free nodes counted by island and by pod, which is all that the
 * search for the cheapest placement looks at.
 *
 * A job is so many whole groups and, maybe, a smaller last one.  A group is
 * inside one island, or one pod where it is larger than any island; without
 * segments it is a node.  Room is counted in groups.
 */
#ifndef RAIL_ROOM_H
#define RAIL_ROOM_H

#include "fabric.h"
#include "nodeset.h"

/* N nodes as groups: n = whole * size + rest, rest < size. */
struct room_groups {
	int size, whole, rest;
	bool by_pod;	/* a group is inside a pod, not an island */
};

/* N nodes of F in groups of SEGMENT (0 and 1: one by one): inside an island, or
 * a pod where no island of F is so large. */
struct room_groups room_groups(const struct fabric *f, int n, int segment);

/*
 * A pod with free nodes.  Its forced islands (those with a required node) are
 * always paid for, so all their room counts as its base; the others are
 * taken only as needed, most room first.
 */
struct room_pod {
	int pod;	/* index into fabric->pods */
	bool forced;	/* it has a required node */
	int n_others;	/* other islands of use */
	const int *others;	/* those, most room first */
	/* With the first j others, for j up to n_others: */
	int *nodes;	/* free nodes */
	int *give;	/* whole groups */
	/* The fewest others with which the rest fits beside these groups;
	 * n_others + 1: it never does.  (By pod, it is nodes that tell.) */
	int rest_from;
	int least;	/* a forced pod's: others that it must use, */
	int must;	/* and groups that it must give */
};

struct room {
	const struct fabric *fabric;
	int tie;	/* enum place_tie of place.h */
	const struct nodeset *free_nodes;
	const struct nodeset *required;	/* or NULL */
	struct room_groups groups;
	/* Where required nodes settle which island or pod has the rest; -1:
	 * the search is to tell, or there is none. */
	int rest_island, rest_pod;
	int first_pod, end_pod;		/* of the fabric: these are counted */
	int total;			/* free nodes */
	int *islands;	/* free nodes, by island */
	int *units;	/* whole groups, by island; by pod: nodes */
	int *needed;	/* required nodes, by island */
	int *must;	/* units that these islands must give */
	int n_forced;	/* forced islands in all */
	int n_forced_pods;
	struct room_pod *pods;	/* from first_pod on */
	int *order;	/* indexes into pods: forced first, then most room */
	int n_pods;	/* of use */
	/* Private: space for the above. */
	int *sorted, *others, *nodes, *give, *bucket;
};

/* Space to count in, again and again; NULL when out of memory. */
struct room *room_create(const struct fabric *f);
void room_destroy(struct room *r);

struct room_ask {
	const struct nodeset *free_nodes;
	const struct nodeset *required;	/* a subset of them; or NULL */
	struct room_groups groups;
	int tie;
	int first_pod, end_pod;		/* look in these alone */
	int rest_pod;	/* by pod: the forced pod that has the rest, or -1 */
};

/*
 * Counts.  Allocates nothing; R keeps pointers to the sets.  False when the
 * required nodes lie so that no choice of groups holds them.
 */
bool room_count(struct room *r, const struct room_ask *ask);

/* Whether the rest fits into POD beside give[j] groups. */
static inline bool room_rest_fits(const struct room *r,
				  const struct room_pod *pod, int j)
{
	if (r->groups.by_pod)
		return pod->nodes[j] - pod->give[j] * r->groups.size >=
		       r->groups.rest;
	return j >= pod->rest_from;
}

/* Whether the search has to find a place for the rest. */
static inline bool room_seeks_rest(const struct room *r)
{
	return r->groups.rest && r->rest_island < 0 && r->rest_pod < 0;
}

/* Nodes of the job. */
static inline int room_nodes(const struct room *r)
{
	return r->groups.whole * r->groups.size + r->groups.rest;
}

static inline const struct room_pod *room_at(const struct room *r, int i)
{
	return &r->pods[r->order[i]];
}

/* Whether the pod at I of room->order has less room than that at K. */
static inline bool room_has_less(const struct room *r, int i, int k)
{
	const struct room_pod *a = room_at(r, i), *b = room_at(r, k);

	if (a->give[a->n_others] != b->give[b->n_others])
		return a->give[a->n_others] < b->give[b->n_others];
	return a->nodes[a->n_others] < b->nodes[b->n_others];
}

#endif
