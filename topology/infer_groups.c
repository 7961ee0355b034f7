/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Part of an inference: pods of a dragonfly, whose leafs have no spines. */
#include <stdlib.h>
#include <string.h>

#include "infer_parts.h"

/*
 * In a dragonfly the leafs of a group are connected to each other, all to all,
 * and groups by a few cables from each leaf.  So two neighbours of one group
 * have most of their neighbours in common, and two of different groups have
 * next to none (each counted as a neighbour of itself).
 */
struct pair {
	int a, b;	/* islands */
};

static int by_pair(const void *x, const void *y)
{
	const struct pair *p = x, *q = y;

	return p->a != q->a ? p->a - q->a : p->b - q->b;
}

/* Pairs of islands that a cable joins, both ways round, each with itself;
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
		p[n++] = (struct pair){ a, b };
		p[n++] = (struct pair){ b, a };
	}
	if (!n)
		return 0;
	for (int i = 0; i < in->n_islands; i++)
		p[n++] = (struct pair){ i, i };
	qsort(p, n, sizeof(*p), by_pair);
	for (int i = 0; i < n; i++)
		if (!kept || by_pair(&p[kept - 1], &p[i]))
			p[kept++] = p[i];
	return kept;
}

/* Whether most neighbours of A or of B, whose lists begin at FIRST, are those
 * of both. */
static bool of_one_group(const struct pair *p, const int *first, int a, int b)
{
	const struct pair *x = &p[first[a]], *y = &p[first[b]];
	int n_a = first[a + 1] - first[a], n_b = first[b + 1] - first[b];
	int common = 0;

	while (x < &p[first[a + 1]] && y < &p[first[b + 1]]) {
		if (x->b < y->b) {
			x++;
		} else if (x->b > y->b) {
			y++;
		} else {
			common++;
			x++;
			y++;
		}
	}
	return common * 2 > (n_a < n_b ? n_a : n_b);
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
