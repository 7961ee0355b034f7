/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Step of an inference: islands -> pods, by the switches above them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "infer_parts.h"

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
		int island_a = infer_island_of(in, a);
		int island_b = infer_island_of(in, b);

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

/* A device's uplinks, for whoever comes from one island to the others. */
struct sharing {
	struct infer_uplink *by_device;
	int *first;	/* device -> its first in by_device[]; -1: none */
	long *shared;	/* by island */
};

static int by_device(const void *a, const void *b)
{
	const struct infer_uplink *x = a, *y = b;

	if (x->device != y->device)
		return x->device - y->device;
	return x->island - y->island;
}

static int list_sharing(struct infer *in, struct sharing *s)
{
	size_t size = (size_t)in->n_uplinks * sizeof(*s->by_device);

	s->by_device = infer_alloc(in, in->n_uplinks, sizeof(*s->by_device));
	s->first = infer_alloc(in, in->links->n_devices, sizeof(int));
	s->shared = infer_alloc(in, in->n_islands, sizeof(*s->shared));
	if (!s->by_device || !s->first || !s->shared)
		return -1;
	if (size)
		memcpy(s->by_device, in->uplinks, size);
	qsort(s->by_device, in->n_uplinks, sizeof(*s->by_device), by_device);
	memset(s->first, 0xff, in->links->n_devices * sizeof(int));
	for (int i = in->n_uplinks - 1; i >= 0; i--)
		s->first[s->by_device[i].device] = i;
	return 0;
}

static void free_sharing(struct sharing *s)
{
	free(s->by_device);
	free(s->first);
	free(s->shared);
}

/*
 * Joins ISLAND and those that send most of their cables to the same switches;
 * counted in cables, so that a few swapped ones do not make two pods one.
 */
static void join_sharing(const struct infer *in, struct sharing *s,
			 const struct span *spans, int island, int *parent)
{
	const struct span *mine = &spans[island];

	for (int pass = 0; pass < 2; pass++)
		for (int u = mine->first; u < mine->end; u++) {
			const struct infer_uplink *up = &in->uplinks[u];
			int k = s->first[up->device];

			for (; k < in->n_uplinks &&
			       s->by_device[k].device == up->device; k++) {
				const struct infer_uplink *o = &s->by_device[k];
				long fewer = spans[o->island].cables;

				if (pass == 0) {
					s->shared[o->island] +=
						o->cables < up->cables ?
							o->cables : up->cables;
					continue;
				}
				if (mine->cables < fewer)
					fewer = mine->cables;
				if (s->shared[o->island] * 2 > fewer)
					infer_set_join(parent, island,
						       o->island);
				s->shared[o->island] = 0;
			}
		}
}

static int join_under_spines(struct infer *in, int *parent)
{
	struct span *spans = list_spans(in);
	struct sharing s = { 0 };
	int rc = spans ? list_sharing(in, &s) : -1;

	for (int i = 0; rc == 0 && i < in->n_islands; i++)
		if (spans[i].cables)
			join_sharing(in, &s, spans, i, parent);
	free(spans);
	free_sharing(&s);
	return rc;
}

static int by_component(const void *a, const void *b)
{
	const struct infer_pod *x = a, *y = b;

	if (x->component != y->component)
		return x->component - y->component;
	return x->first_host - y->first_host;
}

/* PARENT: islands of one pod are joined. */
static int list_pods(struct infer *in, int *parent)
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
				.component = in->islands[i].component,
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
	int *parent = infer_alloc(in, in->n_islands, sizeof(int));
	int rc = -1;

	if (!parent)
		return -1;
	for (int i = 0; i < in->n_islands; i++)
		parent[i] = i;
	if (join_under_spines(in, parent) == 0 &&
	    infer_join_groups(in, parent) == 0)
		rc = list_pods(in, parent);
	free(parent);
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

/*
 * Whether pod A has a better claim to a spine than pod B: by its cables to it,
 * then by what part of all its cables these are.
 */
static bool claims_more(const int *votes, const long *cables, int a, int b)
{
	if (votes[a] != votes[b])
		return votes[a] > votes[b];
	return cables[a] != cables[b] ? cables[a] < cables[b] : a < b;
}

/* A spine is of the pod that most of its cables go to.  Reorders uplinks. */
static int own_spines(struct infer *in)
{
	int *votes = infer_alloc(in, in->n_pods, sizeof(int));
	long *cables = infer_alloc(in, in->n_pods, sizeof(long));
	int n = in->links->n_devices;

	in->pod_of_device = infer_alloc(in, n, sizeof(int));
	if (!votes || !cables || !in->pod_of_device) {
		free(votes);
		free(cables);
		return -1;
	}
	for (int i = 0; i < in->n_uplinks; i++)
		cables[in->islands[in->uplinks[i].island].pod] +=
			in->uplinks[i].cables;
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
			if (best < 0 || claims_more(votes, cables, pod, best))
				best = pod;
		}
		in->pod_of_device[device] = best;
		while (i < k)
			votes[in->islands[in->uplinks[i++].island].pod] = 0;
	}
	free(votes);
	free(cables);
	return 0;
}

int infer_pods(struct infer *in)
{
	if (infer_connected(in) < 0 || count_uplinks(in) < 0 ||
	    make_pods(in) < 0)
		return -1;
	name_pods(in);
	return own_spines(in);
}
