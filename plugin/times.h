/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * When nodes are expected to be free, by the ends of what runs there: all of a
 * node, when its last job is over; so many GPUs of it, when those of the jobs
 * that end first are enough.
 */
#ifndef RAIL_TIMES_H
#define RAIL_TIMES_H

#include "slurm_compat.h"
#include "snapshot.h"

struct times {
	int64_t *by_node;	/* by node of the map; 0: now */
	int64_t *distinct;	/* the different ones of the nodes that may be
				 * used, ascending; where some GPUs are wanted
				 * the ends of all jobs, too */
	int n_distinct;
	uint64_t wanted;	/* GPUs of a node; 0: all of it */
	/* Private */
	uint64_t *gpus;		/* by node: free by then */
	struct times_end *ends;	/* of running jobs */
	int n_ends, room;
};

/* For a map of N_NODES.  0, or -1 when out of memory; times_free() in both
 * cases. */
int times_create(int n_nodes, struct times *t);
void times_free(struct times *t);

/*
 * Fills T for the nodes of ALLOWED, of which those in FREE_NOW are free now; GPUS:
 * so many of a node, 0: all of it.
 */
void times_fill(const struct snapshot *s, const struct nodeset *allowed,
		const struct nodeset *free_now, uint64_t gpus,
		struct times *t);

/*
 * Clears from BUSY, by node, the GPUs that jobs which end by WHEN have now (a bit
 * a GPU, as of gpus_busy()).  Of a T that was filled for some GPUs.
 */
void times_clear_busy(const struct times *t, const struct snapshot *s,
		      time_t when, uint64_t *busy);

/* NODES becomes those of ALLOWED that are free by WHEN. */
void times_by(const struct times *t, time_t when,
	      const struct nodeset *allowed, struct nodeset *nodes);

#endif
