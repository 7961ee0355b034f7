/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The nodes of a map: names, GUIDs, and the leafs they are plugged into. */
#include <stdlib.h>

#include "map_read.h"

enum {
	PORT_MAX = 65535
};

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

/*
 * The numbers that the leafs of the whole map will have, by name, for cables
 * that leave their island.  What is malformed is passed over here, and found
 * when its turn comes.
 */
static int name_all_leafs(struct map_reader *r)
{
	struct json_object *pods, *islands;
	size_t n_components = json_object_array_length(r->components);
	int n = 0;

	r->leaf_names = calloc(1, sizeof(*r->leaf_names));
	if (!r->leaf_names)
		return -1;
	for (size_t i = 0; i < n_components; i++) {
		size_t n_pods =
			array_of(json_object_array_get_idx(r->components, i),
				 "pods", &pods);

		for (size_t j = 0; j < n_pods; j++) {
			size_t n_islands =
				array_of(json_object_array_get_idx(pods, j),
					 "islands", &islands);

			for (size_t k = 0; k < n_islands; k++)
				if (name_leafs(r,
					       json_object_array_get_idx(
						       islands, k),
					       &n))
					return -1;
		}
	}
	return 0;
}

/* A number: a leaf of this island; a name: of any; null: not seen. */
static int read_nic_leaf(struct map_reader *r, const struct jsontext_path *path,
			 struct json_object *value)
{
	struct fabric_nic *nic = &r->nics[path->index];
	const char *name;

	nic->leaf = -1;
	if (json_object_is_type(value, json_type_null))
		return 0;
	if (!json_object_is_type(value, json_type_string)) {
		int max = r->n_leafs - r->first_leaf - 1;

		if (max < 0)
			return jsontext_fail(&r->t, path,
					     "the island has no leaf");
		if (jsontext_int(&r->t, path, value, 0, max, &nic->leaf))
			return -1;
		nic->leaf += r->first_leaf;
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
			 struct json_object *value)
{
	return map_read_guid(r, path, value, &r->nics[path->index].guid);
}

static int read_nic_port(struct map_reader *r, const struct jsontext_path *path,
			 struct json_object *value)
{
	return jsontext_int(&r->t, path, value, 0, PORT_MAX,
			    &r->nics[path->index].port);
}

/* An array with an element for each rail; NULL will do too. */
static int per_rail(struct map_reader *r, const struct jsontext_path *up,
		    const char *key, struct json_object *array,
		    map_read_element *read)
{
	struct jsontext_path at = { .up = up, .key = key };

	if (!array)
		return 0;
	if (jsontext_type(&r->t, &at, array, json_type_array))
		return -1;
	if (json_object_array_length(array) != (size_t)r->n_rails)
		return jsontext_fail(&r->t, &at,
				     "\"%s\" has %zu elements, %d (one a rail) "
				     "were expected",
				     key, json_object_array_length(array),
				     r->n_rails);
	return map_for_each(r, up, key, array, read);
}

/* One number: the port of every NIC that has a leaf. */
static int read_ports(struct map_reader *r, const struct jsontext_path *up,
		      struct json_object *value)
{
	struct jsontext_path at = { .up = up, .key = "ports" };
	int port = 0;

	if (json_object_is_type(value, json_type_array))
		return per_rail(r, up, "ports", value, read_nic_port);
	if (value && jsontext_int(&r->t, &at, value, 0, PORT_MAX, &port))
		return -1;
	for (int i = 0; i < r->n_rails; i++)
		r->nics[i].port = r->nics[i].leaf >= 0 ? port : 0;
	return 0;
}

int map_read_node(struct map_reader *r, const struct jsontext_path *path,
		  struct json_object *value)
{
	static const struct jsontext_member members[] = {
		{ "name", json_type_string, true },
		{ "shape", json_type_int, false },
		{ "guids", json_type_array, false },
		{ "leafs", json_type_array, false },
		{ "ports", json_type_null, false },
	};
	struct jsontext_path shape_at = { .up = path, .key = "shape" };
	struct json_object *m[5];
	struct fabric_node_spec spec = { 0 };
	struct rail_error why;
	const char *name;
	int shape = 0;

	if (jsontext_members(&r->t, path, value, members, 5, m) ||
	    !(name = map_read_name(r, path, m[0])) ||
	    (m[1] &&
	     jsontext_int(&r->t, &shape_at, m[1], 0, r->n_shapes - 1, &shape)))
		return -1;
	for (int i = 0; i < r->n_rails; i++)
		r->nics[i] = (struct fabric_nic){ .leaf = r->rail_leaf[i] };
	if (per_rail(r, path, "guids", m[2], read_nic_guid) ||
	    per_rail(r, path, "leafs", m[3], read_nic_leaf) ||
	    read_ports(r, path, m[4]))
		return -1;
	spec.name = name;
	spec.nic_names = r->shapes + (size_t)shape * (size_t)r->n_rails;
	spec.nics = r->nics;
	if (fabric_build_node(r->b, &spec, &why))
		return map_build_failed(r, path, &why);
	return 0;
}
