/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Collects the parts of a fabric; fabric_finish.c joins them. */
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fabric.h"
#include "fabric_private.h"

int fabric_grow(void *array, int count, size_t size)
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
	b->f.n_planes = 1;
	b->zone = -1;
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
	for (int i = 0; b->f.arena && i < b->f.n_shapes; i++)
		hardware_destroy(b->f.shapes[i].hardware);
	free(b->f.nodes);
	free(b->f.islands);
	free(b->f.pods);
	free(b->f.zones);
	free(b->f.leafs);
	free(b->f.spines);
	free(b->f.shapes);
	free(b->f.cores);
	free(b->f.others);
	free(b->f.speeds);
	free(b->f.port_names);
	free(b->trunks);
	free(b->others);
	fabric_names_free(&b->nodes);
	fabric_names_free(&b->islands);
	fabric_names_free(&b->pods);
	fabric_names_free(&b->zones);
	fabric_names_free(&b->leafs);
	fabric_names_free(&b->spines);
	fabric_names_free(&b->cores);
	fabric_names_free(&b->shapes);
	fabric_names_free(&b->speeds);
	fabric_guids_free(&b->guids);
	fabric_arena_destroy(b->f.arena);
	free(b);
}

const char *fabric_take_name(struct fabric_builder *b,
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

int fabric_take_guid(struct fabric_builder *b, uint64_t guid, const char *what,
		     const char *name, struct rail_error *err)
{
	int me = b->n_switches++, had;

	if (!guid)
		return 0;
	had = fabric_guids_put(&b->guids, guid, me);
	if (had == -1)
		return rail_error_nomem(err);
	if (had != me)
		return rail_error_set(err,
				      "GUID 0x%016" PRIx64 " of %s \"%s\" is "
				      "another switch's already",
				      guid, what, name);
	return 0;
}

int fabric_build_planes(struct fabric_builder *b, int n_planes,
			struct rail_error *err)
{
	if (n_planes < 1 || n_planes > FABRIC_MAX_PLANES)
		return rail_error_set(err, "%d planes: 1 to %d were expected",
				      n_planes, FABRIC_MAX_PLANES);
	if (b->f.n_leafs || b->f.n_nodes)
		return rail_error_set(err, "planes come before leafs and "
				      "nodes");
	b->f.n_planes = n_planes;
	return 0;
}

int fabric_build_component(struct fabric_builder *b, struct rail_error *err)
{
	b->zone = -1;
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

	if (fabric_grow(&b->f.pods, n, sizeof(*b->f.pods)))
		return rail_error_nomem(err);
	if (!b->n_components)
		b->n_components = 1;
	b->f.pods[n] = (struct fabric_pod){
		.name = fabric_take_name(b, &b->pods, "pod", name, n, err),
		.component = b->n_components - 1,
		.zone = b->zone,
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
	if (fabric_grow(&b->f.spines, n, sizeof(*b->f.spines)))
		return rail_error_nomem(err);
	b->f.spines[n] = (struct fabric_spine){
		.name = fabric_take_name(b, &b->spines, "spine", name, n, err),
		.guid = guid,
		.pod = b->f.n_pods - 1,
	};
	if (!b->f.spines[n].name ||
	    fabric_take_guid(b, guid, "spine", name, err))
		return -1;
	return b->f.n_spines++;
}

int fabric_build_island(struct fabric_builder *b, const char *name,
			struct rail_error *err)
{
	int n = b->f.n_islands;

	if (!b->f.n_pods)
		return rail_error_set(err, "island \"%s\" is in no pod", name);
	if (fabric_grow(&b->f.islands, n, sizeof(*b->f.islands)))
		return rail_error_nomem(err);
	b->f.islands[n] = (struct fabric_island){
		.name = fabric_take_name(b, &b->islands, "island", name, n, err),
		.pod = b->f.n_pods - 1,
	};
	if (!b->f.islands[n].name)
		return -1;
	b->f.n_islands++;
	return 0;
}

int fabric_build_leaf(struct fabric_builder *b, const char *name,
		      uint64_t guid, int rail, int plane,
		      struct rail_error *err)
{
	int n = b->f.n_leafs;

	if (!b->f.n_islands)
		return rail_error_set(err, "leaf \"%s\" is in no island", name);
	if (rail < -1 || rail >= b->f.n_rails)
		return rail_error_set(err,
				      "leaf \"%s\" is of rail %d: 0 to %d "
				      "were expected",
				      name, rail, b->f.n_rails - 1);
	if (plane < -1 || plane >= b->f.n_planes)
		return rail_error_set(err,
				      "leaf \"%s\" is of plane %d: 0 to %d "
				      "were expected",
				      name, plane, b->f.n_planes - 1);
	if (fabric_grow(&b->f.leafs, n, sizeof(*b->f.leafs)))
		return rail_error_nomem(err);
	b->f.leafs[n] = (struct fabric_leaf){
		.name = fabric_take_name(b, &b->leafs, "leaf", name, n, err),
		.guid = guid,
		.island = b->f.n_islands - 1,
		.rail = rail,
		/* Where there is one plane, there is nothing to say. */
		.plane = b->f.n_planes == 1 ? 0 : plane,
	};
	if (!b->f.leafs[n].name ||
	    fabric_take_guid(b, guid, "leaf", name, err))
		return -1;
	return b->f.n_leafs++;
}

/* A key under which equal shapes are equal: its parts, a line each. */
static char *shape_key(const struct fabric_builder *b,
		       const struct fabric_node_spec *spec)
{
	char *text = NULL, *key = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	for (int i = 0; i < b->f.n_rails; i++)
		fprintf(out, "%s\n",
			spec->nic_names[i] ? spec->nic_names[i] : "");
	if (spec->hardware)
		hardware_format(out, spec->hardware);
	if (!fclose(out))
		key = fabric_arena_strdup(b->f.arena, text);
	free(text);
	return key;
}

static int add_shape(struct fabric_builder *b,
		     const struct fabric_node_spec *spec, const char *key,
		     struct rail_error *err)
{
	size_t n_rails = (size_t)b->f.n_rails;
	int n = b->f.n_shapes;
	struct fabric_shape shape = { 0 };

	if (spec->hardware && !hardware_ok(spec->hardware))
		return rail_error_set(err, "the hardware of node \"%s\": a text "
				      "or a number that cannot be in a map",
				      spec->name);
	if (fabric_grow(&b->f.shapes, n, sizeof(*b->f.shapes)))
		return rail_error_nomem(err);
	shape.nic_names =
		fabric_arena_alloc(b->f.arena, n_rails * sizeof(char *));
	if (!shape.nic_names)
		return rail_error_nomem(err);
	for (size_t i = 0; i < n_rails; i++) {
		const char *name = spec->nic_names[i];

		if (!name)
			continue;
		if (!fabric_name_ok(name))
			return rail_error_set(err, "\"%s\" cannot name a NIC",
					      name);
		shape.nic_names[i] = fabric_arena_strdup(b->f.arena, name);
		if (!shape.nic_names[i])
			return rail_error_nomem(err);
	}
	if (fabric_names_add(&b->shapes, key, n))
		return rail_error_nomem(err);
	if (spec->hardware) {
		shape.hardware = hardware_copy(spec->hardware);
		if (!shape.hardware)
			return rail_error_nomem(err);
	}
	b->f.shapes[n] = shape;
	return b->f.n_shapes++;
}

static bool same_hardware(const struct hardware *a, const struct hardware *b)
{
	return a == b || (a && b && hardware_equal(a, b));
}

static bool same_shape(const struct fabric_builder *b,
		       const struct fabric_shape *shape,
		       const struct fabric_node_spec *spec)
{
	for (int i = 0; i < b->f.n_rails; i++) {
		const char *x = shape->nic_names[i], *y = spec->nic_names[i];

		if (x ? !y || strcmp(x, y) != 0 : y != NULL)
			return false;
	}
	return same_hardware(shape->hardware, spec->hardware);
}

/* The number of the shape, new or known, or -1. */
static int find_shape(struct fabric_builder *b,
		      const struct fabric_node_spec *spec,
		      struct rail_error *err)
{
	char *key;
	int n;

	/* Nearly always the shape of the node before. */
	if (b->f.n_nodes) {
		n = b->f.nodes[b->f.n_nodes - 1].shape;
		if (same_shape(b, &b->f.shapes[n], spec))
			return n;
	}
	key = shape_key(b, spec);
	if (!key)
		return rail_error_nomem(err);
	n = fabric_names_find(&b->shapes, key);
	return n >= 0 ? n : add_shape(b, spec, key, err);
}

int fabric_build_node(struct fabric_builder *b,
		      const struct fabric_node_spec *spec,
		      struct rail_error *err)
{
	size_t size = (size_t)b->f.n_rails * (size_t)b->f.n_planes *
		      sizeof(*spec->nics);
	int n = b->f.n_nodes;
	struct fabric_node node = { .island = b->f.n_islands - 1 };

	if (!b->f.n_islands)
		return rail_error_set(err, "node \"%s\" is in no island",
				      spec->name);
	if (n == FABRIC_MAX_NODES)
		return rail_error_set(err, "more than %d nodes",
				      FABRIC_MAX_NODES);
	if (fabric_grow(&b->f.nodes, n, sizeof(*b->f.nodes)))
		return rail_error_nomem(err);
	node.name = fabric_take_name(b, &b->nodes, "node", spec->name, n, err);
	if (!node.name)
		return -1;
	if (spec->called) {
		if (!fabric_text_ok(spec->called))
			return rail_error_set(err, "\"%s\" cannot be what a "
					      "node called itself",
					      spec->called);
		node.called = fabric_arena_strdup(b->f.arena, spec->called);
		if (!node.called)
			return rail_error_nomem(err);
	}
	node.shape = find_shape(b, spec, err);
	if (node.shape < 0)
		return -1;
	node.nics = fabric_arena_alloc(b->f.arena, size);
	if (!node.nics)
		return rail_error_nomem(err);
	memcpy(node.nics, spec->nics, size);
	b->f.nodes[n] = node;
	b->f.n_nodes++;
	return 0;
}
