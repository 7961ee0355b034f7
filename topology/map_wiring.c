/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The wiring of a map: cables between switches, and what else is plugged in. */
#include <inttypes.h>

#include "map_read.h"
#include "map_runs.h"

/* --- cables between switches -------------------------------------------- */

/* The switches as they came: leafs, then spines, then cores. */
static struct fabric_end end_of(const struct map_reader *r, int sw, int port)
{
	const struct fabric *f = &r->b->f;

	if (sw < f->n_leafs)
		return (struct fabric_end){ FABRIC_LEAF, sw, port };
	sw -= f->n_leafs;
	if (sw < f->n_spines)
		return (struct fabric_end){ FABRIC_SPINE, sw, port };
	return (struct fabric_end){ FABRIC_CORE, sw - f->n_spines, port };
}

static int read_number(struct map_reader *r, const struct jsontext_path *up,
		       struct json_object *array, size_t i, int min, int max,
		       int *out)
{
	struct jsontext_path at = { .up = up, .index = i };

	return jsontext_int(&r->t, &at, json_object_array_get_idx(array, i),
			    min, max, out);
}

static int last_switch(const struct map_reader *r)
{
	const struct fabric *f = &r->b->f;

	return f->n_leafs + f->n_spines + f->n_cores - 1;
}

/* [count, a, port_a, b, port_b] */
static int read_loop(struct map_reader *r, const struct jsontext_path *path,
		     struct json_object *value, struct map_loop *loop)
{
	int max = last_switch(r), max_port = r->max_port;
	size_t n;

	if (jsontext_type(&r->t, path, value, json_type_array))
		return -1;
	n = json_object_array_length(value);
	if (n != 5)
		return jsontext_fail(&r->t, path,
				     "a loop of %zu numbers, 5 (how often; "
				     "steps of a switch, its port, the other "
				     "switch, its port) were expected", n);
	return read_number(r, path, value, 0, 2, FABRIC_MAX_TRUNKS,
			   &loop->count) ||
	       read_number(r, path, value, 1, -max, max, &loop->step.a) ||
	       read_number(r, path, value, 2, -max_port, max_port,
			   &loop->step.port_a) ||
	       read_number(r, path, value, 3, -max, max, &loop->step.b) ||
	       read_number(r, path, value, 4, -max_port, max_port,
			   &loop->step.port_b);
}

/* The four numbers of a cable: the first of its row, and three from I on. */
static int read_cable(struct map_reader *r, const struct jsontext_path *path,
		      struct json_object *row, size_t i, struct map_step *cable)
{
	int max = last_switch(r);

	return read_number(r, path, row, 0, 0, max, &cable->a) ||
	       read_number(r, path, row, i, 0, r->max_port, &cable->port_a) ||
	       read_number(r, path, row, i + 1, 0, max, &cable->b) ||
	       read_number(r, path, row, i + 2, 0, r->max_port, &cable->port_b);
}

/* The array behind the first N elements of a row. */
static int read_loops(struct map_reader *r, const struct jsontext_path *path,
		      struct json_object *row, size_t n, struct map_run *run)
{
	struct jsontext_path at = { .up = path, .index = n };

	for (; at.index < json_object_array_length(row); at.index++) {
		if (run->n_loops == MAP_RUN_LOOPS)
			return jsontext_fail(&r->t, &at,
					     "more than %d loops",
					     MAP_RUN_LOOPS);
		if (read_loop(r, &at, json_object_array_get_idx(row, at.index),
			      &run->loops[run->n_loops++]))
			return -1;
	}
	return 0;
}

/* One of the four numbers of a cable. */
static int *part(struct map_step *step, int i)
{
	int *const parts[] = { &step->a, &step->port_a, &step->b,
			       &step->port_b };

	return parts[i];
}

/* Whether every cable of a run is there, and not too many are. */
static int check_run(struct map_reader *r, const struct jsontext_path *path,
		     struct map_run *run)
{
	static const char *const names[] = { "switch", "port", "switch",
					     "port" };
	int64_t count = 1, left = FABRIC_MAX_TRUNKS - r->b->f.n_trunks;

	for (int i = 0; i < run->n_loops; i++) {
		count *= run->loops[i].count;
		if (count > left)
			return jsontext_fail(&r->t, path,
					     "more than %d cables between "
					     "switches", FABRIC_MAX_TRUNKS);
	}
	for (int k = 0; k < 4; k++) {
		int64_t low = *part(&run->first, k), high = low;
		int64_t max = k % 2 ? r->max_port : last_switch(r);

		for (int i = 0; i < run->n_loops; i++) {
			int64_t far = (int64_t)(run->loops[i].count - 1) *
				      *part(&run->loops[i].step, k);

			*(far < 0 ? &low : &high) += far;
		}
		if (low < 0 || high > max)
			return jsontext_fail(&r->t, path,
					     "the run comes to %s %" PRId64
					     ", 0 to %" PRId64 " was expected",
					     names[k], low < 0 ? low : high,
					     max);
	}
	return 0;
}

/* The next cable of the run: the innermost loop that is not done moves on,
 * those inside of it start again.  False after the last one. */
static bool next_cable(struct map_run *run, int *turns, struct map_step *at)
{
	for (int i = 0; i < run->n_loops; i++) {
		struct map_loop *loop = &run->loops[i];
		int by = ++turns[i] < loop->count ? 1 : 1 - loop->count;

		for (int k = 0; k < 4; k++)
			*part(at, k) += by * *part(&loop->step, k);
		if (by == 1)
			return true;
		turns[i] = 0;
	}
	return false;
}

static int build_run(struct map_reader *r, const struct jsontext_path *path,
		     struct map_run *run)
{
	int turns[MAP_RUN_LOOPS] = { 0 };
	struct map_step at = run->first;
	struct rail_error why;

	do {
		struct fabric_end one = end_of(r, at.a, at.port_a);
		struct fabric_end two = end_of(r, at.b, at.port_b);

		if (fabric_build_trunk(r->b, &one, &two, run->speed, &why))
			return map_build_failed(r, path, &why);
	} while (next_cable(run, turns, &at));
	return 0;
}

/* How many elements stand before the first array. */
static size_t count_plain(struct json_object *row)
{
	size_t n = json_object_array_length(row);

	for (size_t i = 0; i < n; i++)
		if (json_object_is_type(json_object_array_get_idx(row, i),
					json_type_array))
			return i;
	return n;
}

/* [a, port_a, b, port_b, and more such threes, a speed or none, loop...] */
int map_read_trunk(struct map_reader *r, const struct jsontext_path *path,
		   struct json_object *row)
{
	struct map_run run = { .speed = r->n_speeds ? 0 : -1 };
	struct jsontext_path at = { .up = path };
	size_t n, cables;

	if (jsontext_type(&r->t, path, row, json_type_array))
		return -1;
	n = count_plain(row);
	if (n < 4 || n % 3 == 0)
		return jsontext_fail(&r->t, path,
				     "%zu numbers: a switch, then port, switch "
				     "and port for each of its cables, and "
				     "perhaps a speed, were expected", n);
	if (last_switch(r) < 0)
		return jsontext_fail(&r->t, path, "the map has no switch");
	cables = (n - 1) / 3;
	at.index = n - 1;
	if (n % 3 == 2 &&
	    map_read_speed(r, &at, json_object_array_get_idx(row, at.index),
			   &run.speed))
		return -1;
	if (read_loops(r, path, row, n, &run))
		return -1;
	at.index = n;
	if (cables > 1 && run.n_loops)
		return jsontext_fail(&r->t, &at,
				     "a loop of %zu cables, 1 was expected",
				     cables);
	for (size_t i = 0; i < cables; i++)
		if (read_cable(r, path, row, 1 + 3 * i, &run.first) ||
		    check_run(r, path, &run) || build_run(r, path, &run))
			return -1;
	return 0;
}

/* --- what else is plugged in -------------------------------------------- */

enum {
	O_HOST, O_NIC, O_GUID, O_LEAF, O_SPINE, O_CORE, O_PORT, O_SPEED,
	N_MEMBERS
};

static const struct jsontext_member other_members[N_MEMBERS] = {
	[O_HOST] = { "host", json_type_string, true },
	[O_NIC] = { "nic", json_type_string, false },
	[O_GUID] = { "guid", json_type_null, false },
	[O_LEAF] = { "leaf", json_type_string, false },
	[O_SPINE] = { "spine", json_type_string, false },
	[O_CORE] = { "core", json_type_string, false },
	[O_PORT] = { "port", json_type_int, false },
	[O_SPEED] = { "speed", json_type_null, false },
};

/* The switch: exactly one of "leaf", "spine" and "core" names it. */
static int read_switch(struct map_reader *r, const struct jsontext_path *path,
		       struct json_object **m, struct fabric_end *end)
{
	const struct fabric_names *const names[] = {
		&r->b->leafs, &r->b->spines, &r->b->cores,
	};
	int found = 0;

	for (int i = 0; i < 3; i++) {
		const char *key = other_members[O_LEAF + i].key;
		struct jsontext_path at = { .up = path, .key = key };
		const char *name;

		if (!m[O_LEAF + i])
			continue;
		if (found++)
			return jsontext_fail(&r->t, &at,
					     "a second switch: one of "
					     "\"leaf\", \"spine\" and \"core\" "
					     "was expected");
		name = jsontext_string(&r->t, &at, m[O_LEAF + i]);
		if (!name)
			return -1;
		end->tier = (enum fabric_tier)(FABRIC_LEAF + i);
		end->number = fabric_names_find(names[i], name);
		if (end->number < 0)
			return jsontext_fail(&r->t, &at,
					     "there is no %s \"%.128s\"", key,
					     name);
	}
	if (!found)
		return jsontext_fail(&r->t, path,
				     "one of \"leaf\", \"spine\" and \"core\" "
				     "is missing");
	return 0;
}

int map_read_other(struct map_reader *r, const struct jsontext_path *path,
		   struct json_object *value)
{
	struct jsontext_path host_at = { .up = path, .key = "host" };
	struct jsontext_path nic_at = { .up = path, .key = "nic" };
	struct jsontext_path guid_at = { .up = path, .key = "guid" };
	struct jsontext_path port_at = { .up = path, .key = "port" };
	struct jsontext_path speed_at = { .up = path, .key = "speed" };
	struct json_object *m[N_MEMBERS], *null;
	struct fabric_end end = { .port = 0 };
	const char *host, *nic = NULL;
	int speed = r->n_speeds ? 0 : -1;
	struct rail_error why;
	uint64_t guid;

	if (jsontext_members(&r->t, path, value, other_members, N_MEMBERS, m) ||
	    !(host = jsontext_string(&r->t, &host_at, m[O_HOST])) ||
	    (m[O_NIC] &&
	     !(nic = jsontext_string(&r->t, &nic_at, m[O_NIC]))) ||
	    map_read_guid(r, &guid_at, m[O_GUID], &guid) ||
	    read_switch(r, path, m, &end) ||
	    (m[O_PORT] && map_read_port(r, &port_at, m[O_PORT], &end.port)) ||
	    (json_object_object_get_ex(value, "speed", &null) &&
	     map_read_speed(r, &speed_at, m[O_SPEED], &speed)))
		return -1;
	if (fabric_build_other(r->b, host, nic, guid, &end, speed, &why))
		return map_build_failed(r, path, &why);
	return 0;
}
