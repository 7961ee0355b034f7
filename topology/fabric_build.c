/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Collects the parts of a fabric, then sorts and joins them. */
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "fabric.h"
#include "fabric_private.h"
#include "hostlist.h"

/*
 * While building, every part has the number in which it came, and knows the
 * number of what it belongs to.  The ranges (first_*, n_*) come at the end.
 */
struct fabric_builder {
	struct fabric f;	/* arrays from malloc(), in order of arrival */
	int n_components;
	struct fabric_names nodes, islands, pods, leafs, spines, shapes;
	struct fabric_guids guids;	/* -> node, or -2 - switch */
	int n_switches;
};

/* --- collecting ------------------------------------------------------------ */

/* Room for one more of SIZE bytes after the COUNT that *ARRAY has. */
static int grow(void *array, int count, size_t size)
{
	void **p = array, *bigger;

	/* The capacity is not kept: it doubles at each power of two. */
	if (count & (count - 1))
		return 0;
	if (count > INT_MAX / 2)
		return -1;
	bigger = realloc(*p, (count ? (size_t)count * 2 : 1) * size);
	if (!bigger)
		return -1;
	*p = bigger;
	return 0;
}

struct fabric_builder *fabric_build(const char *name, int n_rails,
				    struct rail_error *err)
{
	struct fabric_builder *b = NULL;

	if (!fabric_name_ok(name)) {
		rail_error_set(err, "\"%s\" cannot name a fabric", name);
		return NULL;
	}
	if (n_rails < 1 || n_rails > FABRIC_MAX_RAILS) {
		rail_error_set(err, "%d rails: 1 to %d were expected", n_rails,
			       FABRIC_MAX_RAILS);
		return NULL;
	}
	b = calloc(1, sizeof(*b));
	if (!b)
		goto nomem;
	b->f.n_rails = n_rails;
	b->f.arena = fabric_arena_create();
	if (!b->f.arena)
		goto nomem;
	b->f.name = fabric_arena_strdup(b->f.arena, name);
	if (!b->f.name)
		goto nomem;
	return b;
nomem:
	fabric_build_destroy(b);
	rail_error_nomem(err);
	return NULL;
}

void fabric_build_destroy(struct fabric_builder *b)
{
	if (!b)
		return;
	free(b->f.nodes);
	free(b->f.islands);
	free(b->f.pods);
	free(b->f.leafs);
	free(b->f.spines);
	free(b->f.shapes);
	fabric_names_free(&b->nodes);
	fabric_names_free(&b->islands);
	fabric_names_free(&b->pods);
	fabric_names_free(&b->leafs);
	fabric_names_free(&b->spines);
	fabric_names_free(&b->shapes);
	fabric_guids_free(&b->guids);
	fabric_arena_destroy(b->f.arena);
	free(b);
}

/* The copy of NAME under which WHAT number NUMBER is known, or NULL. */
static const char *take_name(struct fabric_builder *b,
			     struct fabric_names *names, const char *what,
			     const char *name, int number,
			     struct rail_error *err)
{
	char *copy;

	if (!fabric_name_ok(name)) {
		rail_error_set(err,
			       "\"%s\" cannot name a %s: 1 to %d letters, "
			       "digits, '.', '_', '-' were expected",
			       name, what, FABRIC_NAME_MAX);
		return NULL;
	}
	if (fabric_names_find(names, name) >= 0) {
		rail_error_set(err, "%s \"%s\" is named twice", what, name);
		return NULL;
	}
	copy = fabric_arena_strdup(b->f.arena, name);
	if (!copy || fabric_names_add(names, copy, number)) {
		rail_error_nomem(err);
		return NULL;
	}
	return copy;
}

/* OWNER: a node's number, or -2 - a switch's.  One owner may have a GUID on
 * several rails: a NIC with several ports. */
static int take_guid(struct fabric_builder *b, uint64_t guid, int owner,
		     const char *what, const char *name,
		     struct rail_error *err)
{
	int had;

	if (!guid)
		return 0;
	had = fabric_guids_put(&b->guids, guid, owner);
	if (had == owner)
		return 0;
	if (had == -1)
		return rail_error_nomem(err);
	if (had < 0)
		return rail_error_set(err,
				      "GUID 0x%016" PRIx64 " of %s \"%s\" is "
				      "a switch's already",
				      guid, what, name);
	return rail_error_set(err,
			      "GUID 0x%016" PRIx64 " of %s \"%s\" is node "
			      "\"%s\"'s already",
			      guid, what, name, b->f.nodes[had].name);
}

int fabric_build_component(struct fabric_builder *b, struct rail_error *err)
{
	/* One that no pod has come to yet will do. */
	if (b->f.n_pods &&
	    b->f.pods[b->f.n_pods - 1].component == b->n_components - 1)
		b->n_components++;
	return 0;
}

int fabric_build_pod(struct fabric_builder *b, const char *name,
		     struct rail_error *err)
{
	int n = b->f.n_pods;

	if (grow(&b->f.pods, n, sizeof(*b->f.pods)))
		return rail_error_nomem(err);
	if (!b->n_components)
		b->n_components = 1;
	b->f.pods[n] = (struct fabric_pod){
		.name = take_name(b, &b->pods, "pod", name, n, err),
		.component = b->n_components - 1,
	};
	if (!b->f.pods[n].name)
		return -1;
	b->f.n_pods++;
	return 0;
}

int fabric_build_spine(struct fabric_builder *b, const char *name,
		       uint64_t guid, struct rail_error *err)
{
	int n = b->f.n_spines;

	if (!b->f.n_pods)
		return rail_error_set(err, "spine \"%s\" is in no pod", name);
	if (grow(&b->f.spines, n, sizeof(*b->f.spines)))
		return rail_error_nomem(err);
	b->f.spines[n] = (struct fabric_spine){
		.name = take_name(b, &b->spines, "spine", name, n, err),
		.guid = guid,
		.pod = b->f.n_pods - 1,
	};
	if (!b->f.spines[n].name ||
	    take_guid(b, guid, -2 - b->n_switches++, "spine", name, err))
		return -1;
	b->f.n_spines++;
	return 0;
}

int fabric_build_island(struct fabric_builder *b, const char *name,
			struct rail_error *err)
{
	int n = b->f.n_islands;

	if (!b->f.n_pods)
		return rail_error_set(err, "island \"%s\" is in no pod", name);
	if (grow(&b->f.islands, n, sizeof(*b->f.islands)))
		return rail_error_nomem(err);
	b->f.islands[n] = (struct fabric_island){
		.name = take_name(b, &b->islands, "island", name, n, err),
		.pod = b->f.n_pods - 1,
	};
	if (!b->f.islands[n].name)
		return -1;
	b->f.n_islands++;
	return 0;
}

int fabric_build_leaf(struct fabric_builder *b, const char *name,
		      uint64_t guid, int rail, struct rail_error *err)
{
	int n = b->f.n_leafs;

	if (!b->f.n_islands)
		return rail_error_set(err, "leaf \"%s\" is in no island", name);
	if (rail < -1 || rail >= b->f.n_rails)
		return rail_error_set(err,
				      "leaf \"%s\" is of rail %d: 0 to %d "
				      "were expected",
				      name, rail, b->f.n_rails - 1);
	if (grow(&b->f.leafs, n, sizeof(*b->f.leafs)))
		return rail_error_nomem(err);
	b->f.leafs[n] = (struct fabric_leaf){
		.name = take_name(b, &b->leafs, "leaf", name, n, err),
		.guid = guid,
		.island = b->f.n_islands - 1,
		.rail = rail,
	};
	if (!b->f.leafs[n].name ||
	    take_guid(b, guid, -2 - b->n_switches++, "leaf", name, err))
		return -1;
	return b->f.n_leafs++;
}

/* A key under which equal shapes are equal: the names, a line each. */
static char *shape_key(const struct fabric_builder *b,
		       const char *const *nic_names)
{
	size_t size = 1;
	char *key, *p;

	for (int i = 0; i < b->f.n_rails; i++)
		size += (nic_names[i] ? strlen(nic_names[i]) : 0) + 1;
	key = fabric_arena_alloc(b->f.arena, size);
	if (!key)
		return NULL;
	p = key;
	for (int i = 0; i < b->f.n_rails; i++) {
		p = stpcpy(p, nic_names[i] ? nic_names[i] : "");
		*p++ = '\n';
	}
	return key;
}

static int add_shape(struct fabric_builder *b, const char *const *nic_names,
		     const char *key, struct rail_error *err)
{
	size_t n_rails = (size_t)b->f.n_rails;
	int n = b->f.n_shapes;
	const char **names;

	if (grow(&b->f.shapes, n, sizeof(*b->f.shapes)))
		return rail_error_nomem(err);
	names = fabric_arena_alloc(b->f.arena, n_rails * sizeof(*names));
	if (!names || fabric_names_add(&b->shapes, key, n))
		return rail_error_nomem(err);
	for (size_t i = 0; i < n_rails; i++) {
		if (!nic_names[i])
			continue;
		if (!fabric_name_ok(nic_names[i]))
			return rail_error_set(err, "\"%s\" cannot name a NIC",
					      nic_names[i]);
		names[i] = fabric_arena_strdup(b->f.arena, nic_names[i]);
		if (!names[i])
			return rail_error_nomem(err);
	}
	b->f.shapes[n].nic_names = names;
	return b->f.n_shapes++;
}

/* The number of the shape, new or known, or -1. */
static int find_shape(struct fabric_builder *b, const char *const *nic_names,
		      struct rail_error *err)
{
	const struct fabric_shape *last;
	const char *key;
	int n, i;

	/* Nearly always the shape of the node before. */
	last = b->f.n_nodes ? &b->f.shapes[b->f.nodes[b->f.n_nodes - 1].shape]
			    : NULL;
	for (i = 0; last && i < b->f.n_rails; i++) {
		const char *x = last->nic_names[i], *y = nic_names[i];

		if (x ? !y || strcmp(x, y) != 0 : y != NULL)
			break;
	}
	if (last && i == b->f.n_rails)
		return b->f.nodes[b->f.n_nodes - 1].shape;
	key = shape_key(b, nic_names);
	if (!key)
		return rail_error_nomem(err);
	n = fabric_names_find(&b->shapes, key);
	return n >= 0 ? n : add_shape(b, nic_names, key, err);
}

int fabric_build_node(struct fabric_builder *b, const char *name,
		      const char *const *nic_names,
		      const struct fabric_nic *nics, struct rail_error *err)
{
	size_t size = (size_t)b->f.n_rails * sizeof(*nics);
	int n = b->f.n_nodes;
	struct fabric_node node = { .island = b->f.n_islands - 1 };

	if (!b->f.n_islands)
		return rail_error_set(err, "node \"%s\" is in no island", name);
	if (n == FABRIC_MAX_NODES)
		return rail_error_set(err, "more than %d nodes",
				      FABRIC_MAX_NODES);
	if (grow(&b->f.nodes, n, sizeof(*b->f.nodes)))
		return rail_error_nomem(err);
	node.name = take_name(b, &b->nodes, "node", name, n, err);
	if (!node.name)
		return -1;
	node.shape = find_shape(b, nic_names, err);
	if (node.shape < 0)
		return -1;
	node.nics = fabric_arena_alloc(b->f.arena, size);
	if (!node.nics)
		return rail_error_nomem(err);
	memcpy(node.nics, nics, size);
	for (int i = 0; i < b->f.n_rails; i++)
		if (take_guid(b, nics[i].guid, n, "node", name, err))
			return -1;
	b->f.nodes[n] = node;
	b->f.n_nodes++;
	return 0;
}

/* --- checking -------------------------------------------------------------- */

static int check_nics(const struct fabric_builder *b, struct rail_error *err)
{
	for (int n = 0; n < b->f.n_nodes; n++) {
		const struct fabric_node *node = &b->f.nodes[n];

		for (int i = 0; i < b->f.n_rails; i++) {
			int leaf = node->nics[i].leaf;

			if (leaf < -1 || leaf >= b->f.n_leafs)
				return rail_error_set(
					err,
					"node \"%s\", rail %d: leaf %d of %d",
					node->name, i, leaf, b->f.n_leafs);
			if (node->nics[i].port < 0)
				return rail_error_set(
					err, "node \"%s\", rail %d: port %d",
					node->name, i, node->nics[i].port);
		}
	}
	return 0;
}

/* Islands without nodes, pods without islands: N items, each with a parent. */
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

/* --- sorting --------------------------------------------------------------- */

/* By what one part is sorted among its kind. */
struct key {
	int parent;	/* the place of what it belongs to */
	int rank;	/* rail of a leaf, port of a node */
	int old;	/* its number so far */
	const char *name;
};

static int compare_keys(const void *x, const void *y)
{
	const struct key *a = x, *b = y;

	if (a->parent != b->parent)
		return a->parent < b->parent ? -1 : 1;
	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	return hostlist_natural_cmp(a->name, b->name);
}

/* What one kind of part becomes. */
struct order {
	struct key *keys;	/* by new number */
	int *place;		/* old number -> new */
	int count;
};

static int order_create(struct order *o, int count)
{
	o->count = count;
	o->keys = calloc((size_t)count + 1, sizeof(*o->keys));
	o->place = calloc((size_t)count + 1, sizeof(*o->place));
	return o->keys && o->place ? 0 : -1;
}

static void order_free(struct order *o)
{
	free(o->keys);
	free(o->place);
}

static void order_sort(struct order *o)
{
	qsort(o->keys, (size_t)o->count, sizeof(*o->keys), compare_keys);
	for (int i = 0; i < o->count; i++)
		o->place[o->keys[i].old] = i;
}

struct orders {
	struct order components, pods, spines, islands, leafs, nodes, shapes;
};

static int orders_create(struct orders *o, const struct fabric_builder *b)
{
	return order_create(&o->components, b->n_components) ||
	       order_create(&o->pods, b->f.n_pods) ||
	       order_create(&o->spines, b->f.n_spines) ||
	       order_create(&o->islands, b->f.n_islands) ||
	       order_create(&o->leafs, b->f.n_leafs) ||
	       order_create(&o->nodes, b->f.n_nodes) ||
	       order_create(&o->shapes, b->f.n_shapes);
}

static void orders_free(struct orders *o)
{
	order_free(&o->components);
	order_free(&o->pods);
	order_free(&o->spines);
	order_free(&o->islands);
	order_free(&o->leafs);
	order_free(&o->nodes);
	order_free(&o->shapes);
}

/* The port of the lowest rail seen; nodes without one come last. */
static int node_rank(const struct fabric_builder *b, int n)
{
	const struct fabric_nic *nics = b->f.nodes[n].nics;

	for (int i = 0; i < b->f.n_rails; i++)
		if (nics[i].leaf >= 0)
			return nics[i].port ? nics[i].port : INT_MAX;
	return INT_MAX;
}

/* A component is known by the first of its pods; a trailing one without a
 * pod is dropped. */
static void sort_components(struct orders *o, const struct fabric_builder *b)
{
	struct order *c = &o->components;

	c->count = b->f.pods[b->f.n_pods - 1].component + 1;
	for (int i = 0; i < b->f.n_pods; i++) {
		const struct fabric_pod *pod = &b->f.pods[i];
		struct key *key = &c->keys[pod->component];

		if (!key->name ||
		    hostlist_natural_cmp(pod->name, key->name) < 0)
			key->name = pod->name;
		key->old = pod->component;
	}
	order_sort(c);
}

static void sort_switches(struct orders *o, const struct fabric_builder *b)
{
	for (int i = 0; i < b->f.n_spines; i++)
		o->spines.keys[i] = (struct key){
			.parent = o->pods.place[b->f.spines[i].pod],
			.old = i,
			.name = b->f.spines[i].name,
		};
	order_sort(&o->spines);
	for (int i = 0; i < b->f.n_leafs; i++)
		o->leafs.keys[i] = (struct key){
			.parent = o->islands.place[b->f.leafs[i].island],
			.rank = b->f.leafs[i].rail,
			.old = i,
			.name = b->f.leafs[i].name,
		};
	order_sort(&o->leafs);
}

/* Shapes, in the order in which the sorted nodes first use them. */
static void sort_shapes(struct orders *o, const struct fabric_builder *b)
{
	struct order *s = &o->shapes;
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

static void sort_all(struct orders *o, const struct fabric_builder *b)
{
	int i;

	sort_components(o, b);
	for (i = 0; i < b->f.n_pods; i++)
		o->pods.keys[i] = (struct key){
			.parent = o->components.place[b->f.pods[i].component],
			.old = i,
			.name = b->f.pods[i].name,
		};
	order_sort(&o->pods);
	for (i = 0; i < b->f.n_islands; i++)
		o->islands.keys[i] = (struct key){
			.parent = o->pods.place[b->f.islands[i].pod],
			.old = i,
			.name = b->f.islands[i].name,
		};
	order_sort(&o->islands);
	sort_switches(o, b);
	for (i = 0; i < b->f.n_nodes; i++)
		o->nodes.keys[i] = (struct key){
			.parent = o->islands.place[b->f.nodes[i].island],
			.rank = node_rank(b, i),
			.old = i,
			.name = b->f.nodes[i].name,
		};
	order_sort(&o->nodes);
	sort_shapes(o, b);
}

/* --- joining --------------------------------------------------------------- */

/* The arrays of the fabric, still empty. */
static struct fabric *allocate(const struct fabric_builder *b,
			       const struct orders *o)
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
		      const struct orders *o)
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
			 const struct orders *o)
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
		       const struct orders *o)
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
		for (int rail = 0; rail < f->n_rails; rail++) {
			struct fabric_nic *nic = &node->nics[rail];

			if (nic->leaf >= 0)
				nic->leaf = o->leafs.place[nic->leaf];
		}
	}
}

struct fabric *fabric_build_finish(struct fabric_builder *b,
				   struct rail_error *err)
{
	struct orders o = { 0 };
	struct fabric *f = NULL;

	if (check_used(b, err) || check_nics(b, err))
		goto out;
	if (orders_create(&o, b)) {
		rail_error_nomem(err);
		goto out;
	}
	sort_all(&o, b);
	f = allocate(b, &o);
	if (!f) {
		rail_error_nomem(err);
		goto out;
	}
	join_pods(f, b, &o);
	join_islands(f, b, &o);
	join_nodes(f, b, &o);
	/* The tables and the arena now belong to the fabric. */
	fabric_names_renumber(&b->nodes, o.nodes.place);
	fabric_names_renumber(&b->islands, o.islands.place);
	f->index->nodes = b->nodes;
	f->index->islands = b->islands;
	b->nodes = b->islands = (struct fabric_names){ 0 };
	b->f.arena = NULL;
out:
	orders_free(&o);
	fabric_build_destroy(b);
	return f;
}
