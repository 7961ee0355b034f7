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

int map_read_port(struct map_reader *r, const struct jsontext_path *path,
		  struct json_object *value, int *port)
{
	return jsontext_int(&r->t, path, value, 0, r->max_port, port);
}

int map_read_speed(struct map_reader *r, const struct jsontext_path *path,
		   struct json_object *value, int *speed)
{
	*speed = -1;
	if (json_object_is_type(value, json_type_null))
		return 0;
	if (!r->n_speeds)
		return jsontext_fail(&r->t, path, "the map has no \"speeds\"");
	return jsontext_int(&r->t, path, value, 0, r->n_speeds - 1, speed);
}

/* --- the head ----------------------------------------------------------- */

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

static int read_speed_name(struct map_reader *r,
			   const struct jsontext_path *path,
			   struct json_object *value)
{
	const char *s = jsontext_string(&r->t, path, value);
	struct rail_error why;
	int n;

	if (!s)
		return -1;
	n = fabric_build_speed(r->b, s, &why);
	if (n < 0)
		return map_build_failed(r, path, &why);
	if (n != r->n_speeds)
		return jsontext_fail(&r->t, path,
				     "speed \"%s\" is named twice", s);
	r->n_speeds++;
	return 0;
}

static int read_port_name(struct map_reader *r,
			  const struct jsontext_path *path,
			  struct json_object *value)
{
	const char *s = jsontext_string(&r->t, path, value);
	struct rail_error why;

	if (!s)
		return -1;
	if (fabric_build_port_name(r->b, s, &why))
		return map_build_failed(r, path, &why);
	r->max_port = (int)path->index + 1;
	return 0;
}

enum {
	M_FORMAT, M_VERSION, M_NAME, M_RAILS, M_PLANES, M_SPEEDS, M_PORT_NAMES,
	M_SHAPES, M_COMPONENTS, M_TRUNKS, M_OTHERS, N_MEMBERS
};

static const struct jsontext_member root_members[N_MEMBERS] = {
	[M_FORMAT] = { "format", json_type_string, true },
	[M_VERSION] = { "version", json_type_int, true },
	[M_NAME] = { "name", json_type_string, true },
	[M_RAILS] = { "rails", json_type_int, true },
	[M_PLANES] = { "planes", json_type_int, false },
	[M_SPEEDS] = { "speeds", json_type_array, false },
	[M_PORT_NAMES] = { "port_names", json_type_array, false },
	[M_SHAPES] = { "shapes", json_type_array, true },
	[M_COMPONENTS] = { "components", json_type_array, true },
	[M_TRUNKS] = { "trunks", json_type_array, false },
	[M_OTHERS] = { "others", json_type_array, false },
};

/* What the rest is read by: how many there are of everything. */
static int start(struct map_reader *r, struct json_object **m)
{
	struct jsontext_path name_at = { .key = "name" };
	struct jsontext_path rails_at = { .key = "rails" };
	struct jsontext_path planes_at = { .key = "planes" };
	const char *s = map_read_name(r, NULL, m[M_NAME]);
	struct rail_error why;

	r->n_planes = 1;
	r->max_port = FABRIC_MAX_PORT;
	if (!s ||
	    jsontext_int(&r->t, &rails_at, m[M_RAILS], 1, FABRIC_MAX_RAILS,
			 &r->n_rails) ||
	    (m[M_PLANES] &&
	     jsontext_int(&r->t, &planes_at, m[M_PLANES], 1, FABRIC_MAX_PLANES,
			  &r->n_planes)))
		return -1;
	r->b = fabric_build(s, r->n_rails, &why);
	if (!r->b)
		return map_build_failed(r, &name_at, &why);
	if (fabric_build_planes(r->b, r->n_planes, &why))
		return map_build_failed(r, &planes_at, &why);
	r->shapes = calloc(json_object_array_length(m[M_SHAPES]) + 1,
			   sizeof(*r->shapes));
	if (!r->shapes)
		return rail_error_nomem(r->t.err);
	r->components = m[M_COMPONENTS];
	return map_for_each(r, NULL, "speeds", m[M_SPEEDS], read_speed_name) ||
	       map_for_each(r, NULL, "port_names", m[M_PORT_NAMES],
			    read_port_name);
}

static int read_root(struct map_reader *r, struct json_object *root)
{
	struct jsontext_path shapes_at = { .key = "shapes" };
	struct jsontext_path components_at = { .key = "components" };
	struct json_object *m[N_MEMBERS];

	if (check_version(r, root) ||
	    jsontext_members(&r->t, NULL, root, root_members, N_MEMBERS, m) ||
	    start(r, m))
		return -1;
	if (json_object_array_length(m[M_SHAPES]) == 0)
		return jsontext_fail(&r->t, &shapes_at, "there is no shape");
	if (json_object_array_length(m[M_COMPONENTS]) == 0)
		return jsontext_fail(&r->t, &components_at,
				     "there is no component");
	if (map_for_each(r, NULL, "shapes", m[M_SHAPES], map_read_shape) ||
	    map_for_each(r, NULL, "components", m[M_COMPONENTS],
			 map_read_component) ||
	    map_for_each(r, NULL, "trunks", m[M_TRUNKS], map_read_trunk))
		return -1;
	return map_for_each(r, NULL, "others", m[M_OTHERS], map_read_other);
}

static void free_reader(struct map_reader *r)
{
	fabric_build_destroy(r->b);
	for (int i = 0; r->shapes && i < r->n_shapes; i++)
		hardware_destroy(r->shapes[i].hardware);
	free(r->shapes);
	if (r->leaf_names)
		fabric_names_free(r->leaf_names);
	free(r->leaf_names);
}

struct fabric *map_parse(const char *text, size_t len, const char *name,
			 struct rail_error *err)
{
	struct rail_error ignored, why;
	struct map_reader r = {
		.t = {
			.text = text, .len = len, .name = name,
			.err = err ? err : &ignored,
		},
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
	free_reader(&r);
	json_object_put(root);
	return f;
}
