/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One decision: slurmctld offers a job some nodes; ours are narrowed to the
 * ones that suit the fabric best, and the stock plugin does the rest.
 */
#ifndef RAIL_DECIDE_H
#define RAIL_DECIDE_H

#include "slurm_compat.h"

/* The arguments of select_p_job_test(), whose comment in Slurm's
 * src/interfaces/select.h explains them. */
struct decide_call {
	job_record_t *job;
	bitstr_t *nodes;
	uint32_t min_nodes, max_nodes, req_nodes;
	uint16_t mode;
	list_t *preemptable;
	list_t **preempted;
	resv_exc_t *resv;
	will_run_data_t *will_run;
};

/*
 * Answers it: SLURM_SUCCESS or an error, as the stock plugin would.  On
 * failure c->nodes is what it was.
 */
int decide(const struct decide_call *c);

#endif
