/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Step of a check: cables between the switches of a dragonfly, where all are
 * leafs.  Those of a pod are connected all to all, each two by as many cables
 * as most others, and so are each two pods.
 */
#include <stdlib.h>
#include <string.h>

#include "check_groups.h"

/* A trunk, by what it connects: leafs of one pod first, then pods. */
struct cell {
	int pods;
	int x, y;
	int trunk;
};

struct counting {
	struct groups *g;
	struct cell *cells;
	int n_cells, next;
	bool *is_group;		/* by pod: its leafs are connected so */
	int *usual;		/* by pod: cables between two of its leafs */
	int capacity_gaps, capacity_spares;
};

static int first_leaf(const struct fabric *f, int pod)
{
	return f->islands[f->pods[pod].first_island].first_leaf;
}

static int end_leaf(const struct fabric *f, int pod)
{
	const struct fabric_pod *p = &f->pods[pod];
	const struct fabric_island *last;

	last = &f->islands[p->first_island + p->n_islands - 1];
	return last->first_leaf + last->n_leafs;
}

static int pod_of(const struct fabric *f, int leaf)
{
	return f->islands[f->leafs[leaf].island].pod;
}

struct group_end groups_end(const struct fabric *f, const struct group_odd *o,
			    bool second)
{
	int one = second ? o->y : o->x;

	return o->pods ? (struct group_end){ one, -1 } :
			 (struct group_end){ pod_of(f, one), one };
}

/* --- which cable connects what ------------------------------------------- */

static int compare(int a, int b)
{
	return (a > b) - (a < b);
}

static int compare_pairs(const struct cell *a, int pods, int x, int y)
{
	int diff = compare(a->pods, pods);

	if (!diff)
		diff = compare(a->x, x);
	return diff ? diff : compare(a->y, y);
}

static int by_pair(const void *x, const void *y)
{
	const struct cell *a = x, *b = y;
	int diff = compare_pairs(a, b->pods, b->x, b->y);

	return diff ? diff : compare(a->trunk, b->trunk);
}

static int list_cells(struct counting *k)
{
	const struct fabric *f = k->g->c->f;
	size_t n = (size_t)f->n_trunks;

	k->cells = check_alloc(k->g->c, n, sizeof(*k->cells));
	k->g->order = check_alloc(k->g->c, n, sizeof(*k->g->order));
	if (!k->cells || !k->g->order)
		return -1;
	for (int i = 0; i < f->n_trunks; i++) {
		int a = f->trunks[i].a, b = f->trunks[i].b, p, q;

		if (b >= f->n_leafs || a == b)
			continue;
		p = pod_of(f, a);
		q = pod_of(f, b);
		k->cells[k->n_cells++] =
			p == q ? (struct cell){ 0, a, b, i } :
			p < q ? (struct cell){ 1, p, q, i } :
				(struct cell){ 1, q, p, i };
	}
	qsort(k->cells, (size_t)k->n_cells, sizeof(*k->cells), by_pair);
	for (int i = 0; i < k->n_cells; i++)
		k->g->order[i] = k->cells[i].trunk;
	return 0;
}

/* How many cables X and Y have; pairs must be asked for in their order. */
static int count_cables(struct counting *k, int pods, int x, int y)
{
	int n = 0;

	while (k->next < k->n_cells &&
	       compare_pairs(&k->cells[k->next], pods, x, y) < 0)
		k->next++;
	while (k->next + n < k->n_cells &&
	       !compare_pairs(&k->cells[k->next + n], pods, x, y))
		n++;
	return n;
}

/* --- what is usual ------------------------------------------------------- */

enum { MOST_PARALLEL = 64 };

/* What more than half of N have; 0: nothing is, or none. */
static int usual_count(const long votes[MOST_PARALLEL + 1], long n)
{
	for (int i = 1; i <= MOST_PARALLEL; i++)
		if (votes[i] * 2 > n)
			return i;
	return 0;
}

/* Whether the N leafs from FIRST on have cables enough for most of their pairs;
 * if not there is no need to look at all of these. */
static bool may_be_group(struct counting *k, int first, int n)
{
	int i = k->next;

	while (i < k->n_cells && !k->cells[i].pods && k->cells[i].x < first)
		i++;
	k->next = i;
	while (i < k->n_cells && !k->cells[i].pods &&
	       k->cells[i].x < first + n)
		i++;
	return n > 2 && (long)(i - k->next) * 4 > (long)n * (n - 1);
}

static void find_groups(struct counting *k)
{
	const struct fabric *f = k->g->c->f;

	k->next = 0;
	for (int p = 0; p < f->n_pods; p++) {
		long votes[MOST_PARALLEL + 1] = { 0 }, n = 0;
		int end = end_leaf(f, p);

		if (f->pods[p].n_spines ||
		    !may_be_group(k, first_leaf(f, p), end - first_leaf(f, p)))
			continue;
		for (int x = first_leaf(f, p); x < end; x++)
			for (int y = x + 1; y < end; y++, n++) {
				int count = count_cables(k, 0, x, y);

				votes[count < MOST_PARALLEL ?
					      count : MOST_PARALLEL]++;
			}
		k->usual[p] = usual_count(votes, n);
		k->is_group[p] = k->usual[p] > 0;
	}
}

/* A group that lacks a switch has fewer cables to all others: no wonder. */
static void leave_out_smaller(struct counting *k)
{
	const struct fabric *f = k->g->c->f;
	int most = 0;

	for (int p = 0; p < f->n_pods; p++)
		if (k->is_group[p] && end_leaf(f, p) - first_leaf(f, p) > most)
			most = end_leaf(f, p) - first_leaf(f, p);
	for (int p = 0; p < f->n_pods; p++)
		k->is_group[p] &= end_leaf(f, p) - first_leaf(f, p) == most;
}

/* --- what is odd --------------------------------------------------------- */

static int add_odd(struct counting *k, struct group_odd **list, int *n,
		   int *capacity, const struct group_odd *o)
{
	if (*n == *capacity) {
		int wanted = *capacity ? *capacity * 2 : 64;
		struct group_odd *bigger;

		bigger = realloc(*list, (size_t)wanted * sizeof(**list));
		if (!bigger)
			return rail_error_nomem(k->g->c->err);
		*list = bigger;
		*capacity = wanted;
	}
	(*list)[(*n)++] = *o;
	return 0;
}

static int compare_pair(struct counting *k, int pods, int x, int y,
			int expected)
{
	struct groups *g = k->g;
	struct group_odd o = {
		.pods = pods, .x = x, .y = y, .expected = expected,
		.count = count_cables(k, pods, x, y), .first = k->next,
	};

	for (int i = o.count; i < expected; i++)
		if (add_odd(k, &g->gaps, &g->n_gaps, &k->capacity_gaps, &o) < 0)
			return -1;
	for (int i = expected; i < o.count; i++)
		if (add_odd(k, &g->spares, &g->n_spares, &k->capacity_spares,
			    &o) < 0)
			return -1;
	return 0;
}

static int compare_leafs(struct counting *k)
{
	const struct fabric *f = k->g->c->f;

	k->next = 0;
	for (int p = 0; p < f->n_pods; p++)
		for (int x = first_leaf(f, p);
		     k->is_group[p] && x < end_leaf(f, p); x++)
			for (int y = x + 1; y < end_leaf(f, p); y++)
				if (compare_pair(k, 0, x, y, k->usual[p]) < 0)
					return -1;
	return 0;
}

/* All pods together; those of another component have no cables to these, and
 * are few, or most, and then nothing is usual. */
static int compare_pods(struct counting *k)
{
	const struct fabric *f = k->g->c->f;
	long votes[MOST_PARALLEL + 1] = { 0 }, n = 0;
	int first = k->next, expected;

	for (int round = 0; round < 2; round++, k->next = first) {
		expected = round ? usual_count(votes, n) : 0;
		if (round && (!expected || n < 3))
			return 0;
		for (int x = 0; x < f->n_pods; x++)
			for (int y = x + 1; k->is_group[x] && y < f->n_pods;
			     y++) {
				int count;

				if (!k->is_group[y] || f->pods[x].component !=
						       f->pods[y].component)
					continue;
				if (round) {
					if (compare_pair(k, 1, x, y,
							 expected) < 0)
						return -1;
					continue;
				}
				count = count_cables(k, 1, x, y);
				votes[count < MOST_PARALLEL ?
					      count : MOST_PARALLEL]++;
				n++;
			}
	}
	return 0;
}

static int find_odd(struct counting *k)
{
	const struct fabric *f = k->g->c->f;

	k->is_group = check_alloc(k->g->c, (size_t)f->n_pods, sizeof(bool));
	k->usual = check_alloc(k->g->c, (size_t)f->n_pods, sizeof(int));
	if (!k->is_group || !k->usual || list_cells(k) < 0)
		return -1;
	find_groups(k);
	if (compare_leafs(k) < 0)
		return -1;
	leave_out_smaller(k);
	return compare_pods(k);
}

int check_groups(struct check *c)
{
	struct groups g = { .c = c };
	struct counting k = { .g = &g };
	int rc = find_odd(&k);

	free(k.cells);
	free(k.is_group);
	free(k.usual);
	if (rc == 0)
		rc = groups_swaps(&g) < 0 || groups_rest(&g) < 0 ? -1 : 0;
	free(g.order);
	free(g.gaps);
	free(g.spares);
	return rc;
}
