/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Failures of nodes of which Slurm tells no select plugin, or too early:
 *
 * A job could not be started on a node: its prolog failed, or its slurmd could
 * not launch the batch script.  Slurm requeues the job as if its user had
 * asked for that, and drains the node when slurmd says why, in a message of
 * its own a moment later.
 *
 * Several nodes of a job die at once: the first one that slurmctld sets down
 * ends the job, which the others are then no longer a part of.
 *
 * So the nodes of jobs that have ended are looked at for a while.  What is found
 * is a failure of that node as any other: in the scores of the ledger, and for
 * the job's restart.
 */
#ifndef RAIL_MISSED_H
#define RAIL_MISSED_H

#include "slurm_compat.h"

/* Whether JOB, of which slots are known and which ends now, but not by a failure
 * of a node, may be one that could not be started; under the job lock. */
bool missed_may_be(const job_record_t *job);

/* Notes what was missed.  Whether there may be more.  Under the job write lock
 * and the node read lock. */
bool missed_look(time_t now);

#endif
