/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tree of a map: components, zones, pods, islands, and their switches. */
#include "map_read.h"

/* --- switches ----------------------------------------------------------- */

typedef int build_switch(struct fabric_builder *b, const char *name,
			 uint64_t guid, struct rail_error *err);

/* A spine or a core. */
static int read_switch(struct map_reader *r, const struct jsontext_path *path,
		       struct json_object *value, build_switch *build)
{
	static const struct jsontext_member members[] = {
		{ "name", json_type_string, true },
		{ "guid", json_type_null, false },
	};
	struct jsontext_path at = { .up = path, .key = "guid" };
	struct json_object *m[2];
	struct rail_error why;
	const char *name;
	uint64_t guid;

	if (jsontext_members(&r->t, path, value, members, 2, m) ||
	    !(name = map_read_name(r, path, m[0])) ||
	    map_read_guid(r, &at, m[1], &guid))
		return -1;
	if (build(r->b, name, guid, &why) < 0)
		return map_build_failed(r, path, &why);
	return 0;
}

static int read_spine(struct map_reader *r, const struct jsontext_path *path,
		      struct json_object *value)
{
	return read_switch(r, path, value, fabric_build_spine);
}

static int read_core(struct map_reader *r, const struct jsontext_path *path,
		     struct json_object *value)
{
	return read_switch(r, path, value, fabric_build_core);
}

/*
 * LEAF serves the NICs it fits, if none does yet: one of a single rail and
 * plane comes before one of several, which comes into VAGUE.
 */
static void offer_leaf(struct map_reader *r, int leaf, int rail, int plane)
{
	bool vague = rail < 0 || plane < 0;
	int *serves = vague ? r->island.vague : r->island.plain;

	for (int p = 0; p < r->n_planes; p++) {
		if (plane >= 0 && plane != p)
			continue;
		for (int i = 0; i < r->n_rails; i++) {
			int *leaf_of = &serves[p * r->n_rails + i];

			if ((rail < 0 || rail == i) && *leaf_of < 0)
				*leaf_of = leaf;
		}
	}
}

static int read_leaf(struct map_reader *r, const struct jsontext_path *path,
		     struct json_object *value)
{
	static const struct jsontext_member members[] = {
		{ "name", json_type_string, true },
		{ "guid", json_type_null, false },
		{ "rail", json_type_int, false },
		{ "plane", json_type_int, false },
	};
	struct jsontext_path guid_at = { .up = path, .key = "guid" };
	struct jsontext_path rail_at = { .up = path, .key = "rail" };
	struct jsontext_path plane_at = { .up = path, .key = "plane" };
	struct json_object *m[4];
	struct rail_error why;
	const char *name;
	int rail = -1, plane = -1, leaf;
	uint64_t guid;

	if (jsontext_members(&r->t, path, value, members, 4, m) ||
	    !(name = map_read_name(r, path, m[0])) ||
	    map_read_guid(r, &guid_at, m[1], &guid) ||
	    (m[2] &&
	     jsontext_int(&r->t, &rail_at, m[2], 0, r->n_rails - 1, &rail)) ||
	    (m[3] &&
	     jsontext_int(&r->t, &plane_at, m[3], 0, r->n_planes - 1, &plane)))
		return -1;
	leaf = fabric_build_leaf(r->b, name, guid, rail, plane, &why);
	if (leaf < 0)
		return map_build_failed(r, path, &why);
	r->n_leafs++;
	offer_leaf(r, leaf, rail, r->n_planes == 1 ? 0 : plane);
	return 0;
}

/* --- islands, pods, components ------------------------------------------ */

static int read_island(struct map_reader *r, const struct jsontext_path *path,
		       struct json_object *value)
{
	static const struct jsontext_member members[] = {
		{ "name", json_type_string, true },
		{ "leafs", json_type_array, false },
		{ "nodes", json_type_array, true },
	};
	struct json_object *m[3];
	struct rail_error why;
	const char *name;

	if (jsontext_members(&r->t, path, value, members, 3, m) ||
	    !(name = map_read_name(r, path, m[0])))
		return -1;
	if (fabric_build_island(r->b, name, &why))
		return map_build_failed(r, path, &why);
	if (json_object_array_length(m[2]) == 0)
		return jsontext_fail(&r->t, path, "island \"%s\" has no node",
				     name);
	r->island.first_leaf = r->n_leafs;
	for (int i = 0; i < r->n_planes * r->n_rails; i++)
		r->island.plain[i] = r->island.vague[i] = -1;
	if (map_for_each(r, path, "leafs", m[1], read_leaf))
		return -1;
	for (int i = 0; i < r->n_planes * r->n_rails; i++)
		if (r->island.plain[i] < 0)
			r->island.plain[i] = r->island.vague[i];
	return map_for_each(r, path, "nodes", m[2], map_read_node);
}

static int read_pod(struct map_reader *r, const struct jsontext_path *path,
		    struct json_object *value)
{
	static const struct jsontext_member members[] = {
		{ "name", json_type_string, true },
		{ "spines", json_type_array, false },
		{ "islands", json_type_array, true },
	};
	struct json_object *m[3];
	struct rail_error why;
	const char *name;

	if (jsontext_members(&r->t, path, value, members, 3, m) ||
	    !(name = map_read_name(r, path, m[0])))
		return -1;
	if (fabric_build_pod(r->b, name, &why))
		return map_build_failed(r, path, &why);
	if (json_object_array_length(m[2]) == 0)
		return jsontext_fail(&r->t, path, "pod \"%s\" has no island",
				     name);
	if (map_for_each(r, path, "spines", m[1], read_spine))
		return -1;
	return map_for_each(r, path, "islands", m[2], read_island);
}

static map_read_element read_zone;

/* What is in a component and in a zone: cores, pods and zones, in the order in
 * which they have numbers. */
static int read_parts(struct map_reader *r, const struct jsontext_path *path,
		      struct json_object **m)
{
	if (map_for_each(r, path, "cores", m[0], read_core) ||
	    map_for_each(r, path, "pods", m[1], read_pod))
		return -1;
	return map_for_each(r, path, "zones", m[2], read_zone);
}

static bool has_none(struct json_object *array)
{
	return !array || json_object_array_length(array) == 0;
}

static int read_zone(struct map_reader *r, const struct jsontext_path *path,
		     struct json_object *value)
{
	static const struct jsontext_member members[] = {
		{ "name", json_type_string, true },
		{ "cores", json_type_array, false },
		{ "pods", json_type_array, false },
		{ "zones", json_type_array, false },
	};
	struct json_object *m[4];
	struct rail_error why;
	const char *name;

	if (jsontext_members(&r->t, path, value, members, 4, m) ||
	    !(name = map_read_name(r, path, m[0])))
		return -1;
	if (fabric_build_zone(r->b, name, &why))
		return map_build_failed(r, path, &why);
	if (has_none(m[2]) && has_none(m[3]))
		return jsontext_fail(&r->t, path, "zone \"%s\" has no pod",
				     name);
	if (read_parts(r, path, &m[1]))
		return -1;
	fabric_build_zone_end(r->b);
	return 0;
}

int map_read_component(struct map_reader *r, const struct jsontext_path *path,
		       struct json_object *value)
{
	static const struct jsontext_member members[] = {
		{ "cores", json_type_array, false },
		{ "pods", json_type_array, false },
		{ "zones", json_type_array, false },
	};
	struct json_object *m[3];
	struct rail_error why;

	if (jsontext_members(&r->t, path, value, members, 3, m))
		return -1;
	if (has_none(m[1]) && has_none(m[2]))
		return jsontext_fail(&r->t, path, "a component has no pod");
	if (fabric_build_component(r->b, &why))
		return map_build_failed(r, path, &why);
	return read_parts(r, path, m);
}
