/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Step of a check: cables between switches that are in another one's gap. */
#include <stdlib.h>

#include "check_trunk.h"

/* Of all that are at one switch no more than these are tried. */
enum { TRIED = 64 };

/* Gaps by their upper, spares by their upper switch. */
struct index {
	int key, number;
};

struct matching {
	struct trunks *t;
	struct index *gaps_above, *spares_above;
};

static int by_key(const void *x, const void *y)
{
	const struct index *a = x, *b = y;

	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return a->number - b->number;
}

/* The first in LIST of KEY. */
static int first_of(const struct index *list, int n, int key)
{
	int low = 0, high = n;

	while (low < high) {
		int middle = low + (high - low) / 2;

		if (list[middle].key < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The first gap from (LO, HI) on; gaps are in that order. */
static int first_gap(const struct trunks *t, int lo, int hi)
{
	int low = 0, high = t->n_gaps;

	while (low < high) {
		int middle = low + (high - low) / 2;
		const struct trunk_gap *g = &t->gaps[middle];

		if (g->lo < lo || (g->lo == lo && g->hi < hi))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct trunk_gap *find_gap(const struct trunks *t, int lo, int hi)
{
	for (int i = first_gap(t, lo, hi);
	     i < t->n_gaps && t->gaps[i].lo == lo && t->gaps[i].hi == hi; i++)
		if (!t->gaps[i].told)
			return &t->gaps[i];
	return NULL;
}

static const struct fabric_trunk *trunk_of(const struct trunks *t,
					   const struct trunk_spare *s)
{
	return &t->c->f->trunks[s->trunk];
}

static struct check_cable upper_moves(const struct fabric_trunk *t)
{
	return (struct check_cable){
		.node = -1, .rail = -1, .plane = -1,
		.fixed = { t->a, t->port_a },
		.at = { t->b, t->port_b },
		.home.sw = -1, .speed = t->speed,
	};
}

static struct check_cable lower_moves(const struct fabric_trunk *t)
{
	return (struct check_cable){
		.node = -1, .rail = -1, .plane = -1,
		.fixed = { t->b, t->port_b },
		.at = { t->a, t->port_a },
		.home.sw = -1, .speed = t->speed,
	};
}

/* --- two that changed places --------------------------------------------- */

static int tell_swap(struct trunks *t, struct trunk_spare *one,
		     struct trunk_spare *two)
{
	const struct fabric *f = t->c->f;
	struct check_cable a = upper_moves(trunk_of(t, one));
	struct check_cable b = upper_moves(trunk_of(t, two));
	char text[4][CHECK_TEXT];

	one->told = two->told = true;
	a.home = b.at;
	b.home = a.at;
	if (!check_add(t->c, CHECK_SWAPPED_UPLINKS, text_format(
		"%s goes to %s, %s to %s",
		check_place_text(f, &a.fixed, text[0]),
		check_place_text(f, &a.at, text[1]),
		check_place_text(f, &b.fixed, text[2]),
		check_place_text(f, &b.at, text[3])),
		text_format("swap the two cables at %s and %s",
			    fabric_switch_name(f, a.at.sw),
			    fabric_switch_name(f, b.at.sw))))
		return -1;
	check_place_at_switch(t->c, a.fixed.sw);
	return check_add_cable(t->c, &a) < 0 || check_add_cable(t->c, &b) < 0 ?
	       -1 : 0;
}

/*
 * ONE goes from v to x while v lacks a cable to y: whether a spare that goes
 * from some w to y could be the one that w lacks to x.
 */
static int swap_with(struct matching *m, struct trunk_spare *one,
		     struct trunk_gap *gap)
{
	struct trunks *t = m->t;
	int tried = 0;

	for (int i = first_of(m->spares_above, t->n_spares, gap->hi);
	     i < t->n_spares && m->spares_above[i].key == gap->hi &&
	     tried < TRIED; i++, tried++) {
		struct trunk_spare *two = &t->spares[m->spares_above[i].number];
		struct trunk_gap *other;

		if (two->told || two == one)
			continue;
		other = find_gap(t, trunk_of(t, two)->a, trunk_of(t, one)->b);
		if (!other)
			continue;
		gap->told = other->told = true;
		return tell_swap(t, one, two);
	}
	return 0;
}

static int find_swaps(struct matching *m)
{
	struct trunks *t = m->t;

	for (int i = 0; i < t->n_spares; i++) {
		struct trunk_spare *one = &t->spares[i];
		int lo = trunk_of(t, one)->a, tried = 0;

		for (int g = first_gap(t, lo, 0);
		     !one->told && tried < TRIED && g < t->n_gaps &&
		     t->gaps[g].lo == lo; g++, tried++)
			if (!t->gaps[g].told &&
			    swap_with(m, one, &t->gaps[g]) < 0)
				return -1;
	}
	return 0;
}

/* --- one that was moved -------------------------------------------------- */

static int tell_move(struct trunks *t, struct trunk_spare *s,
		     struct trunk_gap *gap, struct check_cable *a)
{
	const struct fabric *f = t->c->f;
	char fixed[CHECK_TEXT], at[CHECK_TEXT], home[CHECK_TEXT];

	s->told = gap->told = true;
	check_place_text(f, &a->fixed, fixed);
	check_place_text(f, &a->at, at);
	if (!check_add(t->c, CHECK_WRONG_UPLINK, text_format(
		"%s is connected with %s, not with %s", fixed, at,
		fabric_switch_name(f, a->home.sw)),
		text_format("move that cable from %s to %s%s", at,
			    a->home.port ? "" : "a free port of ",
			    check_place_text(f, &a->home, home))))
		return -1;
	check_place_at_switch(t->c, gap->lo);
	return check_add_cable(t->c, a);
}

/* The first gap of lower switch LO. */
static struct trunk_gap *gap_below(const struct trunks *t, int lo)
{
	for (int g = first_gap(t, lo, 0);
	     g < t->n_gaps && t->gaps[g].lo == lo; g++)
		if (!t->gaps[g].told)
			return &t->gaps[g];
	return NULL;
}

static struct trunk_gap *gap_above(const struct matching *m, int hi)
{
	const struct trunks *t = m->t;

	for (int i = first_of(m->gaps_above, t->n_gaps, hi);
	     i < t->n_gaps && m->gaps_above[i].key == hi; i++)
		if (!t->gaps[m->gaps_above[i].number].told)
			return &t->gaps[m->gaps_above[i].number];
	return NULL;
}

static int find_move(struct matching *m, struct trunk_spare *s)
{
	struct trunks *t = m->t;
	const struct fabric_trunk *trunk = trunk_of(t, s);
	struct check_cable a;
	struct trunk_gap *gap;

	/* between two of a tier, either may be the one that has a gap */
	if ((gap = gap_below(t, trunk->a))) {
		a = upper_moves(trunk);
	} else if ((gap = gap_below(t, trunk->b))) {
		a = lower_moves(trunk);
	} else if ((gap = gap_above(m, trunk->b))) {
		a = lower_moves(trunk);
	} else if ((gap = gap_above(m, trunk->a))) {
		a = upper_moves(trunk);
	} else {
		return 0;
	}
	if (a.fixed.sw == gap->lo)
		a.home = (struct check_place){ gap->hi,
					       trunks_high_port(t, gap) };
	else
		a.home = (struct check_place){ gap->lo,
					       trunks_low_port(t, gap) };
	return tell_move(t, s, gap, &a);
}

int trunks_swaps(struct trunks *t)
{
	struct matching m = { .t = t };
	int rc = -1;

	m.gaps_above = check_alloc(t->c, (size_t)t->n_gaps, sizeof(struct index));
	m.spares_above = check_alloc(t->c, (size_t)t->n_spares,
				     sizeof(struct index));
	if (!m.gaps_above || !m.spares_above)
		goto out;
	for (int i = 0; i < t->n_gaps; i++)
		m.gaps_above[i] = (struct index){ t->gaps[i].hi, i };
	for (int i = 0; i < t->n_spares; i++)
		m.spares_above[i] = (struct index){
			trunk_of(t, &t->spares[i])->b, i,
		};
	qsort(m.gaps_above, (size_t)t->n_gaps, sizeof(struct index), by_key);
	qsort(m.spares_above, (size_t)t->n_spares, sizeof(struct index),
	      by_key);
	rc = find_swaps(&m);
	for (int i = 0; i < t->n_spares && rc == 0; i++)
		if (!t->spares[i].told)
			rc = find_move(&m, &t->spares[i]);
out:
	free(m.gaps_above);
	free(m.spares_above);
	return rc;
}
