/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Asks for the optimum of each kind in each connected part. */
#include "place_answer.h"

#include <stdlib.h>

/* Components are in the order of their pods. */
static void find_components(struct place_space *s)
{
	const struct fabric *f = s->fabric;

	for (int p = f->n_pods - 1; p >= 0; p--)
		s->first_pod[f->pods[p].component] = p;
	s->first_pod[f->n_components] = f->n_pods;
}

struct place_space *place_space_create(const struct fabric *f)
{
	struct place_space *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->fabric = f;
	s->optimum = optimum_space_create(f);
	s->all = nodeset_create(f->n_nodes);
	s->amount = calloc((size_t)f->n_islands + 1, sizeof(int));
	s->first_pod = calloc((size_t)f->n_components + 1, sizeof(int));
	for (int i = 0; i < 2; i++) {
		s->rooms[i] = room_create(f);
		s->answers[i].best.use = calloc((size_t)f->n_pods + 1,
						sizeof(int));
		s->open[i] = nodeset_create(f->n_nodes);
		if (!s->rooms[i] || !s->answers[i].best.use || !s->open[i])
			goto fail;
	}
	if (!s->optimum || !s->all || !s->amount || !s->first_pod)
		goto fail;
	nodeset_fill(s->all);
	find_components(s);
	return s;
fail:
	place_space_destroy(s);
	return NULL;
}

void place_space_destroy(struct place_space *s)
{
	if (!s)
		return;
	for (int i = 0; i < 2; i++) {
		room_destroy(s->rooms[i]);
		free(s->answers[i].best.use);
		nodeset_destroy(s->open[i]);
	}
	optimum_space_destroy(s->optimum);
	place_kinds_destroy(s->kinds);
	nodeset_destroy(s->all);
	nodeset_destroy(s->spare);
	free(s->amount);
	free(s->first_pod);
	free(s);
}

/* --- asking -------------------------------------------------------------- */

struct asking {
	struct place_space *s;
	const struct place_question *q;
	struct room_ask ask;
	int component, kind;
	int best;	/* which of the answers is the best so far */
};

/* Connected, then zones, pods, islands; then the kind that has less left. */
static bool cheaper(const struct place_answer *a, const struct place_answer *b)
{
	int level = b->room ? b->room->fabric->n_levels : 0;

	if (!b->room)
		return true;
	if ((a->component < 0) != (b->component < 0))
		return b->component < 0;
	for (; level > 0; level--)
		if (a->best.zones[level - 1] != b->best.zones[level - 1])
			return a->best.zones[level - 1] <
			       b->best.zones[level - 1];
	if (a->best.pods != b->best.pods)
		return a->best.pods < b->best.pods;
	if (a->best.islands != b->best.islands)
		return a->best.islands < b->best.islands;
	return a->kind != b->kind && a->room->total < b->room->total;
}

static int count_in(const struct fabric *f, const struct nodeset *set,
		    int first_pod, int end_pod)
{
	const struct fabric_pod *last = &f->pods[end_pod - 1];
	int first = f->pods[first_pod].first_node;

	return nodeset_count_range(set, first,
				   last->first_node + last->n_nodes - first);
}

/* One search; keeps the cheaper answer.  -1: no memory. */
static int search(struct asking *a)
{
	struct place_space *s = a->s;
	int trial = !a->best;
	struct place_answer *ans = &s->answers[trial];
	struct room *r = s->rooms[trial];

	ans->room = NULL;
	if (!room_count(r, &a->ask))
		return 0;
	switch (optimum_find(s->optimum, r, a->q->max_steps, &ans->best)) {
	case OPTIMUM_NOMEM:
		return -1;
	case OPTIMUM_NONE:
		return 0;
	case OPTIMUM_FOUND:
		break;
	}
	ans->room = r;
	ans->component = a->component;
	ans->kind = a->kind;
	if (cheaper(ans, &s->answers[a->best]))
		a->best = trial;
	return 0;
}

/* Groups of a size for pods: where required nodes are, the rest is here or
 * there for different costs. */
static int search_by_pod(struct asking *a)
{
	const struct fabric *f = a->s->fabric;
	int rc = search(a);

	if (!a->ask.required || !a->ask.groups.rest)
		return rc;
	for (int p = a->ask.first_pod; !rc && p < a->ask.end_pod; p++) {
		if (!count_in(f, a->ask.required, p, p + 1))
			continue;
		a->ask.rest_pod = p;
		rc = search(a);
	}
	a->ask.rest_pod = -1;
	return rc;
}

/* Looks in one component (-1: in all at once). */
static int look_in(struct asking *a, int component)
{
	const struct place_space *s = a->s;
	const struct fabric *f = s->fabric;

	a->component = component;
	a->ask.first_pod = component < 0 ? 0 : s->first_pod[component];
	a->ask.end_pod = component < 0 ? f->n_pods :
					 s->first_pod[component + 1];
	if (count_in(f, a->ask.free_nodes, a->ask.first_pod, a->ask.end_pod) <
	    a->q->nodes)
		return 0;
	if (a->ask.required &&
	    count_in(f, a->ask.required, a->ask.first_pod, a->ask.end_pod) <
		    nodeset_count(a->ask.required))
		return 0;
	return a->ask.groups.by_pod ? search_by_pod(a) : search(a);
}

static int look_in_all(struct asking *a)
{
	const struct fabric *f = a->s->fabric;

	const struct place_answer *best;

	for (int c = 0; c < f->n_components; c++)
		if (look_in(a, c))
			return -1;
	best = &a->s->answers[a->best];
	if ((best->room && best->component >= 0) || f->n_components < 2)
		return 0;
	return look_in(a, -1);
}

static int look_among(struct asking *a, int kind)
{
	struct place_space *s = a->s;
	const struct nodeset *members = s->kinds->nodes[kind];
	const struct room *best = s->answers[a->best].room;
	/* the best answer so far keeps its own */
	struct nodeset *open = s->open[best &&
				       best->free_nodes == s->open[0]];

	if (a->q->required && !nodeset_subset(a->q->required, members))
		return 0;
	nodeset_assign(open, a->q->free_nodes);
	nodeset_intersect(open, members);
	a->kind = kind;
	a->ask.free_nodes = open;
	return look_in_all(a);
}

static int look_among_kinds(struct asking *a)
{
	struct place_space *s = a->s;

	if (!s->kinds)
		s->kinds = place_kinds_create(s->fabric);
	if (!s->kinds)
		return -1;
	for (int k = 0; k < s->kinds->count; k++)
		if (look_among(a, k))
			return -1;
	return 0;
}

const struct place_answer *place_answer(struct place_space *s,
					const struct place_question *q)
{
	struct asking a = { .s = s, .q = q, .kind = -1 };

	s->answers[0].room = s->answers[1].room = NULL;
	a.ask = (struct room_ask){
		.free_nodes = q->free_nodes,
		.required = q->required,
		.groups = room_groups(s->fabric, q->nodes, q->segment),
		.tie = q->tie,
		.rest_pod = -1,
	};
	if (q->uniform ? look_among_kinds(&a) : look_in_all(&a))
		return NULL;
	return &s->answers[a.best];
}

struct nodeset *place_answer_take(struct place_space *s,
				  const struct place_answer *a,
				  const struct nodeset *prefer)
{
	struct nodeset *out = s->spare;

	s->spare = NULL;
	if (out)
		nodeset_clear(out);
	else
		out = nodeset_create(s->fabric->n_nodes);
	if (out)
		optimum_take(a->room, &a->best, prefer, s->amount, out);
	return out;
}
