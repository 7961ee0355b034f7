/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Part of a step of an inference: how many lanes a node has. */
#include <stdlib.h>
#include <string.h>

#include "infer_parts.h"

/*
 * Three things tell of it, of each island, and the last of all islands
 * together, too; the most that any of them says counts.  Neither a dead NIC nor an odd extra one counts in any, but
 * where many are dead each fails in its own way:
 * - The upper median of its nodes' NICs.  With one link in twenty down most
 *   nodes of 16 NICs lack one.
 * - Over its leafs, how many NICs more than half of its nodes have there.  A leaf
 *   that is off has none, and a ToR with many NICs of a node is as the first.
 * - The names of NICs that most of its nodes have there.  NICs may have none,
 *   and nodes of two vendors have different ones.
 */

static int by_number(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

static int count_nics(struct infer *in, int *lanes)
{
	int *counts = infer_alloc(in, in->n_hosts, sizeof(int));
	int *next = infer_alloc(in, in->n_islands, sizeof(int));
	int used = 0;

	for (int i = 0; counts && next && i < in->n_islands; i++) {
		next[i] = used;
		used += in->islands[i].n_hosts;
	}
	for (int i = 0; counts && next && i < in->n_hosts; i++)
		if (in->hosts[i].island >= 0)
			counts[next[in->hosts[i].island]++] =
				in->hosts[i].n_leafs;
	for (int i = 0; counts && next && i < in->n_islands; i++) {
		int n = in->islands[i].n_hosts;
		int *mine = &counts[next[i] - n];

		qsort(mine, n, sizeof(int), by_number);
		lanes[i] = mine[n / 2];
	}
	free(counts);
	free(next);
	return counts && next ? 0 : -1;
}

/* How many NICs more than half of the nodes of LEAF's island have on it, in
 * COUNTS, which has room for its nodes. */
static int usual_on_leaf(const struct infer *in, const struct infer_leaf *leaf,
			 int *counts)
{
	int nodes = in->islands[leaf->island].n_hosts, n = 0, last = -1;

	/* NICs of a node follow each other */
	for (int i = 0; i < leaf->n_nics; i++) {
		const struct infer_nic *nic =
			&in->nics[in->leaf_nics[leaf->first_nic + i]];

		if (!infer_at_home(in, nic))
			continue;
		if (nic->host != last)
			counts[n++] = 0;
		counts[n - 1]++;
		last = nic->host;
	}
	/* the others have none */
	if ((nodes - 1) / 2 < nodes - n)
		return 0;
	qsort(counts, n, sizeof(int), by_number);
	return counts[(nodes - 1) / 2 - (nodes - n)];
}

static int count_on_leafs(struct infer *in, int *lanes)
{
	int *sums = infer_alloc(in, in->n_islands, sizeof(int));
	int *counts = infer_alloc(in, in->n_hosts, sizeof(int));

	for (int i = 0; sums && counts && i < in->n_leafs; i++)
		if (in->leafs[i].island >= 0)
			sums[in->leafs[i].island] +=
				usual_on_leaf(in, &in->leafs[i], counts);
	for (int i = 0; sums && counts && i < in->n_islands; i++)
		if (sums[i] > lanes[i])
			lanes[i] = sums[i];
	free(sums);
	free(counts);
	return sums && counts ? 0 : -1;
}

struct item {
	const char *name;
	int island;
};

static int by_name(const void *a, const void *b)
{
	const struct item *x = a, *y = b;

	return x->island != y->island ? x->island - y->island :
					strcmp(x->name, y->name);
}

static int list_names(const struct infer *in, struct item *list)
{
	int n = 0;

	for (int i = 0; i < in->n_nics; i += in->n_planes) {
		bool home = false;

		for (int p = 0; p < in->n_planes; p++)
			home |= infer_at_home(in, &in->nics[i + p]);
		if (home && *in->nics[i].dev->name)
			list[n++] = (struct item){
				in->nics[i].dev->name,
				in->hosts[in->nics[i].host].island,
			};
	}
	return n;
}

/* The names in LIST that most of N_HOSTS have; those of an island, or of all,
 * follow each other. */
static int count_usual(const struct item *list, int n, int n_hosts)
{
	int usual = 0;

	for (int i = 0, k; i < n; i = k) {
		for (k = i + 1; k < n && !strcmp(list[i].name, list[k].name);
		     k++)
			;
		usual += (k - i) * 2 > n_hosts;
	}
	return usual;
}

static int count_names(struct infer *in, int *lanes)
{
	struct item *list = infer_alloc(in, in->n_nics, sizeof(*list));
	int n = list ? list_names(in, list) : 0, all = 0;

	if (n)
		qsort(list, n, sizeof(*list), by_name);
	for (int i = 0, k; i < n; i = k) {
		int island = list[i].island, found;

		for (k = i + 1; k < n && list[k].island == island; k++)
			;
		found = in->n_planes *
			count_usual(&list[i], k - i,
				    in->islands[island].n_hosts);
		lanes[island] = found > lanes[island] ? found : lanes[island];
	}
	/* of one rail half of an island's NICs may be dead, of another rail of
	 * another island's */
	for (int i = 0; i < n; i++)
		list[i].island = 0;
	if (n)
		qsort(list, n, sizeof(*list), by_name);
	for (int i = 0; i < in->n_islands; i++)
		all += in->islands[i].n_hosts;
	all = n ? in->n_planes * count_usual(list, n, all) : 0;
	if (n && all > lanes[0])
		lanes[0] = all;
	free(list);
	return list ? 0 : -1;
}

int infer_count_lanes(struct infer *in)
{
	int *lanes = infer_alloc(in, in->n_islands, sizeof(int));
	int rc = -1;

	if (lanes && count_nics(in, lanes) == 0 &&
	    count_on_leafs(in, lanes) == 0 && count_names(in, lanes) == 0)
		rc = 0;
	for (int i = 0; rc == 0 && i < in->n_islands; i++)
		if (lanes[i] > in->n_lanes)
			in->n_lanes = lanes[i];
	/* Whole NICs: each has a port on every plane. */
	in->n_lanes += in->n_planes - 1;
	in->n_lanes -= in->n_lanes % in->n_planes;
	if (in->n_lanes > FABRIC_MAX_RAILS * in->n_planes)
		in->n_lanes = FABRIC_MAX_RAILS * in->n_planes;
	free(lanes);
	return rc;
}
