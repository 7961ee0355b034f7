/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The ends of running jobs, as times of nodes. */
#include "times.h"

#include <stdlib.h>

#include "free_gpus.h"
#include "gpus_records.h"

struct times_end {
	time_t end;
	const job_record_t *job;
};

int times_create(int n_nodes, struct times *t)
{
	size_t size = (size_t)n_nodes + 1;

	memset(t, 0, sizeof(*t));
	t->by_node = calloc(size, sizeof(*t->by_node));
	t->distinct = calloc(size, sizeof(*t->distinct));
	t->gpus = calloc(size, sizeof(*t->gpus));
	return t->by_node && t->distinct && t->gpus ? 0 : -1;
}

void times_free(struct times *t)
{
	free(t->by_node);
	free(t->distinct);
	free(t->gpus);
	free(t->ends);
	memset(t, 0, sizeof(*t));
}

/* --- jobs ---------------------------------------------------------------- */

struct filling {
	const struct snapshot *s;
	struct times *t;
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

	/* it is cleaning up, and holds its nodes meanwhile */
	if (IS_JOB_COMPLETING(job))
		return now + 1;
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

static bool holds_nodes(const job_record_t *job)
{
	return job->node_bitmap &&
	       (IS_JOB_RUNNING(job) || IS_JOB_SUSPENDED(job) ||
		IS_JOB_COMPLETING(job));
}

/* The node records of a job, one after the other. */
struct records {
	bitstr_t *bits;
	int next, end;
	bool all;	/* of these are the job's, as is mostly so: then no bit
			 * needs to be looked for */
};

static struct records records_of(const job_record_t *job)
{
	bitstr_t *bits = job->node_bitmap;
	struct records r = { .bits = bits, .next = bit_ffs(bits),
			     .end = bit_fls(bits) + 1 };

	r.all = bit_set_count(bits) == r.end - r.next;
	return r;
}

/* The next one's node of the map, -1: it has none; false: that was all. */
static bool take_node(const struct snapshot *s, struct records *r, int *node)
{
	int i = r->next;

	if (!r->all && i >= 0 && i < r->end)
		i = bit_ffs_from_bit(r->bits, i);
	if (i < 0 || i >= r->end)
		return false;
	r->next = i + 1;
	*node = i < s->n_records ? s->to_fabric[i] : -1;
	return true;
}

static int note_last(void *x, void *arg)
{
	const job_record_t *job = x;
	struct filling *f = arg;
	struct records records;
	time_t end;
	int n;

	if (!holds_nodes(job))
		return 0;
	end = expected_end(job, f->now);
	records = records_of(job);
	while (take_node(f->s, &records, &n))
		if (n >= 0 && f->t->by_node[n] && f->t->by_node[n] < end)
			f->t->by_node[n] = end;
	return 0;
}

/* --- some GPUs of a node ------------------------------------------------- */

static int note_end(void *x, void *arg)
{
	const job_record_t *job = x;
	struct filling *f = arg;
	struct times *t = f->t;

	/* one that is cleaning up has given its GPUs back already: others may
	 * have them */
	if (holds_nodes(job) && !IS_JOB_COMPLETING(job) && t->n_ends < t->room)
		t->ends[t->n_ends++] = (struct times_end){
			.end = expected_end(job, f->now), .job = job,
		};
	return 0;
}

static int by_end(const void *x, const void *y)
{
	const struct times_end *a = x, *b = y;

	return (a->end > b->end) - (a->end < b->end);
}

/* Room for the ends of COUNT jobs.  -1: out of memory. */
static int make_room(struct times *t, int n_nodes, int count)
{
	size_t room = (size_t)count + count / 2;
	void *grown;

	if (count <= t->room)
		return 0;
	grown = realloc(t->distinct,
			(room + n_nodes + 1) * sizeof(*t->distinct));
	if (!grown)
		return -1;
	t->distinct = grown;
	grown = realloc(t->ends, room * sizeof(*t->ends));
	if (!grown)
		return -1;
	t->ends = grown;
	t->room = (int)room;
	return 0;
}

/* In the order of their ends.  -1: out of memory. */
static int collect_ends(struct filling *f)
{
	struct times *t = f->t;
	int count = job_list ? list_count(job_list) : 0;

	if (make_room(t, f->s->fabric->n_nodes, count))
		return -1;
	if (count)
		list_for_each_ro(job_list, note_end, f);
	qsort(t->ends, t->n_ends, sizeof(*t->ends), by_end);
	return 0;
}

/* Its nodes, where what ended before it did not give enough. */
static void give_back(struct filling *f, const struct times_end *e)
{
	const struct gpus_given given = gpus_of_job(e->job);
	struct records records = records_of(e->job);
	struct times *t = f->t;
	int n;

	for (int at = 0; take_node(f->s, &records, &n); at++) {
		if (n < 0 || !t->by_node[n] || t->gpus[n] >= t->wanted)
			continue;
		t->gpus[n] += gpus_count_at(&given, at);
		if (t->by_node[n] < e->end)
			t->by_node[n] = e->end;
	}
}

static void note_gpus(struct filling *f, const struct nodeset *allowed)
{
	bool counted = free_gpus_follow(f->s);

	for (int n = nodeset_next(allowed, 0); n >= 0;
	     n = nodeset_next(allowed, n + 1))
		f->t->gpus[n] = counted && f->t->by_node[n] ?
					free_gpus_at(f->s, n) : 0;
	for (int i = 0; i < f->t->n_ends; i++)
		give_back(f, &f->t->ends[i]);
}

/* --- all together -------------------------------------------------------- */

static int by_time(const void *x, const void *y)
{
	int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;

	return a < b ? -1 : a > b;
}

static void collect_distinct(struct times *t, const struct nodeset *allowed)
{
	int n_times = 0, kept = 0;

	/* where the same GPUs are wanted, not only the first end matters */
	for (int e = 0; e < t->n_ends; e++)
		if (!n_times || t->distinct[n_times - 1] != t->ends[e].end)
			t->distinct[n_times++] = t->ends[e].end;
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

void times_fill(const struct snapshot *s, const struct nodeset *allowed,
		const struct nodeset *free_now, uint64_t gpus,
		struct times *t)
{
	struct filling f = { .s = s, .t = t, .now = time(NULL) };

	t->wanted = gpus;
	t->n_ends = 0;
	memset(t->by_node, 0,
	       (size_t)s->fabric->n_nodes * sizeof(*t->by_node));
	for (int n = nodeset_next(allowed, 0); n >= 0;
	     n = nodeset_next(allowed, n + 1))
		if (!nodeset_has(free_now, n))
			t->by_node[n] = f.now + 1;
	if (gpus && !collect_ends(&f))
		note_gpus(&f, allowed);
	else if (job_list)
		list_for_each_ro(job_list, note_last, &f);
	collect_distinct(t, allowed);
}

void times_clear_busy(const struct times *t, const struct snapshot *s,
		      time_t when, uint64_t *busy)
{
	for (int e = 0; e < t->n_ends && t->ends[e].end <= when; e++) {
		const job_record_t *job = t->ends[e].job;
		const struct gpus_given given = gpus_of_job(job);
		struct records records = records_of(job);
		int n;

		for (int at = 0; take_node(s, &records, &n); at++)
			if (n >= 0 && busy[n] != UINT64_MAX)
				busy[n] &= ~gpus_at(&given, at);
	}
}

void times_by(const struct times *t, time_t when,
	      const struct nodeset *allowed, struct nodeset *nodes)
{
	nodeset_at_most(nodes, allowed, t->by_node, when);
}
