/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What decisions cost the controller, which holds its locks meanwhile: our own
 * time, apart from the stock plugin's.  Always on: a few readings of the clock a
 * decision.  With DebugFlags=SelectType every decision is told.  The sums are
 * told once an hour and whenever that flag is set or taken back, with the next
 * decision; slurmctld calls nothing of ours when it ends.
 */
#ifndef RAIL_COST_H
#define RAIL_COST_H

#include "slurm_compat.h"

enum cost_kind {
	COST_NOW,	/* SELECT_MODE_RUN_NOW */
	COST_WHEN,	/* SELECT_MODE_WILL_RUN */
	COST_EVER,	/* SELECT_MODE_TEST_ONLY */
	COST_BEGIN,	/* giving slots to a job that starts */
	COST_PASSED,	/* jobs that ask for nothing */
	COST_KINDS
};

/* Nanoseconds of a clock that only goes on. */
int64_t cost_clock(void);

/* The stock plugin decided from START until now. */
void cost_stock(int64_t start);

/* All of the stock plugin's time in its decisions so far, in ns. */
int64_t cost_stock_total(void);

/* Notes what was done for JOB since START, without the stock plugin's time
 * since STOCK, which cost_stock_total() was then. */
void cost_note(enum cost_kind kind, const job_record_t *job, int64_t start,
	       int64_t stock);

/* Says that JOB's decision has run out of LIMIT_MS; once a minute, with how
 * many others have since. */
void cost_over(const job_record_t *job, int limit_ms);

#endif
