/* SPDX-License-Identifier: GPL-2.0-or-later */
/* topology/tree: leaf after leaf, tightest fit, nearest first. */
#include "stock_tree.h"

#include <stdlib.h>

struct tree {
	const struct fabric *f;
	int *leaf;	/* free nodes by island */
	int *pod;	/* and by pod */
	int *far;	/* by island: hops to all islands taken so far */
};

/*
 * Above 0 when leaf I is the better one for REST nodes.  Two that fit: the
 * tighter.  One that fits: that.  None: if they are under different pods,
 * their pods are compared in the same way; else the one with more.  *FITS is
 * whether I, or its pod where those were compared, fits.
 */
static int compare(const struct tree *t, int i, int j, int rest, bool *fits)
{
	int a = t->leaf[i], b = t->leaf[j];
	int pod_i = t->f->islands[i].pod, pod_j = t->f->islands[j].pod;

	for (int level = 0;; level++) {
		*fits = a >= rest;
		if (a >= rest && b >= rest && a != b)
			return a < b ? 1 : -1;
		if ((a >= rest) != (b >= rest))
			return a >= rest ? 1 : -1;
		if (a >= rest || level || pod_i == pod_j)
			break;
		a = t->pod[pod_i];
		b = t->pod[pod_j];
	}
	return a > b ? 1 : a < b ? -1 : 0;
}

static int choose(const struct tree *t, int rest)
{
	int best = -1;

	for (int i = 0; i < t->f->n_islands; i++) {
		bool fits = false;
		int better;

		if (!t->leaf[i])
			continue;
		if (best < 0) {
			best = i;
			continue;
		}
		better = compare(t, i, best, rest, &fits);
		if ((t->far[i] < t->far[best] && fits) ||
		    (t->far[i] == t->far[best] && better > 0))
			best = i;
	}
	return best;
}

/* Two hops to a leaf under the same pod, four to others. */
static void add_distance(struct tree *t, int leaf)
{
	for (int i = 0; i < t->f->n_islands; i++)
		if (i != leaf)
			t->far[i] += t->f->islands[i].pod ==
				     t->f->islands[leaf].pod ? 2 : 4;
}

static void count(struct tree *t, const struct nodeset *free_nodes)
{
	for (int i = 0; i < t->f->n_islands; i++) {
		const struct fabric_island *is = &t->f->islands[i];

		t->leaf[i] = nodeset_count_range(free_nodes, is->first_node,
						 is->n_nodes);
		t->pod[is->pod] += t->leaf[i];
	}
}

int stock_tree(const struct fabric *f, const struct nodeset *free_nodes, int n,
	       struct nodeset *out)
{
	struct tree t = { .f = f };
	int rc = -1;

	t.leaf = calloc((size_t)f->n_islands + 1, sizeof(int));
	t.far = calloc((size_t)f->n_islands + 1, sizeof(int));
	t.pod = calloc((size_t)f->n_pods + 1, sizeof(int));
	if (!t.leaf || !t.far || !t.pod)
		goto out;
	count(&t, free_nodes);
	while (n > 0) {
		int best = choose(&t, n);
		const struct fabric_island *is;

		if (best < 0)
			break;
		is = &f->islands[best];
		n -= nodeset_take_range(out, free_nodes, NULL, is->first_node,
					is->n_nodes, n);
		add_distance(&t, best);
		t.pod[is->pod] -= t.leaf[best];
		t.leaf[best] = 0;
	}
	rc = 0;
out:
	free(t.leaf);
	free(t.far);
	free(t.pod);
	return rc;
}
