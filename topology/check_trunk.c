/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Step of a check: counts the cables between each two switches. */
#include <stdlib.h>

#include "check_trunk.h"

int trunks_pod(const struct fabric *f, int sw)
{
	if (sw < f->n_leafs)
		return f->islands[f->leafs[sw].island].pod;
	return sw < f->n_leafs + f->n_spines ?
	       f->spines[sw - f->n_leafs].pod : -1;
}

int trunks_component(const struct fabric *f, int sw)
{
	int pod = trunks_pod(f, sw);

	return pod >= 0 ? f->pods[pod].component :
			  f->cores[sw - f->n_leafs - f->n_spines].component;
}

int trunks_rail(const struct fabric *f, int sw)
{
	return sw < f->n_leafs ? f->leafs[sw].rail : -1;
}

const struct trunk_pair *trunks_find(const struct trunks *t, int lo, int hi)
{
	int low = 0, high = t->n_pairs;

	while (low < high) {
		int middle = low + (high - low) / 2;
		const struct trunk_pair *p = &t->pairs[middle];

		if (p->lo < lo || (p->lo == lo && p->hi < hi))
			low = middle + 1;
		else
			high = middle;
	}
	return low < t->n_pairs && t->pairs[low].lo == lo &&
	       t->pairs[low].hi == hi ? &t->pairs[low] : NULL;
}

/* --- pairs --------------------------------------------------------------- */

struct ordered {
	int a, b, trunk;
};

/* Trunks are by a and port_a already: so are those of a pair. */
static int by_pair(const void *x, const void *y)
{
	const struct ordered *a = x, *b = y;

	if (a->a != b->a)
		return a->a < b->a ? -1 : 1;
	if (a->b != b->b)
		return a->b < b->b ? -1 : 1;
	return a->trunk - b->trunk;
}

static int count_pairs(struct trunks *t)
{
	const struct fabric *f = t->c->f;
	size_t n = (size_t)f->n_trunks;
	struct ordered *list = check_alloc(t->c, n, sizeof(*list));
	int kept = 0;

	t->order = check_alloc(t->c, n, sizeof(*t->order));
	t->pairs = check_alloc(t->c, n, sizeof(*t->pairs));
	if (!list || !t->order || !t->pairs) {
		free(list);
		return -1;
	}
	for (int i = 0; i < f->n_trunks; i++)
		if (!t->nodeless[f->trunks[i].b])
			list[kept++] = (struct ordered){ f->trunks[i].a,
							 f->trunks[i].b, i };
	qsort(list, (size_t)kept, sizeof(*list), by_pair);
	for (int i = 0; i < kept; i++) {
		struct trunk_pair *p = &t->pairs[t->n_pairs];

		t->order[i] = list[i].trunk;
		if (i && list[i].a == list[i - 1].a &&
		    list[i].b == list[i - 1].b)
			p[-1].count++;
		else
			t->pairs[t->n_pairs++] = (struct trunk_pair){
				.lo = list[i].a, .hi = list[i].b,
				.first = i, .count = 1,
			};
	}
	free(list);
	return 0;
}

/* --- fans ---------------------------------------------------------------- */

enum { TIERS = FABRIC_CORE + 1 };

/* Of one component: how many switches have cables to each tier. */
struct activity {
	int switches[TIERS];		/* with any cable upwards or beside */
	int to[TIERS][TIERS];
};

static uint64_t stir(uint64_t x)
{
	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

static void add_pair(struct trunk_fan *fan, const struct trunk_pair *p)
{
	fan->n_pairs++;
	fan->total += p->count;
	fan->key += stir((uint64_t)p->hi << 32 | (uint32_t)p->count);
}

/* Pairs that follow each other, of one switch with one tier, are a fan. */
static void count_fans(struct trunks *t, struct activity *active)
{
	const struct fabric *f = t->c->f;

	for (int i = 0, last = -1; i < t->n_pairs; i++) {
		const struct trunk_pair *p = &t->pairs[i];
		enum fabric_tier lo = fabric_switch_tier(f, p->lo);
		enum fabric_tier hi = fabric_switch_tier(f, p->hi);
		struct activity *a = &active[trunks_component(f, p->lo)];
		struct trunk_fan *fan = t->fans + t->n_fans - 1;

		if (p->lo != last)
			a->switches[lo]++;
		if (p->lo != last || fan->tier != hi) {
			fan = &t->fans[t->n_fans++];
			*fan = (struct trunk_fan){
				.sw = p->lo, .tier = hi, .first = i,
			};
			a->to[lo][hi]++;
		}
		last = p->lo;
		add_pair(fan, p);
	}
}

/*
 * Whether the switches of a tier are meant to have cables to TIER: most do.
 * Cables inside a tier have no upper end: there nothing is compared, but
 * where most have some they are meant.
 */
static bool is_meant(const struct activity *a, enum fabric_tier from,
		     enum fabric_tier to)
{
	return a->to[from][to] * 2 > a->switches[from];
}

static int by_switch(const void *x, const void *y)
{
	const struct trunk_fan *a = x, *b = y;

	if (a->sw != b->sw)
		return a->sw < b->sw ? -1 : 1;
	return (int)a->tier - (int)b->tier;
}

/* Switches without any cable to where their like have some. */
static void add_empty_fans(struct trunks *t, const struct activity *active)
{
	const struct fabric *f = t->c->f;
	int n = t->n_fans, at = 0;

	for (int sw = 0; sw < f->n_leafs + f->n_spines; sw++) {
		const struct activity *a = &active[trunks_component(f, sw)];
		enum fabric_tier from = fabric_switch_tier(f, sw);
		bool has[TIERS] = { false };

		for (; at < n && t->fans[at].sw <= sw; at++)
			has[t->fans[at].tier] = true;
		for (int to = from + 1; to < TIERS; to++)
			if (!has[to] && is_meant(a, from, to))
				t->fans[t->n_fans++] = (struct trunk_fan){
					.sw = sw, .tier = to,
				};
	}
	qsort(t->fans, (size_t)t->n_fans, sizeof(*t->fans), by_switch);
}

static void mark_fans(struct trunks *t, const struct activity *active)
{
	const struct fabric *f = t->c->f;

	for (int i = 0; i < t->n_fans; i++) {
		struct trunk_fan *fan = &t->fans[i];
		enum fabric_tier from = fabric_switch_tier(f, fan->sw);
		const struct activity *a;

		a = &active[trunks_component(f, fan->sw)];
		if (!is_meant(a, from, fan->tier))
			fan->cluster = TRUNKS_STRAY;
		else if (from == fan->tier)
			fan->cluster = TRUNKS_BESIDE;
		else
			fan->cluster = TRUNKS_OPEN;
	}
}

/* Fills in order, pairs and fans. */
static int collect(struct trunks *t)
{
	const struct fabric *f = t->c->f;
	size_t n = (size_t)fabric_n_switches(f);
	struct activity *active = check_alloc(
		t->c, (size_t)f->n_components, sizeof(*active));

	/* Of each switch at most one with each tier. */
	t->fans = check_alloc(t->c, n * TIERS, sizeof(*t->fans));
	if (!active || !t->fans || count_pairs(t) < 0) {
		free(active);
		return -1;
	}
	count_fans(t, active);
	add_empty_fans(t, active);
	mark_fans(t, active);
	free(active);
	return 0;
}

/* --- the step ------------------------------------------------------------ */

int check_trunks(struct check *c)
{
	struct trunks t = { .c = c };
	int rc;

	rc = trunks_nodeless(&t) < 0 || collect(&t) < 0 ||
	     trunks_cluster(&t) < 0 || trunks_expect(&t) < 0 ||
	     trunks_compare(&t) < 0 || trunks_swaps(&t) < 0 ||
	     trunks_rest(&t) < 0 || trunks_totals(&t) < 0 ? -1 : 0;
	free(t.nodeless);
	free(t.order);
	free(t.pairs);
	free(t.fans);
	free(t.clusters);
	free(t.members);
	free(t.columns);
	free(t.claimed_by);
	free(t.gaps);
	free(t.spares);
	return rc;
}
