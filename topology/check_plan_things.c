/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Step of a check against a plan: nodes and switches that one of both lacks. */
#include <stdlib.h>

#include "check_plan.h"
#include "text.h"

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

/* Notes which cables go with the things that one side lacks. */
static void find_told(struct plan *p, enum plan_side side, bool *told)
{
	for (int i = 0; i < p->n_cables[side]; i++) {
		const struct plan_cable *c = &p->cables[side][i];

		for (int end = 0; end < 2 && !c->done; end++)
			if (plan_lacks(p, !side, c->thing[end]))
				told[i] |= is_told(p, side, c, end);
	}
}

/* --- telling ------------------------------------------------------------- */

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

static int tell_all(struct plan *p, int *const first[PLAN_SIDES])
{
	int rc = 0;

	for (int i = 0; rc == 0 && i < p->n_things; i++) {
		if (!p->things[i].cables[PLAN_PLANNED] ||
		    p->things[i].cables[PLAN_SEEN])
			continue;
		rc = tell_missing(p, i);
		if (rc == 0)
			plan_place(p, i, first[PLAN_PLANNED], PLAN_PLANNED);
	}
	for (int i = 0; rc == 0 && i < p->n_map_things; i++) {
		if (!p->things[i].cables[PLAN_SEEN] ||
		    p->things[i].cables[PLAN_PLANNED])
			continue;
		rc = tell_extra(p, i);
		if (rc == 0)
			plan_place(p, i, first[PLAN_SEEN], PLAN_SEEN);
	}
	return rc;
}

int plan_tell_things(struct plan *p)
{
	size_t n = (size_t)p->n_things;
	int *first[PLAN_SIDES] = { NULL };
	bool *told[PLAN_SIDES] = { NULL };
	int rc = 0;

	for (int side = 0; side < PLAN_SIDES; side++) {
		first[side] = check_alloc(&p->c, n, sizeof(int));
		told[side] = check_alloc(&p->c, (size_t)p->n_cables[side],
					 sizeof(bool));
		if (!first[side] || !told[side])
			rc = -1;
	}
	if (rc < 0)
		goto out;
	for (int side = 0; side < PLAN_SIDES; side++) {
		plan_find_first(p, side, first[side]);
		find_told(p, side, told[side]);
	}
	rc = tell_all(p, first);
	for (int side = 0; side < PLAN_SIDES; side++)
		for (int i = 0; i < p->n_cables[side]; i++)
			p->cables[side][i].done |= told[side][i];
out:
	for (int side = 0; side < PLAN_SIDES; side++) {
		free(first[side]);
		free(told[side]);
	}
	return rc;
}
