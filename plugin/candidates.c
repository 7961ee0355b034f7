/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Idle, fitting, free by then. */
#include "candidates.h"

#include <stdlib.h>

/* Seconds: what is planned for later says nothing about today. */
enum { MAINTENANCE_AHEAD = 7 * 86400 };

static bool is_idle(const struct snapshot *s, int node)
{
	return idle_node_bitmap && bit_test(idle_node_bitmap,
					    s->to_record[node]);
}

uint64_t candidates_free_gpus(const node_record_t *record)
{
	uint32_t id = gres_get_gpu_plugin_id();
	const gres_node_state_t *has;
	gres_state_t *state;

	if (!record->gres_list)
		return 0;
	state = list_find_first(record->gres_list, gres_find_id, &id);
	has = state ? state->gres_data : NULL;
	if (!has || has->gres_cnt_avail < has->gres_cnt_alloc)
		return 0;
	return has->gres_cnt_avail - has->gres_cnt_alloc;
}

void candidates_fitting(const struct snapshot *s, uint64_t gpus,
			struct nodeset *nodes)
{
	const struct nodeset *idle =
		idle_node_bitmap ? snapshot_follow(s, SNAPSHOT_IDLE,
						   idle_node_bitmap) : NULL;

	if (idle && !gpus) {
		nodeset_intersect(nodes, idle);
		return;
	}
	for (int n = nodeset_next(nodes, 0); n >= 0;
	     n = nodeset_next(nodes, n + 1)) {
		node_record_t *record = node_record_table_ptr[s->to_record[n]];

		if (idle ? nodeset_has(idle, n) : is_idle(s, n))
			continue;
		if (!record || !gpus || candidates_free_gpus(record) < gpus)
			nodeset_remove(nodes, n);
	}
}

void candidates_idle(const struct snapshot *s, struct nodeset *nodes)
{
	candidates_fitting(s, 0, nodes);
}

struct awaiting {
	const struct snapshot *s;
	struct nodeset *nodes;
	time_t now;
};

static int add_awaiting(void *x, void *arg)
{
	const slurmctld_resv_t *resv = x;
	struct awaiting *a = arg;

	if (!(resv->flags & RESERVE_FLAG_MAINT) || !resv->node_bitmap ||
	    resv->start_time <= a->now ||
	    resv->start_time > a->now + MAINTENANCE_AHEAD)
		return 0;
	for (int i = 0; next_node_bitmap(resv->node_bitmap, &i); i++) {
		int n = i < a->s->n_records ? a->s->to_fabric[i] : -1;

		if (n >= 0)
			nodeset_add(a->nodes, n);
	}
	return 0;
}

void candidates_maintained(const struct snapshot *s, struct nodeset *nodes)
{
	struct awaiting a = { .s = s, .nodes = nodes, .now = time(NULL) };

	if (resv_list)
		list_for_each_ro(resv_list, add_awaiting, &a);
}

struct filling {
	const struct snapshot *s;
	struct candidates_times *t;
	time_t now;
};

/*
 * When a job is over that has come to its limit is up to OverTimeLimit: as
 * _guess_job_end() of Slurm's select/cons_tres has it.
 */
static time_t expected_end(const job_record_t *job, time_t now)
{
	const part_record_t *part = job->part_ptr;
	uint16_t over = part && part->over_time_limit != NO_VAL16 ?
				part->over_time_limit :
				slurm_conf.over_time_limit;
	time_t end = job->end_time;

	if (end > now)
		return end;
	if (over == INFINITE16) {
		if (!job->time_limit || job->time_limit == NO_VAL ||
		    job->time_limit == INFINITE)
			return now + 365 * 24 * 3600;
		return now + 60 * (time_t)job->time_limit;
	}
	return MAX(end + slurm_conf.kill_wait + 60 * over, now + 1);
}

/* A job still at work, or cleaning up, holds its nodes until its end. */
static int note_job_end(void *x, void *arg)
{
	job_record_t *job = x;
	struct filling *f = arg;
	time_t end;

	if (!job->node_bitmap ||
	    !(IS_JOB_RUNNING(job) || IS_JOB_SUSPENDED(job) ||
	      IS_JOB_COMPLETING(job)))
		return 0;
	end = IS_JOB_COMPLETING(job) ? f->now + 1 :
				       expected_end(job, f->now);
	for (int i = 0; next_node_bitmap(job->node_bitmap, &i); i++) {
		int n = i < f->s->n_records ? f->s->to_fabric[i] : -1;

		if (n >= 0 && f->t->by_node[n] && f->t->by_node[n] < end)
			f->t->by_node[n] = end;
	}
	return 0;
}

static int by_time(const void *x, const void *y)
{
	int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;

	return a < b ? -1 : a > b;
}

static void collect_distinct(struct candidates_times *t,
			     const struct nodeset *allowed)
{
	int n_times = 0, kept = 0;

	for (int n = nodeset_next(allowed, 0); n >= 0;
	     n = nodeset_next(allowed, n + 1)) {
		int64_t when = t->by_node[n];

		/* nodes of a job follow each other: there is less to sort */
		if (when && !(n_times && t->distinct[n_times - 1] == when))
			t->distinct[n_times++] = when;
	}
	qsort(t->distinct, n_times, sizeof(*t->distinct), by_time);
	for (int i = 0; i < n_times; i++)
		if (!kept || t->distinct[kept - 1] != t->distinct[i])
			t->distinct[kept++] = t->distinct[i];
	t->n_distinct = kept;
}

int candidates_times_create(int n_nodes, struct candidates_times *t)
{
	size_t size = (size_t)n_nodes + 1;

	t->n_distinct = 0;
	t->by_node = calloc(size, sizeof(*t->by_node));
	t->distinct = calloc(size, sizeof(*t->distinct));
	return t->by_node && t->distinct ? 0 : -1;
}

void candidates_times(const struct snapshot *s, const struct nodeset *allowed,
		      const struct nodeset *free_now,
		      struct candidates_times *t)
{
	struct filling f = { .s = s, .t = t, .now = time(NULL) };

	memset(t->by_node, 0,
	       (size_t)s->fabric->n_nodes * sizeof(*t->by_node));
	for (int n = nodeset_next(allowed, 0); n >= 0;
	     n = nodeset_next(allowed, n + 1))
		if (!nodeset_has(free_now, n))
			t->by_node[n] = f.now + 1;
	if (job_list)
		list_for_each_ro(job_list, note_job_end, &f);
	collect_distinct(t, allowed);
}

void candidates_times_free(struct candidates_times *t)
{
	free(t->by_node);
	free(t->distinct);
	t->by_node = t->distinct = NULL;
}

void candidates_by(const struct candidates_times *t, time_t when,
		   const struct nodeset *allowed, struct nodeset *nodes)
{
	nodeset_at_most(nodes, allowed, t->by_node, when);
}
