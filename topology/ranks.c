/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Slots of a first placement, and slots that outlive a dead node. */
#include "ranks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

void ranks_assign(const struct nodeset *nodes, int *slots)
{
	int slot = 0;

	for (int n = nodeset_next(nodes, 0); n >= 0;
	     n = nodeset_next(nodes, n + 1))
		slots[slot++] = n;
}

struct refill {
	const struct fabric *f;
	int n;
	const int *old;
	int *slots;		/* -1: a hole */
	struct nodeset *kept;	/* nodes that have a slot */
	struct nodeset *open;	/* free nodes that have none */
};

static void give(struct refill *r, int slot, int node)
{
	r->slots[slot] = node;
	nodeset_add(r->kept, node);
	nodeset_remove(r->open, node);
}

static void keep_survivors(struct refill *r)
{
	for (int s = 0; s < r->n; s++) {
		int node = r->old[s];

		r->slots[s] = -1;
		if (node >= 0 && nodeset_has(r->open, node))
			give(r, s, node);
	}
}

/* A required node without a slot must get one, whatever island it is in:
 * first the holes of its own island, then any. */
static void seat_required(struct refill *r, const struct nodeset *required)
{
	for (int n = nodeset_next(required, 0); n >= 0;
	     n = nodeset_next(required, n + 1)) {
		int hole = -1;

		if (nodeset_has(r->kept, n))
			continue;
		for (int s = 0; s < r->n; s++) {
			if (r->slots[s] >= 0)
				continue;
			if (hole < 0)
				hole = s;
			if (r->old[s] >= 0 && r->f->nodes[r->old[s]].island ==
						      r->f->nodes[n].island) {
				hole = s;
				break;
			}
		}
		if (hole >= 0)
			give(r, hole, n);
	}
}

/* The first open node of an island, or -1. */
static int open_node(const struct refill *r, int island)
{
	const struct fabric_island *fi = &r->f->islands[island];
	int node = nodeset_next(r->open, fi->first_node);

	return node < fi->first_node + fi->n_nodes ? node : -1;
}

static void fill_from_island(struct refill *r)
{
	for (int s = 0; s < r->n; s++) {
		int node;

		if (r->slots[s] >= 0 || r->old[s] < 0)
			continue;
		node = open_node(r, r->f->nodes[r->old[s]].island);
		if (node >= 0)
			give(r, s, node);
	}
}

/*
 * The island of POD to fill a hole from: one that the job already has nodes
 * in, else the one with the least room.  -1: none has a free node.
 */
static int nearest_island(const struct refill *r, const struct fabric_pod *pod)
{
	int best = -1, least = 0;
	bool best_used = false;

	for (int i = pod->first_island;
	     i < pod->first_island + pod->n_islands; i++) {
		const struct fabric_island *fi = &r->f->islands[i];
		int room = nodeset_count_range(r->open, fi->first_node,
					       fi->n_nodes);
		bool used = nodeset_count_range(r->kept, fi->first_node,
						fi->n_nodes) > 0;

		if (!room || (best >= 0 && best_used && !used))
			continue;
		if (best < 0 || used > best_used || room < least) {
			best = i;
			least = room;
			best_used = used;
		}
	}
	return best;
}

/* An island is used until it is full: only then the pod is looked through
 * again.  -1 when out of memory. */
static int fill_from_pod(struct refill *r)
{
	enum { NOT_LOOKED = -2, EMPTY = -1 };
	int *at = malloc((r->f->n_pods + 1) * sizeof(*at));

	if (!at)
		return -1;
	for (int p = 0; p < r->f->n_pods; p++)
		at[p] = NOT_LOOKED;
	for (int s = 0; s < r->n; s++) {
		int pod;

		if (r->slots[s] >= 0 || r->old[s] < 0)
			continue;
		pod = r->f->islands[r->f->nodes[r->old[s]].island].pod;
		if (at[pod] == NOT_LOOKED ||
		    (at[pod] >= 0 && open_node(r, at[pod]) < 0))
			at[pod] = nearest_island(r, &r->f->pods[pod]);
		if (at[pod] != EMPTY)
			give(r, s, open_node(r, at[pod]));
	}
	free(at);
	return 0;
}

/* What is still missing goes where it costs least, in slot order. */
static void seat_rest(struct refill *r, const struct nodeset *chosen)
{
	int node = nodeset_next(chosen, 0);

	for (int s = 0; s < r->n; s++) {
		if (r->slots[s] >= 0)
			continue;
		while (node >= 0 && nodeset_has(r->kept, node))
			node = nodeset_next(chosen, node + 1);
		if (node < 0)
			return;
		give(r, s, node);
	}
}

int ranks_refill(const struct fabric *f, const struct nodeset *free_nodes,
		 const struct place_request *req, const int *old, int *slots,
		 struct place_choice *choice)
{
	struct place_request rest = *req;
	struct refill r = { .f = f, .n = req->nodes, .old = old,
			    .slots = slots };
	int kept, rc = -1;

	memset(choice, 0, sizeof(*choice));
	choice->verdict = PLACE_NOMEM;
	snprintf(choice->why, sizeof(choice->why), "out of memory");
	r.kept = nodeset_create(f->n_nodes);
	r.open = nodeset_copy(free_nodes);
	if (!r.kept || !r.open)
		goto out;
	keep_survivors(&r);
	kept = nodeset_count(r.kept);
	if (req->required)
		seat_required(&r, req->required);
	if (req->required && !nodeset_subset(req->required, r.kept)) {
		choice->verdict = PLACE_OUT_OF_BOUND;
		snprintf(choice->why, sizeof(choice->why),
			 "a required node finds no open slot");
		goto out;
	}
	fill_from_island(&r);
	if (fill_from_pod(&r))
		goto out;
	/* With every hole filled this only weighs the result against the
	 * request's bounds; else it also chooses the rest. */
	rest.kept = r.kept;
	rc = place(f, free_nodes, &rest, choice);
	if (rc)
		goto out;
	seat_rest(&r, choice->nodes);
	snprintf(choice->why, sizeof(choice->why),
		 "%d of %d slots stay, %d get another node; %d island%s, "
		 "%d pod%s", kept, r.n, r.n - kept, choice->islands,
		 text_plural(choice->islands), choice->pods,
		 text_plural(choice->pods));
out:
	nodeset_destroy(r.kept);
	nodeset_destroy(r.open);
	return rc;
}
