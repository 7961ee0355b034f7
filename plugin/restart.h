/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A job whose node died is to run again soon.  Slurm lets it wait twice for
 * nothing, and both waits are ended here:
 *
 * A step of seven nodes or more ends by a tree: each slurmstepd waits 60 s and
 * more for the ones below it (REVERSE_TREE_CHILDREN_TIMEOUT in Slurm's
 * reverse_tree.h), the dead one too.  The job stays COMPLETING, and slurmd
 * drains the waiting nodes after UnkillableStepTimeout.  So the slurmstepds
 * above are told, in the words that the dead one would have used, that its
 * part is over.
 *
 * A requeued job then waits for cred_expire + 1 (batch_requeue_fini()), for
 * its new credential must be younger than the time at which the old one was
 * revoked: by a second.  From 25.11 on slurmd tells the two apart by the run's
 * SLUID, and --requeue=expedite waits for nothing; but a slurmd may be older
 * than slurmctld, so that the second stays.
 *
 * RestartDelay=slurm leaves both as they are.
 *
 * The thread that looks after requeued jobs has missed.c and strays.c look at
 * them as well.
 */
#ifndef RAIL_RESTART_H
#define RAIL_RESTART_H

#include "slurm_compat.h"
#include "snapshot.h"

/* Starts what looks after requeued jobs, or has it go by what S says now; under
 * all of slurmctld's locks.  S may be NULL: nothing is done then. */
void restart_open(const struct snapshot *s);

/* Ends it; only from fini(), when nobody holds slurmctld's locks, for which it
 * may be waiting. */
void restart_close(void);

/* Nodes of JOB are down, and it is about to be requeued or to go on without
 * them; under the job write lock. */
void restart_soon(job_record_t *job);

/* A job has ended that may come back: looks at all of them for a while. */
void restart_look(void);

#endif
