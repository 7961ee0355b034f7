/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Step of a check against a plan: things under other names, which are known by
 * what they are plugged into.  From then on they are one thing, so that their
 * cables are compared like those of others.
 */
#include <stdlib.h>

#include "check_plan.h"
#include "text.h"

/* What takes the place of a thing: of how many of its cables. */
struct stand_in {
	int thing;	/* -1: nothing */
	int cables;
	int known;	/* of its cables: those to what both sides have */
	int count;	/* of the vote that finds it */
};

/* --- other names --------------------------------------------------------- */

/* What the map has at the other end of C, a cable of the plan whose END it
 * lacks; -1: nothing that the plan lacks. */
static int stands_in(const struct plan *p, const struct plan_cable *c, int end)
{
	const struct plan_cable *is = plan_partner(p, PLAN_SEEN, c, !end);
	int thing;

	if (!is)
		return -1;
	thing = plan_far(is, plan_end_of(is, c->port[!end]));
	return plan_lacks(p, PLAN_PLANNED, thing) && p->things[thing].is_switch ==
	       p->things[c->thing[end]].is_switch ? thing : -1;
}

/* By the majority of cables: first whom it could be, then how many are. */
static void find_stand_ins(const struct plan *p, struct stand_in *by_thing)
{
	for (int round = 0; round < 2; round++)
		for (int i = 0; i < p->n_cables[PLAN_PLANNED]; i++) {
			const struct plan_cable *c =
				&p->cables[PLAN_PLANNED][i];

			for (int end = 0; end < 2 && !c->done; end++) {
				struct stand_in *s = &by_thing[c->thing[end]];
				int thing;

				if (!plan_lacks(p, PLAN_SEEN, c->thing[end]))
					continue;
				thing = stands_in(p, c, end);
				if (round) {
					s->known += !plan_lacks(
						p, PLAN_SEEN, plan_far(c, end));
					s->cables += thing >= 0 &&
						     thing == s->thing;
				} else if (!s->count) {
					s->thing = thing;
					s->count = 1;
				} else {
					s->count += thing == s->thing ? 1 : -1;
				}
			}
		}
}

void plan_place(struct plan *p, int thing, const int *first, int side)
{
	const struct plan_thing *t = &p->things[thing];
	const struct plan_cable *c;
	int sw;

	if (t->node >= 0) {
		check_place_at_node(&p->c, t->node);
		return;
	}
	c = &p->cables[side][first[thing]];
	sw = t->sw >= 0 ? t->sw : p->things[c->thing[c->thing[0] == thing]].sw;
	if (sw >= 0)
		check_place_at_switch(&p->c, sw);
}

void plan_find_first(const struct plan *p, enum plan_side side, int *first)
{
	for (int i = p->n_cables[side] - 1; i >= 0; i--)
		for (int end = 0; end < 2; end++)
			first[p->cables[side][i].thing[end]] = i;
}

static int tell_renamed(struct plan *p, int thing, const struct stand_in *s)
{
	const struct plan_thing *t = &p->things[thing];
	const struct plan_thing *is = &p->things[s->thing];
	int n = t->cables[PLAN_PLANNED];

	return plan_tell(p, t->is_switch ? CHECK_PLAN_OTHER_SWITCH :
					   CHECK_PLAN_OTHER_NODE,
			 text_format("%s is where the plan has %s: by %d of "
				     "%d cable%s", is->name, t->name,
				     s->cables, n, text_plural(n)),
			 text_format("give it the name that the plan has, or "
				     "change the plan"));
}

/* Most of its cables that can tell do so, and it is not a single one. */
static bool is_sure(const struct plan *p, int thing, const struct stand_in *s)
{
	return s->cables * 2 > s->known &&
	       (s->cables > 1 ||
		p->things[thing].cables[PLAN_PLANNED] == 1);
}

/* The planned cables of THING are those of AS. */
static void rename_thing(struct plan *p, int thing, int as)
{
	for (int i = 0; i < p->links->n_devices; i++)
		if (p->thing_of_device[i] == thing)
			p->thing_of_device[i] = as;
}

int plan_rename_things(struct plan *p)
{
	size_t n = (size_t)p->n_things;
	struct stand_in *by_thing = check_alloc(&p->c, n, sizeof(*by_thing));
	int *first = check_alloc(&p->c, n, sizeof(*first));
	int rc = by_thing && first ? 0 : -1;

	for (size_t i = 0; rc == 0 && i < n; i++)
		by_thing[i].thing = -1;
	if (rc == 0) {
		find_stand_ins(p, by_thing);
		plan_find_first(p, PLAN_SEEN, first);
	}
	for (int i = 0; rc >= 0 && i < p->n_things; i++) {
		const struct stand_in *s = &by_thing[i];

		if (s->thing < 0 || !is_sure(p, i, s) ||
		    by_thing[s->thing].thing >= 0)
			continue;
		if (tell_renamed(p, i, s) < 0) {
			rc = -1;
			break;
		}
		by_thing[s->thing].thing = i;	/* has been told of */
		plan_place(p, s->thing, first, PLAN_SEEN);
		rename_thing(p, i, s->thing);
		rc = 1;
	}
	free(by_thing);
	free(first);
	return rc;
}
