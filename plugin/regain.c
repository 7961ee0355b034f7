/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * slurmctld saves a job's comment and the variables of its batch script with the
 * job, and both have its layout: see tell_running() and slots_begin().
 */
#include "regain.h"

#include <stdlib.h>

#include "ledger.h"
#include "slurm_compat.h"
#include "topology/layout.h"
#include "topology/text.h"
#include "wire.h"

static const char *variable_of(const job_record_t *job)
{
	const size_t len = strlen(WIRE_LAYOUT "=");

	for (uint32_t i = 0; i < job->details->env_cnt; i++)
		if (!strncmp(job->details->env_sup[i], WIRE_LAYOUT "=", len))
			return job->details->env_sup[i] + len;
	return NULL;
}

/* The comment is younger: spares have taken slots in it.  While a job waits,
 * it has something else to tell. */
static struct layout *layout_of(const job_record_t *job)
{
	struct layout *l = layout_in_comment(job->system_comment,
					     FABRIC_MAX_NODES);
	const char *text = l ? NULL : variable_of(job);
	struct rail_error ignored;

	return text ? layout_parse(text, FABRIC_MAX_NODES, &ignored) : l;
}

/* Whether L is of this start of JOB, and not of one before. */
static bool is_on(const job_record_t *job, const struct layout *l)
{
	const node_record_t *node;

	for (int i = 0; job->node_bitmap &&
			(node = next_node_bitmap(job->node_bitmap, &i)); i++)
		if (layout_find_any(l, node->name) < 0)
			return false;
	return true;
}

static int keep(const job_record_t *job, uint32_t restarts,
		const struct layout *l)
{
	int count = l->count + l->n_spares;
	const char **names = calloc(count, sizeof(*names));

	if (!names)
		return -1;
	for (int i = 0; i < count; i++)
		names[i] = l->slots[i].node;
	ledger_start(job->job_id, restarts, names, count);
	free(names);
	return 0;
}

static bool is_over(const job_record_t *job)
{
	return IS_JOB_FINISHED(job) && !IS_JOB_COMPLETING(job) &&
	       !(job->job_state & JOB_REQUEUE);
}

static int regain(void *x, void *arg)
{
	job_record_t *job = x;
	const struct ledger_job *kept = ledger_find(job->job_id);
	bool waits = IS_JOB_PENDING(job) && !IS_JOB_COMPLETING(job);
	uint32_t restarts = job->restart_cnt;
	struct layout *l;
	int *count = arg;

	if (!job->details || is_over(job) || (waits && !restarts))
		return 0;
	/* its restart counts from when it is requeued on */
	restarts -= IS_JOB_PENDING(job) && restarts;
	if (kept && kept->n_slots && kept->restarts >= restarts)
		return 0;
	l = layout_of(job);
	if (l && (waits || is_on(job, l)) && !keep(job, restarts, l))
		++*count;
	layout_destroy(l);
	return 0;
}

void regain_slots(void)
{
	int count = 0;

	if (job_list)
		list_for_each(job_list, regain, &count);
	if (count)
		info("railyard: the ledger knew nothing of %d job%s: slots "
		     "are taken from what slurmctld keeps", count,
		     text_plural(count));
}
