/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Part of an inference: pods of a dragonfly, whose leafs have no spines. */
#include <stdlib.h>
#include <string.h>

#include "infer_parts.h"

/*
 * In a dragonfly the leafs of a group are connected to each other, all to all,
 * and groups by a few cables from each leaf.  So most cables of two islands of
 * one group go to the same ones, and next to none of two of different groups
 * do.  Cables count, not neighbours: an island of several leafs has more
 * islands of other groups beside it than of its own.
 */
struct pair {
	int a, b;	/* islands */
	int cables;
};

static int by_pair(const void *x, const void *y)
{
	const struct pair *p = x, *q = y;

	return p->a != q->a ? p->a - q->a : p->b - q->b;
}

/* An island is as near to itself as to any other. */
static void count_self(struct pair *p, int n)
{
	for (int i = 0, k; i < n; i = k) {
		int most = 0;

		for (k = i; k < n && p[k].a == p[i].a; k++)
			if (p[k].cables > most)
				most = p[k].cables;
		for (k = i; k < n && p[k].a == p[i].a; k++)
			if (p[k].b == p[k].a)
				p[k].cables = most;
	}
}

/* Pairs of islands that cables join, both ways round, each with itself;
 * their number, or -1. */
static int list_pairs(struct infer *in, struct pair **list)
{
	const struct links *l = in->links;
	struct pair *p;
	int n = 0, kept = 0;

	*list = p = infer_alloc(in, in->n_islands + 2 * l->n_cables,
				sizeof(*p));
	if (!p)
		return -1;
	for (int i = 0; i < l->n_cables; i++) {
		const struct links_cable *c = &l->cables[i];
		int a = infer_island_of(in, c->a), b = infer_island_of(in, c->b);

		if (a < 0 || b < 0 || a == b)
			continue;
		p[n++] = (struct pair){ a, b, 1 };
		p[n++] = (struct pair){ b, a, 1 };
	}
	if (!n)
		return 0;
	for (int i = 0; i < in->n_islands; i++)
		p[n++] = (struct pair){ i, i, 0 };
	qsort(p, n, sizeof(*p), by_pair);
	for (int i = 0; i < n; i++)
		if (!kept || by_pair(&p[kept - 1], &p[i]))
			p[kept++] = p[i];
		else
			p[kept - 1].cables += p[i].cables;
	count_self(p, kept);
	return kept;
}

static long sum_cables(const struct pair *p, const struct pair *end)
{
	long sum = 0;

	while (p < end)
		sum += p++->cables;
	return sum;
}

/* Whether most cables of A or of B, whose lists begin at FIRST, go to where
 * those of the other go. */
static bool of_one_group(const struct pair *p, const int *first, int a, int b)
{
	const struct pair *x = &p[first[a]], *y = &p[first[b]];
	const struct pair *end_x = &p[first[a + 1]], *end_y = &p[first[b + 1]];
	long n_x = sum_cables(x, end_x), n_y = sum_cables(y, end_y);
	long common = 0;

	while (x < end_x && y < end_y) {
		if (x->b < y->b) {
			x++;
		} else if (x->b > y->b) {
			y++;
		} else {
			common += x->cables < y->cables ? x->cables : y->cables;
			x++;
			y++;
		}
	}
	return common * 2 > (n_x < n_y ? n_x : n_y);
}

int infer_join_groups(struct infer *in, int *parent)
{
	struct pair *p;
	bool *under_spines = NULL;
	int *first = NULL, rc = -1;
	int n = list_pairs(in, &p);

	if (n <= 0) {
		free(p);
		return n;
	}
	first = infer_alloc(in, in->n_islands + 1, sizeof(int));
	under_spines = infer_alloc(in, in->n_islands, sizeof(bool));
	if (!first || !under_spines)
		goto out;
	for (int i = n - 1; i >= 0; i--)
		first[p[i].a] = i;
	first[in->n_islands] = n;
	for (int i = 0; i < in->n_uplinks; i++)
		under_spines[in->uplinks[i].island] = true;
	for (int i = 0; i < n; i++)
		if (p[i].a < p[i].b && !under_spines[p[i].a] &&
		    !under_spines[p[i].b] &&
		    of_one_group(p, first, p[i].a, p[i].b))
			infer_set_join(parent, p[i].a, p[i].b);
	rc = 0;
out:
	free(p);
	free(first);
	free(under_spines);
	return rc;
}
