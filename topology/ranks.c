/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Slots that outlive a dead node. */
#include "ranks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "place_kinds.h"
#include "place_spares.h"
#include "place_text.h"
#include "room.h"
#include "spares.h"

struct refill {
	const struct fabric *f;
	int n;
	const int *old;
	int *slots;		/* -1: a hole */
	struct nodeset *kept;	/* nodes that have a slot */
	struct nodeset *open;	/* free nodes that have none */
	struct room_groups groups;
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

/* A node of the kind that the job ran on; -1: the map has none of it left. */
static int one_of_its_kind(const struct refill *r)
{
	int node = nodeset_next(r->kept, 0);

	for (int s = 0; node < 0 && s < r->n; s++)
		node = r->old[s];
	return node;
}

/* A hole that is filled with another kind would move the whole job. */
static void open_one_kind(struct refill *r)
{
	int like = one_of_its_kind(r);

	for (int n = like < 0 ? -1 : nodeset_next(r->open, 0); n >= 0;
	     n = nodeset_next(r->open, n + 1))
		if (!place_kinds_same(r->f, n, like))
			nodeset_remove(r->open, n);
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

/* --- segments ------------------------------------------------------------ */

/* The island, or pod, that a segment of these nodes is to stay inside. */
static int home_of(const struct refill *r, int node)
{
	int island = r->f->nodes[node].island;

	return r->groups.by_pod ? r->f->islands[island].pod : island;
}

static bool is_whole(const struct refill *r, int first, int end)
{
	for (int s = first; s < end; s++)
		if (r->slots[s] < 0 || home_of(r, r->slots[s]) !=
					       home_of(r, r->slots[first]))
			return false;
	return true;
}

static void dissolve(struct refill *r, int first, int end)
{
	for (int s = first; s < end; s++) {
		if (r->slots[s] >= 0) {
			nodeset_remove(r->kept, r->slots[s]);
			nodeset_add(r->open, r->slots[s]);
		}
		r->slots[s] = -1;
	}
}

/*
 * Segments that are not whole give up their slots; and with any of them a
 * smaller last one, since which island has it is then open again.
 */
static void dissolve_broken(struct refill *r)
{
	int size = r->groups.size;
	bool any = false;

	if (size == 1)
		return;
	for (int first = 0; first < r->n; first += size) {
		int end = first + size < r->n ? first + size : r->n;

		if (is_whole(r, first, end))
			continue;
		dissolve(r, first, end);
		any = true;
	}
	if (any)
		dissolve(r, r->n - r->groups.rest, r->n);
}

/* --- the rest ------------------------------------------------------------ */

/* What is still missing goes where it costs least, in slot order.  -1 when out
 * of memory. */
static int seat_rest(struct refill *r, const struct nodeset *chosen)
{
	struct nodeset *more = nodeset_copy(chosen);
	int *order = calloc((size_t)r->n + 1, sizeof(*order));
	int rc = more && order ? 0 : -1;

	if (!rc) {
		nodeset_subtract(more, r->kept);
		ranks_assign(r->f, more, r->groups.size, order);
		for (int s = 0, next = 0; s < r->n; s++)
			if (r->slots[s] < 0)
				give(r, s, order[next++]);
	}
	nodeset_destroy(more);
	free(order);
	return rc;
}

/* Chooses what is missing, beside what has a slot and what must have one;
 * with every hole filled this only weighs it against the request's bounds. */
static int choose_rest(struct refill *r, const struct nodeset *free_nodes,
		       const struct place_request *req,
		       struct place_choice *choice)
{
	struct place_request rest = *req;
	struct nodeset *kept = nodeset_copy(r->kept);
	int rc = -1;

	if (kept) {
		for (int n = req->required ? nodeset_next(req->required, 0) :
					     -1;
		     n >= 0; n = nodeset_next(req->required, n + 1))
			nodeset_add(kept, n);
		rest.kept = kept;
		rc = place(r->f, free_nodes, &rest, choice);
	}
	nodeset_destroy(kept);
	return rc;
}

static void explain(const struct refill *r, struct place_choice *choice)
{
	char cost[PLACE_COST_TEXT];
	int kept = 0;

	for (int s = 0; s < r->n; s++)
		kept += r->slots[s] == r->old[s];
	snprintf(choice->why, sizeof(choice->why),
		 "%d of %d slots stay, %d get%s another node; %.190s",
		 kept, r->n, r->n - kept, r->n - kept == 1 ? "s" : "",
		 place_cost_list(choice, r->f->n_levels, cost));
}

int ranks_refill(const struct fabric *f, const struct nodeset *free_nodes,
		 const struct place_request *req, const int *old, int *slots,
		 struct place_choice *choice)
{
	struct refill r = { .f = f, .n = req->nodes, .old = old,
			    .slots = slots };
	int rc = -1;

	if (place_spares_matter(req))
		return spares_refill(f, free_nodes, req, old, slots, choice);
	memset(choice, 0, sizeof(*choice));
	choice->verdict = PLACE_NOMEM;
	snprintf(choice->why, sizeof(choice->why), "out of memory");
	r.groups = room_groups(f, req->nodes, req->segment);
	r.kept = nodeset_create(f->n_nodes);
	r.open = nodeset_copy(free_nodes);
	if (!r.kept || !r.open)
		goto out;
	keep_survivors(&r);
	if (req->required)
		seat_required(&r, req->required);
	if (req->required && !nodeset_subset(req->required, r.kept)) {
		choice->verdict = PLACE_OUT_OF_BOUND;
		snprintf(choice->why, sizeof(choice->why),
			 "a required node finds no open slot");
		goto out;
	}
	if (req->uniform)
		open_one_kind(&r);
	fill_from_island(&r);
	if ((r.groups.size == 1 || r.groups.by_pod) && fill_from_pod(&r))
		goto out;
	dissolve_broken(&r);
	rc = choose_rest(&r, free_nodes, req, choice);
	if (rc)
		goto out;
	rc = seat_rest(&r, choice->nodes);
	if (!rc) {
		explain(&r, choice);
		goto out;
	}
	place_choice_free(choice);
	choice->verdict = PLACE_NOMEM;
	snprintf(choice->why, sizeof(choice->why), "out of memory");
out:
	nodeset_destroy(r.kept);
	nodeset_destroy(r.open);
	return rc;
}
