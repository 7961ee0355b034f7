/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counts the free nodes of a fabric by island and by pod. */
#include "room.h"

#include <stdlib.h>

/*
 * Most room first.  Of equals the first comes last: a best-fit choice looks
 * from the least room up, and is to begin at the front of the fabric.
 */
static int by_room(const void *x, const void *y, void *arg)
{
	const int *room = arg;
	int a = *(const int *)x, b = *(const int *)y;

	if (room[a] != room[b])
		return room[a] > room[b] ? -1 : 1;
	return b - a;
}

static int by_forced_then_room(const void *x, const void *y)
{
	const struct room_pod *a = x, *b = y;

	if (!a->n_forced != !b->n_forced)
		return a->n_forced ? -1 : 1;
	if (a->total != b->total)
		return a->total > b->total ? -1 : 1;
	return b->pod - a->pod;
}

static void count_islands(struct room *r, int component)
{
	const struct fabric *f = r->fabric;
	const struct fabric_island *island;

	for (int i = 0; i < f->n_islands; i++) {
		island = &f->islands[i];
		if (component >= 0 &&
		    f->pods[island->pod].component != component)
			continue;
		r->islands[i] = nodeset_count_range(
			r->free_nodes, island->first_node, island->n_nodes);
		r->total += r->islands[i];
		if (r->required)
			r->needed[i] = nodeset_count_range(r->required,
							   island->first_node,
							   island->n_nodes);
		if (r->needed[i])
			r->n_forced++;
		else if (r->islands[i])
			r->sorted[r->n_sorted++] = i;
	}
	qsort_r(r->sorted, r->n_sorted, sizeof(*r->sorted), by_room,
		r->islands);
}

/* One struct room_pod for each pod, with space for all of its islands. */
static void fill_pods(struct room *r)
{
	const struct fabric *f = r->fabric;
	int *space = r->store;

	for (int p = 0; p < f->n_pods; p++) {
		struct room_pod *pod = &r->pods[p];
		const struct fabric_pod *fp = &f->pods[p];

		pod->pod = p;
		pod->others = space;
		pod->prefix = space + fp->n_islands;
		space += 2 * fp->n_islands + 1;
		for (int i = fp->first_island;
		     i < fp->first_island + fp->n_islands; i++) {
			pod->total += r->islands[i];
			pod->required += r->needed[i];
			if (!r->needed[i])
				continue;
			pod->base += r->islands[i];
			pod->n_forced++;
		}
		pod->prefix[0] = pod->base;
		if (pod->n_forced)
			r->n_forced_pods++;
	}
}

static void deal_islands(struct room *r)
{
	for (int s = 0; s < r->n_sorted; s++) {
		int i = r->sorted[s];
		struct room_pod *pod = &r->pods[r->fabric->islands[i].pod];

		pod->others[pod->n_others++] = i;
		pod->prefix[pod->n_others] =
			pod->prefix[pod->n_others - 1] + r->islands[i];
	}
}

struct room *room_create(const struct fabric *f,
			 const struct nodeset *free_nodes,
			 const struct nodeset *required, int component)
{
	struct room *r = calloc(1, sizeof(*r));

	if (!r)
		return NULL;
	r->fabric = f;
	r->free_nodes = free_nodes;
	r->required = required;
	r->islands = calloc(f->n_islands + 1, sizeof(int));
	r->needed = calloc(f->n_islands + 1, sizeof(int));
	r->sorted = calloc(f->n_islands + 1, sizeof(int));
	r->store = calloc(2 * f->n_islands + f->n_pods + 1, sizeof(int));
	r->rank = calloc(f->n_pods + 1, sizeof(int));
	r->pods = calloc(f->n_pods + 1, sizeof(*r->pods));
	if (!r->rank || !r->islands || !r->needed || !r->sorted || !r->store ||
	    !r->pods) {
		room_destroy(r);
		return NULL;
	}
	count_islands(r, component);
	fill_pods(r);
	deal_islands(r);
	qsort(r->pods, f->n_pods, sizeof(*r->pods), by_forced_then_room);
	for (int p = 0; p < f->n_pods; p++)
		r->rank[r->pods[p].pod] = p;
	for (r->n_pods = f->n_pods; r->n_pods; r->n_pods--)
		if (r->pods[r->n_pods - 1].total)
			break;
	return r;
}

void room_destroy(struct room *r)
{
	if (!r)
		return;
	free(r->islands);
	free(r->needed);
	free(r->sorted);
	free(r->store);
	free(r->rank);
	free(r->pods);
	free(r);
}
