/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The nodes of a map: names, GUIDs, and the leafs they are plugged into. */
#include <stdlib.h>

#include "map_read.h"

/* Counts the leafs of one island of the whole map. */
static int name_leafs(struct map_reader *r, struct json_object *island, int *n)
{
	struct json_object *leafs = NULL, *name;
	size_t count;

	json_object_object_get_ex(island, "leafs", &leafs);
	if (!json_object_is_type(leafs, json_type_array))
		return 0;
	count = json_object_array_length(leafs);
	for (size_t i = 0; i < count; i++, (*n)++) {
		const char *s;

		if (!json_object_object_get_ex(
			    json_object_array_get_idx(leafs, i), "name", &name))
			continue;
		s = json_object_get_string(name);
		if (s && fabric_names_find(r->leaf_names, s) < 0 &&
		    fabric_names_add(r->leaf_names, s, *n))
			return -1;
	}
	return 0;
}

/* The elements of OBJECT's array KEY; 0 when there is no such array. */
static size_t array_of(struct json_object *object, const char *key,
		       struct json_object **array)
{
	if (!json_object_object_get_ex(object, key, array) ||
	    !json_object_is_type(*array, json_type_array))
		return 0;
	return json_object_array_length(*array);
}

static int name_leafs_of_pod(struct map_reader *r, struct json_object *pod,
			     int *n)
{
	struct json_object *islands;
	size_t count = array_of(pod, "islands", &islands);

	for (size_t i = 0; i < count; i++)
		if (name_leafs(r, json_object_array_get_idx(islands, i), n))
			return -1;
	return 0;
}

/* Those of a component or a zone, in the order in which they are read. */
static int name_leafs_of_parts(struct map_reader *r, struct json_object *parts,
			       int *n)
{
	struct json_object *pods, *zones;
	size_t n_pods = array_of(parts, "pods", &pods);
	size_t n_zones = array_of(parts, "zones", &zones);

	for (size_t i = 0; i < n_pods; i++)
		if (name_leafs_of_pod(r, json_object_array_get_idx(pods, i), n))
			return -1;
	for (size_t i = 0; i < n_zones; i++)
		if (name_leafs_of_parts(r, json_object_array_get_idx(zones, i),
					n))
			return -1;
	return 0;
}

/*
 * The numbers that the leafs of the whole map will have, by name, for cables
 * that leave their island.  What is malformed is passed over here, and found
 * when its turn comes.
 */
static int name_all_leafs(struct map_reader *r)
{
	size_t n_components = json_object_array_length(r->components);
	int n = 0;

	r->leaf_names = calloc(1, sizeof(*r->leaf_names));
	if (!r->leaf_names)
		return -1;
	for (size_t i = 0; i < n_components; i++)
		if (name_leafs_of_parts(
			    r, json_object_array_get_idx(r->components, i),
			    &n))
			return -1;
	return 0;
}

/* A number: a leaf of this island; a name: of any; null: not seen. */
static int read_nic_leaf(struct map_reader *r, const struct jsontext_path *path,
			 struct json_object *value, struct fabric_nic *nic)
{
	const char *name;

	nic->leaf = -1;
	if (json_object_is_type(value, json_type_null))
		return 0;
	if (!json_object_is_type(value, json_type_string)) {
		int max = r->n_leafs - r->island.first_leaf - 1;

		if (max < 0)
			return jsontext_fail(&r->t, path,
					     "the island has no leaf");
		if (jsontext_int(&r->t, path, value, 0, max, &nic->leaf))
			return -1;
		nic->leaf += r->island.first_leaf;
		return 0;
	}
	name = jsontext_string(&r->t, path, value);
	if (!name)
		return -1;
	if (!r->leaf_names && name_all_leafs(r))
		return rail_error_nomem(r->t.err);
	nic->leaf = fabric_names_find(r->leaf_names, name);
	if (nic->leaf < 0)
		return jsontext_fail(&r->t, path, "there is no leaf \"%.128s\"",
				     name);
	return 0;
}

static int read_nic_guid(struct map_reader *r, const struct jsontext_path *path,
			 struct json_object *value, struct fabric_nic *nic)
{
	return map_read_guid(r, path, value, &nic->guid);
}

static int read_nic_port(struct map_reader *r, const struct jsontext_path *path,
			 struct json_object *value, struct fabric_nic *nic)
{
	return map_read_port(r, path, value, &nic->port);
}

static int read_nic_speed(struct map_reader *r,
			  const struct jsontext_path *path,
			  struct json_object *value, struct fabric_nic *nic)
{
	return map_read_speed(r, path, value, &nic->speed);
}

/* Something that every NIC of a node has. */
struct per_nic {
	const char *key;
	int (*read)(struct map_reader *r, const struct jsontext_path *path,
		    struct json_object *value, struct fabric_nic *nic);
	bool one;	/* one value may be said of all NICs with a leaf */
};

static const struct per_nic guids = { "guids", read_nic_guid, false };
static const struct per_nic leafs = { "leafs", read_nic_leaf, false };
static const struct per_nic ports = { "ports", read_nic_port, true };
static const struct per_nic speeds = { "speeds", read_nic_speed, true };

static int wrong_length(struct map_reader *r, const struct jsontext_path *path,
			const struct per_nic *what, size_t length, int want,
			const char *each)
{
	return jsontext_fail(&r->t, path,
			     "\"%s\" has %zu elements, %d (one a %s) "
			     "were expected",
			     what->key, length, want, each);
}

/* The NICs of one plane: an element for each rail, or one value for all. */
static int read_rails(struct map_reader *r, const struct jsontext_path *path,
		      struct json_object *value, const struct per_nic *what,
		      struct fabric_nic *nics)
{
	struct fabric_nic unused;
	bool null = json_object_is_type(value, json_type_null);
	size_t n;

	if (!json_object_is_type(value, json_type_array)) {
		if (!what->one && !null)
			return jsontext_type(&r->t, path, value,
					     json_type_array);
		if (what->read(r, path, value, &unused))
			return -1;
		for (int i = 0; i < r->n_rails; i++)
			if (nics[i].leaf >= 0 || !what->one)
				what->read(r, path, value, &nics[i]);
		return 0;
	}
	n = json_object_array_length(value);
	if (n != (size_t)r->n_rails)
		return wrong_length(r, path, what, n, r->n_rails, "rail");
	for (size_t i = 0; i < n; i++) {
		struct jsontext_path at = { .up = path, .index = i };

		if (what->read(r, &at, json_object_array_get_idx(value, i),
			       &nics[i]))
			return -1;
	}
	return 0;
}

/* Where there are planes: an element for each, or one value for all. */
static int read_nics(struct map_reader *r, const struct jsontext_path *up,
		     struct json_object *value, const struct per_nic *what)
{
	struct jsontext_path at = { .up = up, .key = what->key };
	bool split = r->n_planes > 1 &&
		     json_object_is_type(value, json_type_array);

	if (split &&
	    json_object_array_length(value) != (size_t)r->n_planes)
		return wrong_length(r, &at, what,
				    json_object_array_length(value),
				    r->n_planes, "plane");
	for (int p = 0; p < r->n_planes; p++) {
		struct jsontext_path in = { .up = &at, .index = (size_t)p };
		struct json_object *part =
			split ? json_object_array_get_idx(value, in.index)
			      : value;

		if (read_rails(r, split ? &in : &at, part, what,
			       r->nics + p * r->n_rails))
			return -1;
	}
	return 0;
}

int map_read_node(struct map_reader *r, const struct jsontext_path *path,
		  struct json_object *value)
{
	static const struct jsontext_member members[] = {
		{ "name", json_type_string, true },
		{ "called", json_type_string, false },
		{ "shape", json_type_int, false },
		{ "guids", json_type_array, false },
		{ "leafs", json_type_array, false },
		{ "ports", json_type_null, false },
		{ "speeds", json_type_null, false },
	};
	struct jsontext_path called_at = { .up = path, .key = "called" };
	struct jsontext_path shape_at = { .up = path, .key = "shape" };
	struct json_object *m[7], *null;
	struct fabric_node_spec spec = { .nics = r->nics };
	struct rail_error why;
	int shape = 0;

	if (jsontext_members(&r->t, path, value, members, 7, m) ||
	    !(spec.name = map_read_name(r, path, m[0])) ||
	    (m[1] &&
	     !(spec.called = jsontext_string(&r->t, &called_at, m[1]))) ||
	    (m[2] &&
	     jsontext_int(&r->t, &shape_at, m[2], 0, r->n_shapes - 1, &shape)))
		return -1;
	for (int i = 0; i < r->n_planes * r->n_rails; i++)
		r->nics[i] = (struct fabric_nic){
			.leaf = r->island.plain[i],
			.speed = r->n_speeds ? 0 : -1,
		};
	/* Null is a speed that is not known, nothing is the usual one. */
	if ((m[3] && read_nics(r, path, m[3], &guids)) ||
	    (m[4] && read_nics(r, path, m[4], &leafs)) ||
	    (m[5] && read_nics(r, path, m[5], &ports)) ||
	    (json_object_object_get_ex(value, "speeds", &null) &&
	     read_nics(r, path, m[6], &speeds)))
		return -1;
	spec.nic_names = r->shapes[shape].nic_names;
	spec.hardware = r->shapes[shape].hardware;
	if (fabric_build_node(r->b, &spec, &why))
		return map_build_failed(r, path, &why);
	return 0;
}
