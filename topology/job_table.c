/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The jobs that the ledger knows, in memory. */
#include "job_table.h"

#include <stdlib.h>
#include <string.h>

enum {
	MAX_FAILURES = 64
}; /* of one job; the oldest go first */

/* Where ID is, or would be. */
static int find_index(const struct job_table *t, uint32_t id)
{
	int low = 0, high = t->n_jobs;

	while (low < high) {
		int mid = (low + high) / 2;

		if (t->jobs[mid].id < id)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

struct ledger_job *job_table_find(struct job_table *t, uint32_t id)
{
	int i = find_index(t, id);

	return i < t->n_jobs && t->jobs[i].id == id ? &t->jobs[i] : NULL;
}

static struct ledger_job *find_or_add(struct job_table *t, uint32_t id)
{
	int i = find_index(t, id);
	struct ledger_job *job = job_table_find(t, id);

	if (job)
		return job;
	if (t->n_jobs == t->capacity) {
		int capacity = t->capacity ? 2 * t->capacity : 64;

		job = realloc(t->jobs, capacity * sizeof(*job));
		if (!job)
			return NULL;
		t->jobs = job;
		t->capacity = capacity;
	}
	job = &t->jobs[i];
	memmove(job + 1, job, (t->n_jobs - i) * sizeof(*job));
	memset(job, 0, sizeof(*job));
	job->id = id;
	t->n_jobs++;
	return job;
}

static void free_slots(struct ledger_job *job)
{
	for (int s = 0; s < job->n_slots; s++)
		free(job->slots[s]);
	free(job->slots);
	job->slots = NULL;
	job->n_slots = 0;
}

static void free_failures(struct ledger_job *job)
{
	for (int i = 0; i < job->n_failures; i++)
		free(job->failures[i].node);
	free(job->failures);
	job->failures = NULL;
	job->n_failures = 0;
}

static void free_job(struct ledger_job *job)
{
	free_slots(job);
	free_failures(job);
}

void job_table_remove(struct job_table *t, uint32_t id)
{
	struct ledger_job *job = job_table_find(t, id);

	if (!job)
		return;
	free_job(job);
	t->n_jobs--;
	memmove(job, job + 1, (t->jobs + t->n_jobs - job) * sizeof(*job));
}

int job_table_start(struct job_table *t, uint32_t id, uint32_t restarts,
		    time_t when, const char *const *slots, int n_slots)
{
	struct ledger_job *job = find_or_add(t, id);
	char **copy = calloc(n_slots + 1, sizeof(*copy));

	if (!job || !copy) {
		free(copy);
		return -1;
	}
	free_slots(job);
	if (!restarts)		/* an earlier job had this id */
		free_failures(job);
	job->slots = copy;
	job->restarts = restarts;
	job->when = when;
	job->running = true;
	for (int s = 0; s < n_slots; s++) {
		copy[s] = strdup(slots[s]);
		if (!copy[s])
			return -1;
		job->n_slots++;
	}
	return 0;
}

int job_table_fail(struct job_table *t, uint32_t id, time_t when,
		   const char *node)
{
	struct ledger_job *job = find_or_add(t, id);
	struct ledger_failure *grown;
	char *copy = strdup(node);

	if (!job || !copy)
		goto fail;
	if (job->n_failures == MAX_FAILURES) {
		free(job->failures[0].node);
		memmove(job->failures, job->failures + 1,
			--job->n_failures * sizeof(*job->failures));
	}
	grown = realloc(job->failures,
			(job->n_failures + 1) * sizeof(*job->failures));
	if (!grown)
		goto fail;
	job->failures = grown;
	job->failures[job->n_failures++] =
		(struct ledger_failure){ .node = copy, .when = when };
	job->running = false;
	return 0;
fail:
	free(copy);
	return -1;
}

void job_table_clear(struct job_table *t)
{
	for (int i = 0; i < t->n_jobs; i++)
		free_job(&t->jobs[i]);
	free(t->jobs);
	memset(t, 0, sizeof(*t));
}
