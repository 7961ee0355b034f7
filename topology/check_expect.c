/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Step of a check: how many cables each switch should have to which. */
#include <stdlib.h>

#include "check_trunk.h"

/* What the members of a cluster have to one switch, and how often. */
struct cell {
	int hi, count;
};

static int by_column(const void *x, const void *y)
{
	const struct cell *a = x, *b = y;

	return a->hi != b->hi ? (a->hi < b->hi ? -1 : 1) : a->count - b->count;
}

static int by_count(const void *x, const void *y)
{
	return ((const struct cell *)x)->count -
	       ((const struct cell *)y)->count;
}

/*
 * The number that CELLS (by count) have most, beside ZEROS that are zero;
 * *TIMES gets how often.
 */
static int common_count(const struct cell *cells, int n, long zeros,
			long *times)
{
	int best = 0;

	*times = zeros;
	for (int i = 0, k; i < n; i = k) {
		for (k = i + 1; k < n && cells[k].count == cells[i].count; k++)
			;
		if (k - i > *times) {
			best = cells[i].count;
			*times = k - i;
		}
	}
	return best;
}

/* Columns of at least this many switches speak for themselves. */
enum { ENOUGH = 3 };

/* One column: what more than half of the members have, if they are enough. */
static struct trunk_column expect_column(const struct cell *cells, int n,
					 int members)
{
	struct trunk_column column = { .sw = cells->hi, .expected = -1 };
	long times;
	int count = common_count(cells, n, members - n, &times);

	if (members >= ENOUGH && times * 2 > members)
		column.expected = count;
	return column;
}

/*
 * Where columns do not tell, all cells together may: when all but a few have
 * the same number, that is it; when only half have it, then if it is also what
 * they have on the average, but for a cable.
 */
static void expect_same(struct trunk_column *columns, int n,
			struct cell *cells, int n_cells, int members)
{
	long all = (long)n * members, times, sum = 0;
	int count;

	for (int i = 0; i < n_cells; i++)
		sum += cells[i].count;
	qsort(cells, (size_t)n_cells, sizeof(*cells), by_count);
	count = common_count(cells, n_cells, all - n_cells, &times);
	sum -= count * all;
	if (all < 2 || (times * 10 < all * 7 &&
			(times * 2 < all || sum > 1 || sum < -1)))
		return;
	for (int i = 0; i < n; i++)
		if (columns[i].expected < 0)
			columns[i].expected = count;
}

/* Whether a column of K, with few members, is none of its own. */
static bool is_foreign(const struct trunks *t, const struct trunk_cluster *k,
		       int hi)
{
	int lo = t->fans[t->members[k->first_member]].sw;

	return k->n_members < ENOUGH &&
	       *trunks_owner(t, lo, hi) != t->fans[t->members[k->first_member]]
					   .cluster;
}

static int collect_cells(const struct trunks *t, const struct trunk_cluster *k,
			 struct cell *cells)
{
	int n = 0;

	for (int i = 0; i < k->n_members; i++) {
		const struct trunk_fan *fan;

		fan = &t->fans[t->members[k->first_member + i]];
		for (int p = fan->first; p < fan->first + fan->n_pairs; p++)
			if (!is_foreign(t, k, t->pairs[p].hi))
				cells[n++] = (struct cell){
					t->pairs[p].hi, t->pairs[p].count,
				};
	}
	qsort(cells, (size_t)n, sizeof(*cells), by_column);
	return n;
}

static void expect_cluster(struct trunks *t, struct trunk_cluster *k,
			   struct cell *cells)
{
	struct trunk_column *columns = &t->columns[t->n_columns];
	int n = collect_cells(t, k, cells);

	k->first_column = t->n_columns;
	for (int i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && cells[end].hi == cells[i].hi;
		     end++)
			;
		columns[k->n_columns++] = expect_column(&cells[i], end - i,
							k->n_members);
	}
	t->n_columns += k->n_columns;
	expect_same(columns, k->n_columns, cells, n, k->n_members);
}

int trunks_expect(struct trunks *t)
{
	struct cell *cells = check_alloc(t->c, (size_t)t->n_pairs,
					 sizeof(*cells));

	/* A column has at least one pair. */
	t->columns = check_alloc(t->c, (size_t)t->n_pairs,
				 sizeof(*t->columns));
	for (int i = 0; cells && t->columns && i < t->n_clusters; i++)
		expect_cluster(t, &t->clusters[i], cells);
	free(cells);
	return cells && t->columns ? 0 : -1;
}

/* All cables of FAN go evenly to all switches of its cluster. */
static bool is_even(const struct trunks *t, const struct trunk_fan *fan)
{
	const struct trunk_pair *pairs = &t->pairs[fan->first];

	if (fan->n_pairs != t->clusters[fan->cluster].n_columns)
		return false;
	for (int i = 1; i < fan->n_pairs; i++)
		if (pairs[i].count != pairs[0].count)
			return false;
	return true;
}

/* As many switches that are evenly connected, but otherwise than the rest,
 * are of another kind. */
static bool is_own_kind(const struct trunks *t, const struct trunk_fan *fan)
{
	return fan->alike >= ENOUGH && is_even(t, fan);
}

static const struct trunk_column *find_column(const struct trunks *t,
					      const struct trunk_cluster *k,
					      int sw)
{
	int low = k->first_column, high = low + k->n_columns, end = high;

	while (low < high) {
		int middle = low + (high - low) / 2;

		if (t->columns[middle].sw < sw)
			low = middle + 1;
		else
			high = middle;
	}
	return low < end && t->columns[low].sw == sw ? &t->columns[low] : NULL;
}

int trunks_expected(const struct trunks *t, const struct trunk_fan *fan, int sw)
{
	const struct trunk_column *column;
	const struct trunk_pair *pair;

	if (fan->cluster == TRUNKS_STRAY)
		return 0;
	if (fan->cluster < 0)
		return -1;
	column = find_column(t, &t->clusters[fan->cluster], sw);
	if (is_own_kind(t, fan)) {
		pair = trunks_find(t, fan->sw, sw);
		return pair ? pair->count : 0;
	}
	return column ? column->expected : 0;
}
