/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SPANK where the user types: sbatch, salloc, srun. */
#ifndef RAIL_SPANK_ALLOC_H
#define RAIL_SPANK_ALLOC_H

#include <stdbool.h>

#include <slurm/spank.h>

/* Before options are read, where a new job is made: forgets what an enclosing
 * job has left in the environment. */
void spank_alloc_forget(void);

/* Makes --rail and the options that go with it known. */
int spank_alloc_register(spank_t sp);

/* In slurmstepd: whether --rail-ranks=slot was given, to the step or to its
 * job. */
bool spank_alloc_ranks_by_slot(void);

/* All options are read: hands the request on to slurmctld. */
int spank_alloc_submit(spank_t sp);

/* srun has its allocation: learns the layout where the environment does not
 * hold it (salloc, and srun on its own). */
int spank_alloc_learn(spank_t sp);

#endif
