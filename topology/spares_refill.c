/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Segments and spares that outlive a dead node: the slots first. */
#include "spares.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "place_spares.h"
#include "place_text.h"
#include "ranks.h"
#include "room.h"

struct refill {
	const struct fabric *f;
	const struct nodeset *free_nodes;
	const struct place_request *req;
	int count;		/* slots */
	const int *old;
	int *home;		/* OLD, those outside of their island at home */
	int *slots;		/* the answer */
	struct nodeset *used;	/* nodes that OLD or the answer has */
};

/* A free node of ISLAND that is not used, or -1. */
static int unused(const struct refill *r, int island)
{
	const struct fabric_island *is = &r->f->islands[island];
	int n = nodeset_next(r->free_nodes, is->first_node);

	while (n >= 0 && n < is->first_node + is->n_nodes &&
	       nodeset_has(r->used, n))
		n = nodeset_next(r->free_nodes, n + 1);
	return n >= 0 && n < is->first_node + is->n_nodes ? n : -1;
}

/* --- the slots ----------------------------------------------------------- */

static int island_of(const struct refill *r, int s)
{
	return r->old[s] < 0 ? -1 : r->f->nodes[r->old[s]].island;
}

/* Nodes of ISLAND that are free and not used. */
static int left_in(const struct refill *r, int island)
{
	const struct fabric_island *is = &r->f->islands[island];
	int left = 0;

	for (int n = is->first_node; n < is->first_node + is->n_nodes; n++)
		left += nodeset_has(r->free_nodes, n) &&
			!nodeset_has(r->used, n);
	return left;
}

/* The island that most of a segment's nodes are in, of those that have nodes
 * for the others; -1: none has. */
static int home_of(const struct refill *r, int first, int end)
{
	int home = -1, most = 0;

	for (int s = first; s < end; s++) {
		int here = 0, island = island_of(r, s);

		for (int k = first; k < end; k++)
			here += island_of(r, k) == island;
		if (island >= 0 && here > most &&
		    end - first - here <= left_in(r, island)) {
			most = here;
			home = island;
		}
		/* nearly always: it is where it should be */
		if (here == end - first)
			break;
	}
	return home;
}

static void bring_home(struct refill *r)
{
	int size = r->req->segment;
	bool by_pod = room_groups(r->f, r->count, size).by_pod;

	memcpy(r->home, r->old, (size_t)r->req->nodes * sizeof(*r->home));
	for (int first = 0; !by_pod && first < r->count; first += size) {
		int end = first + size < r->count ? first + size : r->count;
		int home = home_of(r, first, end);

		for (int s = first; home >= 0 && s < end; s++) {
			int node;

			if (island_of(r, s) == home)
				continue;
			node = unused(r, home);
			if (node < 0)
				continue;
			r->home[s] = node;
			nodeset_add(r->used, node);
		}
	}
}

/* The slots among OPEN; how many stay, or -1. */
static int refill_slots(const struct refill *r, const struct nodeset *open,
			int *slots, struct place_choice *choice)
{
	struct place_request req = *r->req;
	int stay = 0;

	req.nodes = r->count;
	req.spares = 0;
	req.mode = PLACE_BEST;
	req.within = PLACE_ANYWHERE;
	req.required = NULL;
	if (ranks_refill(r->f, open, &req, r->home, slots, choice))
		return -1;
	for (int s = 0; s < r->count; s++)
		stay += slots[s] == r->old[s];
	return stay;
}

/* Without the spares that live, unless more slots stay with them. */
static int choose_slots(struct refill *r, struct place_choice *choice)
{
	struct nodeset *open = nodeset_copy(r->free_nodes);
	int *other = calloc((size_t)r->count + 1, sizeof(*other));
	struct place_choice with = { 0 };
	int stay = -1, more = -1;

	choice->verdict = PLACE_NOMEM;
	if (!open || !other)
		goto out;
	for (int i = r->count; i < r->req->nodes; i++)
		if (r->old[i] >= 0)
			nodeset_remove(open, r->old[i]);
	stay = refill_slots(r, open, r->slots, choice);
	place_choice_free(choice);
	if (stay < r->count)
		more = refill_slots(r, r->free_nodes, other, &with);
	place_choice_free(&with);
	if (more > stay) {
		stay = more;
		memcpy(r->slots, other, (size_t)r->count * sizeof(*other));
	}
out:
	nodeset_destroy(open);
	free(other);
	return stay < 0 ? -1 : 0;
}

/* --- the spares ---------------------------------------------------------- */

/* The island that has most slots for each of its spares, and a node left; -1:
 * there is none. */
static int neediest(const struct refill *r, const int *slots,
		    const int *spares)
{
	int best = -1;

	for (int i = 0; i < r->f->n_islands; i++) {
		if (!slots[i] || unused(r, i) < 0)
			continue;
		if (best < 0 || (int64_t)slots[i] * (spares[best] + 1) >
				  (int64_t)slots[best] * (spares[i] + 1))
			best = i;
	}
	return best;
}

/* A spare that lives stays, one that is lost is another where most need it. */
static int choose_spares(struct refill *r)
{
	int *slots = calloc((size_t)r->f->n_islands + 1, sizeof(*slots));
	int *spares = calloc((size_t)r->f->n_islands + 1, sizeof(*spares));
	int rc = slots && spares ? 0 : -1;

	nodeset_clear(r->used);
	for (int s = 0; !rc && s < r->count; s++) {
		nodeset_add(r->used, r->slots[s]);
		slots[r->f->nodes[r->slots[s]].island]++;
	}
	for (int i = r->count; !rc && i < r->req->nodes; i++) {
		int node = r->old[i];

		r->home[i] = -1;
		if (node < 0 || nodeset_has(r->used, node) ||
		    !nodeset_has(r->free_nodes, node))
			continue;
		r->home[i] = node;
		nodeset_add(r->used, node);
		spares[r->f->nodes[node].island]++;
	}
	for (int i = r->count; !rc && i < r->req->nodes; i++) {
		int island = r->home[i] < 0 ? neediest(r, slots, spares) : -1;

		if (island < 0)
			continue;
		r->home[i] = unused(r, island);
		nodeset_add(r->used, r->home[i]);
		spares[island]++;
	}
	free(slots);
	free(spares);
	return rc;
}

/* What is still missing, wherever it costs least; and the bounds of all. */
static int finish(struct refill *r, struct place_choice *choice)
{
	struct place_request req = *r->req;
	struct nodeset *set;
	int rc;

	req.segment = 1;
	req.spares = 0;
	req.mode = PLACE_BEST;
	req.within = PLACE_ANYWHERE;
	memcpy(r->home, r->slots, (size_t)r->count * sizeof(*r->home));
	rc = ranks_refill(r->f, r->free_nodes, &req, r->home, r->slots,
			  choice);
	set = rc ? NULL : nodeset_copy(choice->nodes);
	place_choice_free(choice);
	if (rc)
		return -1;
	if (set)
		rc = place_spares_judge(r->f, set, r->req, choice);
	else
		choice->verdict = PLACE_NOMEM;
	nodeset_destroy(set);
	return set ? rc : -1;
}

static void explain(const struct refill *r, struct place_choice *choice)
{
	char cost[PLACE_COST_TEXT];
	int stay = 0;

	for (int s = 0; s < r->count; s++)
		stay += r->slots[s] == r->old[s];
	snprintf(choice->why, sizeof(choice->why),
		 "%d of %d slots stay, %d get%s another node; %.190s",
		 stay, r->count, r->count - stay,
		 r->count - stay == 1 ? "s" : "",
		 place_cost_list(choice, r->f->n_levels, cost));
}

int spares_refill(const struct fabric *f, const struct nodeset *free_nodes,
		  const struct place_request *req, const int *old, int *slots,
		  struct place_choice *choice)
{
	struct refill r = { .f = f, .free_nodes = free_nodes, .req = req,
			    .count = req->nodes - req->spares, .old = old,
			    .slots = slots };
	int rc = -1;

	memset(choice, 0, sizeof(*choice));
	choice->verdict = PLACE_NOMEM;
	snprintf(choice->why, sizeof(choice->why), "out of memory");
	r.home = calloc((size_t)req->nodes + 1, sizeof(*r.home));
	r.used = nodeset_create(f->n_nodes);
	if (!r.home || !r.used)
		goto out;
	for (int i = 0; i < req->nodes; i++)
		if (old[i] >= 0)
			nodeset_add(r.used, old[i]);
	bring_home(&r);
	if (choose_slots(&r, choice))
		goto out;
	if (choose_spares(&r))
		goto out;
	rc = finish(&r, choice);
	if (!rc)
		explain(&r, choice);
out:
	free(r.home);
	nodeset_destroy(r.used);
	return rc;
}
