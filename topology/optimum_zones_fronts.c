/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the steps from each on can give, and the least that it costs. */
#include "optimum_zones_parts.h"

#include <stdlib.h>

enum { MAX_ENTRIES = 1 << 24 };

/* A front, all of it at COST more and giving GIVE more. */
struct shifted {
	const struct optimum_entry *at, *end;
	uint64_t cost;
	int give;
};

static struct shifted shift(const struct optimum_zones *z,
			    const struct front *f, uint64_t cost, int give)
{
	const struct optimum_entry *at = z->entries ? &z->entries[f->first] :
						      NULL;

	return (struct shifted){ at, at ? at + f->count : NULL, cost, give };
}

/*
 * The front under work and MORE become the best of both; returns how many
 * entries it has.  What gives less than FLOOR is of no use, nor is it to give
 * more than the job needs, or to cost what no answer does.
 */
static int merge(struct optimum_zones *z, const struct step *s, int n,
		 struct shifted more)
{
	const struct optimum_entry *work = z->work[0];
	struct optimum_entry *to = z->work[1];
	long floor = z->need - s->before;
	int i = 0, count = 0, most = -1;

	while (most < z->cap && (i < n || more.at < more.end)) {
		struct optimum_entry e;
		bool mine = i < n;

		if (mine && more.at < more.end) {
			uint64_t cost = more.at->cost + more.cost;

			mine = work[i].cost < cost ||
			       (work[i].cost == cost &&
				work[i].give >= more.at->give + more.give);
		}
		if (mine) {
			e = work[i++];
		} else {
			e.cost = more.at->cost + more.cost;
			e.give = more.at->give + more.give;
			more.at++;
		}
		if (e.cost >= s->limit)
			break;
		if (e.give > z->cap)
			e.give = z->cap;
		if (e.give <= most || e.give < floor)
			continue;
		most = e.give;
		to[count++] = e;
	}
	z->work[1] = z->work[0];
	z->work[0] = to;
	return count;
}

static int grow_work(struct optimum_zones *z, int n)
{
	if (n <= z->max_work)
		return 0;
	for (int i = 0; i < 2; i++) {
		struct optimum_entry *more =
			realloc(z->work[i], (size_t)n * 2 * sizeof(*more));

		if (!more)
			return -1;
		z->work[i] = more;
	}
	z->max_work = n * 2;
	return 0;
}

/* The front under work gets MORE; *N is how many entries it has. */
static enum optimum_table add(struct optimum_zones *z, const struct step *s,
			      struct shifted more, int *n)
{
	int count = *n + (int)(more.end - more.at);

	if (more.end == more.at)
		return TABLE_FOUND;
	z->work_left -= count;
	if (z->work_left < 0)
		return TABLE_TOO_BIG;
	if (grow_work(z, count))
		return TABLE_NOMEM;
	*n = merge(z, s, *n, more);
	return TABLE_FOUND;
}

static enum optimum_table keep(struct optimum_zones *z, struct front *f, int n)
{
	size_t end = z->n_entries + (size_t)n;

	if (end > MAX_ENTRIES)
		return TABLE_TOO_BIG;
	if (end > z->max_entries) {
		struct optimum_entry *more =
			realloc(z->entries, end * 2 * sizeof(*more));

		if (!more)
			return TABLE_NOMEM;
		z->entries = more;
		z->max_entries = end * 2;
	}
	*f = (struct front){ z->n_entries, n };
	for (int i = 0; i < n; i++)
		z->entries[z->n_entries++] = z->work[0][i];
	return TABLE_FOUND;
}

static enum optimum_table pod_front(struct optimum_zones *z, struct step *s,
				    int layer)
{
	const struct room_pod *pod = room_at(z->r, s->at);
	enum optimum_table rc = TABLE_FOUND;
	int n = 0;

	if (!s->must)
		rc = add(z, s, shift(z, &s[1].front[layer], 0, 0), &n);
	for (int j = fewest_used(pod); rc == TABLE_FOUND && j <= pod->n_others;
	     j++) {
		int after = layer_after(z, pod, j, layer);

		rc = add(z, s, shift(z, &s[1].front[after],
				     s->cost + (uint64_t)j, pod->give[j]), &n);
	}
	return rc == TABLE_FOUND ? keep(z, &s->front[layer], n) : rc;
}

static enum optimum_table zone_front(struct optimum_zones *z, struct step *s,
				     int layer)
{
	enum optimum_table rc = TABLE_FOUND;
	int n = 0;

	if (!s->must)
		rc = add(z, s, shift(z, &z->steps[s->end].front[layer], 0, 0),
			 &n);
	if (rc == TABLE_FOUND)
		rc = add(z, s, shift(z, &s[1].front[layer], s->cost, 0), &n);
	return rc == TABLE_FOUND ? keep(z, &s->front[layer], n) : rc;
}

enum optimum_table optimum_zones_fill(struct optimum_zones *z)
{
	struct step *end = &z->steps[z->n_steps];
	enum optimum_table rc;

	/* no step left: nothing is given, and there is no place for a rest */
	z->n_entries = 0;
	end->front[1] = (struct front){ 0, 0 };
	if (grow_work(z, 1))
		return TABLE_NOMEM;
	z->work[0][0] = (struct optimum_entry){ 0, 0 };
	rc = keep(z, &end->front[0], 1);
	for (int i = z->n_steps - 1; rc == TABLE_FOUND && i >= 0; i--)
		for (int layer = 0; rc == TABLE_FOUND && layer < z->n_layers;
		     layer++)
			rc = z->steps[i].at >= 0 ?
				     pod_front(z, &z->steps[i], layer) :
				     zone_front(z, &z->steps[i], layer);
	return rc;
}
