/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Collects the parts of a fabric; fabric_finish.c joins them. */
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "fabric.h"
#include "fabric_private.h"

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
