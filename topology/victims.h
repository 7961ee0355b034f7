/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which running jobs to end for one that may preempt them: those that make way
 * for a placement as good as ending all of them would, and of such sets the
 * one of the fewest jobs, then of the fewest nodes.
 */
#ifndef RAIL_VICTIMS_H
#define RAIL_VICTIMS_H

#include <stdint.h>

#include "place.h"

struct victims_job {
	int first, n; /* its nodes of the fabric: victims.nodes[first] on */
	int size; /* all its nodes, also those that are in no fabric */
};

struct victims {
	const struct fabric *f;
	const struct nodeset *idle; /* to be had for nothing */
	/* Not idle; each is to be had when all of these jobs on it end. */
	const struct nodeset *may;
	const struct victims_job *jobs; /* those to be ended first come first */
	int n_jobs;
	const int *nodes;
	/* Chooses among OPEN; 0 and CHOICE, or -1.  victims_choose() frees
	 * CHOICE in both cases. */
	int (*choose)(void *arg, const struct nodeset *open,
		      struct place_choice *choice);
	/* Whether it has gone on for long enough; or NULL. */
	bool (*stop)(void *arg);
	void *arg;
};

/* What a set of victims is. */
struct victims_toll {
	int jobs, nodes; /* how many, and how many nodes all they have */
	int64_t rank; /* the sum of their places in the list */
};

/*
 * OPEN becomes nodes among which a choice is as large and costs as little
 * (pods, islands) as among all that are idle or may be had, and ends no other
 * jobs than TOLL counts.  The cost is exact.  So is the count of jobs, given
 * the time, when they share no nodes and one island will do; else it is the
 * least that was found (docs/placement.md).  0, or -1: there is no choice, or
 * no memory.
 */
int victims_choose(const struct victims *v, struct nodeset *open,
		   struct victims_toll *toll);

#endif
