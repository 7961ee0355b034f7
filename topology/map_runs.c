/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finds the runs in the cables between switches.  Cables next to each other
 * at even steps become runs; then runs that are alike, at even steps, become
 * runs of runs, until nothing is alike any more.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "fabric_private.h"
#include "map_runs.h"

struct runs {
	struct map_run *v;
	int count;
};

static struct map_step step_between(const struct map_step *x,
				    const struct map_step *y)
{
	return (struct map_step){
		.a = y->a - x->a, .port_a = y->port_a - x->port_a,
		.b = y->b - x->b, .port_b = y->port_b - x->port_b,
	};
}

static bool same_step(const struct map_step *x, const struct map_step *y)
{
	return x->a == y->a && x->port_a == y->port_a && x->b == y->b &&
	       x->port_b == y->port_b;
}

/* Port 0 stands for none: there is no counting from or to it. */
static bool counts(int from, int step)
{
	return step == 0 || (from != 0 && from + step != 0);
}

/* Whether Y can be what comes after X in a loop. */
static bool alike(const struct map_run *x, const struct map_run *y)
{
	struct map_step step = step_between(&x->first, &y->first);

	if (x->speed != y->speed || x->n_loops != y->n_loops ||
	    x->n_loops == MAP_RUN_LOOPS ||
	    !counts(x->first.port_a, step.port_a) ||
	    !counts(x->first.port_b, step.port_b))
		return false;
	for (int i = 0; i < x->n_loops; i++)
		if (x->loops[i].count != y->loops[i].count ||
		    !same_step(&x->loops[i].step, &y->loops[i].step))
			return false;
	return true;
}

/* How many runs from V on, of N, follow one another at one even step. */
static int stretch(const struct map_run *v, int n)
{
	struct map_step step, next;
	int len = 2;

	if (n < 2 || !alike(&v[0], &v[1]))
		return 1;
	step = step_between(&v[0].first, &v[1].first);
	for (; len < n && alike(&v[len - 1], &v[len]); len++) {
		next = step_between(&v[len - 1].first, &v[len].first);
		if (!same_step(&step, &next))
			break;
	}
	return len;
}

/*
 * How many runs from V on make one loop.  Any two cables are at an even step:
 * two are a loop only when they are parallel, or runs themselves, and not
 * where the second of them starts a longer one.
 */
static int loop_length(const struct map_run *v, int n)
{
	int len = stretch(v, n);

	if (len != 2)
		return len;
	if (v->n_loops == 0 &&
	    (v[0].first.a != v[1].first.a || v[0].first.b != v[1].first.b))
		return 1;
	return stretch(v + 1, n - 1) > 2 ? 1 : 2;
}

/* One run of the LEN from V on. */
static struct map_run join(const struct map_run *v, int len)
{
	struct map_run run = *v;

	if (len > 1)
		run.loops[run.n_loops++] = (struct map_loop){
			.count = len,
			.step = step_between(&v[0].first, &v[1].first),
		};
	return run;
}

/* Whether anything was joined. */
static bool join_all(struct runs *r)
{
	int n = 0;

	for (int i = 0; i < r->count;) {
		int len = loop_length(r->v + i, r->count - i);

		r->v[n++] = join(r->v + i, len);
		i += len;
	}
	if (n == r->count)
		return false;
	r->count = n;
	return true;
}

struct map_run *map_runs_fold(const struct fabric *f, int *count)
{
	struct runs r = { .count = f->n_trunks };

	r.v = malloc(((size_t)f->n_trunks + 1) * sizeof(*r.v));
	if (!r.v)
		return NULL;
	for (int i = 0; i < f->n_trunks; i++) {
		const struct fabric_trunk *t = &f->trunks[i];

		r.v[i] = (struct map_run){
			.first = { t->a, t->port_a, t->b, t->port_b },
			.speed = t->speed,
		};
	}
	while (join_all(&r))
		;
	*count = r.count;
	return r.v;
}
