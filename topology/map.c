/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The map file: text -> fabric. */
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "map.h"
#include "map_read.h"

enum {
	GUID_DIGITS = 16
};

int map_for_each(struct map_reader *r, const struct jsontext_path *up,
		 const char *key, struct json_object *array,
		 map_read_element *read)
{
	struct jsontext_path in = { .up = up, .key = key };
	size_t n = array ? json_object_array_length(array) : 0;

	for (size_t i = 0; i < n; i++) {
		struct jsontext_path at = { .up = &in, .index = i };

		if (read(r, &at, json_object_array_get_idx(array, i)))
			return -1;
	}
	return 0;
}

int map_build_failed(struct map_reader *r, const struct jsontext_path *path,
		     const struct rail_error *why)
{
	return jsontext_fail(&r->t, path, "%s", why->text);
}

const char *map_read_name(struct map_reader *r, const struct jsontext_path *up,
			  struct json_object *value)
{
	struct jsontext_path path = { .up = up, .key = "name" };

	return jsontext_string(&r->t, &path, value);
}

int map_read_guid(struct map_reader *r, const struct jsontext_path *path,
		  struct json_object *value, uint64_t *guid)
{
	const char *s;
	int i;

	*guid = 0;
	if (json_object_is_type(value, json_type_null))
		return 0;
	s = jsontext_string(&r->t, path, value);
	if (!s)
		return -1;
	for (i = 0; s[i]; i++) {
		int digit = s[i] >= '0' && s[i] <= '9'	 ? s[i] - '0'
			    : s[i] >= 'a' && s[i] <= 'f' ? s[i] - 'a' + 10
			    : s[i] >= 'A' && s[i] <= 'F' ? s[i] - 'A' + 10
							 : -1;

		if (digit < 0 || i == GUID_DIGITS)
			break;
		*guid = *guid << 4 | (uint64_t)digit;
	}
	if (s[i] || i != GUID_DIGITS || !*guid)
		return jsontext_fail(&r->t, path,
				     "GUID \"%.40s\", 16 hex digits that are "
				     "not all 0, or null, were expected",
				     s);
	return 0;
}

/* --- switches ----------------------------------------------------------- */

static int read_spine(struct map_reader *r, const struct jsontext_path *path,
		      struct json_object *value)
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
	if (fabric_build_spine(r->b, name, guid, &why) < 0)
		return map_build_failed(r, path, &why);
	return 0;
}

static int read_leaf(struct map_reader *r, const struct jsontext_path *path,
		     struct json_object *value)
{
	static const struct jsontext_member members[] = {
		{ "name", json_type_string, true },
		{ "guid", json_type_null, false },
		{ "rail", json_type_int, false },
	};
	struct jsontext_path guid_at = { .up = path, .key = "guid" };
	struct jsontext_path rail_at = { .up = path, .key = "rail" };
	struct json_object *m[3];
	struct rail_error why;
	const char *name;
	int rail = -1, leaf;
	uint64_t guid;

	if (jsontext_members(&r->t, path, value, members, 3, m) ||
	    !(name = map_read_name(r, path, m[0])) ||
	    map_read_guid(r, &guid_at, m[1], &guid) ||
	    (m[2] &&
	     jsontext_int(&r->t, &rail_at, m[2], 0, r->n_rails - 1, &rail)))
		return -1;
	leaf = fabric_build_leaf(r->b, name, guid, rail, 0, &why);
	if (leaf < 0)
		return map_build_failed(r, path, &why);
	r->n_leafs++;
	/* The first leaf of a rail serves it; one of all rails, what is left
	 * (set_rail_leafs). */
	if (rail >= 0 && r->rail_leaf[rail] < 0)
		r->rail_leaf[rail] = leaf;
	else if (rail < 0 && r->rail_leaf[r->n_rails] < 0)
		r->rail_leaf[r->n_rails] = leaf;
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
	r->first_leaf = r->n_leafs;
	for (int i = 0; i <= r->n_rails; i++)
		r->rail_leaf[i] = -1;
	if (map_for_each(r, path, "leafs", m[1], read_leaf))
		return -1;
	for (int i = 0; i < r->n_rails; i++)
		if (r->rail_leaf[i] < 0)
			r->rail_leaf[i] = r->rail_leaf[r->n_rails];
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

static int read_component(struct map_reader *r,
			  const struct jsontext_path *path,
			  struct json_object *value)
{
	static const struct jsontext_member members[] = {
		{ "pods", json_type_array, true },
	};
	struct json_object *pods;
	struct rail_error why;

	if (jsontext_members(&r->t, path, value, members, 1, &pods))
		return -1;
	if (json_object_array_length(pods) == 0)
		return jsontext_fail(&r->t, path, "a component has no pod");
	if (fabric_build_component(r->b, &why))
		return map_build_failed(r, path, &why);
	return map_for_each(r, path, "pods", pods, read_pod);
}

/* --- the head ----------------------------------------------------------- */

static int read_shape_name(struct map_reader *r,
			   const struct jsontext_path *path,
			   struct json_object *value)
{
	size_t at = (size_t)r->n_shapes * (size_t)r->n_rails + path->index;

	r->shapes[at] = NULL;
	if (json_object_is_type(value, json_type_null))
		return 0;
	r->shapes[at] = jsontext_string(&r->t, path, value);
	if (!r->shapes[at])
		return -1;
	if (!fabric_name_ok(r->shapes[at]))
		return jsontext_fail(&r->t, path,
				     "\"%.128s\" cannot name a NIC",
				     r->shapes[at]);
	return 0;
}

static int read_shape(struct map_reader *r, const struct jsontext_path *path,
		      struct json_object *value)
{
	size_t n = json_object_is_type(value, json_type_array)
			   ? json_object_array_length(value)
			   : 0;

	if (jsontext_type(&r->t, path, value, json_type_array))
		return -1;
	if (n != (size_t)r->n_rails)
		return jsontext_fail(
			&r->t, path,
			"a shape of %zu NICs, %d (one a rail) were "
			"expected",
			n, r->n_rails);
	for (size_t i = 0; i < n; i++) {
		struct jsontext_path at = { .up = path, .index = i };

		if (read_shape_name(r, &at,
				    json_object_array_get_idx(value, i)))
			return -1;
	}
	r->n_shapes++;
	return 0;
}

/* Before anything else: is this a map, and one that we read? */
static int check_version(struct map_reader *r, struct json_object *root)
{
	struct jsontext_path format_at = { .key = "format" };
	struct jsontext_path version_at = { .key = "version" };
	struct json_object *format, *version;
	const char *s;
	int v;

	if (jsontext_type(&r->t, NULL, root, json_type_object))
		return -1;
	if (!json_object_object_get_ex(root, "format", &format))
		return jsontext_fail(&r->t, NULL,
				     "no map: \"format\": \"railyard-map\" is "
				     "missing");
	s = jsontext_string(&r->t, &format_at, format);
	if (!s)
		return -1;
	if (strcmp(s, "railyard-map") != 0)
		return jsontext_fail(&r->t, &format_at,
				     "format \"%.60s\", \"railyard-map\" was "
				     "expected",
				     s);
	if (!json_object_object_get_ex(root, "version", &version))
		return jsontext_fail(&r->t, NULL, "\"version\" is missing");
	if (jsontext_int(&r->t, &version_at, version, 0, INT_MAX, &v))
		return -1;
	if (v != MAP_VERSION)
		return jsontext_fail(&r->t, &version_at,
				     "version %d, this railyard reads %d", v,
				     MAP_VERSION);
	return 0;
}

static int start(struct map_reader *r, struct json_object *name,
		 struct json_object *rails, size_t n_shapes)
{
	struct jsontext_path name_at = { .key = "name" };
	struct jsontext_path rails_at = { .key = "rails" };
	const char *s = map_read_name(r, NULL, name);
	struct rail_error why;

	if (!s || jsontext_int(&r->t, &rails_at, rails, 1, FABRIC_MAX_RAILS,
			       &r->n_rails))
		return -1;
	r->b = fabric_build(s, r->n_rails, &why);
	if (!r->b)
		return map_build_failed(r, &name_at, &why);
	r->rail_leaf = calloc((size_t)r->n_rails + 1, sizeof(*r->rail_leaf));
	r->shapes =
		calloc(n_shapes + 1, (size_t)r->n_rails * sizeof(*r->shapes));
	if (!r->rail_leaf || !r->shapes)
		return rail_error_nomem(r->t.err);
	return 0;
}

static int read_root(struct map_reader *r, struct json_object *root)
{
	static const struct jsontext_member members[] = {
		{ "format", json_type_string, true },
		{ "version", json_type_int, true },
		{ "name", json_type_string, true },
		{ "rails", json_type_int, true },
		{ "shapes", json_type_array, true },
		{ "components", json_type_array, true },
	};
	struct jsontext_path shapes_at = { .key = "shapes" };
	struct jsontext_path components_at = { .key = "components" };
	struct json_object *m[6];

	if (check_version(r, root) ||
	    jsontext_members(&r->t, NULL, root, members, 6, m) ||
	    start(r, m[2], m[3], json_object_array_length(m[4])))
		return -1;
	if (json_object_array_length(m[4]) == 0)
		return jsontext_fail(&r->t, &shapes_at, "there is no shape");
	if (json_object_array_length(m[5]) == 0)
		return jsontext_fail(&r->t, &components_at,
				     "there is no component");
	r->components = m[5];
	if (map_for_each(r, NULL, "shapes", m[4], read_shape))
		return -1;
	return map_for_each(r, NULL, "components", m[5], read_component);
}

struct fabric *map_parse(const char *text, size_t len, const char *name,
			 struct rail_error *err)
{
	struct rail_error ignored, why;
	struct map_reader r = {
		.t = { text, len, name, err ? err : &ignored },
	};
	struct json_object *root;
	struct fabric *f = NULL;

	root = jsontext_parse(&r.t);
	if (!root)
		return NULL;
	if (read_root(&r, root) == 0) {
		f = fabric_build_finish(r.b, &why);
		r.b = NULL;
		if (!f)
			rail_error_at(r.t.err, name, 0, 0, "%s", why.text);
	}
	fabric_build_destroy(r.b);
	free(r.rail_leaf);
	free(r.shapes);
	if (r.leaf_names)
		fabric_names_free(r.leaf_names);
	free(r.leaf_names);
	json_object_put(root);
	return f;
}
