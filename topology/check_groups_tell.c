/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Step of a check: what is said of the cables of dragonflies. */
#include <stdio.h>
#include <stdlib.h>

#include "check_groups.h"

/* A gap and a spare are put together with no more than so many others. */
enum { TRIED = 256 };

static bool meet(struct group_end a, struct group_end b)
{
	return a.pod == b.pod &&
	       (a.leaf == b.leaf || a.leaf < 0 || b.leaf < 0);
}

/* The cable of spare S that is at END; of several between two pods nobody knows
 * which: -1.  Between two leafs they are all the same. */
static int trunk_at(const struct groups *g, const struct group_odd *s,
		    struct group_end end)
{
	const struct fabric *f = g->c->f;
	int found = -1;

	if (!s->pods)
		return g->order[s->first + s->count - 1];
	for (int i = s->first; i < s->first + s->count; i++) {
		const struct fabric_trunk *t = &f->trunks[g->order[i]];

		if (end.leaf >= 0 && t->a != end.leaf && t->b != end.leaf)
			continue;
		if (found >= 0)
			return -1;
		found = g->order[i];
	}
	return found;
}

/* "leaf1 port 3 is connected with leaf7 port 9", where FIRST is named first; or
 * how many two pods have. */
static char *describe(const struct groups *g, const struct group_odd *s,
		      int trunk, int first)
{
	const struct fabric *f = g->c->f;
	char a[CHECK_TEXT], b[CHECK_TEXT];
	const struct fabric_trunk *t;
	struct check_place one, two;
	bool turn;

	if (trunk < 0)
		return text_format("%s and %s are connected by %d cables, not "
				   "%d", f->pods[s->x].name,
				   f->pods[s->y].name, s->count, s->expected);
	t = &f->trunks[trunk];
	turn = t->b == first;
	one = (struct check_place){ turn ? t->b : t->a,
				    turn ? t->port_b : t->port_a };
	two = (struct check_place){ turn ? t->a : t->b,
				    turn ? t->port_a : t->port_b };
	return text_format("%s is connected with %s",
			   check_place_text(f, &one, a),
			   check_place_text(f, &two, b));
}

/* Where the finding that was added last is, and its cables: TRUNK, or all that
 * S has. */
static int place(struct groups *g, const struct group_odd *s, int trunk)
{
	const struct fabric *f = g->c->f;

	for (int i = s->first; i < s->first + s->count; i++) {
		const struct fabric_trunk *t = &f->trunks[g->order[i]];
		struct check_cable a = {
			.node = -1, .rail = -1, .plane = -1,
			.fixed = { t->a, t->port_a },
			.at = { t->b, t->port_b },
			.home.sw = -1, .speed = t->speed,
		};

		if ((trunk < 0 || trunk == g->order[i]) &&
		    check_add_cable(g->c, &a) < 0)
			return -1;
	}
	return 0;
}

static void place_at(struct groups *g, const struct group_odd *o)
{
	if (!o->pods)
		check_place_at_switch(g->c, o->x);
	else
		g->c->r->findings[g->c->r->n_findings - 1].pod = o->x;
}

/* --- two that changed places --------------------------------------------- */

static int tell_swap(struct groups *g, struct group_odd *spares[2],
		     struct group_odd *gaps[2], const struct group_end *ends)
{
	int one = trunk_at(g, spares[0], ends[0]);
	int two = trunk_at(g, spares[1], ends[1]);
	char *a = describe(g, spares[0], one, ends[0].leaf);
	char *b = describe(g, spares[1], two, ends[1].leaf);
	char *what = a && b ? text_format("%s, %s: two cables in each other's "
					  "place", a, b) : NULL;

	free(a);
	free(b);
	if (!check_add(g->c, CHECK_SWAPPED_UPLINKS, what, text_format(
		"swap one end of both")))
		return -1;
	place_at(g, spares[0]);
	for (int i = 0; i < 2; i++)
		spares[i]->told = gaps[i]->told = true;
	return place(g, spares[0], one) < 0 || place(g, spares[1], two) < 0 ?
		       -1 : 0;
}

/* The first gap from R to S that is not GAP. */
static struct group_odd *find_gap(const struct groups *g, struct group_end r,
				  struct group_end s,
				  const struct group_odd *gap)
{
	const struct fabric *f = g->c->f;

	for (int i = 0; i < g->n_gaps && i < TRIED; i++) {
		struct group_odd *o = &g->gaps[i];
		struct group_end x = groups_end(f, o, false);
		struct group_end y = groups_end(f, o, true);

		if (o != gap && !o->told && ((meet(x, r) && meet(y, s)) ||
					     (meet(x, s) && meet(y, r))))
			return o;
	}
	return NULL;
}

/*
 * Spare ONE goes from P to S, while P lacks a cable to Q: then another spare
 * from some R to Q could be what R lacks to S.
 */
static int swap_with(struct groups *g, struct group_odd *one,
		     struct group_odd *gap, struct group_end p,
		     struct group_end q, struct group_end s)
{
	const struct fabric *f = g->c->f;

	for (int i = 0; i < g->n_spares && i < TRIED; i++)
		for (int turn = 0; turn < 2; turn++) {
			struct group_odd *two = &g->spares[i], *other;
			struct group_end r = groups_end(f, two, !turn);

			if (two == one || two->told ||
			    !meet(groups_end(f, two, turn), q))
				continue;
			other = find_gap(g, r, s, gap);
			if (!other)
				continue;
			return tell_swap(g, (struct group_odd *[]){ one, two },
					 (struct group_odd *[]){ gap, other },
					 (struct group_end[]){ p, q });
		}
	return 0;
}

/* --- each spare with each gap that it has an end in common with ---------- */

static int tell_move(struct groups *g, struct group_odd *s,
		     struct group_odd *gap, struct group_end p,
		     struct group_end q)
{
	const struct fabric *f = g->c->f;
	int trunk = trunk_at(g, s, p);
	char *a = describe(g, s, trunk, p.leaf), *what = NULL;
	const char *to = q.leaf >= 0 ? f->leafs[q.leaf].name :
				       f->pods[q.pod].name;

	if (a && trunk >= 0)
		what = text_format("%s, not with %s", a, to);
	else if (a)
		what = text_format("%s: a cable of %s belongs at %s", a,
				   f->pods[p.pod].name, to);
	free(a);
	if (!check_add(g->c, CHECK_WRONG_UPLINK, what,
		       text_format("move its other end to %s", to)))
		return -1;
	place_at(g, gap);
	s->told = gap->told = true;
	return place(g, s, trunk);
}

static int match(struct groups *g, struct group_odd *s, struct group_odd *gap,
		 bool moves)
{
	const struct fabric *f = g->c->f;

	for (int turn = 0; turn < 4 && !s->told && !gap->told; turn++) {
		struct group_end p = groups_end(f, s, turn & 1);
		struct group_end far = groups_end(f, s, !(turn & 1));
		struct group_end o = groups_end(f, gap, turn & 2);
		struct group_end q = groups_end(f, gap, !(turn & 2));
		int rc;

		if (!meet(p, o))
			continue;
		rc = moves ? tell_move(g, s, gap, p.leaf < 0 ? o : p, q) :
			     swap_with(g, s, gap, p.leaf < 0 ? o : p, q, far);
		if (rc < 0)
			return -1;
	}
	return 0;
}

int groups_swaps(struct groups *g)
{
	for (int moves = 0; moves < 2; moves++)
		for (int i = 0; i < g->n_spares && i < TRIED; i++)
			for (int k = 0; k < g->n_gaps && k < TRIED; k++)
				if (match(g, &g->spares[i], &g->gaps[k],
					  moves) < 0)
					return -1;
	return 0;
}

/* --- what is left -------------------------------------------------------- */

static int tell_gap(struct groups *g, const struct group_odd *o)
{
	const struct fabric *f = g->c->f;
	const char *a = o->pods ? f->pods[o->x].name : f->leafs[o->x].name;
	const char *b = o->pods ? f->pods[o->y].name : f->leafs[o->y].name;
	char *what;

	if (o->count)
		what = text_format("%s and %s are connected by %d cable%s, "
				   "others by %d", a, b, o->count,
				   o->count > 1 ? "s" : "", o->expected);
	else
		what = text_format("%s has no cable to %s, as others have", a,
				   b);
	if (!check_add(g->c, CHECK_MISSING_UPLINK, what,
		       text_format("connect %s with %s", a, b)))
		return -1;
	place_at(g, o);
	return 0;
}

static int tell_spare(struct groups *g, const struct group_odd *o)
{
	const struct fabric *f = g->c->f;
	const char *a = o->pods ? f->pods[o->x].name : f->leafs[o->x].name;
	const char *b = o->pods ? f->pods[o->y].name : f->leafs[o->y].name;

	if (!check_add(g->c, CHECK_EXTRA_UPLINK, text_format(
		"%s and %s are connected by %d cables, others by %d", a, b,
		o->count, o->expected),
		text_format("unplug one of them")))
		return -1;
	place_at(g, o);
	return place(g, o, -1);
}

/* The leaf that has most of the gaps that are left; -1: none has two. */
static int worst_leaf(const struct groups *g, int *counts)
{
	int worst = -1;

	for (int i = 0; i < g->c->f->n_leafs; i++)
		counts[i] = 0;
	for (int i = 0; i < g->n_gaps; i++) {
		const struct group_odd *o = &g->gaps[i];

		if (o->told || o->pods)
			continue;
		counts[o->x]++;
		counts[o->y]++;
	}
	for (int i = 0; i < g->c->f->n_leafs; i++)
		if (counts[i] > 1 && (worst < 0 || counts[i] > counts[worst]))
			worst = i;
	return worst;
}

/* Several cables that one switch lacks have one cause. */
static int tell_worst(struct groups *g)
{
	const struct fabric *f = g->c->f;
	int *counts = check_alloc(g->c, (size_t)f->n_leafs, sizeof(*counts));
	int worst, rc = counts ? 0 : -1;

	while (rc == 0 && (worst = worst_leaf(g, counts)) >= 0) {
		if (!check_add(g->c, CHECK_MISSING_UPLINK, text_format(
			"%s lacks %d cables to others of %s",
			f->leafs[worst].name, counts[worst],
			f->pods[f->islands[f->leafs[worst].island].pod].name),
			text_format("look at the cables, the ports and the "
				    "line card of %s", f->leafs[worst].name)))
			rc = -1;
		else
			check_place_at_switch(g->c, worst);
		for (int i = 0; i < g->n_gaps; i++)
			if (!g->gaps[i].pods && (g->gaps[i].x == worst ||
						 g->gaps[i].y == worst))
				g->gaps[i].told = true;
	}
	free(counts);
	return rc;
}

int groups_rest(struct groups *g)
{
	if (tell_worst(g) < 0)
		return -1;
	for (int i = 0; i < g->n_gaps; i++)
		if (!g->gaps[i].told && tell_gap(g, &g->gaps[i]) < 0)
			return -1;
	for (int i = 0; i < g->n_spares; i++)
		if (!g->spares[i].told && tell_spare(g, &g->spares[i]) < 0)
			return -1;
	return 0;
}
