/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The slots of a job: given when it starts, kept in the ledger, told to it. */
#ifndef RAIL_SLOTS_H
#define RAIL_SLOTS_H

#include "options.h"
#include "slurm_compat.h"
#include "snapshot.h"

/*
 * The nodes by slot that JOB had before its restart (-1: not in the map any
 * more), *COUNT of them, which the caller frees; NULL when this is no
 * restart or nothing is known.  The last O->spares of them are spares; one that
 * took a failed node's slot stands in that slot.  FAILED (may be NULL) gets
 * the nodes that have failed under it.
 */
int *slots_before(const struct snapshot *s, job_record_t *job,
		  const struct options *o, int *count, struct nodeset *failed);

/* A node of JOB, which runs on, is lost: its comment tells which spares have
 * slots now. */
void slots_lost(job_record_t *job);

/*
 * Clears from NODES what is held for other jobs than JOB: the surviving nodes
 * of those that wait to come back, for HoldTime seconds after the failure.
 * BEFORE are the COUNT slots that JOB itself comes back to, or NULL.
 */
void slots_clear_held(const struct snapshot *s, job_record_t *job,
		      const int *before, int count, struct nodeset *nodes);

/* JOB starts, and is told nothing yet: takes back what an earlier start of it
 * was told. */
void slots_forget(job_record_t *job);

/* JOB is about to start on job->node_bitmap; after slots_forget(). */
void slots_begin(const struct snapshot *s, job_record_t *job);

/* Whether JOB asked for spares. */
bool slots_has_spares(job_record_t *job);

/* JOB's nodes are taken from it; notes those that failed. */
void slots_end(job_record_t *job);

/* Forgets jobs that are over. */
void slots_sweep(void);

#endif
