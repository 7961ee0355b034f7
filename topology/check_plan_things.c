/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Step of a check against a plan: nodes and switches that one of both lacks. */
#include <stdlib.h>

#include "check_plan.h"
#include "text.h"

/* What takes the place of a thing: of how many of its cables. */
struct stand_in {
	int thing;	/* -1: nothing */
	int cables;
	int count;	/* of the vote that finds it */
};

/*
 * Whether C, of SIDE, is told of by its END, which the other side does not
 * have: unless its other port has a cable there, to what both have.
 */
static bool is_told(const struct plan *p, enum plan_side side,
		    const struct plan_cable *c, int end)
{
	const struct plan_cable *other = plan_partner(p, !side, c, !end);
	const struct plan_thing *t;

	if (!other)
		return true;
	t = &p->things[plan_far(other, plan_end_of(other, c->port[!end]))];
	return !t->cables[side];
}

static bool lacks(const struct plan *p, enum plan_side side, int thing)
{
	return !p->things[thing].cables[side];
}

/* Notes which cables go with the things that one side lacks. */
static void find_told(struct plan *p, enum plan_side side, bool *told)
{
	for (int i = 0; i < p->n_cables[side]; i++) {
		const struct plan_cable *c = &p->cables[side][i];

		for (int end = 0; end < 2 && !c->done; end++)
			if (lacks(p, !side, c->thing[end]))
				told[i] |= is_told(p, side, c, end);
	}
}

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
	return lacks(p, PLAN_PLANNED, thing) && p->things[thing].is_switch ==
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

				if (!lacks(p, PLAN_SEEN, c->thing[end]))
					continue;
				thing = stands_in(p, c, end);
				if (round) {
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

/* --- telling ------------------------------------------------------------- */

/* Places the last finding where a cable of THING is, or should be. */
static void place(struct plan *p, int thing, const int *first, int side)
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

static int tell_missing(struct plan *p, int thing)
{
	const struct plan_thing *t = &p->things[thing];
	int n = t->cables[PLAN_PLANNED];

	return plan_tell(p, t->is_switch ? CHECK_PLAN_MISSING_SWITCH :
					   CHECK_PLAN_MISSING_NODE,
			 text_format("%s was not seen: the plan has it, with "
				     "%d cable%s", t->name, n,
				     text_plural(n)),
			 text_format("see whether it is on, and whether it "
				     "calls itself so"));
}

static int tell_extra(struct plan *p, int thing)
{
	const struct plan_thing *t = &p->things[thing];
	int n = t->cables[PLAN_SEEN];

	return plan_tell(p, t->is_switch ? CHECK_PLAN_EXTRA_SWITCH :
					   CHECK_PLAN_EXTRA_NODE,
			 text_format("%s is not in the plan: it has %d "
				     "cable%s", t->name, n, text_plural(n)),
			 text_format("add it to the plan, or unplug it"));
}

/* The first cable of each thing, on SIDE. */
static void find_first(const struct plan *p, enum plan_side side, int *first)
{
	for (int i = p->n_cables[side] - 1; i >= 0; i--)
		for (int end = 0; end < 2; end++)
			first[p->cables[side][i].thing[end]] = i;
}

static int tell_all(struct plan *p, struct stand_in *by_thing,
		    int *const first[PLAN_SIDES])
{
	bool renamed;
	int rc = 0;

	for (int i = 0; rc == 0 && i < p->n_things; i++) {
		const struct plan_thing *t = &p->things[i];
		struct stand_in *s = &by_thing[i];

		if (!t->cables[PLAN_PLANNED] || t->cables[PLAN_SEEN])
			continue;
		renamed = s->cables * 2 > t->cables[PLAN_PLANNED] &&
			  by_thing[s->thing].thing < 0;
		rc = renamed ? tell_renamed(p, i, s) : tell_missing(p, i);
		if (rc == 0 && renamed) {
			by_thing[s->thing].thing = i;	/* has been told of */
			place(p, s->thing, first[PLAN_SEEN], PLAN_SEEN);
		} else if (rc == 0) {
			place(p, i, first[PLAN_PLANNED], PLAN_PLANNED);
		}
	}
	for (int i = 0; rc == 0 && i < p->n_map_things; i++) {
		const struct plan_thing *t = &p->things[i];

		if (!t->cables[PLAN_SEEN] || t->cables[PLAN_PLANNED] ||
		    by_thing[i].thing >= 0)
			continue;
		rc = tell_extra(p, i);
		if (rc == 0)
			place(p, i, first[PLAN_SEEN], PLAN_SEEN);
	}
	return rc;
}

int plan_tell_things(struct plan *p)
{
	size_t n = (size_t)p->n_things;
	struct stand_in *by_thing = check_alloc(&p->c, n, sizeof(*by_thing));
	int *first[PLAN_SIDES] = { NULL };
	bool *told[PLAN_SIDES] = { NULL };
	int rc = by_thing ? 0 : -1;

	for (int side = 0; side < PLAN_SIDES; side++) {
		first[side] = check_alloc(&p->c, n, sizeof(int));
		told[side] = check_alloc(&p->c, (size_t)p->n_cables[side],
					 sizeof(bool));
		if (!first[side] || !told[side])
			rc = -1;
	}
	if (rc < 0)
		goto out;
	for (size_t i = 0; i < n; i++)
		by_thing[i].thing = -1;
	find_stand_ins(p, by_thing);
	for (int side = 0; side < PLAN_SIDES; side++) {
		find_first(p, side, first[side]);
		find_told(p, side, told[side]);
	}
	rc = tell_all(p, by_thing, first);
	for (int side = 0; side < PLAN_SIDES; side++)
		for (int i = 0; i < p->n_cables[side]; i++)
			p->cables[side][i].done |= told[side][i];
out:
	free(by_thing);
	for (int side = 0; side < PLAN_SIDES; side++) {
		free(first[side]);
		free(told[side]);
	}
	return rc;
}
