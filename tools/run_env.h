/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the program of railyard run finds in its environment, so that any srun
 * in it starts its tasks on the slots, in their order.
 */
#ifndef RAIL_RUN_ENV_H
#define RAIL_RUN_ENV_H

#include "topology/layout.h"

struct run_env {
	char folder[256];	/* for the files; "": none */
	int tasks;		/* a slot */
};

/*
 * The job's slots as its environment has them: SLURM_RAIL_LAYOUT; without it
 * (Railyard is out of force) Slurm's own order of the nodes, and *OURS is
 * false.  The caller destroys it; NULL and ERR when there is no job.
 */
struct layout *run_env_layout(bool *ours, struct rail_error *err);

/* Tasks a node that the job was submitted with; 1 where nothing says. */
int run_env_tasks(void);

/* A new folder for the files; -1 and ERR. */
int run_env_open(struct run_env *e, struct rail_error *err);
void run_env_close(struct run_env *e);

/*
 * Writes the file of slots and the host file, and sets the variables, ours for
 * the RESTARTS-th start again.  -1 and ERR.
 */
int run_env_set(const struct run_env *e, const struct layout *l, int restarts,
		bool ours, struct rail_error *err);

#endif
