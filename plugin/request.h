/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a job asks of us, out of its record in slurmctld. */
#ifndef RAIL_REQUEST_H
#define RAIL_REQUEST_H

#include "options.h"
#include "slurm_compat.h"
#include "snapshot.h"

/*
 * Reads JOB's options into O, or the default mode's when it says nothing (then
 * o->has_mode is false).  False when the job is none of our business: mode
 * off.  A request that is no request, which only a forged environment can
 * hold, is noted in the job's comment and counts as none.
 */
bool request_read(const struct snapshot *s, job_record_t *job,
		  struct options *o);

/* GPUs that JOB needs on each of N nodes; 0 when it asks for none, or for
 * whole nodes. */
uint64_t request_gpus(job_record_t *job, int n);

/* GPUs that JOB asks for by the node; 0 when it counts them otherwise. */
uint64_t request_gpus_per_node(job_record_t *job);

/*
 * Whether JOB asks for so many nodes of this feature and so many of that: then
 * Slurm tests it in parts, and hands the nodes of earlier parts on as required
 * ones.
 */
bool request_in_parts(job_record_t *job);

/*
 * How many nodes: from *LOW to *HIGH.  MIN, MAX and REQ are job_test's.  True
 * when the user said nothing of nodes, and *LOW is what tasks, CPUs and GPUs
 * need at least.
 */
bool request_nodes(job_record_t *job, uint32_t min, uint32_t max, uint32_t req,
		   int *low, int *high);

/*
 * The nodes that JOB could ever use by what it says itself (partition,
 * reservation, features, excluded nodes), whatever is up or free, in NODES.
 * SPACE is of all node records, for use while it lasts.
 */
void request_eligible(const struct snapshot *s, job_record_t *job,
		      bitstr_t *space, struct nodeset *nodes);

#endif
