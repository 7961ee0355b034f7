/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The cables of dragonflies, counted; private to check_groups*.c. */
#ifndef RAIL_CHECK_GROUPS_H
#define RAIL_CHECK_GROUPS_H

#include "check_parts.h"

/*
 * Two that are connected: leafs of one pod, or two pods.  One is here for each
 * cable that it has too few, or too many.
 */
struct group_odd {
	bool pods;
	int x, y;	/* leafs, or pods; x < y */
	int count, expected;
	int first;	/* its cables in order[]: COUNT of them */
	bool told;
};

struct groups {
	struct check *c;
	int *order;	/* trunks by what they connect */
	struct group_odd *gaps, *spares;
	int n_gaps, n_spares;
};

/* Where a cable of an odd pair is: a leaf of a pod, or some one of it (-1). */
struct group_end {
	int pod, leaf;
};

struct group_end groups_end(const struct fabric *f, const struct group_odd *o,
			    bool second);

int groups_swaps(struct groups *g);	/* findings: spares in gaps */
int groups_rest(struct groups *g);	/* findings: what is left of both */

#endif
