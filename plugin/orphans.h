/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A job of --no-kill goes on without a node that fails, also when that is the
 * node of its batch script: then nothing of it is left that could start, end or
 * requeue anything, and it would hold its nodes for good.  A job with spares
 * is requeued instead.
 */
#ifndef RAIL_ORPHANS_H
#define RAIL_ORPHANS_H

#include "slurm_compat.h"

/* JOB, which has spares, loses NODE and goes on; under the job write lock.
 * Requeues it from a thread a moment later if it ran its script there. */
void orphans_check(job_record_t *job, const node_record_t *node);

/* Ends the thread; only from fini(). */
void orphans_close(void);

#endif
