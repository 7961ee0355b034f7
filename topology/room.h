/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Room: the free nodes counted by island and by pod, which is all that the
 * search for the cheapest placement looks at.
 */
#ifndef RAIL_ROOM_H
#define RAIL_ROOM_H

#include "fabric.h"
#include "nodeset.h"

/*
 * A pod with free nodes.  Its forced islands (those with a required node) are
 * always paid for, so all their room counts as its base; the others are
 * taken only as needed, most room first.
 */
struct room_pod {
	int pod;	/* index into fabric->pods */
	int total;	/* free nodes */
	int required;	/* required nodes */
	int base;	/* free nodes in its forced islands */
	int n_forced;	/* forced islands */
	int n_others;	/* other islands with free nodes */
	int *others;	/* those, most room first */
	int *prefix;	/* prefix[j]: base + room of the first j others */
};

struct room {
	const struct fabric *fabric;
	const struct nodeset *free_nodes;
	const struct nodeset *required;	/* or NULL */
	int total;
	int *islands;	/* free nodes, by island */
	int *needed;	/* required nodes, by island */
	int n_forced;	/* forced islands in all */
	int n_forced_pods;
	struct room_pod *pods;	/* forced pods first, then most room first */
	int n_pods;
	int *rank;	/* by pod of the fabric: its index in pods */
	int *sorted;	/* all other islands, most room first */
	int n_sorted;
	int *store;	/* private: behind others and prefix */
};

/*
 * Counts.  Only pods of COMPONENT count (-1: all).  REQUIRED (may be NULL) is
 * a subset of FREE.  NULL when out of memory.
 */
struct room *room_create(const struct fabric *f,
			 const struct nodeset *free_nodes,
			 const struct nodeset *required, int component);
void room_destroy(struct room *r);

#endif
