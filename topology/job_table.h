/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The jobs that the ledger knows, in memory: an array sorted by job id. */
#ifndef RAIL_JOB_TABLE_H
#define RAIL_JOB_TABLE_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

struct ledger_failure {
	char *node;
	time_t when;
};

struct ledger_job {
	uint32_t id;
	uint32_t restarts;	/* the job's restart count at its last start */
	time_t when;		/* of that start */
	bool running;		/* no failure since */
	char **slots;		/* node names, by slot */
	int n_slots;
	struct ledger_failure *failures;
	int n_failures;
};

struct job_table {
	struct ledger_job *jobs;
	int n_jobs, capacity;
};

/* The job, or NULL; valid until the table changes. */
struct ledger_job *job_table_find(struct job_table *t, uint32_t id);

/* Notes a start with its slots, or a failure; strings are copied.  -1 when out
 * of memory. */
int job_table_start(struct job_table *t, uint32_t id, uint32_t restarts,
		    time_t when, const char *const *slots, int n_slots);
int job_table_fail(struct job_table *t, uint32_t id, time_t when,
		   const char *node);

void job_table_remove(struct job_table *t, uint32_t id);
void job_table_clear(struct job_table *t);

#endif
