/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Replays a stream of jobs, first come first served with EASY backfill, and
 * lets several rules place every job, each in a cluster of its own.  Any N
 * free nodes will do for all of them, so all start the same jobs at the same
 * times: waits and utilisation are equal, and only the places differ.  What
 * topology/block refuses starts where topology/tree puts it, and is counted.
 * Beside the pairs of nodes in different pods is the least that there could
 * have been at each start, in the state that the same rule has made.
 *
 *	trace SUMMARY.csv ROW [JOBS [LOAD [even|uneven|MAP.json]]]
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crossing.h"
#include "stock_block.h"
#include "stock_tree.h"
#include "stream.h"
#include "tests/unit/random.h"
#include "topology/map.h"
#include "topology/place.h"

enum {
	ANY_ISLANDS = PLACE_TIE_FIRST + 1,
	STOCK_TREE,
	STOCK_BLOCK,
	N_RULES,
	DEPTH = 500,
	WARM_UP = 5
};

static const char *const rule_names[N_RULES] = {
	[PLACE_TIE_SNUG] = "snug", [PLACE_TIE_FRONT] = "front",
	[PLACE_TIE_ISLAND] = "island", [PLACE_TIE_POD] = "pod",
	[PLACE_TIE_FIRST] = "first",
	[ANY_ISLANDS] = "any islands",
	[STOCK_TREE] = "stock tree",
	[STOCK_BLOCK] = "stock block",
};

struct job {
	struct stream_job asked;
	double start, end, limit_end;
	struct nodeset *nodes[N_RULES];
	bool refused[N_RULES];
	int lb_islands, lb_pods;
};

/* Sums over the jobs of more than one node that count. */
struct score {
	double islands, pods, lb_islands, lb_pods, cross, least, weight;
	double refused, free_pod, free_islands;
	double split_pods, fit_pod, split_islands, fit_island;
};

struct sim {
	const struct fabric *f;
	struct place_space *space;
	struct job *jobs, **queue, **running;
	int n_jobs, n_queue, n_running, free;
	struct nodeset *open[N_RULES], *all, *inside;
	struct score score[N_RULES];
	struct stock_blocks blocks;
	double now, busy, since, wait, empty, weight;
	int n_scored, n_samples;
};

static void die(const char *what)
{
	fprintf(stderr, "trace: %s\n", what);
	exit(3);
}

/* --- the fabric ---------------------------------------------------------- */

static struct fabric *make_fabric(bool even)
{
	struct fabric_builder *b = fabric_build("bench", 1, NULL);
	const char *const nic[] = { "mlx5_0" };
	const struct fabric_nic nics[] = { { .leaf = -1 } };
	int islands = 0, nodes = 0;
	char name[32];

	for (int p = 0; b && p < 16; p++) {
		int n = even ? 25 : random_int(10, 50);

		snprintf(name, sizeof(name), "p%d", p);
		fabric_build_pod(b, name, NULL);
		for (int i = 0; i < n; i++) {
			int size = even ? 32 : random_int(8, 40);

			snprintf(name, sizeof(name), "i%d", islands++);
			fabric_build_island(b, name, NULL);
			while (size--) {
				snprintf(name, sizeof(name), "n%d", nodes++);
				build_node(b, name, nic, nics, NULL);
			}
		}
	}
	return b ? fabric_build_finish(b, NULL) : NULL;
}

/* --- one placement ------------------------------------------------------- */

static int count_islands(const struct fabric *f, const struct nodeset *set)
{
	int n = 0;

	for (int i = 0; i < f->n_islands; i++)
		n += nodeset_count_range(set, f->islands[i].first_node,
					 f->islands[i].n_nodes) > 0;
	return n;
}

static void place_as_stock(struct sim *s, struct job *job, int rule)
{
	struct nodeset *nodes = job->nodes[rule];
	struct stock_job asked = {
		.nodes = job->asked.nodes, .exclusive = true,
	};
	int rc = 1;

	if (rule == STOCK_BLOCK) {
		rc = stock_block(s->f, &s->blocks, s->open[rule], &asked,
				 nodes);
		job->refused[rule] = rc > 0;
	}
	if (rc > 0)
		rc = stock_tree(s->f, s->open[rule], asked.nodes, nodes);
	if (rc < 0)
		die("out of memory");
}

/* The fullest pod that has room for the job; -1: none. */
static int fullest_pod(const struct fabric *f, const struct nodeset *open,
		       int n)
{
	int best = -1, least = 0;

	for (int p = 0; p < f->n_pods; p++) {
		int room = nodeset_count_range(open, f->pods[p].first_node,
					       f->pods[p].n_nodes);

		if (room < n || (best >= 0 && room >= least))
			continue;
		best = p;
		least = room;
	}
	return best;
}

/* PLACE_TIE_SNUG, but several islands of a pod are those of the fullest, though
 * another pod may have fewer that would do: what the exact order costs. */
static int place_any_islands(struct sim *s, const struct place_request *req,
			     struct place_choice *choice)
{
	const struct nodeset *open = s->open[ANY_ISLANDS];
	int rc = place(s->f, open, req, choice), p;

	if (rc || choice->pods > 1 || choice->islands == 1)
		return rc;
	place_choice_free(choice);
	p = fullest_pod(s->f, open, req->nodes);
	nodeset_clear(s->inside);
	nodeset_take_range(s->inside, open, NULL, s->f->pods[p].first_node,
			   s->f->pods[p].n_nodes, s->f->pods[p].n_nodes);
	return place(s->f, s->inside, req, choice);
}

static int place_by_rule(struct sim *s, int rule,
			 const struct place_request *req,
			 struct place_choice *choice)
{
	return rule == ANY_ISLANDS ?
		       place_any_islands(s, req, choice) :
		       place(s->f, s->open[rule], req, choice);
}

static void place_job(struct sim *s, struct job *job, int rule)
{
	struct place_request req = {
		.nodes = job->asked.nodes, .mode = PLACE_BEST,
		.space = s->space,
		.tie = rule == ANY_ISLANDS ? PLACE_TIE_SNUG : rule,
	};
	struct place_choice choice;

	job->nodes[rule] = nodeset_create(s->f->n_nodes);
	if (!job->nodes[rule])
		die("out of memory");
	if (rule == STOCK_TREE || rule == STOCK_BLOCK) {
		place_as_stock(s, job, rule);
	} else if (place_by_rule(s, rule, &req, &choice)) {
		die(choice.why);
	} else {
		nodeset_assign(job->nodes[rule], choice.nodes);
		place_choice_free(&choice);
	}
	if (nodeset_count(job->nodes[rule]) != req.nodes)
		die("a rule took another number of nodes");
	nodeset_subtract(s->open[rule], job->nodes[rule]);
}

/* --- scores -------------------------------------------------------------- */

static void score_job(struct sim *s, const struct job *job, int rule)
{
	struct score *score = &s->score[rule];
	int n = job->asked.nodes, pods, islands;
	double cross;

	if (job->refused[rule]) {
		score->refused++;
		return;
	}
	cross = crossing_of(s->f, job->nodes[rule], n, &pods);
	score->lb_islands += job->lb_islands;
	score->lb_pods += job->lb_pods;
	islands = count_islands(s->f, job->nodes[rule]);
	score->islands += islands;
	score->pods += pods;
	score->cross += cross * n;
	score->least += n * crossing_least(s->f, s->open[rule],
					   job->nodes[rule], n);
	score->weight += n;
	score->fit_pod += job->lb_pods == 1;
	score->split_pods += job->lb_pods == 1 && pods > 1;
	score->fit_island += job->lb_islands == 1;
	score->split_islands += job->lb_islands == 1 && islands > 1;
}

/* The largest job that fits a pod, and islands that are wholly free. */
static void sample_room(struct sim *s, int rule)
{
	const struct fabric *f = s->f;
	int most = 0, whole = 0;

	for (int p = 0; p < f->n_pods; p++) {
		int c = nodeset_count_range(s->open[rule],
					    f->pods[p].first_node,
					    f->pods[p].n_nodes);

		most = c > most ? c : most;
	}
	for (int i = 0; i < f->n_islands; i++)
		whole += nodeset_count_range(s->open[rule],
					     f->islands[i].first_node,
					     f->islands[i].n_nodes) ==
			 f->islands[i].n_nodes;
	s->score[rule].free_pod += most;
	s->score[rule].free_islands += whole;
}

static void start_job(struct sim *s, struct job *job)
{
	bool counts = job - s->jobs >= s->n_jobs / WARM_UP;

	for (int rule = 0; rule < N_RULES; rule++)
		place_job(s, job, rule);
	job->start = s->now;
	job->end = s->now + job->asked.run;
	job->limit_end = s->now + job->asked.limit;
	s->free -= job->asked.nodes;
	s->running[s->n_running++] = job;
	if (!counts)
		return;
	s->wait += s->now - job->asked.submit;
	s->n_samples++;
	for (int rule = 0; rule < N_RULES; rule++)
		sample_room(s, rule);
	if (job->asked.nodes < 2)
		return;
	if (place_optimum(s->f, s->all, job->asked.nodes, &job->lb_pods,
			  &job->lb_islands))
		die("out of memory");
	s->n_scored++;
	s->weight += job->asked.nodes;
	s->empty += job->asked.nodes *
		    crossing_least(s->f, s->all, NULL, job->asked.nodes);
	for (int rule = 0; rule < N_RULES; rule++)
		score_job(s, job, rule);
}

/* --- the schedule -------------------------------------------------------- */

static int by_limit(const void *x, const void *y)
{
	const struct job *a = *(struct job *const *)x;
	const struct job *b = *(struct job *const *)y;

	return a->limit_end < b->limit_end ? -1 : a->limit_end > b->limit_end;
}

/* When the head of the queue can start at the latest, and how many nodes are
 * then left beside it. */
static double reserve(struct sim *s, int *extra)
{
	int have = s->free, k = 0;

	qsort(s->running, (size_t)s->n_running, sizeof(*s->running), by_limit);
	while (have < s->queue[0]->asked.nodes && k < s->n_running)
		have += s->running[k++]->asked.nodes;
	*extra = have - s->queue[0]->asked.nodes;
	return k ? s->running[k - 1]->limit_end : s->now;
}

static void dequeue(struct sim *s, int at)
{
	memmove(&s->queue[at], &s->queue[at + 1],
		(size_t)(s->n_queue - at - 1) * sizeof(*s->queue));
	s->n_queue--;
}

static void schedule(struct sim *s)
{
	double shadow;
	int extra;

	while (s->n_queue && s->queue[0]->asked.nodes <= s->free) {
		start_job(s, s->queue[0]);
		dequeue(s, 0);
	}
	if (!s->n_queue || !s->free)
		return;
	shadow = reserve(s, &extra);
	for (int i = 1; i < s->n_queue && i < DEPTH; i++) {
		struct job *job = s->queue[i];
		bool in_time = s->now + job->asked.limit <= shadow;

		if (job->asked.nodes > s->free ||
		    (!in_time && job->asked.nodes > extra))
			continue;
		if (!in_time)
			extra -= job->asked.nodes;
		start_job(s, job);
		dequeue(s, i--);
	}
}

static void end_job(struct sim *s, int at)
{
	struct job *job = s->running[at];

	for (int rule = 0; rule < N_RULES; rule++) {
		for (int n = nodeset_next(job->nodes[rule], 0); n >= 0;
		     n = nodeset_next(job->nodes[rule], n + 1))
			nodeset_add(s->open[rule], n);
		nodeset_destroy(job->nodes[rule]);
		job->nodes[rule] = NULL;
	}
	s->free += job->asked.nodes;
	s->running[at] = s->running[--s->n_running];
}

static int next_end(const struct sim *s)
{
	int first = -1;

	for (int i = 0; i < s->n_running; i++)
		if (first < 0 || s->running[i]->end < s->running[first]->end)
			first = i;
	return first;
}

static void advance(struct sim *s, double to, int next)
{
	if (next > s->n_jobs / WARM_UP && next < s->n_jobs) {
		s->busy += (s->f->n_nodes - s->free) * (to - s->now);
		s->since += to - s->now;
	}
	s->now = to;
}

static void run(struct sim *s)
{
	int next = 0;

	while (next < s->n_jobs || s->n_running) {
		int ending = next_end(s);
		double end = ending < 0 ? INFINITY : s->running[ending]->end;

		if (next < s->n_jobs && s->jobs[next].asked.submit <= end) {
			advance(s, s->jobs[next].asked.submit, next);
			s->queue[s->n_queue++] = &s->jobs[next++];
		} else {
			advance(s, end, next);
			end_job(s, ending);
		}
		schedule(s);
	}
}

/* --- the report ---------------------------------------------------------- */

static void report(const struct sim *s)
{
	printf("%d jobs of 2 nodes and more; utilisation %.3f, mean wait "
	       "%.0f s; cross-pod on an empty fabric %.3f\n\n", s->n_scored,
	       s->busy / s->since / s->f->n_nodes, s->wait / s->n_samples,
	       s->empty / s->weight);
	printf("%-12s %10s %8s %9s %6s %11s %10s %9s %9s %8s\n", "rule",
	       "islands/LB", "pods/LB", "cross-pod", "least", "pod split",
	       "isl split", "pod room", "free isl", "refused");
	for (int rule = 0; rule < N_RULES; rule++) {
		const struct score *c = &s->score[rule];

		printf("%-12s %10.3f %8.3f %9.3f %6.3f %10.2f%% %9.2f%% "
		       "%9.0f %9.1f %7.2f%%\n", rule_names[rule],
		       c->islands / c->lb_islands, c->pods / c->lb_pods,
		       c->cross / c->weight, c->least / c->weight,
		       100 * c->split_pods / c->fit_pod,
		       100 * c->split_islands / c->fit_island,
		       c->free_pod / s->n_samples,
		       c->free_islands / s->n_samples,
		       100 * c->refused / s->n_scored);
	}
}

/* Blocks as railyard export makes them: none has fewer nodes than a base. */
static struct stock_blocks base_blocks(const struct fabric *f)
{
	struct stock_blocks blocks = { .size = f->n_nodes, .levels = 1 };

	for (int i = 0; i < f->n_islands; i++)
		if (f->islands[i].n_nodes < blocks.size)
			blocks.size = f->islands[i].n_nodes;
	return blocks;
}

static struct fabric *get_fabric(const char *which, struct rail_error *err)
{
	bool even = !strcmp(which, "even");

	if (!even && strcmp(which, "uneven"))
		return map_load(which, err);
	rail_error_set(err, "out of memory");
	return make_fabric(even);
}

static void set_up(struct sim *s, const struct stream_job *stream)
{
	s->blocks = base_blocks(s->f);
	s->space = place_space_create(s->f);
	s->jobs = calloc((size_t)s->n_jobs, sizeof(*s->jobs));
	s->queue = calloc((size_t)s->n_jobs + 1, sizeof(*s->queue));
	s->running = calloc((size_t)s->f->n_nodes + 1, sizeof(*s->running));
	s->all = nodeset_create(s->f->n_nodes);
	s->inside = nodeset_create(s->f->n_nodes);
	s->free = s->f->n_nodes;
	if (!s->space || !s->jobs || !s->queue || !s->running || !s->all ||
	    !s->inside)
		die("out of memory");
	nodeset_fill(s->all);
	for (int rule = 0; rule < N_RULES; rule++) {
		s->open[rule] = nodeset_copy(s->all);
		if (!s->open[rule])
			die("out of memory");
	}
	for (int i = 0; i < s->n_jobs; i++)
		s->jobs[i].asked = stream[i];
}

static void tear_down(struct sim *s)
{
	for (int rule = 0; rule < N_RULES; rule++)
		nodeset_destroy(s->open[rule]);
	nodeset_destroy(s->all);
	nodeset_destroy(s->inside);
	place_space_destroy(s->space);
	free(s->jobs);
	free(s->queue);
	free(s->running);
}

int main(int argc, char **argv)
{
	struct sim s = { .n_jobs = argc > 3 ? atoi(argv[3]) : 6000 };
	double load = argc > 4 ? atof(argv[4]) : 0.9, scale;
	struct stream_job *stream;
	struct stream_row row;
	struct rail_error err;
	struct fabric *f;

	if (argc < 3 || s.n_jobs < 100 || load <= 0) {
		fprintf(stderr, "Usage: trace SUMMARY.csv ROW [JOBS [LOAD "
			"[even|uneven|MAP.json]]]\n");
		return 2;
	}
	if (stream_read(argv[1], argv[2], &row, &err))
		die(err.text);
	random_start("trace");
	f = get_fabric(argc < 6 ? "even" : argv[5], &err);
	if (!f)
		die(err.text);
	/* the largest job has as large a part of the cluster as Kalos' had */
	scale = f->n_nodes * 8 * (1024.0 / 2416) / row.max_gpus;
	stream = stream_make(&row, s.n_jobs, scale, f->n_nodes, load);
	if (!stream)
		die("out of memory");
	s.f = f;
	set_up(&s, stream);
	run(&s);
	report(&s);
	tear_down(&s);
	free(stream);
	fabric_destroy(f);
	return 0;
}
