/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Step of a check: which switches should have the same cables upwards. */
#include <stdlib.h>
#include <string.h>

#include "check_trunk.h"

/*
 * As islands are inferred: fans that are equal to the cable are a group; the
 * largest groups come first, and each group joins the cluster that already
 * has most of its upper switches, or begins one.
 */
struct item {
	int fan, sw, tier;
	uint64_t key;
};

struct group {
	int first, n;	/* in list[] */
	long weight;	/* cables */
	int sw;		/* the first */
};

struct grouping {
	struct trunks *t;
	struct item *list;	/* open fans, equal ones behind each other */
	struct group *groups;
	int n, n_groups;
	long *votes;		/* by cluster; all zero between two groups */
};

static int by_key(const void *x, const void *y)
{
	const struct item *a = x, *b = y;

	if (a->tier != b->tier)
		return a->tier - b->tier;
	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return a->sw - b->sw;
}

static int by_weight(const void *x, const void *y)
{
	const struct group *a = x, *b = y;

	if (a->n != b->n && (a->n == 1 || b->n == 1))
		return b->n - a->n;
	if (a->weight != b->weight)
		return a->weight > b->weight ? -1 : 1;
	return a->sw - b->sw;
}

/* Fans without a cable are all alike, and tell nothing. */
static void make_groups(struct grouping *g)
{
	struct trunks *t = g->t;

	for (int i = 0; i < t->n_fans; i++)
		if (t->fans[i].cluster == TRUNKS_OPEN && t->fans[i].n_pairs)
			g->list[g->n++] = (struct item){
				i, t->fans[i].sw, (int)t->fans[i].tier,
				t->fans[i].key,
			};
	qsort(g->list, (size_t)g->n, sizeof(*g->list), by_key);
	for (int i = 0, k; i < g->n; i = k) {
		const struct trunk_fan *fan = &t->fans[g->list[i].fan];

		for (k = i + 1; k < g->n && g->list[k].key == g->list[i].key &&
		     g->list[k].tier == g->list[i].tier; k++)
			;
		g->groups[g->n_groups++] = (struct group){
			.first = i, .n = k - i, .sw = fan->sw,
			.weight = (long)fan->total * (k - i),
		};
		for (int m = i; m < k; m++)
			t->fans[g->list[m].fan].alike = k - i;
	}
	qsort(g->groups, (size_t)g->n_groups, sizeof(*g->groups), by_weight);
}

/*
 * How well cluster N fits FAN: by cables to the same switches, then by rail,
 * then by pod.
 */
static long score(const struct grouping *g, const struct trunk_fan *fan, int n)
{
	const struct fabric *f = g->t->c->f;
	const struct trunk_cluster *k = &g->t->clusters[n];

	return g->votes[n] * 4 + (k->rail == trunks_rail(f, fan->sw)) * 2 +
	       (k->pod == trunks_pod(f, fan->sw));
}

/* Most of a fan's cables, or, where its own pod's cluster is, a draw. */
static bool fits(const struct grouping *g, const struct trunk_fan *fan, int n)
{
	long votes = g->votes[n];

	return votes * 2 > fan->total ||
	       (votes * 2 == fan->total &&
		g->t->clusters[n].pod == trunks_pod(g->t->c->f, fan->sw));
}

static int best_cluster(struct grouping *g, const struct trunk_fan *fan)
{
	const struct trunk_pair *pairs = &g->t->pairs[fan->first];
	int best = -1;

	for (int i = 0; i < fan->n_pairs; i++) {
		int n = *trunks_owner(g->t, fan->sw, pairs[i].hi);

		if (n >= 0)
			g->votes[n] += pairs[i].count;
	}
	for (int i = 0; i < fan->n_pairs; i++) {
		int n = *trunks_owner(g->t, fan->sw, pairs[i].hi);

		if (n >= 0 && fits(g, fan, n) &&
		    (best < 0 || score(g, fan, n) > score(g, fan, best)))
			best = n;
	}
	for (int i = 0; i < fan->n_pairs; i++) {
		int n = *trunks_owner(g->t, fan->sw, pairs[i].hi);

		if (n >= 0)
			g->votes[n] = 0;
	}
	return best;
}

/*
 * What nobody claimed yet.  One switch alone does not take spines of another
 * pod with it.
 */
static void claim_columns(struct grouping *g, const struct trunk_fan *fan,
			  int cluster)
{
	const struct fabric *f = g->t->c->f;
	const struct trunk_pair *pairs = &g->t->pairs[fan->first];

	for (int i = 0; i < fan->n_pairs; i++) {
		int *owner = trunks_owner(g->t, fan->sw, pairs[i].hi);
		int pod = trunks_pod(f, pairs[i].hi);

		if (*owner < 0 && (fan->alike > 1 || pod < 0 ||
				   pod == trunks_pod(f, fan->sw)))
			*owner = cluster;
	}
}

static void cluster_groups(struct grouping *g)
{
	struct trunks *t = g->t;

	for (int i = 0; i < g->n_groups; i++) {
		const struct group *group = &g->groups[i];
		const struct trunk_fan *fan = &t->fans[g->list[group->first]
						       .fan];
		int n = best_cluster(g, fan);

		if (n < 0) {
			n = t->n_clusters++;
			t->clusters[n] = (struct trunk_cluster){
				.pod = trunks_pod(t->c->f, fan->sw),
				.rail = trunks_rail(t->c->f, fan->sw),
			};
		}
		claim_columns(g, fan, n);
		t->clusters[n].n_members += group->n;
		for (int k = group->first; k < group->first + group->n; k++)
			t->fans[g->list[k].fan].cluster = n;
	}
}

/* --- switches without any cable ------------------------------------------ */

static bool is_like(const struct fabric *f, const struct trunk_fan *a,
		    const struct trunk_fan *b)
{
	return a->tier == b->tier && b->n_pairs &&
	       fabric_switch_tier(f, a->sw) == fabric_switch_tier(f, b->sw) &&
	       trunks_pod(f, a->sw) == trunks_pod(f, b->sw);
}

/*
 * In the cluster of the switches of its pod that have its rail, if there are
 * such, else of its pod; where these are in several, nobody knows.  Fans of a
 * pod's leafs, and of its spines, are near each other.
 */
static int cluster_of_peers(const struct trunks *t, int index)
{
	const struct fabric *f = t->c->f;
	const struct trunk_fan *fan = &t->fans[index];
	int rail = trunks_rail(f, fan->sw), of_rail = TRUNKS_OPEN;
	int of_pod = TRUNKS_OPEN;

	for (int i = 0; i < t->n_fans; i++) {
		const struct trunk_fan *o = &t->fans[i];

		if (o->cluster < 0 || !is_like(f, fan, o))
			continue;
		if (of_pod == TRUNKS_OPEN)
			of_pod = o->cluster;
		else if (of_pod != o->cluster)
			of_pod = TRUNKS_BESIDE;
		if (trunks_rail(f, o->sw) != rail)
			continue;
		if (of_rail == TRUNKS_OPEN)
			of_rail = o->cluster;
		else if (of_rail != o->cluster)
			of_rail = TRUNKS_BESIDE;
	}
	return of_rail >= 0 ? of_rail : of_pod;
}

/* More are no accident: and each costs a look at all others. */
enum { MOST_EMPTY = 64 };

static void cluster_empty(struct trunks *t)
{
	int left = MOST_EMPTY;

	for (int i = 0; i < t->n_fans; i++) {
		struct trunk_fan *fan = &t->fans[i];
		int n;

		if (fan->cluster != TRUNKS_OPEN)
			continue;
		n = left-- > 0 ? cluster_of_peers(t, i) : TRUNKS_BESIDE;
		fan->alike = 1;
		fan->cluster = n >= 0 ? n : TRUNKS_BESIDE;
		if (n >= 0)
			t->clusters[n].n_members++;
	}
}

static int list_members(struct trunks *t)
{
	int used = 0;

	t->members = check_alloc(t->c, (size_t)t->n_fans, sizeof(int));
	if (!t->members)
		return -1;
	for (int i = 0; i < t->n_clusters; i++) {
		t->clusters[i].first_member = used;
		used += t->clusters[i].n_members;
		t->clusters[i].n_members = 0;
	}
	for (int i = 0; i < t->n_fans; i++) {
		struct trunk_cluster *k;

		if (t->fans[i].cluster < 0)
			continue;
		k = &t->clusters[t->fans[i].cluster];
		t->members[k->first_member + k->n_members++] = i;
	}
	return 0;
}

int trunks_cluster(struct trunks *t)
{
	struct grouping g = { .t = t };
	size_t n = (size_t)t->n_fans;
	size_t cells = (size_t)fabric_n_switches(t->c->f) * FABRIC_CORE;
	int rc = -1;

	g.list = check_alloc(t->c, n, sizeof(*g.list));
	g.groups = check_alloc(t->c, n, sizeof(*g.groups));
	g.votes = check_alloc(t->c, n, sizeof(*g.votes));
	t->claimed_by = check_alloc(t->c, cells, sizeof(int));
	t->clusters = check_alloc(t->c, n, sizeof(*t->clusters));
	if (!g.list || !g.groups || !g.votes || !t->claimed_by || !t->clusters)
		goto out;
	memset(t->claimed_by, 0xff, cells * sizeof(int));
	make_groups(&g);
	cluster_groups(&g);
	cluster_empty(t);
	rc = list_members(t);
out:
	free(g.list);
	free(g.groups);
	free(g.votes);
	return rc;
}
