/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tries one set of nodes after the other: those with the most rails first. */
#include "place_health.h"

#include <stdio.h>

void place_health_leave_out(const struct health_view *view, int min_rails,
			    struct nodeset *nodes)
{
	if (!min_rails) {
		nodeset_intersect(nodes, view->whole);
		return;
	}
	nodeset_subtract(nodes, view->down);
	for (int n = nodeset_next(nodes, 0); n >= 0;
	     n = nodeset_next(nodes, n + 1))
		if (__builtin_popcountll(view->up[n]) < min_rails)
			nodeset_remove(nodes, n);
}

struct trying {
	const struct place_health *h;
	const struct nodeset *open;
	struct nodeset *having;	/* of OPEN: those with all rails of a set */
	int n;
	struct place_choice *choice;
};

static int try(struct trying *t, uint64_t set)
{
	place_choice_free(t->choice);
	nodeset_assign(t->having, t->open);
	health_view_having(t->h->view, set, t->having);
	return t->h->choose(t->h->arg, t->having, t->n, t->choice);
}

static bool stopped(const struct place_health *h)
{
	return h->stop && h->stop(h->arg);
}

/*
 * Of COUNT sets of as many rails the one that costs least; the choices may share
 * their space, so that only one is held at a time.
 */
static int try_alike(struct trying *t, const uint64_t *sets, int count)
{
	struct place_choice least = { 0 };	/* its cost alone */
	int best = -1, last = -1;

	for (int i = 0; i < count && !(i && stopped(t->h)); i++) {
		last = i;
		if (try(t, sets[i]))
			continue;
		if (best < 0 || place_cost_cmp(t->choice, &least) < 0) {
			best = i;
			least = *t->choice;
		}
	}
	if (best < 0)
		return -1;
	return best == last ? 0 : try(t, sets[best]);
}

static int try_all(struct trying *t)
{
	uint64_t sets[PLACE_HEALTH_SETS];
	int n_sets = health_view_sets(t->h->view, t->open, t->h->min_rails,
				      sets, PLACE_HEALTH_SETS);
	int rc = -1;

	for (int i = 0, end; i < n_sets && rc; i = end) {
		int rails = __builtin_popcountll(sets[i]);

		for (end = i + 1; end < n_sets; end++)
			if (__builtin_popcountll(sets[end]) != rails)
				break;
		if (i && stopped(t->h))
			break;
		rc = try_alike(t, sets + i, end - i);
	}
	if (n_sets)
		return rc;
	/* nobody has rails enough: the refusal is what no nodes get */
	nodeset_clear(t->having);
	return t->h->choose(t->h->arg, t->having, t->n, t->choice);
}

int place_health_rails(const struct place_health *h,
		       const struct nodeset *open, int n,
		       struct place_choice *choice)
{
	struct trying t = { .h = h, .open = open, .n = n, .choice = choice };
	int rc;

	if (!h->min_rails)
		return h->choose(h->arg, open, n, choice);
	*choice = (struct place_choice){ .verdict = PLACE_NOMEM };
	snprintf(choice->why, sizeof(choice->why), "out of memory");
	t.having = nodeset_copy(open);
	rc = t.having ? try_all(&t) : -1;
	nodeset_destroy(t.having);
	return rc;
}

int place_health_calm(const struct place_health *h, const struct nodeset *open,
		      int n, struct place_choice *choice)
{
	int rc = h->choose(h->arg, open, n, choice);
	const struct place_choice first = *choice;	/* its cost alone */
	struct nodeset *calm;

	if (rc || !h->view || !h->view->n_spines)
		return rc;
	calm = nodeset_copy(open);
	if (!calm)
		return rc;
	nodeset_subtract(calm, h->view->strained);
	/* one choice at a time: they may share their space */
	place_choice_free(choice);
	rc = h->choose(h->arg, calm, n, choice);
	if (rc || place_cost_cmp(choice, &first)) {
		place_choice_free(choice);
		rc = h->choose(h->arg, open, n, choice);
	}
	nodeset_destroy(calm);
	return rc;
}
