/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Jobs that want some GPUs of each node.  GPU i talks over rail i, so such a
 * job should have the same GPUs everywhere; the stock plugin takes the lowest
 * free ones of each node.  Here it is told which it may not take, as it is of
 * GPUs that are reserved; and where gres.conf lists several GPUs in a line, or
 * says neither their Type nor their Cores, so that this cannot be told one by
 * one, its pick is changed before it counts: gres_bit_select is copied to the
 * job and the node only after job_begin, in select_nodeinfo_set, which checks
 * it.
 */
#ifndef RAIL_GPUS_H
#define RAIL_GPUS_H

#include "gpus_records.h"
#include "snapshot.h"

/* How many GPUs JOB gets of each of N nodes; 0 when that is all of them, not
 * the same number of each, or GPUs of several types. */
int gpus_each(const struct snapshot *s, job_record_t *job, int n);

/* BUSY[n] becomes the GPUs of node n that other jobs have, for all n of
 * NODES; all of them where that is not known. */
void gpus_busy(const struct snapshot *s, const struct nodeset *nodes,
	       uint64_t *busy);

/*
 * COUNT GPUs that are free on all of NODES: WISH if that will do, else the
 * lowest; 0: there are not so many, or on some node it is not known.
 */
uint64_t gpus_common(const struct snapshot *s, job_record_t *job,
		     const struct nodeset *nodes, int count, uint64_t wish);

/* Makes the stock plugin leave alone what is not in a set. */
struct gpus_limit {
	resv_exc_t resv;	/* for its job_test */
	gres_state_t state;
	gres_job_state_t except;
	int n_records;
};

/*
 * Makes L out of RESV: JOB may have SET alone on NODES.  -1 when that cannot be
 * said: JOB has to do with reserved GPUs; or out of memory.
 * gpus_limit_free() in both cases.
 */
int gpus_limit(struct gpus_limit *l, const struct snapshot *s,
	       job_record_t *job, const struct nodeset *nodes, uint64_t set,
	       const resv_exc_t *resv);
void gpus_limit_free(struct gpus_limit *l);

/* JOB was given NODES to start on now: its GPUs become SET on each node where
 * the stock plugin picked as many, and others, or only counted them. */
void gpus_settle(const struct snapshot *s, job_record_t *job,
		 const struct nodeset *nodes, uint64_t set);

/*
 * Before JOB is decided to start now: nothing is picked.  The stock plugin does
 * so itself, but not where it only counts, and what gpus_settle() picked there
 * for a start that came to nothing would be taken for its own pick.
 */
void gpus_forget(job_record_t *job);

/*
 * In JOB's job_begin: what GPUs it is given: ", GPUs 4-7 of each", or in what
 * they differ and why; "" when it has whole nodes or it is not known.
 */
void gpus_explain(job_record_t *job, char *text, size_t size);

#endif
