/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Failures of nodes that are noted late: see missed.h. */
#include "missed.h"

#include "ledger.h"

enum {
	/* Seconds from a job's end on: a slurmctld with much to do hears late
	 * from a slurmd. */
	SETTLES = 30,
};

/* Why slurmctld drains a node that could not start a job: node_mgr.c and
 * proc_req.c; the same from 24.11 to 26.05. */
static const char *const launch_reasons[] = {
	"Prolog error",
	"Job env setup error",
	"batch job complete failure",
};

static bool could_not_start(const node_record_t *node)
{
	if (!IS_NODE_DRAIN(node) || !node->reason)
		return false;
	/* what happens to it later comes behind a colon */
	for (size_t i = 0; i < ARRAY_SIZE(launch_reasons); i++)
		if (!xstrncmp(node->reason, launch_reasons[i],
			      strlen(launch_reasons[i])))
			return true;
	return false;
}

/* A job's end_time is gone as soon as it may be chosen again. */
static time_t ended(const job_record_t *job)
{
	if (IS_JOB_PENDING(job) && !IS_JOB_COMPLETING(job))
		return job->details ? job->details->submit_time : 0;
	return job->end_time;
}

/* Whether any node failed since KEPT's last start. */
static bool has_lost_some(const struct ledger_job *kept)
{
	for (int i = 0; i < kept->n_failures; i++)
		if (kept->failures[i].when >= kept->when)
			return true;
	return false;
}

/* Whether NODE did; by its own list, since a job keeps only so many of them. */
static bool has_failed(const struct ledger_job *kept, const char *node)
{
	const struct failed_node *of = failures_find(ledger_failures(), node);

	for (int i = 0; of && i < of->count; i++)
		if (of->failures[i].job == kept->id &&
		    of->failures[i].when >= kept->when)
			return true;
	return false;
}

struct successor {
	const struct ledger_job *of;
	const node_record_t *node;
	bool found;
};

static void look_for_successor(const struct ledger_job *kept, void *arg)
{
	struct successor *s = arg;

	if (kept->when < s->of->when || kept->id == s->of->id ||
	    kept->when > s->node->reason_time)
		return;
	for (int i = 0; i < kept->n_slots && !s->found; i++)
		s->found = !xstrcmp(kept->slots[i], s->node->name);
}

/* Whether what happened to NODE is another job's start: one that was to start
 * there since, or that it has been noted for, and that may be elsewhere by now. */
static bool is_anothers(const struct ledger_job *kept,
			const node_record_t *node)
{
	const struct failed_node *of = failures_find(ledger_failures(),
						     node->name);
	struct successor s = { .of = kept, .node = node };

	for (int i = 0; of && i < of->count; i++)
		if (of->failures[i].job != kept->id &&
		    of->failures[i].when >= node->reason_time)
			return true;
	ledger_each(look_for_successor, &s);
	return s.found;
}

struct look {
	time_t now;
	bool expected;
};

/* What NODE has done to a job that ended at END, for the log; NULL: nothing. */
static const char *what_it_did(const struct ledger_job *kept,
			       const node_record_t *node, time_t end,
			       bool lost_others)
{
	/* long before the end it was another job's start */
	if (could_not_start(node) && node->reason_time >= end - SETTLES &&
	    !is_anothers(kept, node))
		return "could not be started on";
	/* one that an admin sets down after a job that ended otherwise is not
	 * that job's */
	if (lost_others && (IS_NODE_DOWN(node) || IS_NODE_FAIL(node)))
		return "has also lost";
	return NULL;
}

static void look_at_nodes(const struct ledger_job *kept, void *arg)
{
	job_record_t *job = find_job_record(kept->id);
	bool lost_others = has_lost_some(kept);
	struct look *look = arg;
	time_t end;

	if (!job || IS_JOB_RUNNING(job) || IS_JOB_SUSPENDED(job))
		return;
	end = ended(job);
	if (look->now - end > SETTLES)
		return;
	look->expected = true;
	for (int i = 0; i < kept->n_slots; i++) {
		const node_record_t *node = find_node_record(kept->slots[i]);
		const char *did =
			node ? what_it_did(kept, node, end, lost_others) : NULL;

		if (!did || has_failed(kept, node->name) ||
		    node->reason_time < kept->when ||
		    node->reason_time > end + SETTLES)
			continue;
		info("railyard: %pJ %s %s (%s)", job, did, node->name,
		     node->reason);
		/* what is known of its rails is not ours to read here */
		ledger_fail(kept->id, node->name, 0);
	}
}

bool missed_may_be(const job_record_t *job)
{
	switch (job->job_state & JOB_STATE_BASE) {
	case JOB_PENDING:	/* requeued */
	case JOB_CANCELLED:	/* as Slurm does with those it cannot requeue */
	case JOB_FAILED:
		return true;
	default:
		return false;
	}
}

bool missed_look(time_t now)
{
	struct look look = { .now = now };

	ledger_each(look_at_nodes, &look);
	return look.expected;
}
