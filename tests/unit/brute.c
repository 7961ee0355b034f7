/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Placement by trying every subset of the islands. */
#include "brute.h"

/* What the islands in the bit mask SUBSET are together. */
static struct brute_cost touched(const struct fabric *f, unsigned int subset)
{
	struct brute_cost cost = { .possible = true };
	bool pod_seen[BRUTE_MAX_ISLANDS] = { false };
	bool part_seen[BRUTE_MAX_ISLANDS] = { false };

	for (int i = 0; i < f->n_islands; i++) {
		int pod = f->islands[i].pod;
		int part = f->pods[pod].component;

		if (!(subset & 1u << i))
			continue;
		cost.islands++;
		cost.pods += !pod_seen[pod];
		cost.parts += !part_seen[part];
		pod_seen[pod] = part_seen[part] = true;
	}
	return cost;
}

static bool within_bound(const struct brute_cost *c, enum place_within within)
{
	switch (within) {
	case PLACE_IN_ISLAND:
		return c->islands == 1;
	case PLACE_IN_POD:
		return c->pods == 1;
	case PLACE_IN_FABRIC:
		return c->parts == 1;
	default:
		return true;
	}
}

static bool cheaper(const struct brute_cost *a, const struct brute_cost *b)
{
	/* Whether parts are connected is a yes or a no. */
	if (!b->possible || (a->parts > 1) != (b->parts > 1))
		return !b->possible || a->parts == 1;
	if (a->pods != b->pods)
		return a->pods < b->pods;
	return a->islands < b->islands;
}

struct brute_cost brute_force(const struct fabric *f,
			      const struct nodeset *free_nodes,
			      const struct nodeset *required, int n,
			      enum place_within within)
{
	struct brute_cost best = { .possible = false };
	unsigned int must = 0;

	for (int i = 0; required && i < f->n_nodes; i++) {
		if (!nodeset_has(required, i))
			continue;
		if (!nodeset_has(free_nodes, i))
			return best;
		must |= 1u << f->nodes[i].island;
	}
	if (required && nodeset_count(required) > n)
		return best;
	for (unsigned int subset = 1; subset < 1u << f->n_islands; subset++) {
		struct brute_cost cost;
		int room = 0;

		for (int i = 0; i < f->n_nodes; i++)
			if (subset & 1u << f->nodes[i].island)
				room += nodeset_has(free_nodes, i);
		if (room < n || (subset & must) != must)
			continue;
		cost = touched(f, subset);
		if (within_bound(&cost, within) && cheaper(&cost, &best))
			best = cost;
	}
	return best;
}

struct brute_cost brute_count(const struct fabric *f,
			      const struct nodeset *nodes)
{
	unsigned int subset = 0;

	for (int i = 0; i < f->n_nodes; i++)
		if (nodeset_has(nodes, i))
			subset |= 1u << f->nodes[i].island;
	return touched(f, subset);
}

/* Whether an empty fabric could, and at which cost. */
static struct brute_cost ideal(const struct fabric *f,
			       const struct place_request *req)
{
	struct nodeset *all = nodeset_create(f->n_nodes);
	struct brute_cost cost;

	nodeset_fill(all);
	cost = brute_force(f, req->baseline ? req->baseline : all,
			   req->required, req->nodes, req->within);
	nodeset_destroy(all);
	return cost;
}

enum place_verdict brute_verdict(const struct fabric *f,
				 const struct nodeset *free_nodes,
				 const struct place_request *req)
{
	struct brute_cost best = ideal(f, req);
	struct brute_cost any = brute_force(f, free_nodes, req->required,
					    req->nodes, PLACE_ANYWHERE);
	struct brute_cost cost = brute_force(f, free_nodes, req->required,
					     req->nodes, req->within);

	if (!best.possible && (req->mode == PLACE_STRICT || !cost.possible))
		return PLACE_NEVER;
	if (!any.possible)
		return PLACE_TOO_FEW;
	if (!cost.possible)
		return PLACE_OUT_OF_BOUND;
	if (req->mode == PLACE_STRICT &&
	    (cost.pods > best.pods || cost.islands > best.islands))
		return PLACE_NOT_STRICT;
	return PLACE_OK;
}
