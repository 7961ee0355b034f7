/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Step of a check: cables between switches that are missing, or too many. */
#include <stdlib.h>
#include <string.h>

#include "check_trunk.h"

/* --- too few ------------------------------------------------------------- */

/* A gap is told at the switch that has more of them. */
struct owned {
	int sw, gap;
};

static int by_switch(const void *x, const void *y)
{
	const struct owned *a = x, *b = y;

	if (a->sw != b->sw)
		return a->sw < b->sw ? -1 : 1;
	return a->gap - b->gap;
}

static struct check_cable missing(const struct trunks *t,
				  const struct trunk_gap *g, bool ports)
{
	return (struct check_cable){
		.node = -1, .rail = -1, .plane = -1, .speed = -1,
		.at.sw = -1,
		.fixed = { g->lo, ports ? trunks_low_port(t, g) : 0 },
		.home = { g->hi, ports ? trunks_high_port(t, g) : 0 },
	};
}

static int tell_one_gap(struct trunks *t, const struct trunk_gap *g)
{
	const struct fabric *f = t->c->f;
	const struct trunk_pair *p = trunks_find(t, g->lo, g->hi);
	struct check_cable a = missing(t, g, true);
	char fixed[CHECK_TEXT], home[CHECK_TEXT], *what;

	if (p)
		what = text_format("%s has %d cable%s to %s, its peers have "
				   "%d", fabric_switch_name(f, g->lo),
				   p->count, p->count > 1 ? "s" : "",
				   fabric_switch_name(f, g->hi),
				   trunks_expected(t, &t->fans[g->fan],
						   g->hi));
	else
		what = text_format("%s has no cable to %s, as its peers have",
				   fabric_switch_name(f, g->lo),
				   fabric_switch_name(f, g->hi));
	if (!check_add(t->c, CHECK_MISSING_UPLINK, what, text_format(
		"connect %s with %s", check_place_text(f, &a.fixed, fixed),
		check_place_text(f, &a.home, home))))
		return -1;
	check_place_at_switch(t->c, g->lo);
	return check_add_cable(t->c, &a);
}

/* All gaps of one switch. */
static int tell_gaps(struct trunks *t, const struct owned *list, int n)
{
	const struct fabric *f = t->c->f;
	const struct trunk_gap *g = &t->gaps[list->gap];
	bool below = list->sw == g->lo;

	if (n == 1)
		return tell_one_gap(t, g);
	if (!check_add(t->c, CHECK_MISSING_UPLINK, text_format(
		"%s lacks %d cables to %s, where its peers have them: to %s%s",
		fabric_switch_name(f, list->sw), n,
		below ? "switches above" : "switches below",
		fabric_switch_name(f, below ? g->hi : g->lo),
		n > 1 ? " and so on" : ""),
		text_format("look at the cables, the ports and the line "
			    "card of %s", fabric_switch_name(f, list->sw))))
		return -1;
	check_place_at_switch(t->c, list->sw);
	for (int i = 0; i < n; i++) {
		struct check_cable a = missing(t, &t->gaps[list[i].gap], false);

		if (check_add_cable(t->c, &a) < 0)
			return -1;
	}
	return 0;
}

static int tell_missing(struct trunks *t)
{
	size_t switches = (size_t)fabric_n_switches(t->c->f);
	int *counts = check_alloc(t->c, switches, sizeof(*counts));
	struct owned *list = check_alloc(t->c, (size_t)t->n_gaps,
					 sizeof(*list));
	int n = 0, rc = counts && list ? 0 : -1;

	for (int i = 0; rc == 0 && i < t->n_gaps; i++)
		if (!t->gaps[i].told) {
			counts[t->gaps[i].lo]++;
			counts[t->gaps[i].hi]++;
		}
	for (int i = 0; rc == 0 && i < t->n_gaps; i++) {
		const struct trunk_gap *g = &t->gaps[i];

		if (!g->told)
			list[n++] = (struct owned){
				counts[g->hi] > counts[g->lo] ? g->hi : g->lo,
				i,
			};
	}
	if (rc == 0)
		qsort(list, (size_t)n, sizeof(*list), by_switch);
	for (int i = 0, k; i < n && rc == 0; i = k) {
		for (k = i + 1; k < n && list[k].sw == list[i].sw; k++)
			;
		rc = tell_gaps(t, &list[i], k - i);
	}
	free(counts);
	free(list);
	return rc;
}

/* --- too many ------------------------------------------------------------ */

static int tell_spare(struct trunks *t, const struct trunk_spare *s)
{
	const struct fabric *f = t->c->f;
	const struct fabric_trunk *trunk = &f->trunks[s->trunk];
	const struct trunk_fan *fan = &t->fans[s->fan];
	struct check_cable a = {
		.node = -1, .rail = -1, .plane = -1, .speed = trunk->speed,
		.fixed = { trunk->a, trunk->port_a },
		.at = { trunk->b, trunk->port_b }, .home.sw = -1,
	};
	int expected = trunks_expected(t, fan, trunk->b);
	char fixed[CHECK_TEXT], at[CHECK_TEXT], than[40];

	if (expected > 0)
		snprintf(than, sizeof(than), "its peers have %d", expected);
	else
		snprintf(than, sizeof(than), "its peers have none");
	check_place_text(f, &a.fixed, fixed);
	check_place_text(f, &a.at, at);
	if (!check_add(t->c, CHECK_EXTRA_UPLINK, text_format(
		"%s is connected with %s, one cable too many: %s", fixed, at,
		than), text_format("unplug the cable from %s to %s", fixed,
				   at)))
		return -1;
	check_place_at_switch(t->c, trunk->a);
	return check_add_cable(t->c, &a);
}

int trunks_rest(struct trunks *t)
{
	if (tell_missing(t) < 0)
		return -1;
	for (int i = 0; i < t->n_spares; i++)
		if (!t->spares[i].told && tell_spare(t, &t->spares[i]) < 0)
			return -1;
	return 0;
}

/* --- sums ---------------------------------------------------------------- */

/* Fans by what they are compared with: those of their pod, or component. */
struct sum {
	int from, tier, scope, total, fan;
};

static int by_total(const void *x, const void *y)
{
	const int *a = x, *b = y;

	for (int i = 0; i < (int)(sizeof(struct sum) / sizeof(int)); i++)
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	return 0;
}

static int tell_sum(struct trunks *t, struct trunk_fan *fan, int common)
{
	const char *name = fabric_switch_name(t->c->f, fan->sw);

	if (!check_add(t->c, CHECK_UNEVEN_UPLINKS, text_format(
		"%s has %d cable%s to switches above, its peers have %d", name,
		fan->total, fan->total == 1 ? "" : "s", common),
		text_format("look for what is not plugged in at %s",
			    fan->total < common ? name : "its peers")))
		return -1;
	check_place_at_switch(t->c, fan->sw);
	fan->told = true;
	return 0;
}

/* The switches of a cluster this small cannot tell which of them is right. */
static bool is_unsure(const struct trunks *t, const struct trunk_fan *fan)
{
	const struct trunk_cluster *k;

	if (fan->cluster < 0 || fan->told)
		return false;
	k = &t->clusters[fan->cluster];
	for (int i = 0; i < k->n_columns; i++)
		if (t->columns[k->first_column + i].expected < 0)
			return true;
	return k->n_members < 3;
}

/* N of them, of one scope: those that have another sum than most. */
static int compare_sums(struct trunks *t, const struct sum *list, int n,
			bool *compared)
{
	int common = list[n / 2].total, same = 0;

	for (int i = 0; i < n; i++)
		same += list[i].total == common;
	if (n < 3 || same * 3 <= n * 2)
		return 0;
	for (int i = 0; i < n; i++) {
		struct trunk_fan *fan = &t->fans[list[i].fan];

		if (!compared[list[i].fan] && list[i].total != common &&
		    is_unsure(t, fan) && tell_sum(t, fan, common) < 0)
			return -1;
		compared[list[i].fan] = true;
	}
	return 0;
}

static int compare_scopes(struct trunks *t, struct sum *list, bool pods,
			  bool *compared)
{
	const struct fabric *f = t->c->f;
	int n = 0, rc = 0;

	for (int i = 0; i < t->n_fans; i++) {
		const struct trunk_fan *fan = &t->fans[i];

		if (fan->cluster >= 0)
			list[n++] = (struct sum){
				(int)fabric_switch_tier(f, fan->sw),
				(int)fan->tier,
				pods ? trunks_pod(f, fan->sw) :
				       trunks_component(f, fan->sw),
				fan->total, i,
			};
	}
	qsort(list, (size_t)n, sizeof(*list), by_total);
	for (int i = 0, k; i < n && rc == 0; i = k) {
		for (k = i + 1; k < n && list[k].from == list[i].from &&
		     list[k].tier == list[i].tier &&
		     list[k].scope == list[i].scope; k++)
			;
		rc = compare_sums(t, &list[i], k - i, compared);
	}
	return rc;
}

int trunks_totals(struct trunks *t)
{
	struct sum *list = check_alloc(t->c, (size_t)t->n_fans, sizeof(*list));
	bool *compared = check_alloc(t->c, (size_t)t->n_fans,
				     sizeof(*compared));
	int rc = -1;

	if (list && compared)
		rc = compare_scopes(t, list, true, compared) < 0 ||
		     compare_scopes(t, list, false, compared) < 0 ? -1 : 0;
	free(list);
	free(compared);
	return rc;
}
