/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Step of a check against a plan: cables in each other's place. */
#include <stdlib.h>

#include "check_plan.h"

/* A cable that is elsewhere: the end that stays, as it is and as planned. */
struct stray {
	struct plan_cable *is, *should;
	int is_end, should_end;
};

static int tell(struct plan *p, const struct stray *a, const struct stray *b)
{
	char a_text[CHECK_TEXT], b_text[CHECK_TEXT];
	char a_at[CHECK_TEXT], b_at[CHECK_TEXT];
	char a_home[CHECK_TEXT], b_home[CHECK_TEXT];
	bool host = !p->things[a->is->thing[a->is_end]].is_switch;

	plan_end_text(p, a->is, a->is_end, a_text);
	plan_end_text(p, b->is, b->is_end, b_text);
	plan_end_text(p, a->is, !a->is_end, a_at);
	plan_end_text(p, b->is, !b->is_end, b_at);
	plan_end_text(p, a->should, !a->should_end, a_home);
	plan_end_text(p, b->should, !b->should_end, b_home);
	a->is->done = a->should->done = b->is->done = b->should->done = true;
	if (plan_tell(p, CHECK_PLAN_SWAPPED,
		      text_format("%s %s %s, %s %s %s", a_text,
				  host ? "is on" : "goes to", a_at, b_text,
				  host ? "on" : "to", b_at),
		      text_format("swap the two cables: %s belongs %s %s, "
				  "%s %s %s", a_text, host ? "on" : "to",
				  a_home, b_text, host ? "on" : "to",
				  b_home)) < 0)
		return -1;
	return plan_tell_cable(p, a->is, a->should, a->is_end,
			       a->should_end) < 0 ||
	       plan_tell_cable(p, b->is, b->should, b->is_end,
			       b->should_end) < 0 ? -1 : 0;
}

/* --- each in the other's port -------------------------------------------- */

/*
 * IS goes from x to y; in the plan x goes to v, and y comes from u.  When u
 * goes to v now, two cables were swapped.
 */
static int look(struct plan *p, struct plan_cable *is)
{
	struct stray a = { .is = is, .is_end = 0 }, b = { 0 };

	a.should = plan_partner(p, PLAN_PLANNED, is, 0);
	b.should = plan_partner(p, PLAN_PLANNED, is, 1);
	if (!a.should || !b.should || a.should == b.should)
		return 0;
	a.should_end = plan_end_of(a.should, is->port[0]);
	b.should_end = !plan_end_of(b.should, is->port[1]);
	b.is = plan_partner(p, PLAN_SEEN, b.should, b.should_end);
	if (!b.is || b.is == is ||
	    b.is != plan_partner(p, PLAN_SEEN, a.should, !a.should_end))
		return 0;
	b.is_end = plan_end_of(b.is, b.should->port[b.should_end]);
	return tell(p, &a, &b);
}

/* --- each on the other's switch ------------------------------------------ */

static int by_home(const void *a, const void *b)
{
	const struct stray *x = a, *y = b;
	int xs[] = { x->should->thing[1], x->is->thing[1], x->is->thing[0] };
	int ys[] = { y->should->thing[1], y->is->thing[1], y->is->thing[0] };

	for (int i = 0; i < 3; i++)
		if (xs[i] != ys[i])
			return xs[i] < ys[i] ? -1 : 1;
	return (x->is > y->is) - (x->is < y->is);
}

static bool is_pair(const struct stray *s, int home, int at)
{
	return s->should->thing[1] == home && s->is->thing[1] == at;
}

/* The first of N whose home and place are HOME and AT, or come behind. */
static int find_pair(const struct stray *list, int n, int home, int at)
{
	int low = 0, high = n;

	while (low < high) {
		int middle = low + (high - low) / 2;
		const struct stray *s = &list[middle];

		if (s->should->thing[1] < home ||
		    (s->should->thing[1] == home && s->is->thing[1] < at))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* NICs of which a port of the switch is not known. */
static struct stray *list_vague(struct plan *p, int *n)
{
	int n_seen = p->n_cables[PLAN_SEEN];
	struct stray *list = check_alloc(&p->c, (size_t)n_seen, sizeof(*list));

	*n = 0;
	for (int i = 0; list && i < n_seen; i++) {
		struct plan_cable *is = &p->cables[PLAN_SEEN][i];
		struct plan_cable *should =
			is->done ? NULL : plan_partner(p, PLAN_PLANNED, is, 0);

		if (!should || p->things[is->thing[0]].is_switch ||
		    (is->port[1] >= 0 && should->port[1] >= 0) ||
		    is->thing[1] == should->thing[1])
			continue;
		list[(*n)++] = (struct stray){ is, should, 0, 0 };
	}
	if (list && *n)
		qsort(list, (size_t)*n, sizeof(*list), by_home);
	return list;
}

static int pair_vague(struct plan *p, struct stray *list, int n)
{
	for (int i = 0, end; i < n; i = end) {
		int home = list[i].should->thing[1], at = list[i].is->thing[1];
		int k = find_pair(list, n, at, home);

		for (end = i; end < n && is_pair(&list[end], home, at);
		     end++) {
			if (list[end].is->done)
				continue;
			while (k < n && is_pair(&list[k], at, home) &&
			       list[k].is->done)
				k++;
			if (k < n && is_pair(&list[k], at, home) &&
			    tell(p, &list[end], &list[k]) < 0)
				return -1;
		}
	}
	return 0;
}

int plan_tell_swaps(struct plan *p)
{
	struct stray *list;
	int rc = 0, n;

	for (int i = 0; rc == 0 && i < p->n_cables[PLAN_SEEN]; i++)
		if (!p->cables[PLAN_SEEN][i].done)
			rc = look(p, &p->cables[PLAN_SEEN][i]);
	list = rc == 0 ? list_vague(p, &n) : NULL;
	if (!list)
		return -1;
	rc = pair_vague(p, list, n);
	free(list);
	return rc;
}
