/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Step of an inference: islands -> pods -> what is connected; names. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "infer_parts.h"

/* A leaf that serves an island, as against one that a NIC strayed into. */
static int island_of_device(const struct infer *in, int device)
{
	int leaf = in->leaf_of_device[device];

	return leaf >= 0 ? in->leafs[leaf].island : -1;
}

/* --- what is connected --------------------------------------------------- */

static int join_devices(struct infer *in)
{
	const struct links *l = in->links;
	int *first = infer_alloc(in, in->n_islands, sizeof(int));

	in->group = infer_alloc(in, l->n_devices, sizeof(int));
	if (!in->group || !first) {
		free(first);
		return -1;
	}
	for (int i = 0; i < l->n_devices; i++)
		in->group[i] = i;
	for (int i = 0; i < l->n_cables; i++)
		infer_set_join(in->group, l->cables[i].a, l->cables[i].b);
	/* An island is connected through its nodes, if by nothing else: its
	 * rails may be fabrics of their own. */
	memset(first, 0xff, in->n_islands * sizeof(int));
	for (int i = 0; i < in->n_leafs; i++) {
		int island = in->leafs[i].island;

		if (island < 0)
			continue;
		if (first[island] < 0)
			first[island] = in->leafs[i].device;
		infer_set_join(in->group, first[island], in->leafs[i].device);
	}
	free(first);
	return 0;
}

/* --- uplinks ------------------------------------------------------------- */

static int by_island(const void *a, const void *b)
{
	const struct infer_uplink *x = a, *y = b;

	if (x->island != y->island)
		return x->island - y->island;
	return x->device - y->device;
}

/* The cables between an island's leafs and the switches above, counted. */
static int count_uplinks(struct infer *in)
{
	const struct links *l = in->links;
	int n = 0;

	in->uplinks = infer_alloc(in, l->n_cables, sizeof(*in->uplinks));
	if (!in->uplinks)
		return -1;
	for (int i = 0; i < l->n_cables; i++) {
		int a = l->cables[i].a, b = l->cables[i].b;
		int island_a = island_of_device(in, a);
		int island_b = island_of_device(in, b);

		if (l->devices[a].kind != LINKS_SWITCH ||
		    l->devices[b].kind != LINKS_SWITCH ||
		    (island_a >= 0) == (island_b >= 0))
			continue;
		in->uplinks[n++] = (struct infer_uplink){
			.device = island_a >= 0 ? b : a,
			.island = island_a >= 0 ? island_a : island_b,
			.cables = 1,
		};
	}
	qsort(in->uplinks, n, sizeof(*in->uplinks), by_island);
	for (int i = 0; i < n; i++) {
		struct infer_uplink *u = &in->uplinks[in->n_uplinks];

		if (in->n_uplinks && !by_island(&u[-1], &in->uplinks[i]))
			u[-1].cables++;
		else
			in->uplinks[in->n_uplinks++] = in->uplinks[i];
	}
	return 0;
}

/* --- pods ---------------------------------------------------------------- */

/* Where each island's uplinks begin, and how many cables they are. */
struct span {
	int first, end;
	long cables;
};

static struct span *list_spans(struct infer *in)
{
	struct span *spans = infer_alloc(in, in->n_islands, sizeof(*spans));

	for (int i = 0; spans && i < in->n_uplinks; i++) {
		struct span *s = &spans[in->uplinks[i].island];

		if (!s->cables)
			s->first = i;
		s->end = i + 1;
		s->cables += in->uplinks[i].cables;
	}
	return spans;
}

/*
 * Whether two islands send most of their cables to the same switches; counted
 * in cables, so that a few swapped ones do not make two pods one.
 */
static bool share_most(const struct infer *in, const struct span *a,
		       const struct span *b)
{
	const struct infer_uplink *x = &in->uplinks[a->first];
	const struct infer_uplink *y = &in->uplinks[b->first];
	long shared = 0;

	while (x < &in->uplinks[a->end] && y < &in->uplinks[b->end]) {
		if (x->device < y->device) {
			x++;
		} else if (x->device > y->device) {
			y++;
		} else {
			shared += x->cables < y->cables ? x->cables :
							  y->cables;
			x++;
			y++;
		}
	}
	return shared * 2 > (a->cables < b->cables ? a->cables : b->cables);
}

static int by_component(const void *a, const void *b)
{
	const struct infer_pod *x = a, *y = b;

	if (x->component != y->component)
		return x->component - y->component;
	return x->first_host - y->first_host;
}

/* The connected group of an island, by way of any of its nodes. */
static int group_of_island(struct infer *in, int island)
{
	const struct infer_host *h = &in->hosts[in->islands[island].first_host];
	int leaf = in->host_leafs[h->first_leaf];

	return infer_set_find(in->group, in->leafs[leaf].device);
}

/* Components by their first node; islands are in that order already. */
static int number_components(struct infer *in, int *component)
{
	int *number = infer_alloc(in, in->links->n_devices, sizeof(int));

	if (!number)
		return -1;
	for (int i = 0; i < in->n_islands; i++) {
		int g = group_of_island(in, i);

		if (!number[g])
			number[g] = ++in->n_components;
		component[i] = number[g] - 1;
	}
	free(number);
	return 0;
}

/* PARENT: islands of one pod are joined. */
static int list_pods(struct infer *in, int *parent, const int *component)
{
	int *pod_of = infer_alloc(in, in->n_hosts, sizeof(int));

	in->pods = infer_alloc(in, in->n_islands, sizeof(*in->pods));
	if (!in->pods || !pod_of) {
		free(pod_of);
		return -1;
	}
	for (int i = 0; i < in->n_islands; i++)
		if (infer_set_find(parent, i) == i)
			in->pods[in->n_pods++] = (struct infer_pod){
				.first_host = in->islands[i].first_host,
				.component = component[i],
			};
	qsort(in->pods, in->n_pods, sizeof(*in->pods), by_component);
	for (int i = 0; i < in->n_pods; i++)
		pod_of[in->pods[i].first_host] = i;
	for (int i = 0; i < in->n_islands; i++) {
		int root = infer_set_find(parent, i);

		in->islands[i].pod = pod_of[in->islands[root].first_host];
	}
	free(pod_of);
	return 0;
}

static int make_pods(struct infer *in)
{
	struct span *spans = list_spans(in);
	int *parent = infer_alloc(in, in->n_islands, sizeof(int));
	int *component = infer_alloc(in, in->n_islands, sizeof(int));
	int rc = -1;

	if (!spans || !parent || !component)
		goto out;
	for (int i = 0; i < in->n_islands; i++)
		parent[i] = i;
	for (int i = 0; i < in->n_islands; i++)
		for (int k = i + 1; spans[i].cables && k < in->n_islands; k++)
			if (share_most(in, &spans[i], &spans[k]))
				infer_set_join(parent, i, k);
	if (number_components(in, component) == 0)
		rc = list_pods(in, parent, component);
out:
	free(spans);
	free(parent);
	free(component);
	return rc;
}

static void name_pods(struct infer *in)
{
	for (int i = 0; i < in->n_pods; i++)
		snprintf(in->pods[i].name, sizeof(in->pods[i].name), "pod%d",
			 i + 1);
	for (int i = 0; i < in->n_islands; i++) {
		struct infer_island *is = &in->islands[i];

		snprintf(is->name, sizeof(is->name), "pod%d-island%d",
			 is->pod + 1, ++in->pods[is->pod].n_islands);
	}
}

/* --- spines -------------------------------------------------------------- */

static int by_device(const void *a, const void *b)
{
	const struct infer_uplink *x = a, *y = b;

	if (x->device != y->device)
		return x->device - y->device;
	return x->island - y->island;
}

/* A spine is of the pod that most of its cables go to.  Reorders uplinks. */
static int own_spines(struct infer *in)
{
	int *votes = infer_alloc(in, in->n_pods, sizeof(int));
	int n = in->links->n_devices;

	in->pod_of_device = infer_alloc(in, n, sizeof(int));
	if (!votes || !in->pod_of_device) {
		free(votes);
		return -1;
	}
	memset(in->pod_of_device, 0xff, n * sizeof(int));
	qsort(in->uplinks, in->n_uplinks, sizeof(*in->uplinks), by_device);
	for (int i = 0, k; i < in->n_uplinks; i = k) {
		int device = in->uplinks[i].device, best = -1, pod;

		for (k = i; k < in->n_uplinks &&
			    in->uplinks[k].device == device; k++)
			votes[in->islands[in->uplinks[k].island].pod] +=
				in->uplinks[k].cables;
		for (k = i; k < in->n_uplinks &&
			    in->uplinks[k].device == device; k++) {
			pod = in->islands[in->uplinks[k].island].pod;
			if (best < 0 || votes[pod] > votes[best] ||
			    (votes[pod] == votes[best] && pod < best))
				best = pod;
		}
		in->pod_of_device[device] = best;
		while (i < k)
			votes[in->islands[in->uplinks[i++].island].pod] = 0;
	}
	free(votes);
	return 0;
}

int infer_pods(struct infer *in)
{
	if (join_devices(in) < 0 || count_uplinks(in) < 0 || make_pods(in) < 0)
		return -1;
	name_pods(in);
	return own_spines(in);
}
