/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The shapes of a map: what NICs are called, and what else is in a node. */
#include "map_read.h"

static int read_nic_name(struct map_reader *r, const struct jsontext_path *path,
			 struct json_object *value)
{
	const char **name = &r->shapes[r->n_shapes].nic_names[path->index];

	*name = NULL;
	if (json_object_is_type(value, json_type_null))
		return 0;
	*name = jsontext_string(&r->t, path, value);
	if (!*name)
		return -1;
	if (!fabric_name_ok(*name))
		return jsontext_fail(&r->t, path,
				     "\"%.128s\" cannot name a NIC", *name);
	return 0;
}

static int read_nic_names(struct map_reader *r,
			  const struct jsontext_path *path,
			  struct json_object *value)
{
	size_t n;

	if (jsontext_type(&r->t, path, value, json_type_array))
		return -1;
	n = json_object_array_length(value);
	if (n != (size_t)r->n_rails)
		return jsontext_fail(&r->t, path,
				     "a shape of %zu NICs, %d (one a rail) "
				     "were expected",
				     n, r->n_rails);
	for (size_t i = 0; i < n; i++) {
		struct jsontext_path at = { .up = path, .index = i };

		if (read_nic_name(r, &at, json_object_array_get_idx(value, i)))
			return -1;
	}
	return 0;
}

int map_read_shape(struct map_reader *r, const struct jsontext_path *path,
		   struct json_object *value)
{
	static const struct jsontext_member members[] = {
		{ "nics", json_type_array, true },
		{ "hardware", json_type_object, false },
	};
	struct jsontext_path nics_at = { .up = path, .key = "nics" };
	struct jsontext_path hardware_at = { .up = path, .key = "hardware" };
	struct map_shape *shape = &r->shapes[r->n_shapes];
	struct json_object *m[2];

	if (!json_object_is_type(value, json_type_object)) {
		if (read_nic_names(r, path, value))
			return -1;
		r->n_shapes++;
		return 0;
	}
	if (jsontext_members(&r->t, path, value, members, 2, m) ||
	    read_nic_names(r, &nics_at, m[0]))
		return -1;
	if (m[1]) {
		shape->hardware = hardware_read(&r->t, &hardware_at, m[1]);
		if (!shape->hardware)
			return -1;
	}
	r->n_shapes++;
	return 0;
}
