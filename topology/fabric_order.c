/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The order of the parts of a fabric: what was collected -> who comes where. */
#include <limits.h>
#include <stdlib.h>

#include "fabric_order.h"
#include "hostlist.h"

static int compare_keys(const void *x, const void *y)
{
	const struct fabric_key *a = x, *b = y;

	if (a->parent != b->parent)
		return a->parent < b->parent ? -1 : 1;
	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	return hostlist_natural_cmp(a->name, b->name);
}

static int order_create(struct fabric_order *o, int count)
{
	o->count = count;
	o->keys = calloc((size_t)count + 1, sizeof(*o->keys));
	o->place = calloc((size_t)count + 1, sizeof(*o->place));
	return o->keys && o->place ? 0 : -1;
}

static void order_free(struct fabric_order *o)
{
	free(o->keys);
	free(o->place);
}

static void order_sort(struct fabric_order *o)
{
	qsort(o->keys, (size_t)o->count, sizeof(*o->keys), compare_keys);
	for (int i = 0; i < o->count; i++)
		o->place[o->keys[i].old] = i;
}

static int orders_create(struct fabric_orders *o,
			 const struct fabric_builder *b)
{
	return order_create(&o->components, b->n_components) ||
	       order_create(&o->zones, b->f.n_zones) ||
	       order_create(&o->pods, b->f.n_pods) ||
	       order_create(&o->spines, b->f.n_spines) ||
	       order_create(&o->islands, b->f.n_islands) ||
	       order_create(&o->leafs, b->f.n_leafs) ||
	       order_create(&o->nodes, b->f.n_nodes) ||
	       order_create(&o->cores, b->f.n_cores) ||
	       order_create(&o->shapes, b->f.n_shapes);
}

void fabric_orders_free(struct fabric_orders *o)
{
	order_free(&o->components);
	order_free(&o->zones);
	order_free(&o->pods);
	order_free(&o->spines);
	order_free(&o->islands);
	order_free(&o->leafs);
	order_free(&o->nodes);
	order_free(&o->cores);
	order_free(&o->shapes);
}

/* The port of the lowest rail seen; nodes without one come last. */
static int node_rank(const struct fabric_builder *b, int n)
{
	const struct fabric_nic *nics = b->f.nodes[n].nics;

	for (int i = 0; i < b->f.n_rails; i++)
		for (int k = i; k < b->f.n_rails * b->f.n_planes;
		     k += b->f.n_rails)
			if (nics[k].leaf >= 0)
				return nics[k].port ? nics[k].port : INT_MAX;
	return INT_MAX;
}

/* A component is known by the first of its pods; a trailing one without a
 * pod is dropped. */
static void sort_components(struct fabric_orders *o,
			    const struct fabric_builder *b)
{
	struct fabric_order *c = &o->components;

	c->count = b->f.pods[b->f.n_pods - 1].component + 1;
	for (int i = 0; i < b->f.n_pods; i++) {
		const struct fabric_pod *pod = &b->f.pods[i];
		struct fabric_key *key = &c->keys[pod->component];

		if (!key->name ||
		    hostlist_natural_cmp(pod->name, key->name) < 0)
			key->name = pod->name;
		key->old = pod->component;
	}
	order_sort(c);
}

/* --- zones: each before those in it, side by side by name ---------------- */

static int depth_of(const struct fabric_zone *zones, int zone)
{
	int depth = 0;

	for (; zones[zone].parent >= 0; zone = zones[zone].parent)
		depth++;
	return depth;
}

static int compare_zones(const void *x, const void *y, void *arg)
{
	const struct fabric_key *k = x, *m = y;
	const struct fabric_zone *zones = arg;
	int a = k->old, b = m->old;
	int deep_a = depth_of(zones, a), deep_b = depth_of(zones, b);
	int deeper = deep_a - deep_b;

	if (k->parent != m->parent)
		return k->parent < m->parent ? -1 : 1;
	for (; deep_a > deep_b; deep_a--)
		a = zones[a].parent;
	for (; deep_b > deep_a; deep_b--)
		b = zones[b].parent;
	if (a == b)
		return deeper;
	while (zones[a].parent != zones[b].parent) {
		a = zones[a].parent;
		b = zones[b].parent;
	}
	return hostlist_natural_cmp(zones[a].name, zones[b].name);
}

static void sort_zones(struct fabric_orders *o, const struct fabric_builder *b)
{
	struct fabric_order *z = &o->zones;

	for (int i = 0; i < z->count; i++) {
		int component = b->f.zones[i].component;

		/* one that no pod is in is dropped, or refused later */
		z->keys[i] = (struct fabric_key){
			.parent = component < o->components.count ?
					  o->components.place[component] : 0,
			.old = i,
		};
	}
	if (z->count)
		qsort_r(z->keys, (size_t)z->count, sizeof(*z->keys),
			compare_zones, b->f.zones);
	for (int i = 0; i < z->count; i++)
		z->place[z->keys[i].old] = i;
}

/* What is in no zone comes first. */
static int zone_rank(const struct fabric_orders *o, int zone)
{
	return zone < 0 ? -1 : o->zones.place[zone];
}

static void sort_switches(struct fabric_orders *o,
			  const struct fabric_builder *b)
{
	for (int i = 0; i < b->f.n_spines; i++)
		o->spines.keys[i] = (struct fabric_key){
			.parent = o->pods.place[b->f.spines[i].pod],
			.old = i,
			.name = b->f.spines[i].name,
		};
	order_sort(&o->spines);
	for (int i = 0; i < b->f.n_leafs; i++)
		o->leafs.keys[i] = (struct fabric_key){
			.parent = o->islands.place[b->f.leafs[i].island],
			.rank = b->f.leafs[i].rail * (FABRIC_MAX_PLANES + 1) +
				b->f.leafs[i].plane,
			.old = i,
			.name = b->f.leafs[i].name,
		};
	order_sort(&o->leafs);
	for (int i = 0; i < b->f.n_cores; i++)
		o->cores.keys[i] = (struct fabric_key){
			.parent = o->components.place[b->f.cores[i].component],
			.rank = zone_rank(o, b->f.cores[i].zone),
			.old = i,
			.name = b->f.cores[i].name,
		};
	order_sort(&o->cores);
}

/* Shapes, in the order in which the sorted nodes first use them. */
static void sort_shapes(struct fabric_orders *o, const struct fabric_builder *b)
{
	struct fabric_order *s = &o->shapes;
	int n = 0;

	for (int i = 0; i < s->count; i++)
		s->place[i] = -1;
	for (int i = 0; i < b->f.n_nodes && n < s->count; i++) {
		int shape = b->f.nodes[o->nodes.keys[i].old].shape;

		if (s->place[shape] >= 0)
			continue;
		s->keys[n].old = shape;
		s->place[shape] = n++;
	}
	s->count = n;
}

int fabric_orders_work_out(struct fabric_orders *o,
			   const struct fabric_builder *b)
{
	int i;

	if (orders_create(o, b))
		return -1;
	sort_components(o, b);
	sort_zones(o, b);
	for (i = 0; i < b->f.n_pods; i++)
		o->pods.keys[i] = (struct fabric_key){
			.parent = o->components.place[b->f.pods[i].component],
			.rank = zone_rank(o, b->f.pods[i].zone),
			.old = i,
			.name = b->f.pods[i].name,
		};
	order_sort(&o->pods);
	for (i = 0; i < b->f.n_islands; i++)
		o->islands.keys[i] = (struct fabric_key){
			.parent = o->pods.place[b->f.islands[i].pod],
			.old = i,
			.name = b->f.islands[i].name,
		};
	order_sort(&o->islands);
	sort_switches(o, b);
	for (i = 0; i < b->f.n_nodes; i++)
		o->nodes.keys[i] = (struct fabric_key){
			.parent = o->islands.place[b->f.nodes[i].island],
			.rank = node_rank(b, i),
			.old = i,
			.name = b->f.nodes[i].name,
		};
	order_sort(&o->nodes);
	sort_shapes(o, b);
	return 0;
}
