/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Placement by trying every subset of the islands. */
#include <string.h>

#include "unit.h"
#include "brute.h"

enum { MAX_NODES = 256 };

/*
 * What POD counts as among the zones of LEVEL: the name of the widest zone
 * around it that is not above that level, else its own (random.c
 * gives no two things one name).
 */
static const char *zone_name(const struct fabric *f, int level, int pod)
{
	const char *name = f->pods[pod].name;

	for (int z = f->pods[pod].zone; z >= 0; z = f->zones[z].parent)
		if (f->zones[z].level <= level)
			name = f->zones[z].name;
	return name;
}

static int count_zones(const struct fabric *f, int level, unsigned int subset)
{
	const char *seen[BRUTE_MAX_ISLANDS];
	int n = 0;

	for (int i = 0; i < f->n_islands; i++) {
		const char *name = zone_name(f, level, f->islands[i].pod);
		int k = 0;

		if (!(subset & 1u << i))
			continue;
		while (k < n && strcmp(seen[k], name))
			k++;
		seen[k] = name;
		n += k == n;
	}
	return n;
}

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
	for (int level = 1; level <= f->n_levels; level++)
		cost.zones[level - 1] = count_zones(f, level, subset);
	return cost;
}

static bool within_bound(const struct fabric *f, const struct brute_cost *c,
			 enum place_within within)
{
	if (within >= PLACE_IN_ZONE && (int)within - PLACE_IN_ZONE < f->n_levels)
		return c->zones[within - PLACE_IN_ZONE] == 1;
	if (within >= PLACE_IN_ZONE)
		return c->parts == 1;
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
	for (int i = FABRIC_MAX_LEVELS - 1; i >= 0; i--)
		if (a->zones[i] != b->zones[i])
			return a->zones[i] < b->zones[i];
	if (a->pods != b->pods)
		return a->pods < b->pods;
	return a->islands < b->islands;
}

/* --- segments ------------------------------------------------------------ */

static bool segments_are_by_pod(const struct fabric *f, int segment)
{
	for (int i = 0; i < f->n_islands; i++)
		if (f->islands[i].n_nodes >= segment)
			return false;
	return true;
}

/* Of each island, or each pod: nodes that must be taken, and that can be. */
struct unit {
	int least, most;
};

/*
 * Whether N nodes can be taken so that every unit gives a multiple of SEGMENT,
 * but for one that also has the smaller last group.  Goes through every count
 * of every unit.
 */
static bool can_share_out(const struct unit *units, int n_units, int n,
			  int segment)
{
	/* reached[nodes][the last group is placed] */
	static bool reached[MAX_NODES + 1][2], next[MAX_NODES + 1][2];
	size_t size = (size_t)(n + 1) * sizeof(reached[0]);
	int rest = n % segment;

	assert_true(n <= MAX_NODES);
	memset(reached, 0, size);
	reached[0][rest == 0] = true;
	for (int u = 0; u < n_units; u++) {
		if (!units[u].most)
			continue;
		memset(next, 0, size);
		for (int have = 0; have <= n; have++)
			for (int c = units[u].least;
			     c <= units[u].most && have + c <= n; c++) {
				if (c % segment == 0) {
					next[have + c][0] |= reached[have][0];
					next[have + c][1] |= reached[have][1];
				} else if (c % segment == rest) {
					next[have + c][1] |= reached[have][0];
				}
			}
		memcpy(reached, next, size);
	}
	return reached[n][1];
}

/* Whether the ISLANDS of SUBSET hold the job. */
static bool holds(const struct fabric *f, const struct unit *islands,
		  unsigned int subset, int n, int segment)
{
	bool by_pod = segments_are_by_pod(f, segment);
	struct unit units[BRUTE_MAX_ISLANDS] = { { 0, 0 } };
	int most = 0;

	for (int i = 0; i < f->n_islands; i++) {
		struct unit *u = &units[by_pod ? f->islands[i].pod : i];

		if (!(subset & 1u << i))
			continue;
		u->most += islands[i].most;
		u->least += islands[i].least;
		most += islands[i].most;
	}
	return most >= n && can_share_out(units, f->n_islands, n, segment);
}

bool brute_segments_hold(const struct fabric *f, const int *slots, int count,
			 int segment)
{
	bool by_pod = segments_are_by_pod(f, segment);

	for (int s = 0; segment > 1 && s < count; s++) {
		int first = f->nodes[slots[s - s % segment]].island;
		int here = f->nodes[slots[s]].island;

		if (by_pod ? f->islands[first].pod != f->islands[here].pod :
			     first != here)
			return false;
	}
	return true;
}

/* --- kinds --------------------------------------------------------------- */

static const char *or_unknown(const char *text)
{
	return text ? text : "?";
}

bool brute_same_kind(const struct fabric *f, int a, int b)
{
	const struct hardware none = { 0 };
	const struct hardware *x = f->shapes[f->nodes[a].shape].hardware;
	const struct hardware *y = f->shapes[f->nodes[b].shape].hardware;

	x = x ? x : &none;
	y = y ? y : &none;
	if (strcmp(or_unknown(x->vendor), or_unknown(y->vendor)) ||
	    strcmp(or_unknown(x->product), or_unknown(y->product)) ||
	    x->n_gpus != y->n_gpus)
		return false;
	for (int g = 0; g < x->n_gpus; g++)
		if (strcmp(or_unknown(x->gpus[g].model),
			   or_unknown(y->gpus[g].model)))
			return false;
	return true;
}

bool brute_one_kind(const struct fabric *f, const struct nodeset *nodes)
{
	int first = nodeset_next(nodes, 0);

	for (int n = first; n >= 0; n = nodeset_next(nodes, n + 1))
		if (!brute_same_kind(f, first, n))
			return false;
	return true;
}

/* --- all of it ----------------------------------------------------------- */

static void try_subsets(const struct fabric *f,
			const struct nodeset *free_nodes,
			const struct place_request *req,
			struct brute_cost *best)
{
	struct unit islands[BRUTE_MAX_ISLANDS] = { { 0, 0 } };
	unsigned int must = 0;

	for (int i = 0; i < f->n_nodes; i++) {
		struct unit *u = &islands[f->nodes[i].island];

		u->most += nodeset_has(free_nodes, i);
		if (!req->required || !nodeset_has(req->required, i))
			continue;
		if (!nodeset_has(free_nodes, i))
			return;
		u->least++;
		must |= 1u << f->nodes[i].island;
	}
	if (req->required && nodeset_count(req->required) > req->nodes)
		return;
	for (unsigned int subset = 1; subset < 1u << f->n_islands; subset++) {
		struct brute_cost cost = touched(f, subset);

		if ((subset & must) != must ||
		    !within_bound(f, &cost, req->within) ||
		    (best->possible && !cheaper(&cost, best)))
			continue;
		if (holds(f, islands, subset, req->nodes,
			  req->segment > 1 ? req->segment : 1))
			*best = cost;
	}
}

struct brute_cost brute_force(const struct fabric *f,
			      const struct nodeset *free_nodes,
			      const struct place_request *req)
{
	struct brute_cost best = { .possible = false };
	struct nodeset *done, *kind;

	if (req->nodes > f->n_nodes)
		return best;
	if (!req->uniform) {
		try_subsets(f, free_nodes, req, &best);
		return best;
	}
	done = nodeset_create(f->n_nodes);
	kind = nodeset_create(f->n_nodes);
	for (int n = 0; n < f->n_nodes; n++) {
		if (nodeset_has(done, n))
			continue;
		nodeset_clear(kind);
		for (int other = 0; other < f->n_nodes; other++)
			if (brute_same_kind(f, n, other)) {
				nodeset_add(done, other);
				if (nodeset_has(free_nodes, other))
					nodeset_add(kind, other);
			}
		try_subsets(f, kind, req, &best);
	}
	nodeset_destroy(done);
	nodeset_destroy(kind);
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
	cost = brute_force(f, req->baseline ? req->baseline : all, req);
	nodeset_destroy(all);
	return cost;
}

enum place_verdict brute_verdict(const struct fabric *f,
				 const struct nodeset *free_nodes,
				 const struct place_request *req)
{
	struct place_request anywhere = *req;
	struct brute_cost best = ideal(f, req);
	struct brute_cost cost = brute_force(f, free_nodes, req), any;

	anywhere.within = PLACE_ANYWHERE;
	any = brute_force(f, free_nodes, &anywhere);
	if (!best.possible && (req->mode == PLACE_STRICT || !cost.possible))
		return PLACE_NEVER;
	if (!any.possible &&
	    (nodeset_count(free_nodes) < req->nodes ||
	     (req->required && !nodeset_subset(req->required, free_nodes))))
		return PLACE_TOO_FEW;
	if (!cost.possible)
		return PLACE_OUT_OF_BOUND;
	if (req->mode == PLACE_STRICT && cost.parts > 1 && best.parts == 1)
		return PLACE_NOT_STRICT;
	for (int i = 0; req->mode == PLACE_STRICT && i < f->n_levels; i++)
		if (cost.zones[i] > best.zones[i])
			return PLACE_NOT_STRICT;
	if (req->mode == PLACE_STRICT &&
	    (cost.pods > best.pods || cost.islands > best.islands))
		return PLACE_NOT_STRICT;
	return PLACE_OK;
}
