/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The cheapest way to find room for the groups of a job: the fewest zones, from
 * the highest on, then the fewest pods, then the fewest islands, exactly, and
 * how many islands of which pod.
 */
#ifndef RAIL_OPTIMUM_H
#define RAIL_OPTIMUM_H

#include "room.h"

struct optimum {
	int pods, islands;	/* the cost */
	int zones[FABRIC_MAX_LEVELS];	/* before them, from the highest
			 * level on: zones[level - 1], fabric_group()s of it */
	bool exact;	/* false: the work limit was hit; an upper bound */
	/* The rest needs no group of its own: it fits beside the whole ones. */
	bool beside;
	int island;	/* that has all of the job; -1: several, or forced */
	int *use;	/* by index into room->order: how many of its other
			 * islands; -1: the pod is left out */
};

/* Space for searches; NULL when out of memory. */
struct optimum_space;
struct optimum_space *optimum_space_create(const struct fabric *f);
void optimum_space_destroy(struct optimum_space *s);

enum optimum_found {
	OPTIMUM_FOUND,
	OPTIMUM_NONE,	/* too little room */
	OPTIMUM_NOMEM,
};

/*
 * Finds it, in about MAX_STEPS steps (0: 67 million), else an upper bound.
 * BEST->use is the caller's, with room for the fabric's pods.  Allocates only
 * when a search needs more space than any before.
 */
enum optimum_found optimum_find(struct optimum_space *s, const struct room *r,
				long max_steps, struct optimum *best);

/*
 * Turns an optimum into nodes: adds them to OUT.  Of the islands that would do,
 * those with the least room; in an island PREFER (may be NULL) first, then by
 * leaf port.  AMOUNT is space for an int an island.
 */
void optimum_take(const struct room *r, const struct optimum *best,
		  const struct nodeset *prefer, int *amount,
		  struct nodeset *out);

#endif
