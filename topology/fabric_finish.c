/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes a fabric of what was collected: checks, sorts, joins. */
#include <stdlib.h>

#include "fabric.h"
#include "fabric_order.h"

/* --- checking ----------------------------------------------------------- */

/* Where ports have names, there are no others. */
static int max_port(const struct fabric_builder *b)
{
	return b->f.n_port_names ? b->f.n_port_names : FABRIC_MAX_PORT;
}

static int check_nic(const struct fabric_builder *b,
		     const struct fabric_node *node, int i,
		     struct rail_error *err)
{
	const struct fabric_nic *nic = &node->nics[i];
	int rail = i % b->f.n_rails;

	if (nic->leaf < -1 || nic->leaf >= b->f.n_leafs)
		return rail_error_set(err,
				      "node \"%s\", rail %d: leaf %d of %d",
				      node->name, rail, nic->leaf,
				      b->f.n_leafs);
	if (nic->port < 0 || nic->port > max_port(b))
		return rail_error_set(err,
				      "node \"%s\", rail %d: port %d, 0 to %d "
				      "were expected",
				      node->name, rail, nic->port,
				      max_port(b));
	if (nic->speed < -1 || (b->f.n_speeds && nic->speed >= b->f.n_speeds))
		return rail_error_set(err,
				      "node \"%s\", rail %d: speed %d of %d",
				      node->name, rail, nic->speed,
				      b->f.n_speeds);
	return 0;
}

static int check_nics(const struct fabric_builder *b, struct rail_error *err)
{
	for (int n = 0; n < b->f.n_nodes; n++)
		for (int i = 0; i < b->f.n_rails * b->f.n_planes; i++)
			if (check_nic(b, &b->f.nodes[n], i, err))
				return -1;
	return 0;
}

static int check_port(const struct fabric_builder *b, int port,
		      struct rail_error *err)
{
	if (port <= max_port(b))
		return 0;
	return rail_error_set(err, "a cable to port %d, of which only %d have "
			      "names", port, b->f.n_port_names);
}

static int check_wires(const struct fabric_builder *b, struct rail_error *err)
{
	for (int i = 0; i < b->f.n_trunks; i++)
		if (check_port(b, b->trunks[i].one.port, err) ||
		    check_port(b, b->trunks[i].two.port, err))
			return -1;
	for (int i = 0; i < b->f.n_others; i++)
		if (check_port(b, b->others[i].one.port, err))
			return -1;
	return 0;
}

/* Everything has something in it. */
static int check_used(const struct fabric_builder *b, struct rail_error *err)
{
	int *island_nodes = calloc((size_t)b->f.n_islands + 1, sizeof(int));
	int *pod_islands = calloc((size_t)b->f.n_pods + 1, sizeof(int));
	int rc = -1, i;

	if (!island_nodes || !pod_islands) {
		rail_error_nomem(err);
		goto out;
	}
	for (i = 0; i < b->f.n_nodes; i++)
		island_nodes[b->f.nodes[i].island]++;
	for (i = 0; i < b->f.n_islands; i++) {
		if (!island_nodes[i]) {
			rail_error_set(err, "island \"%s\" has no node",
				       b->f.islands[i].name);
			goto out;
		}
		pod_islands[b->f.islands[i].pod]++;
	}
	for (i = 0; i < b->f.n_pods; i++) {
		if (!pod_islands[i]) {
			rail_error_set(err, "pod \"%s\" has no island",
				       b->f.pods[i].name);
			goto out;
		}
	}
	if (!b->f.n_nodes) {
		rail_error_set(err, "fabric \"%s\" has no node", b->f.name);
		goto out;
	}
	rc = 0;
out:
	free(island_nodes);
	free(pod_islands);
	return rc;
}

/* --- joining ------------------------------------------------------------ */

/* The arrays of the fabric, still empty. */
static struct fabric *allocate(const struct fabric_builder *b,
			       const struct fabric_orders *o)
{
	struct fabric_arena *arena = b->f.arena;
	struct fabric *f = fabric_arena_alloc(arena, sizeof(*f));

	if (!f)
		return NULL;
	*f = b->f;
	f->n_components = o->components.count;
	f->n_shapes = o->shapes.count;
#define ALLOCATE(what, count) \
	(f->what = fabric_arena_alloc(arena, (size_t)(count) * \
						     sizeof(*f->what)))
	if (!ALLOCATE(nodes, f->n_nodes) || !ALLOCATE(islands, f->n_islands) ||
	    !ALLOCATE(pods, f->n_pods) || !ALLOCATE(leafs, f->n_leafs) ||
	    !ALLOCATE(spines, f->n_spines) || !ALLOCATE(shapes, f->n_shapes) ||
	    !ALLOCATE(zones, f->n_zones) || !ALLOCATE(cores, f->n_cores) || !ALLOCATE(trunks, f->n_trunks) ||
	    !ALLOCATE(others, f->n_others) || !ALLOCATE(speeds, f->n_speeds) ||
	    !ALLOCATE(index, 1))
		return NULL;
#undef ALLOCATE
	return f;
}

/* One more at number N of a range that is filled in order. */
static void extend(int *first, int *count, int n)
{
	if ((*count)++ == 0)
		*first = n;
}

static void join_pods(struct fabric *f, const struct fabric_builder *b,
		      const struct fabric_orders *o)
{
	for (int i = 0; i < f->n_pods; i++) {
		f->pods[i] = b->f.pods[o->pods.keys[i].old];
		f->pods[i].component = o->pods.keys[i].parent;
	}
	for (int i = 0; i < f->n_spines; i++) {
		int pod = o->spines.keys[i].parent;

		f->spines[i] = b->f.spines[o->spines.keys[i].old];
		f->spines[i].pod = pod;
		extend(&f->pods[pod].first_spine, &f->pods[pod].n_spines, i);
	}
}

static void join_islands(struct fabric *f, const struct fabric_builder *b,
			 const struct fabric_orders *o)
{
	for (int i = 0; i < f->n_islands; i++) {
		int pod = o->islands.keys[i].parent;

		f->islands[i] = b->f.islands[o->islands.keys[i].old];
		f->islands[i].pod = pod;
		extend(&f->pods[pod].first_island, &f->pods[pod].n_islands, i);
	}
	for (int i = 0; i < f->n_leafs; i++) {
		int island = o->leafs.keys[i].parent;

		f->leafs[i] = b->f.leafs[o->leafs.keys[i].old];
		f->leafs[i].island = island;
		extend(&f->islands[island].first_leaf,
		       &f->islands[island].n_leafs, i);
	}
}

static void join_nodes(struct fabric *f, const struct fabric_builder *b,
		       const struct fabric_orders *o)
{
	for (int i = 0; i < f->n_shapes; i++)
		f->shapes[i] = b->f.shapes[o->shapes.keys[i].old];
	for (int i = 0; i < f->n_nodes; i++) {
		struct fabric_island *island;
		struct fabric_pod *pod;
		struct fabric_node *node = &f->nodes[i];

		*node = b->f.nodes[o->nodes.keys[i].old];
		node->island = o->nodes.keys[i].parent;
		node->shape = o->shapes.place[node->shape];
		island = &f->islands[node->island];
		pod = &f->pods[island->pod];
		extend(&island->first_node, &island->n_nodes, i);
		extend(&pod->first_node, &pod->n_nodes, i);
		for (int k = 0; k < f->n_rails * f->n_planes; k++) {
			struct fabric_nic *nic = &node->nics[k];

			if (nic->leaf >= 0)
				nic->leaf = o->leafs.place[nic->leaf];
			if (nic->leaf < 0 || !f->n_speeds)
				nic->speed = -1;
		}
	}
}

struct fabric *fabric_build_finish(struct fabric_builder *b,
				   struct rail_error *err)
{
	struct fabric_orders o = { 0 };
	struct fabric *f = NULL;

	if (check_used(b, err) || check_nics(b, err) || check_wires(b, err))
		goto out;
	if (fabric_orders_work_out(&o, b)) {
		rail_error_nomem(err);
		goto out;
	}
	f = allocate(b, &o);
	if (!f) {
		rail_error_nomem(err);
		goto out;
	}
	join_pods(f, b, &o);
	if (fabric_join_zones(f, b, &o, err)) {
		f = NULL;
		goto out;
	}
	join_islands(f, b, &o);
	join_nodes(f, b, &o);
	if (fabric_join_wiring(f, b, &o, err)) {
		f = NULL;
		goto out;
	}
	/* The tables and the arena now belong to the fabric. */
	fabric_names_renumber(&b->nodes, o.nodes.place);
	fabric_names_renumber(&b->islands, o.islands.place);
	f->index->nodes = b->nodes;
	f->index->islands = b->islands;
	b->nodes = b->islands = (struct fabric_names){ 0 };
	b->f.arena = NULL;	/* and so does the hardware of shapes */
out:
	fabric_orders_free(&o);
	fabric_build_destroy(b);
	return f;
}
