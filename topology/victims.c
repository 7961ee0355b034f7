/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Victims by bounded tries.  What a choice is worth is known from all victims
 * at once.  Then each place that could hold it - an island, a pod, else the
 * fabric - is searched on its own (victims_part.c), the ones that promise the
 * fewest victims first.
 */
#include "victims_parts.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

bool victims_out_of_time(const struct victims_search *s)
{
	return s->v->stop && s->v->stop(s->v->arg);
}

int victims_toll_cmp(const struct victims_toll *a, const struct victims_toll *b)
{
	if (a->jobs != b->jobs)
		return a->jobs < b->jobs ? -1 : 1;
	if (a->nodes != b->nodes)
		return a->nodes < b->nodes ? -1 : 1;
	return a->rank < b->rank ? -1 : a->rank > b->rank;
}

/* Whether all jobs on NODE are among ENDS. */
static bool is_left(const struct victims_search *s, int node, const bool *ends)
{
	for (int i = s->first_at[node]; i < s->first_at[node + 1]; i++)
		if (!ends[s->jobs_at[i]])
			return false;
	return true;
}

/* What is to be had in PART when the jobs of ENDS end. */
void victims_open_up(struct victims_search *s, const struct victims_part *part,
		     const bool *ends)
{
	const struct nodeset *may = s->v->may;
	int after = part->first + part->n;

	nodeset_clear(s->open);
	nodeset_take_range(s->open, s->v->idle, NULL, part->first, part->n,
			   part->n);
	for (int n = nodeset_next(may, part->first); n >= 0 && n < after;
	     n = nodeset_next(may, n + 1))
		if (is_left(s, n, ends))
			nodeset_add(s->open, n);
}

/* The jobs that CHOICE ends, in s->hit. */
struct victims_toll victims_count_toll(struct victims_search *s,
				       const struct place_choice *choice)
{
	struct victims_toll toll = { 0 };

	memset(s->hit, 0, sizeof(*s->hit) * s->v->n_jobs);
	for (int n = nodeset_next(choice->nodes, 0); n >= 0;
	     n = nodeset_next(choice->nodes, n + 1)) {
		if (nodeset_has(s->v->idle, n))
			continue;
		for (int i = s->first_at[n]; i < s->first_at[n + 1]; i++) {
			int job = s->jobs_at[i];

			if (s->hit[job])
				continue;
			s->hit[job] = true;
			toll.jobs++;
			toll.nodes += s->v->jobs[job].size;
			toll.rank += job;
		}
	}
	return toll;
}

/* Jobs that share a node count twice in their gain: it is never too many. */
static int least_jobs(struct victims_search *s, const struct victims_part *part)
{
	int lack = s->n_nodes -
		   nodeset_count_range(s->v->idle, part->first, part->n);
	int jobs = 0;

	if (lack > nodeset_count_range(s->v->may, part->first, part->n))
		return INT_MAX;
	victims_rate(s, part);
	while (lack > 0 && jobs < s->n_rated)
		lack -= s->rated[jobs++].gain;
	return lack > 0 ? INT_MAX : jobs;
}

static int by_least(const void *x, const void *y)
{
	const struct victims_part *a = x, *b = y;

	if (a->least != b->least)
		return a->least < b->least ? -1 : 1;
	return a->first < b->first ? -1 : a->first > b->first;
}

/* The parts that could hold a choice of that cost; how many. */
static int list_parts(struct victims_search *s, struct victims_part *parts)
{
	const struct fabric *f = s->v->f;
	int n = 0;

	if (s->want.islands == 1)
		for (; n < f->n_islands; n++)
			parts[n] = (struct victims_part){
				.first = f->islands[n].first_node,
				.n = f->islands[n].n_nodes
			};
	else if (s->want.pods == 1)
		for (; n < f->n_pods; n++)
			parts[n] = (struct victims_part){
				.first = f->pods[n].first_node,
				.n = f->pods[n].n_nodes
			};
	else
		parts[n++] = (struct victims_part){ .n = f->n_nodes };
	for (int i = 0; i < n; i++)
		parts[i].least = least_jobs(s, parts + i);
	qsort(parts, n, sizeof(*parts), by_least);
	return n;
}

/* What all victims together give, and what it ends: s->want, s->best. */
static int look_at_all(struct victims_search *s, const struct victims_part *all)
{
	struct place_choice choice = { 0 };
	int rc;

	memset(s->trial, true, sizeof(*s->trial) * s->v->n_jobs);
	victims_open_up(s, all, s->trial);
	rc = s->v->choose(s->v->arg, s->open, &choice);
	if (!rc) {
		s->n_nodes = nodeset_count(choice.nodes);
		s->best_toll = victims_count_toll(s, &choice);
		memcpy(s->best, s->hit, sizeof(*s->hit) * s->v->n_jobs);
		s->want = choice;
		s->want.nodes = NULL;
		s->want.space = NULL;
		s->best_part = all;
	}
	place_choice_free(&choice);
	return rc ? -1 : 0;
}

static int search_all(struct victims_search *s, struct victims_part *parts,
		      struct nodeset *open)
{
	const struct victims_part all = { .n = s->v->f->n_nodes };
	int n;

	if (look_at_all(s, &all))
		return -1;
	n = list_parts(s, parts);
	for (int i = 0; i < n && !victims_out_of_time(s) && s->best_toll.jobs &&
			parts[i].least <= s->best_toll.jobs;
	     i++)
		victims_search_part(s, parts + i);
	victims_open_up(s, s->best_part, s->best);
	nodeset_assign(open, s->open);
	return 0;
}

static int count_entries(const struct victims *v)
{
	int n = 0;

	for (int j = 0; j < v->n_jobs; j++)
		n += v->jobs[j].n;
	return n;
}

/* Turns the jobs' nodes into the nodes' jobs. */
static void index_nodes(struct victims_search *s)
{
	const struct victims *v = s->v;

	for (int j = 0; j < v->n_jobs; j++)
		for (int i = 0; i < v->jobs[j].n; i++)
			s->first_at[v->nodes[v->jobs[j].first + i] + 1]++;
	for (int n = 0; n < v->f->n_nodes; n++)
		s->first_at[n + 1] += s->first_at[n];
	/* from the last on, which leaves each at its first */
	for (int j = v->n_jobs - 1; j >= 0; j--)
		for (int i = 0; i < v->jobs[j].n; i++) {
			int node = v->nodes[v->jobs[j].first + i];

			s->jobs_at[--s->first_at[node + 1]] = j;
		}
	memmove(s->first_at, s->first_at + 1,
		sizeof(*s->first_at) * v->f->n_nodes);
	s->first_at[v->f->n_nodes] = count_entries(v);
}

static int search_create(struct victims_search *s)
{
	size_t nodes = (size_t)s->v->f->n_nodes + 2;
	size_t jobs = (size_t)s->v->n_jobs + 1;

	s->open = nodeset_create(s->v->f->n_nodes);
	s->first_at = calloc(nodes, sizeof(*s->first_at));
	s->jobs_at =
		calloc((size_t)count_entries(s->v) + 1, sizeof(*s->jobs_at));
	s->rated = calloc(jobs, sizeof(*s->rated));
	s->gain = calloc(jobs, sizeof(*s->gain));
	s->trial = calloc(jobs, sizeof(*s->trial));
	s->hit = calloc(jobs, sizeof(*s->hit));
	s->local = calloc(jobs, sizeof(*s->local));
	s->best = calloc(jobs, sizeof(*s->best));
	return s->open && s->first_at && s->jobs_at && s->rated && s->gain &&
			       s->trial && s->hit && s->local && s->best
		       ? 0
		       : -1;
}

static void search_destroy(struct victims_search *s)
{
	nodeset_destroy(s->open);
	free(s->first_at);
	free(s->jobs_at);
	free(s->rated);
	free(s->gain);
	free(s->trial);
	free(s->hit);
	free(s->local);
	free(s->best);
}

int victims_choose(const struct victims *v, struct nodeset *open,
		   struct victims_toll *toll)
{
	struct victims_search s = { .v = v };
	struct victims_part *parts = calloc(
		(size_t)v->f->n_islands + v->f->n_pods + 1, sizeof(*parts));
	int rc = -1;

	if (!search_create(&s) && parts) {
		index_nodes(&s);
		rc = search_all(&s, parts, open);
		*toll = s.best_toll;
	}
	search_destroy(&s);
	free(parts);
	return rc;
}
