/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The cheapest nodes get the slots; spares are spread among their islands. */
#include "spares.h"

#include <stdlib.h>

#include "ranks.h"

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

int spares_split(const struct fabric *f, const struct nodeset *nodes,
		 int n_spares, struct place_space *space, int *order)
{
	int count = nodeset_count(nodes) - n_spares;
	struct place_request req = { .nodes = count, .mode = PLACE_BEST,
				     .space = space };
	struct nodeset *slots = nodeset_create(f->n_nodes);
	struct nodeset *rest = nodeset_copy(nodes);
	struct place_choice choice = { 0 };
	int rc = -1;

	if (!slots || !rest || place(f, nodes, &req, &choice) ||
	    choose_slots(f, nodes, choice.nodes, count, slots))
		goto out;
	ranks_assign(f, slots, 1, order);
	nodeset_subtract(rest, slots);
	for (int n = nodeset_next(rest, 0); n >= 0;
	     n = nodeset_next(rest, n + 1))
		order[count++] = n;
	rc = 0;
out:
	place_choice_free(&choice);
	nodeset_destroy(rest);
	nodeset_destroy(slots);
	return rc;
}
