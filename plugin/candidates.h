/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which of the nodes that Slurm offers a job could it take.  Sets are of the
 * map's nodes; times.h tells what will be free later.
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

/*
 * Clears from NODES those of suspended jobs, which slurmctld counts as idle
 * though their GPUs are not free, unless GPUS are there (0: all such nodes).
 * Whether there are any.
 */
bool candidates_unsuspended(const struct snapshot *s, uint64_t gpus,
			    struct nodeset *nodes);

/*
 * Adds to NODES those that a maintenance reservation takes within the next
 * seven days.  Slurm itself gives them to no job that could still run by then.
 */
void candidates_maintained(const struct snapshot *s, struct nodeset *nodes);

#endif
