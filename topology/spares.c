/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which nodes of a job get the slots, and which spare takes over for one. */
#include "spares.h"

#include <stdlib.h>

#include "ranks.h"
#include "spares_divide.h"

/* An island that has slots. */
struct share {
	int island;
	int nodes;	/* of the job */
	int spares;	/* of these */
	int64_t rest;	/* of the division that gave them */
};

static int by_rest(const void *x, const void *y)
{
	const struct share *a = x, *b = y;

	if (a->rest != b->rest)
		return a->rest > b->rest ? -1 : 1;
	return a->island - b->island;
}

/* N spares in proportion to the nodes, by largest remainder; every island keeps
 * a slot, as the choice of the cheapest has found each of them to be needed. */
static void divide(struct share *shares, int n_shares, int n, int nodes)
{
	int left = n;

	for (int i = 0; i < n_shares; i++) {
		int64_t part = (int64_t)n * shares[i].nodes;

		shares[i].spares = (int)(part / nodes);
		shares[i].rest = part % nodes;
		left -= shares[i].spares;
	}
	qsort(shares, n_shares, sizeof(*shares), by_rest);
	while (left > 0)
		for (int i = 0; i < n_shares && left > 0; i++)
			if (shares[i].spares + 1 < shares[i].nodes) {
				shares[i].spares++;
				left--;
			}
}

/* The islands that CHOSEN touches, and how many of NODES they have. */
static int find_shares(const struct fabric *f, const struct nodeset *nodes,
		       const struct nodeset *chosen, struct share *shares,
		       int *total)
{
	int n = 0;

	*total = 0;
	for (int i = 0; i < f->n_islands; i++) {
		const struct fabric_island *fi = &f->islands[i];

		if (!nodeset_count_range(chosen, fi->first_node, fi->n_nodes))
			continue;
		shares[n] = (struct share){ .island = i };
		shares[n].nodes = nodeset_count_range(nodes, fi->first_node,
						      fi->n_nodes);
		*total += shares[n++].nodes;
	}
	return n;
}

/* Which of NODES carry slots: of an island the first ones. */
static int choose_slots(const struct fabric *f, const struct nodeset *nodes,
			const struct nodeset *chosen, int count,
			struct nodeset *slots)
{
	struct share *shares = calloc(f->n_islands + 1, sizeof(*shares));
	int total, n;

	if (!shares)
		return -1;
	n = find_shares(f, nodes, chosen, shares, &total);
	divide(shares, n, total - count, total);
	for (int i = 0; i < n; i++) {
		int node = nodeset_next(
			nodes, f->islands[shares[i].island].first_node);

		for (int k = shares[i].nodes - shares[i].spares; k > 0; k--) {
			nodeset_add(slots, node);
			node = nodeset_next(nodes, node + 1);
		}
	}
	free(shares);
	return 0;
}

/* The cheapest nodes get the slots. */
static int split_cheapest(const struct fabric *f, const struct nodeset *nodes,
			  int count, struct place_space *space,
			  struct nodeset *slots)
{
	struct place_request req = { .nodes = count, .mode = PLACE_BEST,
				     .space = space };
	struct place_choice choice = { 0 };
	int rc = place(f, nodes, &req, &choice) ? -1 :
		 choose_slots(f, nodes, choice.nodes, count, slots);

	place_choice_free(&choice);
	return rc;
}

/* 1: the nodes have no room for these segments. */
static int split_segments(const struct fabric *f, const struct nodeset *nodes,
			  int n_spares, int segment, struct nodeset *slots)
{
	struct room_groups g = room_groups(f, nodeset_count(nodes) - n_spares,
					   segment);
	struct spares_homes homes;
	int rc = spares_homes_list(&homes, f, nodes, nodes, g.by_pod);

	if (!rc)
		rc = spares_divide(homes.list, homes.n, &g, n_spares);
	for (int i = 0; rc >= 0 && i < homes.n; i++)
		nodeset_take_range(slots, nodes, NULL, homes.list[i].first,
				   homes.list[i].n, homes.list[i].slots);
	free(homes.list);
	return rc >= 0 ? 0 : rc == SPARES_NO_ROOM ? 1 : -1;
}

int spares_split(const struct fabric *f, const struct nodeset *nodes,
		 int n_spares, int segment, struct place_space *space,
		 int *order)
{
	int count = nodeset_count(nodes) - n_spares, rc = 1;
	struct nodeset *slots = nodeset_create(f->n_nodes);
	struct nodeset *rest = nodeset_copy(nodes);

	if (!slots || !rest)
		rc = -1;
	else if (segment > 1)
		rc = split_segments(f, nodes, n_spares, segment, slots);
	if (rc > 0) {
		segment = 1;
		rc = split_cheapest(f, nodes, count, space, slots);
	}
	if (!rc) {
		ranks_assign(f, slots, segment, order);
		nodeset_subtract(rest, slots);
		for (int n = nodeset_next(rest, 0); n >= 0;
		     n = nodeset_next(rest, n + 1))
			order[count++] = n;
	}
	nodeset_destroy(rest);
	nodeset_destroy(slots);
	return rc;
}

static int home_of(const struct fabric *f, int node, bool by_pod)
{
	int island = f->nodes[node].island;

	return by_pod ? f->islands[island].pod : island;
}

int spares_covered(const struct fabric *f, const int *order, int count,
		   int n_spares, int segment, const char **home)
{
	bool by_pod = room_groups(f, count, segment).by_pod, has = false;
	int covered = 0, last = -1;

	*home = by_pod ? "pod" : "island";
	/* the slots of a home are neighbours, or nearly */
	for (int s = 0; s < count; s++) {
		int here = home_of(f, order[s], by_pod);

		if (here != last) {
			has = false;
			for (int i = count; i < count + n_spares && !has; i++)
				has = home_of(f, order[i], by_pod) == here;
			last = here;
		}
		covered += has;
	}
	return covered;
}

/* --- a spare for a slot -------------------------------------------------- */

/* A place in the island that more than half of the other slots of SLOT's
 * segment are in (Boyer and Moore's vote); SLOT itself: there is none. */
static int find_home(const struct spares_places *p, int slot)
{
	int first = p->segment > 1 ? slot - slot % p->segment : slot;
	int end = p->segment > 1 ? first + p->segment : slot + 1;
	int home = slot, votes = 0, others = 0, with = 0;

	if (end > p->count)
		end = p->count;
	for (int s = first; s < end; s++) {
		if (s == slot)
			continue;
		if (!votes)
			home = s;
		votes += p->same(p->arg, s, home) ? 1 : -1;
	}
	for (int s = first; s < end; s++) {
		others += s != slot;
		with += s != slot && p->same(p->arg, s, home);
	}
	return 2 * with > others ? home : slot;
}

int spares_pick(const struct spares_places *p, int slot)
{
	int home = find_home(p, slot), own = -1, first = -1;

	for (int i = p->count; i < p->all; i++) {
		if (!p->usable(p->arg, i))
			continue;
		if (p->same(p->arg, i, home))
			return i;
		if (own < 0 && p->same(p->arg, i, slot))
			own = i;
		if (first < 0)
			first = i;
	}
	return own >= 0 ? own : first;
}
