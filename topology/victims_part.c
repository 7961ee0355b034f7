/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The victims in one part of the fabric: the shortest run of its jobs, best
 * first, that will do, by halving; less those that turn out not to be needed;
 * and one of them for a smaller one where that will do as well.
 */
#include "victims_parts.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* Choices that exchanging jobs of one place may take. */
enum {
	MAX_EXCHANGES = 64
};

static bool as_good(const struct victims_search *s,
		    const struct place_choice *choice)
{
	return nodeset_count(choice->nodes) == s->n_nodes &&
	       place_cost_cmp(choice, &s->want) <= 0;
}

/* Whether the jobs of s->trial are enough here; s->local follows. */
static bool try_out(struct victims_search *s)
{
	struct place_choice choice = { 0 };
	struct victims_toll toll;
	bool will_do;

	victims_open_up(s, s->part, s->trial);
	will_do = !s->v->choose(s->v->arg, s->open, &choice) &&
		  as_good(s, &choice);
	if (will_do) {
		toll = victims_count_toll(s, &choice);
		if (victims_toll_cmp(&toll, &s->local_toll) < 0) {
			s->local_toll = toll;
			memcpy(s->local, s->hit,
			       sizeof(*s->hit) * s->v->n_jobs);
		}
	}
	place_choice_free(&choice);
	return will_do;
}

static void from_local(struct victims_search *s)
{
	memcpy(s->trial, s->local, sizeof(*s->local) * s->v->n_jobs);
}

static int by_gain(const void *x, const void *y)
{
	const struct victims_rated *a = x, *b = y;

	if (a->gain != b->gain)
		return a->gain > b->gain ? -1 : 1;
	if (a->size != b->size)
		return a->size < b->size ? -1 : 1;
	return a->job < b->job ? -1 : a->job > b->job;
}

static int by_size(const void *x, const void *y)
{
	const struct victims_rated *a = x, *b = y;

	if (a->size != b->size)
		return a->size < b->size ? -1 : 1;
	return a->job < b->job ? -1 : a->job > b->job;
}

/* The jobs that give something in PART, the best first. */
void victims_rate(struct victims_search *s, const struct victims_part *part)
{
	const struct nodeset *may = s->v->may;
	int after = part->first + part->n;

	s->n_rated = 0;
	for (int n = nodeset_next(may, part->first); n >= 0 && n < after;
	     n = nodeset_next(may, n + 1))
		for (int i = s->first_at[n]; i < s->first_at[n + 1]; i++)
			if (!s->gain[s->jobs_at[i]]++)
				s->rated[s->n_rated++].job = s->jobs_at[i];
	for (int i = 0; i < s->n_rated; i++) {
		struct victims_rated *r = s->rated + i;

		r->gain = s->gain[r->job];
		r->size = s->v->jobs[r->job].size;
		s->gain[r->job] = 0;
	}
	qsort(s->rated, s->n_rated, sizeof(*s->rated), by_gain);
}

static void first_jobs(struct victims_search *s, int n)
{
	memset(s->trial, 0, sizeof(*s->trial) * s->v->n_jobs);
	for (int i = 0; i < n; i++)
		s->trial[s->rated[i].job] = true;
}

/* More victims never make the cheapest choice dearer. */
static bool halve(struct victims_search *s)
{
	int low = s->part->least, high = s->n_rated;

	first_jobs(s, high);
	if (!try_out(s))
		return false;
	while (low < high && !victims_out_of_time(s)) {
		int mid = low + (high - low) / 2;

		first_jobs(s, mid);
		if (try_out(s))
			high = mid;
		else
			low = mid + 1;
	}
	return true;
}

/* The least useful first. */
static void drop_needless(struct victims_search *s)
{
	if (s->local_toll.jobs <= s->part->least)
		return;
	for (int i = s->n_rated - 1; i >= 0 && !victims_out_of_time(s); i--) {
		if (!s->local[s->rated[i].job])
			continue;
		from_local(s);
		s->trial[s->rated[i].job] = false;
		try_out(s);
	}
}

/* How many nodes more than are wanted the jobs of s->local give, at most. */
static int to_spare(const struct victims_search *s)
{
	int spare =
		nodeset_count_range(s->v->idle, s->part->first, s->part->n) -
		s->n_nodes;

	for (int i = 0; i < s->n_rated; i++)
		if (s->local[s->rated[i].job])
			spare += s->rated[i].gain;
	return spare;
}

static bool exchange_one(struct victims_search *s, int *tries)
{
	int spare = to_spare(s);

	for (int out = s->n_rated - 1; out >= 0; out--) {
		if (!s->local[s->rated[out].job])
			continue;
		for (int in = 0; in < out; in++) {
			struct victims_toll before = s->local_toll;

			if (s->local[s->rated[in].job] ||
			    s->rated[out].gain - s->rated[in].gain > spare)
				continue;
			if (victims_out_of_time(s) || ++*tries > MAX_EXCHANGES)
				return false;
			from_local(s);
			s->trial[s->rated[out].job] = false;
			s->trial[s->rated[in].job] = true;
			try_out(s);
			if (victims_toll_cmp(&s->local_toll, &before) < 0)
				return true;
		}
	}
	return false;
}

static void exchange(struct victims_search *s)
{
	int tries = 0;

	qsort(s->rated, s->n_rated, sizeof(*s->rated), by_size);
	while (exchange_one(s, &tries))
		;
}

void victims_search_part(struct victims_search *s,
			 const struct victims_part *part)
{
	s->part = part;
	s->local_toll = (struct victims_toll){ .jobs = INT_MAX };
	victims_rate(s, part);
	if (!halve(s))
		return;
	drop_needless(s);
	exchange(s);
	if (victims_toll_cmp(&s->local_toll, &s->best_toll) >= 0)
		return;
	s->best_toll = s->local_toll;
	s->best_part = part;
	memcpy(s->best, s->local, sizeof(*s->local) * s->v->n_jobs);
}
