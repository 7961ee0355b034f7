/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What people get to know: the job's system_comment (scontrol show job,
 * squeue -O system_comment, sacct), its Reason, and slurmctld's log.
 *
 * The comment lasts; the Reason (state_desc) shows best, but slurmctld itself
 * clears it at every refusal of its main scheduler.
 */
#ifndef RAIL_TELL_H
#define RAIL_TELL_H

#include "slurm_compat.h"

/* JOB waits, and why.  Nothing happens when that was said before. */
void tell_waiting(job_record_t *job, const char *why);

/* The same of a job that no fabric of now would take; not when the last try has
 * already told something, or the two would take turns for ever. */
void tell_never(job_record_t *job, const char *why);

/* JOB can never run, and why. */
void tell_refused(job_record_t *job, const char *why);

/* JOB runs on this LAYOUT; WHY is how it was chosen. */
void tell_running(job_record_t *job, const char *why, const char *layout);

/* JOB, of which tell_running() was said, runs on this LAYOUT now. */
void tell_moved(job_record_t *job, const char *layout);

/* Takes back what was said of JOB's slots or waiting. */
void tell_nothing(job_record_t *job);

/* JOB's request is no request, and is ignored. */
void tell_ignored(job_record_t *job, const char *what);

#endif
