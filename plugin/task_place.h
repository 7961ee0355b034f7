/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a task stands in its job: island, slot of its node, rank by slot. */
#ifndef RAIL_TASK_PLACE_H
#define RAIL_TASK_PLACE_H

#include "topology/error.h"
#include "topology/layout.h"

/* The nodes of a step and how many tasks each runs. */
struct task_step {
	const char *nodes;	/* host list: SLURM_STEP_NODELIST */
	/* by node, "8(x4)": SLURM_STEP_TASKS_PER_NODE */
	const char *tasks;
};

/*
 * The rank by slot of the step's first task on NODE, and in *NODE_RANK (may be
 * NULL) that of the node among the step's: how many tasks run on the
 * step's nodes in lower slots (spares come behind the slots).  -1 and ERR when the step and the layout do not
 * fit together (then its tasks have no rank by slot).
 */
long task_place_first_rank(const struct layout *l, const struct task_step *step,
			   const char *node, int *node_rank,
			   struct rail_error *err);

#endif
