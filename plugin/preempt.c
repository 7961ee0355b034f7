/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Slurm's records of jobs as what topology/victims.c asks for.  A node is to be
 * had when no other job is on it, or when what they leave is enough GPUs: the
 * stock plugin would refuse a node that a job stays on, and try no other.
 */
#include "preempt.h"

#include <stdlib.h>

#include "candidates.h"
#include "cost.h"
#include "free_gpus.h"
#include "gpus_records.h"
#include "topology/victims.h"

struct preempting {
	struct decision *d;
	struct nodeset *idle, *may;
	struct victims_job *jobs;
	int *nodes, filled, n_jobs;
	int *on, *ours; /* by node: its jobs, and how many may end */
	uint64_t *gpus; /* and the GPUs of these */
	struct gpus_given given; /* to the job that is noted */
	int64_t until; /* of cost_clock() */
};

/* Calls NOTE for each node of JOB that is in the map, with its place in JOB. */
static void each_node(struct preempting *p, const job_record_t *job,
		      void (*note)(struct preempting *p,
				   const job_record_t *job, int node, int at))
{
	const struct snapshot *s = p->d->s;
	int at = 0;

	for (int i = 0; next_node_bitmap(job->node_bitmap, &i); i++, at++) {
		int n = i < s->n_records ? s->to_fabric[i] : -1;

		if (n >= 0)
			note(p, job, n, at);
	}
}

static void note_on(struct preempting *p, const job_record_t *job, int node,
		    int at)
{
	p->on[node]++;
}

static int note_job(void *x, void *arg)
{
	job_record_t *job = x;

	if (job->node_bitmap && (IS_JOB_RUNNING(job) || IS_JOB_SUSPENDED(job) ||
				 IS_JOB_COMPLETING(job)))
		each_node(arg, job, note_on);
	return 0;
}

static void note_ours(struct preempting *p, const job_record_t *job, int node,
		      int at)
{
	p->nodes[p->filled++] = node;
	p->ours[node]++;
	p->gpus[node] += gpus_count_at(&p->given, at);
}

static int count_nodes(void *x, void *arg)
{
	const job_record_t *job = x;

	if (job->node_bitmap)
		*(int *)arg += bit_set_count(job->node_bitmap);
	return 0;
}

static int note_victim(void *x, void *arg)
{
	job_record_t *job = x;
	struct preempting *p = arg;
	struct victims_job *v = p->jobs + p->n_jobs++;

	v->first = p->filled;
	if (!job->node_bitmap)
		return 0;
	p->given = gpus_of_job(job);
	each_node(p, job, note_ours);
	v->n = p->filled - v->first;
	v->size = bit_set_count(job->node_bitmap);
	return 0;
}

static bool leaves_enough(const struct preempting *p, int node, uint64_t gpus)
{
	const struct snapshot *s = p->d->s;
	const node_record_t *record = node_record_table_ptr[s->to_record[node]];

	if (p->ours[node] == p->on[node])
		return true;
	return gpus && record &&
	       free_gpus_of(record) + p->gpus[node] >= gpus;
}

static int collect(struct preempting *p, uint64_t gpus)
{
	list_t *preemptable = p->d->c->preemptable;
	size_t size = (size_t)p->d->s->fabric->n_nodes + 1;
	int n_nodes = 0;

	list_for_each(preemptable, count_nodes, &n_nodes);
	p->jobs = calloc((size_t)list_count(preemptable) + 1, sizeof(*p->jobs));
	p->nodes = calloc((size_t)n_nodes + 1, sizeof(*p->nodes));
	p->on = calloc(size, sizeof(*p->on));
	p->ours = calloc(size, sizeof(*p->ours));
	p->gpus = calloc(size, sizeof(*p->gpus));
	p->idle = nodeset_copy(p->d->allowed);
	p->may = nodeset_create(p->d->s->fabric->n_nodes);
	if (!p->jobs || !p->nodes || !p->on || !p->ours || !p->gpus ||
	    !p->idle || !p->may)
		return -1;
	if (job_list)
		list_for_each_ro(job_list, note_job, p);
	list_for_each(preemptable, note_victim, p);
	candidates_fitting(p->d->s, gpus, p->idle);
	for (int n = nodeset_next(p->d->allowed, 0); n >= 0;
	     n = nodeset_next(p->d->allowed, n + 1)) {
		if (!p->ours[n])
			continue;
		nodeset_remove(p->idle, n);
		if (leaves_enough(p, n, gpus))
			nodeset_add(p->may, n);
	}
	return 0;
}

static int choose(void *arg, const struct nodeset *open,
		  struct place_choice *choice)
{
	struct preempting *p = arg;

	nodeset_assign(p->d->open, open);
	return decision_choose(p->d, choice);
}

static bool out_of_time(void *arg)
{
	const struct preempting *p = arg;

	return cost_clock() >= p->until;
}

static int choose_victims(struct preempting *p)
{
	const struct victims v = {
		.f = p->d->s->fabric,
		.idle = p->idle,
		.may = p->may,
		.jobs = p->jobs,
		.n_jobs = p->n_jobs,
		.nodes = p->nodes,
		.choose = choose,
		.stop = out_of_time,
		.arg = p,
	};
	struct nodeset *open = nodeset_create(p->d->s->fabric->n_nodes);
	struct victims_toll toll;
	int64_t now = cost_clock();
	int rc = -1;

	/* the other half is for the decision itself */
	p->until = now + (p->d->deadline - now) / 2;
	if (open)
		rc = victims_choose(&v, open, &toll);
	if (!rc)
		nodeset_assign(p->d->open, open);
	nodeset_destroy(open);
	return rc;
}

/* A job that comes back holds on to its slots, whoever is on them. */
static void open_all(struct preempting *p)
{
	nodeset_assign(p->d->open, p->idle);
	for (int n = nodeset_next(p->may, 0); n >= 0;
	     n = nodeset_next(p->may, n + 1))
		nodeset_add(p->d->open, n);
}

int preempt_open(struct decision *d, uint64_t gpus)
{
	struct preempting p = { .d = d };
	int rc = -1;

	d->had_choice = false;
	if (!collect(&p, gpus)) {
		rc = 0;
		if (d->before)
			open_all(&p);
		else
			rc = choose_victims(&p);
	}
	nodeset_destroy(p.idle);
	nodeset_destroy(p.may);
	free(p.jobs);
	free(p.nodes);
	free(p.on);
	free(p.ours);
	free(p.gpus);
	return rc;
}
