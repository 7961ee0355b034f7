/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All that is said of a fabric's health -> what its nodes have left. */
#include "health_view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RAIL(r) (UINT64_C(1) << (r))

/* --- what nodes say ------------------------------------------------------ */

int health_node_read(const struct fabric *f, int node,
		     const struct health_report *r, int64_t now,
		     struct health_node *out, struct rail_error *err)
{
	memset(out, 0, sizeof(*out));
	if (strcmp(r->node, f->nodes[node].name))
		return rail_error_set(err, "it is about node \"%s\"", r->node);
	out->sick = r->sick[0];
	for (int i = 0; i < r->n_lost; i++) {
		const struct health_lost *l = &r->lost[i];
		int rail = fabric_find_rail(f, node, l->nic);

		if (rail < 0)
			return rail_error_set(err, "the map has no NIC \"%s\" "
					      "of node %s", l->nic, r->node);
		out->lost |= RAIL(rail);
		out->since[rail] = l->since > now ? now : l->since;
	}
	return 0;
}

/* --- leafs --------------------------------------------------------------- */

struct loss {
	int leaf;
	int64_t since;
};

static int by_leaf_and_time(const void *x, const void *y)
{
	const struct loss *a = x, *b = y;

	if (a->leaf != b->leaf)
		return a->leaf < b->leaf ? -1 : 1;
	return a->since < b->since ? -1 : a->since > b->since;
}

/* Every rail that a node says it lost, by the leaf behind it; *N of them. */
static struct loss *list_losses(const struct health_facts *x, size_t *n)
{
	const struct fabric *f = x->fabric;
	struct loss *list;

	*n = 0;
	for (int node = 0; x->nodes && node < f->n_nodes; node++)
		if (x->nodes[node])
			*n += (size_t)__builtin_popcountll(
				      x->nodes[node]->lost) *
			      (size_t)f->n_planes;
	list = calloc(*n + 1, sizeof(*list));
	*n = 0;
	for (int node = 0; list && x->nodes && node < f->n_nodes; node++)
		for (int i = 0; x->nodes[node] && i < f->n_planes * f->n_rails;
		     i++) {
			int rail = i % f->n_rails;

			if (x->nodes[node]->lost & RAIL(rail) &&
			    f->nodes[node].nics[i].leaf >= 0)
				list[(*n)++] = (struct loss){
					f->nodes[node].nics[i].leaf,
					x->nodes[node]->since[rail],
				};
		}
	return list;
}

/* Leafs whose nodes lost them at once. */
static int see_leafs(struct health_view *v, const struct health_facts *x)
{
	size_t n;
	struct loss *list = list_losses(x, &n);

	if (!list)
		return -1;
	qsort(list, n, sizeof(*list), by_leaf_and_time);
	for (size_t i = 0; i + HEALTH_SEVERAL <= n; i++) {
		const struct loss *last = &list[i + HEALTH_SEVERAL - 1];

		if (list[i].leaf == last->leaf &&
		    last->since - list[i].since <= HEALTH_AT_ONCE)
			v->leafs[list[i].leaf] = HEALTH_LEAF_SEEN;
	}
	free(list);
	return 0;
}

/* A rail is lost with the leafs of all its planes. */
static void lose_dead_leafs(struct health_view *v)
{
	const struct fabric *f = v->fabric;

	for (int node = 0; node < f->n_nodes && v->n_dead_leafs; node++)
		for (int r = 0; r < f->n_rails; r++) {
			bool alive = false;

			for (int p = 0; p < f->n_planes; p++) {
				int leaf = fabric_nic(f, node, r, p)->leaf;

				alive |= leaf >= 0 && v->leafs[leaf] !=
							     HEALTH_LEAF_DEAD;
			}
			if (!alive)
				v->up[node] &= ~RAIL(r);
		}
}

/* --- entries ------------------------------------------------------------- */

static void take_leaf(struct health_view *v, const struct health_entry *e)
{
	int leaf = fabric_find_leaf(v->fabric, e->name);

	if (leaf < 0) {
		v->n_unknown++;
	} else if (v->leafs[leaf] == HEALTH_LEAF_SEEN) {
		v->leafs[leaf] = HEALTH_LEAF_DEAD;
		v->n_dead_leafs++;
	} else {
		v->leafs[leaf] = HEALTH_LEAF_SAID;
	}
}

static void take_spine(struct health_view *v, const struct health_entry *e)
{
	const struct fabric *f = v->fabric;

	for (int i = 0; i < f->n_spines; i++) {
		const struct fabric_pod *pod = &f->pods[f->spines[i].pod];

		if (strcmp(f->spines[i].name, e->name))
			continue;
		v->n_spines++;
		for (int n = 0; n < pod->n_nodes; n++)
			nodeset_add(v->strained, pod->first_node + n);
		return;
	}
	v->n_unknown++;
}

static void take_domain(struct health_view *v, const struct domains *domains,
			const struct health_entry *e)
{
	int i = domains ? domains_find(domains, e->name) : -1;

	if (i < 0) {
		v->n_unknown++;
		return;
	}
	for (int k = 0; k < domains->all[i].nodes->count; k++) {
		int node = fabric_find_node(v->fabric,
					    domains->all[i].nodes->names[k]);

		if (node >= 0)
			nodeset_add(v->down, node);
	}
}

static void take_node(struct health_view *v, const struct health_entry *e)
{
	int node = fabric_find_node(v->fabric, e->name);

	if (node < 0 || e->rail >= v->fabric->n_rails)
		v->n_unknown++;
	else if (e->kind == HEALTH_NODE)
		nodeset_add(v->down, node);
	else
		v->up[node] &= ~RAIL(e->rail);
}

static void take_entry(struct health_view *v, const struct domains *domains,
		       const struct health_entry *e)
{
	switch (e->kind) {
	case HEALTH_NODE:
	case HEALTH_RAIL:
		take_node(v, e);
		break;
	case HEALTH_LEAF:
		take_leaf(v, e);
		break;
	case HEALTH_SPINE:
		take_spine(v, e);
		break;
	case HEALTH_DOMAIN:
		take_domain(v, domains, e);
		break;
	}
}

/* --- all together -------------------------------------------------------- */

static void start_from_map(struct health_view *v)
{
	const struct fabric *f = v->fabric;

	for (int n = 0; n < f->n_nodes; n++) {
		for (int i = 0; i < f->n_planes * f->n_rails; i++)
			if (f->nodes[n].nics[i].leaf >= 0)
				v->rails[n] |= RAIL(i % f->n_rails);
		v->up[n] = v->rails[n];
	}
	nodeset_fill(v->whole);
}

static void take_nodes(struct health_view *v, const struct health_facts *x)
{
	for (int n = 0; x->nodes && n < v->fabric->n_nodes; n++) {
		if (!x->nodes[n])
			continue;
		v->up[n] &= ~x->nodes[n]->lost;
		if (x->nodes[n]->sick)
			nodeset_add(v->down, n);
	}
}

static void count(struct health_view *v)
{
	v->n_down = v->n_partial = 0;
	for (int n = 0; n < v->fabric->n_nodes; n++) {
		bool down = nodeset_has(v->down, n);

		if (down)
			v->up[n] = 0;
		v->n_down += down;
		v->n_partial += !down && v->up[n] != v->rails[n];
		if (down || v->up[n] != v->rails[n])
			nodeset_remove(v->whole, n);
	}
}

/* Nothing is acted on; what was counted stays, to be told. */
static void freeze(struct health_view *v)
{
	v->frozen = true;
	nodeset_clear(v->down);
	nodeset_clear(v->strained);
	nodeset_fill(v->whole);
	memcpy(v->up, v->rails,
	       (size_t)v->fabric->n_nodes * sizeof(*v->up));
}

static struct health_view *create_empty(const struct fabric *f)
{
	struct health_view *v = calloc(1, sizeof(*v));
	size_t n = (size_t)f->n_nodes + 1;

	if (!v)
		return NULL;
	v->fabric = f;
	v->rails = calloc(n, sizeof(*v->rails));
	v->up = calloc(n, sizeof(*v->up));
	v->leafs = calloc((size_t)f->n_leafs + 1, sizeof(*v->leafs));
	v->down = nodeset_create(f->n_nodes);
	v->whole = nodeset_create(f->n_nodes);
	v->strained = nodeset_create(f->n_nodes);
	if (v->rails && v->up && v->leafs && v->down && v->whole &&
	    v->strained)
		return v;
	health_view_destroy(v);
	return NULL;
}

struct health_view *health_view_create(const struct health_facts *x)
{
	struct health_view *v = create_empty(x->fabric);
	const struct health *h = x->health;

	if (!v)
		return NULL;
	start_from_map(v);
	take_nodes(v, x);
	if (see_leafs(v, x) < 0) {
		health_view_destroy(v);
		return NULL;
	}
	for (int i = 0; h && i < h->count; i++) {
		const struct health_entry *e = &h->entries[i];

		if (e->state == HEALTH_DOWN &&
		    (!e->until || e->until > x->now))
			take_entry(v, x->domains, e);
	}
	v->next_end = h ? health_next_end(h, x->now) : 0;
	lose_dead_leafs(v);
	count(v);
	if ((int64_t)(v->n_down + v->n_partial) * 100 >
	    (int64_t)x->freeze_share * v->fabric->n_nodes)
		freeze(v);
	return v;
}

void health_view_destroy(struct health_view *v)
{
	if (!v)
		return;
	free(v->rails);
	free(v->up);
	free(v->leafs);
	nodeset_destroy(v->down);
	nodeset_destroy(v->whole);
	nodeset_destroy(v->strained);
	free(v);
}
