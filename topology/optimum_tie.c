/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Of equally cheap choices inside one pod, the one that is kindest to the next
 * job.  What each rule gives in whole traces is in docs/placement.md.
 */
#include "optimum_parts.h"
#include "place.h"

/* Whether island I, in a pod where POD_ROOM nodes are free, is better for the
 * job than BEST; both fit. */
static bool better(const struct room *r, int i, int pod_room, int best,
		   int best_room)
{
	const struct fabric_island *islands = r->fabric->islands;
	bool whole = r->islands[i] == islands[i].n_nodes;

	if (r->tie == PLACE_TIE_FIRST)
		return i < best;
	if (r->tie == PLACE_TIE_FRONT &&
	    whole != (r->islands[best] == islands[best].n_nodes))
		return !whole;
	if (r->tie == PLACE_TIE_FRONT && islands[i].pod != islands[best].pod)
		return i < best;
	if (r->tie == PLACE_TIE_POD && pod_room != best_room)
		return pod_room < best_room;
	if (r->islands[i] != r->islands[best])
		return r->islands[i] < r->islands[best];
	return i < best;
}

int optimum_tie_island(const struct room *r)
{
	int n = room_nodes(r), best = -1, best_room = 0;

	for (int k = 0; k < r->n_pods; k++) {
		const struct room_pod *pod = room_at(r, k);
		int room = pod->nodes[pod->n_others];

		/* most room first */
		for (int j = 0; j < pod->n_others; j++) {
			int i = pod->others[j];

			if (r->islands[i] < n)
				break;
			if (best >= 0 && !better(r, i, room, best, best_room))
				continue;
			best = i;
			best_room = room;
		}
	}
	return best;
}

bool optimum_tie_pod(const struct room *r, const struct room_pod *a,
		     const struct room_pod *best, int j)
{
	int left = 0, left_best = 0;

	if (r->tie == PLACE_TIE_ISLAND) {
		left = a->nodes[j];
		left_best = best->nodes[j];
	} else if (r->tie == PLACE_TIE_POD) {
		left = a->nodes[a->n_others];
		left_best = best->nodes[best->n_others];
	}
	if (left != left_best)
		return left < left_best;
	return a->pod < best->pod;
}
