/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Of equally cheap choices inside one pod, the one that is kindest to the next
 * job.  What each rule gives in whole traces is in docs/placement.md.
 */
#include "optimum_parts.h"
#include "place.h"

/* A free node of an island counts as so many of its pod. */
enum { ISLAND_WEIGHT = 10 };

/* An island that the job fits in, and what is free in its pod. */
struct spot {
	int island, room, pod_room;
	bool whole;	/* wholly free */
};

static struct spot look_at(const struct room *r, int i, int pod_room)
{
	return (struct spot){
		.island = i,
		.room = r->islands[i],
		.pod_room = pod_room,
		.whole = r->islands[i] == r->fabric->islands[i].n_nodes,
	};
}

/* An island that the job fills exactly; else wholly free ones last, and what
 * has the least room, both itself and its pod. */
static bool is_snugger(const struct room *r, const struct spot *a,
		       const struct spot *b)
{
	int n = room_nodes(r);
	int room_a = a->room * ISLAND_WEIGHT + a->pod_room;
	int room_b = b->room * ISLAND_WEIGHT + b->pod_room;

	if ((a->room == n) != (b->room == n))
		return a->room == n;
	if (a->whole != b->whole)
		return b->whole;
	return room_a != room_b ? room_a < room_b : a->island < b->island;
}

/* Whether A is better for the job than B. */
static bool better(const struct room *r, const struct spot *a,
		   const struct spot *b)
{
	const struct fabric_island *islands = r->fabric->islands;
	bool first = a->island < b->island;

	if (r->tie == PLACE_TIE_SNUG)
		return is_snugger(r, a, b);
	if (r->tie == PLACE_TIE_FIRST)
		return first;
	if (r->tie == PLACE_TIE_FRONT && a->whole != b->whole)
		return b->whole;
	if (r->tie == PLACE_TIE_FRONT &&
	    islands[a->island].pod != islands[b->island].pod)
		return first;
	if (r->tie == PLACE_TIE_POD && a->pod_room != b->pod_room)
		return a->pod_room < b->pod_room;
	if (a->room != b->room)
		return a->room < b->room;
	return first;
}

int optimum_tie_island(const struct room *r)
{
	struct spot best = { .island = -1 };
	int n = room_nodes(r);

	for (int k = 0; k < r->n_pods; k++) {
		const struct room_pod *pod = room_at(r, k);

		/* most room first */
		for (int j = 0; j < pod->n_others; j++) {
			struct spot at = look_at(r, pod->others[j],
						 pod->nodes[pod->n_others]);

			if (at.room < n)
				break;
			if (best.island < 0 || better(r, &at, &best))
				best = at;
		}
	}
	return best.island;
}

bool optimum_tie_pod(const struct room *r, const struct room_pod *a,
		     const struct room_pod *best, int j)
{
	int left = a->nodes[a->n_others];
	int left_best = best->nodes[best->n_others];

	if (r->tie == PLACE_TIE_ISLAND) {
		left = a->nodes[j];
		left_best = best->nodes[j];
	}
	if (r->tie != PLACE_TIE_FRONT && r->tie != PLACE_TIE_FIRST &&
	    left != left_best)
		return left < left_best;
	return a->pod < best->pod;
}
