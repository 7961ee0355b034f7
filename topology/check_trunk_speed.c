/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Step of a check: cables between switches at another speed than most. */
#include <stdlib.h>

#include "check_trunk.h"

/* A cable with what it is compared with: those of a pod between two tiers. */
struct paced {
	int from, to, pod;
	int sw;		/* at which it is told */
	int trunk;
	bool odd;
};

static int by_scope(const void *x, const void *y)
{
	const struct paced *a = x, *b = y;

	if (a->from != b->from)
		return a->from - b->from;
	if (a->to != b->to)
		return a->to - b->to;
	if (a->pod != b->pod)
		return a->pod < b->pod ? -1 : 1;
	return a->sw != b->sw ? (a->sw < b->sw ? -1 : 1) : a->trunk - b->trunk;
}

static bool same_scope(const struct paced *a, const struct paced *b)
{
	return a->from == b->from && a->to == b->to && a->pod == b->pod;
}

static int speed_of(const struct check *c, const struct paced *p)
{
	return c->f->trunks[p->trunk].speed;
}

/* The speed that more than half of N have; -1: there is none. */
static int usual_speed(const struct check *c, const struct paced *list, int n)
{
	int leads = -1, lead = 0, known = 0, count = 0;

	for (int i = 0; i < n; i++) {
		int speed = speed_of(c, &list[i]);

		if (speed < 0)
			continue;
		known++;
		if (!lead)
			leads = speed;
		lead += speed == leads ? 1 : -1;
	}
	for (int i = 0; i < n; i++)
		count += speed_of(c, &list[i]) == leads;
	return leads >= 0 && count * 2 > known ? leads : -1;
}

/* N cables of one switch, all that it has there, and all odd in one way. */
static bool is_other_kind(const struct check *c, const struct paced *list,
			  int n)
{
	for (int i = 0; i < n; i++)
		if (!list[i].odd ||
		    speed_of(c, &list[i]) != speed_of(c, list))
			return false;
	return true;
}

static int end_of_switch(const struct paced *list, int n, int i)
{
	int k = i + 1;

	while (k < n && list[k].sw == list[i].sw)
		k++;
	return k;
}

/* As many switches as these, odd as a whole, are of another kind. */
enum { ENOUGH = 3 };

static void forgive_kinds(const struct check *c, struct paced *list, int n)
{
	int kinds = 0, end;

	for (int i = 0; i < n; i = end) {
		end = end_of_switch(list, n, i);
		kinds += is_other_kind(c, &list[i], end - i);
	}
	for (int i = 0; kinds >= ENOUGH && i < n; i = end) {
		end = end_of_switch(list, n, i);
		if (is_other_kind(c, &list[i], end - i))
			for (int k = i; k < end; k++)
				list[k].odd = false;
	}
}

/* An upper switch with more odd cables than the lower ones is the cause. */
static void find_cause(const struct check *c, struct paced *list, int n,
		       int *counts)
{
	for (int i = 0; i < n; i++)
		if (list[i].odd) {
			counts[c->f->trunks[list[i].trunk].a]++;
			counts[c->f->trunks[list[i].trunk].b]++;
		}
	for (int i = 0; i < n; i++) {
		const struct fabric_trunk *t = &c->f->trunks[list[i].trunk];

		if (list[i].odd && counts[t->b] > counts[t->a])
			list[i].sw = t->b;
	}
	for (int i = 0; i < n; i++) {
		counts[c->f->trunks[list[i].trunk].a] = 0;
		counts[c->f->trunks[list[i].trunk].b] = 0;
	}
	qsort(list, (size_t)n, sizeof(*list), by_scope);
}

/* The odd ones among N cables that are told at one switch. */
static int tell(struct check *c, const struct paced *list, int n, int usual)
{
	const struct fabric *f = c->f;
	const struct fabric_trunk *t = NULL;
	char low[CHECK_TEXT], high[CHECK_TEXT], more[40] = "";
	int odd = 0;

	for (int i = 0; i < n; i++) {
		if (!list[i].odd)
			continue;
		if (!odd++)
			t = &f->trunks[list[i].trunk];
	}
	if (!odd)
		return 0;
	if (odd > 1)
		snprintf(more, sizeof(more), ", and %d more", odd - 1);
	if (!check_add(c, CHECK_MIXED_SPEEDS, text_format(
		"%s to %s runs at %s, its peers at %s%s",
		check_place_text(f, &(struct check_place){ t->a, t->port_a },
				 low),
		check_place_text(f, &(struct check_place){ t->b, t->port_b },
				 high),
		f->speeds[t->speed], f->speeds[usual], more),
		text_format("reseat or replace %s, and look at both ports",
			    odd == 1 ? "the cable" : "the cables")))
		return -1;
	check_place_at_switch(c, list->sw);
	for (int i = 0; i < n; i++) {
		struct check_cable a;

		t = &f->trunks[list[i].trunk];
		a = (struct check_cable){
			.node = -1, .rail = -1, .plane = -1,
			.fixed = { t->a, t->port_a },
			.at = { t->b, t->port_b }, .home = { t->b, t->port_b },
			.speed = t->speed,
		};
		if (list[i].odd && check_add_cable(c, &a) < 0)
			return -1;
	}
	return 0;
}

static int compare(struct check *c, struct paced *list, int n, int *counts)
{
	int usual = usual_speed(c, list, n), rc = 0, end;

	if (usual < 0)
		return 0;
	for (int i = 0; i < n; i++)
		list[i].odd = speed_of(c, &list[i]) >= 0 &&
			      speed_of(c, &list[i]) != usual;
	forgive_kinds(c, list, n);
	find_cause(c, list, n, counts);
	for (int i = 0; i < n && rc == 0; i = end) {
		end = end_of_switch(list, n, i);
		rc = tell(c, &list[i], end - i, usual);
	}
	return rc;
}

int check_trunk_speeds(struct check *c)
{
	const struct fabric *f = c->f;
	int n = f->n_speeds > 1 ? f->n_trunks : 0, rc = -1;
	struct paced *list = check_alloc(c, (size_t)n, sizeof(*list));
	int *counts = check_alloc(c, (size_t)fabric_n_switches(f),
				  sizeof(int));

	if (list && counts)
		rc = 0;
	for (int i = 0; rc == 0 && i < n; i++)
		list[i] = (struct paced){
			.from = (int)fabric_switch_tier(f, f->trunks[i].a),
			.to = (int)fabric_switch_tier(f, f->trunks[i].b),
			.pod = trunks_pod(f, f->trunks[i].a),
			.sw = f->trunks[i].a, .trunk = i,
		};
	if (rc == 0)
		qsort(list, (size_t)n, sizeof(*list), by_scope);
	for (int i = 0, k; i < n && rc == 0; i = k) {
		for (k = i + 1; k < n && same_scope(&list[k], &list[i]); k++)
			;
		rc = compare(c, &list[i], k - i, counts);
	}
	free(list);
	free(counts);
	return rc;
}
