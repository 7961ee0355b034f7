/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which of the nodes that Slurm offers a job could it take: now, or by
 * what time.  Sets are of the map's nodes.
 */
#ifndef RAIL_CANDIDATES_H
#define RAIL_CANDIDATES_H

#include "slurm_compat.h"
#include "snapshot.h"

/* Clears from NODES those that are not idle. */
void candidates_idle(const struct snapshot *s, struct nodeset *nodes);

/*
 * Clears from NODES those that are not idle and have not GPUS free GPUs
 * either (0: idle ones only).
 */
void candidates_fitting(const struct snapshot *s, uint64_t gpus,
			struct nodeset *nodes);

/* How many GPUs of a node no job has. */
uint64_t candidates_free_gpus(const node_record_t *record);

/*
 * Adds to NODES those that a maintenance reservation takes within the next
 * seven days.  Slurm itself gives them to no job that could still run by then.
 */
void candidates_maintained(const struct snapshot *s, struct nodeset *nodes);

/* When nodes are expected to be free, in seconds since the epoch. */
struct candidates_times {
	int64_t *by_node;	/* by node of the map */
	int64_t *distinct;	/* the different times, ascending */
	int n_distinct;
};

/* Room for a map of N_NODES.  0, or -1 when out of memory;
 * candidates_times_free() in both cases. */
int candidates_times_create(int n_nodes, struct candidates_times *t);
void candidates_times_free(struct candidates_times *t);

/*
 * Fills T, which has room for the map of S: for each node of ALLOWED 0 if it is
 * in FREE_NOW, else when the last job on it has to end.
 */
void candidates_times(const struct snapshot *s, const struct nodeset *allowed,
		      const struct nodeset *free_now,
		      struct candidates_times *t);

/* NODES becomes those of ALLOWED that are free by WHEN. */
void candidates_by(const struct candidates_times *t, time_t when,
		   const struct nodeset *allowed, struct nodeset *nodes);

#endif
