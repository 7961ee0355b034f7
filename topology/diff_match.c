/* SPDX-License-Identifier: GPL-2.0-or-later */
/* First step of a diff: which thing of the old fabric is which of the new. */
#include <stdlib.h>
#include <string.h>

#include "diff_parts.h"

static int alloc_pair(int **to, int **from, int n_was, int n_is,
		      struct rail_error *err)
{
	*to = diff_alloc((size_t)n_was, sizeof(int), err);
	*from = diff_alloc((size_t)n_is, sizeof(int), err);
	if (!*to || !*from)
		return -1;
	memset(*to, 0xff, (size_t)n_was * sizeof(int));
	memset(*from, 0xff, (size_t)n_is * sizeof(int));
	return 0;
}

static void join(int *to, int *from, int was, int is)
{
	to[was] = is;
	from[is] = was;
}

/* --- by GUIDs, by names -------------------------------------------------- */

struct key {
	uint64_t guid;
	const char *name;
	int thing;
};

static int by_guid(const void *a, const void *b)
{
	const struct key *x = a, *y = b;

	return (x->guid > y->guid) - (x->guid < y->guid);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct key *)a)->name,
		      ((const struct key *)b)->name);
}

static int match_switches(struct diff_report *r, struct rail_error *err)
{
	int n_was = fabric_n_switches(r->was), n_is = fabric_n_switches(r->is);
	struct key *keys = diff_alloc((size_t)n_is, sizeof(*keys), err);

	if (!keys || alloc_pair(&r->switch_to, &r->switch_from, n_was, n_is,
				err) < 0) {
		free(keys);
		return -1;
	}
	for (int i = 0; i < n_is; i++)
		keys[i] = (struct key){ fabric_switch_guid(r->is, i),
					fabric_switch_name(r->is, i), i };
	for (int round = 0; round < 2; round++) {
		int (*order)(const void *, const void *) =
			round ? by_name : by_guid;

		qsort(keys, (size_t)n_is, sizeof(*keys), order);
		for (int i = 0; i < n_was; i++) {
			struct key k = { fabric_switch_guid(r->was, i),
					 fabric_switch_name(r->was, i), i };
			struct key *found = bsearch(&k, keys, (size_t)n_is,
						    sizeof(*keys), order);

			if (found && r->switch_to[i] < 0 &&
			    (round || k.guid) &&
			    r->switch_from[found->thing] < 0)
				join(r->switch_to, r->switch_from, i,
				     found->thing);
		}
	}
	free(keys);
	return 0;
}

static int nics_of(const struct fabric *f)
{
	return f->n_rails * f->n_planes;
}

/* The node that most GUIDs of node WAS are of now; -1: none. */
static int find_by_guids(const struct diff_report *r, const struct key *keys,
			 size_t n, int was)
{
	const struct fabric_node *node = &r->was->nodes[was];
	int best = -1, votes = 0, known = 0;

	for (int round = 0; round < 2; round++)
		for (int k = 0; k < nics_of(r->was); k++) {
			struct key key = { .guid = node->nics[k].guid };
			struct key *found = !key.guid ? NULL :
				bsearch(&key, keys, n, sizeof(*keys), by_guid);

			if (round) {
				known += key.guid != 0;
				votes += found && found->thing == best;
			} else if (found && !votes) {
				best = found->thing;
				votes = 1;
			} else if (found) {
				votes += found->thing == best ? 1 : -1;
			}
			if (!round && k + 1 == nics_of(r->was))
				votes = 0;
		}
	return best >= 0 && votes * 2 > known ? best : -1;
}

static int match_nodes(struct diff_report *r, struct rail_error *err)
{
	const struct fabric *is = r->is;
	struct key *keys;
	size_t n = 0;

	if (alloc_pair(&r->node_to, &r->node_from, r->was->n_nodes,
		       is->n_nodes, err) < 0)
		return -1;
	for (int i = 0; i < r->was->n_nodes; i++) {
		int found = fabric_find_node(is, r->was->nodes[i].name);

		if (found >= 0)
			join(r->node_to, r->node_from, i, found);
	}
	for (int i = 0; i < is->n_nodes; i++)
		n += r->node_from[i] < 0 ? (size_t)nics_of(is) : 0;
	keys = diff_alloc(n, sizeof(*keys), err);
	if (!keys)
		return -1;
	n = 0;
	for (int i = 0; i < is->n_nodes; i++)
		for (int k = 0; r->node_from[i] < 0 && k < nics_of(is); k++)
			if (is->nodes[i].nics[k].guid)
				keys[n++] = (struct key){
					.guid = is->nodes[i].nics[k].guid,
					.thing = i,
				};
	qsort(keys, n, sizeof(*keys), by_guid);
	for (int i = 0; i < r->was->n_nodes; i++) {
		int found = r->node_to[i] >= 0 ? -1 :
			    find_by_guids(r, keys, n, i);

		if (found >= 0 && r->node_from[found] < 0)
			join(r->node_to, r->node_from, i, found);
	}
	free(keys);
	return 0;
}

/* --- groups, by most of their nodes -------------------------------------- */

/* Islands, pods or zones of one fabric. */
struct groups {
	int n;
	const int *of_node;
	const char *const *names;
};

/*
 * Of each group of X the one of Y that has most of its nodes, by TO from X's
 * nodes to Y's; -1: none has one.
 */
static int vote(const struct groups *x, const struct groups *y, int n_nodes,
		const int *to, int *best, struct rail_error *err)
{
	int *votes = diff_alloc((size_t)y->n, sizeof(int), err);
	int *leader = diff_alloc((size_t)x->n, sizeof(int), err);

	for (int i = 0; i < x->n; i++)
		best[i] = -1;
	/* Nodes come by groups. */
	for (int i = 0, end; votes && leader && i < n_nodes; i = end) {
		int group = x->of_node[i];

		for (end = i; end < n_nodes && x->of_node[end] == group;
		     end++) {
			int other = to[end] < 0 ? -1 : y->of_node[to[end]];

			if (other >= 0 && ++votes[other] > leader[group]) {
				leader[group] = votes[other];
				best[group] = other;
			}
		}
		for (int k = i; k < end; k++)
			if (to[k] >= 0)
				votes[y->of_node[to[k]]] = 0;
	}
	free(leader);
	free(votes);
	return votes && leader ? 0 : -1;
}

/* Groups that are each other's best; and those of one name, of the rest. */
static int match_groups(struct diff_report *r, const struct groups *was,
			const struct groups *is, int *to, int *from,
			struct rail_error *err)
{
	int *best_to = diff_alloc((size_t)was->n, sizeof(int), err);
	int *best_from = diff_alloc((size_t)is->n, sizeof(int), err);
	struct key *keys = diff_alloc((size_t)is->n, sizeof(*keys), err);
	int rc = -1;

	if (!best_to || !best_from || !keys ||
	    vote(was, is, r->was->n_nodes, r->node_to, best_to, err) < 0 ||
	    vote(is, was, r->is->n_nodes, r->node_from, best_from, err) < 0)
		goto out;
	for (int i = 0; i < was->n; i++)
		if (best_to[i] >= 0 && best_from[best_to[i]] == i &&
		    to[i] < 0 && from[best_to[i]] < 0)
			join(to, from, i, best_to[i]);
	for (int i = 0; i < is->n; i++)
		keys[i] = (struct key){ .name = is->names[i], .thing = i };
	qsort(keys, (size_t)is->n, sizeof(*keys), by_name);
	for (int i = 0; i < was->n; i++) {
		struct key k = { .name = was->names[i] };
		struct key *found = bsearch(&k, keys, (size_t)is->n,
					    sizeof(*keys), by_name);

		if (found && to[i] < 0 && from[found->thing] < 0)
			join(to, from, i, found->thing);
	}
	rc = 0;
out:
	free(best_to);
	free(best_from);
	free(keys);
	return rc;
}

enum tier {
	ISLANDS,
	PODS,
	ZONES,	/* a node is in the smallest; or in one more, which is none */
};

static int group_of(const struct fabric *f, enum tier tier, int node)
{
	int island = f->nodes[node].island, pod = f->islands[island].pod;
	int zone = f->pods[pod].zone;

	return tier == ISLANDS ? island : tier == PODS ? pod :
	       zone >= 0 ? zone : f->n_zones;
}

static const char *group_name(const struct fabric *f, enum tier tier, int i)
{
	if (tier == ZONES)
		return i < f->n_zones ? f->zones[i].name : "";
	return tier == PODS ? f->pods[i].name : f->islands[i].name;
}

static int list_groups(const struct fabric *f, enum tier tier,
		       struct groups *g, struct rail_error *err)
{
	int n = tier == ISLANDS ? f->n_islands : tier == PODS ? f->n_pods :
								f->n_zones + 1;
	int *of_node = diff_alloc((size_t)f->n_nodes, sizeof(int), err);
	const char **names = diff_alloc((size_t)n, sizeof(*names), err);

	*g = (struct groups){ n, of_node, names };
	if (!of_node || !names)
		return -1;
	for (int i = 0; i < n; i++)
		names[i] = group_name(f, tier, i);
	for (int i = 0; i < f->n_nodes; i++)
		of_node[i] = group_of(f, tier, i);
	return 0;
}

static int match_tier(struct diff_report *r, enum tier tier, int **to,
		      int **from, struct rail_error *err)
{
	struct groups was = { 0 }, is = { 0 };
	int rc = -1;

	if (list_groups(r->was, tier, &was, err) == 0 &&
	    list_groups(r->is, tier, &is, err) == 0 &&
	    alloc_pair(to, from, was.n, is.n, err) == 0) {
		if (tier == ZONES)
			join(*to, *from, was.n - 1, is.n - 1);
		rc = match_groups(r, &was, &is, *to, *from, err);
	}
	free((void *)was.of_node);
	free((void *)was.names);
	free((void *)is.of_node);
	free((void *)is.names);
	return rc;
}

/* A zone in which only zones are, by one of these; the inner ones come later in
 * the fabric. */
static void match_outer_zones(struct diff_report *r)
{
	for (int i = r->was->n_zones - 1; i >= 0; i--) {
		int was = r->was->zones[i].parent, to = r->zone_to[i];
		int is = to >= 0 ? r->is->zones[to].parent : -1;

		if (was >= 0 && is >= 0 && r->zone_to[was] < 0 &&
		    r->zone_from[is] < 0)
			join(r->zone_to, r->zone_from, was, is);
	}
}

int diff_match(struct diff_report *r, struct rail_error *err)
{
	if (match_switches(r, err) < 0 || match_nodes(r, err) < 0 ||
	    match_tier(r, ISLANDS, &r->island_to, &r->island_from, err) < 0 ||
	    match_tier(r, PODS, &r->pod_to, &r->pod_from, err) < 0 ||
	    match_tier(r, ZONES, &r->zone_to, &r->zone_from, err) < 0)
		return -1;
	match_outer_zones(r);
	return 0;
}
