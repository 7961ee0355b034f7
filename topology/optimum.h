/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The cheapest way to find N nodes: the fewest pods, then the fewest islands,
 * exactly, and how many islands of which pod.
 */
#ifndef RAIL_OPTIMUM_H
#define RAIL_OPTIMUM_H

#include "room.h"

struct optimum {
	int pods, islands;	/* the cost */
	bool exact;	/* false: the work limit was hit; an upper bound */
	int *use;	/* by index into room->pods: how many of its other
			 * islands; -1: the pod is left out */
};

/*
 * Finds it for N nodes, at least as many as are required, in about MAX_STEPS
 * steps (0: 67 million).  0, or -1 when R has not so many or there is no memory
 * (then *NOMEM is set).  optimum_free() afterwards in both cases.
 */
int optimum_find(const struct room *r, int n, long max_steps,
		 struct optimum *best, bool *nomem);
void optimum_free(struct optimum *best);

/*
 * Turns an optimum into nodes: a new set of exactly N, which the caller
 * destroys; NULL when out of memory.  Best fit: of the islands that would do,
 * those with the least room.
 */
struct nodeset *optimum_take(const struct room *r, const struct optimum *best,
			     int n);

#endif
