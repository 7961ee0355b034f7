/* SPDX-License-Identifier: GPL-2.0-or-later */
/* map: round trips, files, and every broken map of tests/fixtures. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit.h"
#include "otherwise.h"
#include "random.h"
#include "topology/map.h"

/* --- round trips --------------------------------------------------------- */

static void same(const char *x, const char *y)
{
	if (x && y)
		assert_string_equal(x, y);
	assert_int_equal(!x, !y);
}

static void same_nics(const struct fabric *a, const struct fabric *b, int n)
{
	const struct fabric_node *x = &a->nodes[n], *y = &b->nodes[n];

	assert_string_equal(x->name, y->name);
	same(x->called, y->called);
	assert_int_equal(x->island, y->island);
	assert_int_equal(x->shape, y->shape);
	for (int i = 0; i < a->n_planes * a->n_rails; i++) {
		assert_true(x->nics[i].guid == y->nics[i].guid);
		assert_int_equal(x->nics[i].leaf, y->nics[i].leaf);
		assert_int_equal(x->nics[i].port, y->nics[i].port);
		assert_int_equal(x->nics[i].speed, y->nics[i].speed);
	}
}

static void same_switches(const struct fabric *a, const struct fabric *b)
{
	assert_int_equal(a->n_leafs, b->n_leafs);
	assert_int_equal(a->n_spines, b->n_spines);
	assert_int_equal(a->n_cores, b->n_cores);
	for (int i = 0; i < fabric_n_switches(a); i++) {
		assert_string_equal(fabric_switch_name(a, i),
				    fabric_switch_name(b, i));
		assert_true(fabric_switch_guid(a, i) ==
			    fabric_switch_guid(b, i));
	}
	for (int i = 0; i < a->n_leafs; i++) {
		assert_int_equal(a->leafs[i].island, b->leafs[i].island);
		assert_int_equal(a->leafs[i].rail, b->leafs[i].rail);
		assert_int_equal(a->leafs[i].plane, b->leafs[i].plane);
	}
	for (int i = 0; i < a->n_spines; i++)
		assert_int_equal(a->spines[i].pod, b->spines[i].pod);
	for (int i = 0; i < a->n_cores; i++) {
		assert_int_equal(a->cores[i].component, b->cores[i].component);
		assert_int_equal(a->cores[i].zone, b->cores[i].zone);
	}
}

static void same_wiring(const struct fabric *a, const struct fabric *b)
{
	assert_int_equal(a->n_speeds, b->n_speeds);
	for (int i = 0; i < a->n_speeds; i++)
		assert_string_equal(a->speeds[i], b->speeds[i]);
	assert_int_equal(a->n_port_names, b->n_port_names);
	for (int i = 0; i < a->n_port_names; i++)
		assert_string_equal(a->port_names[i], b->port_names[i]);
	assert_int_equal(a->n_trunks, b->n_trunks);
	for (int i = 0; i < a->n_trunks; i++) {
		const struct fabric_trunk *x = &a->trunks[i];
		const struct fabric_trunk *y = &b->trunks[i];

		assert_int_equal(x->a, y->a);
		assert_int_equal(x->b, y->b);
		assert_int_equal(x->port_a, y->port_a);
		assert_int_equal(x->port_b, y->port_b);
		assert_int_equal(x->speed, y->speed);
	}
	assert_int_equal(a->n_others, b->n_others);
	for (int i = 0; i < a->n_others; i++) {
		const struct fabric_other *x = &a->others[i];
		const struct fabric_other *y = &b->others[i];

		assert_string_equal(x->host, y->host);
		same(x->nic, y->nic);
		assert_true(x->guid == y->guid);
		assert_int_equal(x->sw, y->sw);
		assert_int_equal(x->port, y->port);
		assert_int_equal(x->speed, y->speed);
	}
}

static void same_shape(const struct fabric *a, const struct fabric_shape *x,
		       const struct fabric_shape *y)
{
	for (int r = 0; r < a->n_rails; r++)
		same(x->nic_names[r], y->nic_names[r]);
	assert_int_equal(!x->hardware, !y->hardware);
	if (x->hardware)
		assert_true(hardware_equal(x->hardware, y->hardware));
}

static void same_fabric(const struct fabric *a, const struct fabric *b)
{
	assert_string_equal(a->name, b->name);
	assert_int_equal(a->n_rails, b->n_rails);
	assert_int_equal(a->n_planes, b->n_planes);
	assert_int_equal(a->n_components, b->n_components);
	assert_int_equal(a->n_pods, b->n_pods);
	assert_int_equal(a->n_islands, b->n_islands);
	assert_int_equal(a->n_nodes, b->n_nodes);
	assert_int_equal(a->n_shapes, b->n_shapes);
	assert_int_equal(a->n_zones, b->n_zones);
	assert_int_equal(a->n_levels, b->n_levels);
	for (int i = 0; i < a->n_zones; i++) {
		assert_string_equal(a->zones[i].name, b->zones[i].name);
		assert_int_equal(a->zones[i].component, b->zones[i].component);
		assert_int_equal(a->zones[i].parent, b->zones[i].parent);
		assert_int_equal(a->zones[i].level, b->zones[i].level);
		assert_int_equal(a->zones[i].first_pod, b->zones[i].first_pod);
		assert_int_equal(a->zones[i].n_pods, b->zones[i].n_pods);
	}
	for (int i = 0; i < a->n_pods; i++) {
		assert_int_equal(a->pods[i].zone, b->pods[i].zone);
		assert_string_equal(a->pods[i].name, b->pods[i].name);
		assert_int_equal(a->pods[i].component, b->pods[i].component);
	}
	for (int i = 0; i < a->n_islands; i++) {
		assert_string_equal(a->islands[i].name, b->islands[i].name);
		assert_int_equal(a->islands[i].pod, b->islands[i].pod);
	}
	for (int i = 0; i < a->n_shapes; i++)
		same_shape(a, &a->shapes[i], &b->shapes[i]);
	for (int n = 0; n < a->n_nodes; n++)
		same_nics(a, b, n);
	same_switches(a, b);
	same_wiring(a, b);
}

static void random_fabrics_survive_a_round_trip(void **state)
{
	struct random_shape shape = {
		.max_components = 3, .max_pods = 4, .max_islands = 4,
		.max_nodes = 12, .max_rails = 8,
	};

	for (int round = 0; round < 1500; round++) {
		struct rail_error err = { "" };
		struct fabric *f, *g;
		char *text, *again;
		size_t len, len2;

		shape.flawed = round % 2;
		shape.whole = round % 4 > 1;
		shape.max_depth = round % 3;
		f = random_fabric(&shape);
		text = map_format(f, &len, &err);
		assert_non_null(text);
		assert_int_equal(len, strlen(text));
		g = map_parse(text, len, "map", &err);
		if (!g)
			print_error("%s\n", err.text);
		assert_non_null(g);
		same_fabric(f, g);
		again = map_format(g, &len2, &err);
		assert_non_null(again);
		assert_string_equal(text, again);
		free(text);
		free(again);
		fabric_destroy(f);
		fabric_destroy(g);
	}
}

static void the_same_said_otherwise_is_the_same(void **state)
{
	struct random_shape shape = {
		.max_components = 3, .max_pods = 3, .max_islands = 3,
		.max_nodes = 6, .max_rails = 4, .whole = true,
		.max_depth = 2,
	};

	for (int round = 0; round < 500; round++) {
		struct rail_error err = { "" };
		struct fabric *f, *g;
		char *text, *other, *again;

		shape.flawed = round % 2;
		f = random_fabric(&shape);
		text = map_format(f, NULL, &err);
		other = otherwise_format(f);
		g = map_parse(other, strlen(other), "other", &err);
		if (!g)
			print_error("%s\n%s\n", err.text, other);
		assert_non_null(g);
		same_fabric(f, g);
		again = map_format(g, NULL, &err);
		assert_string_equal(text, again);
		free(text);
		free(other);
		free(again);
		fabric_destroy(f);
		fabric_destroy(g);
	}
}

/* Each prefix of a map is no map, and says so without falling over. */
static void truncated_maps_are_refused(void **state)
{
	static const struct random_shape shape = {
		.max_components = 2, .max_pods = 2, .max_islands = 2,
		.max_nodes = 2, .max_rails = 2, .flawed = true,
		.whole = true,
	};

	for (int round = 0; round < 20; round++) {
		struct fabric *f = random_fabric(&shape);
		struct rail_error err;
		size_t len;
		char *text = map_format(f, &len, &err), *part;

		assert_non_null(text);
		/* Without its last newline it is still whole. */
		for (size_t n = 0; n + 1 < len; n++) {
			part = malloc(n ? n : 1);	/* nothing behind it */
			assert_non_null(part);
			memcpy(part, text, n);
			err.text[0] = '\0';
			assert_null(map_parse(part, n, "map", &err));
			assert_memory_equal(err.text, "map:", 4);
			free(part);
		}
		free(text);
		fabric_destroy(f);
	}
}

/* A byte changed anywhere may make another map, but no crash. */
static void damaged_maps_do_no_harm(void **state)
{
	static const char bytes[] = "\"{}[],:01-x\\\n\xff";
	static const struct random_shape shape = {
		.max_components = 2, .max_pods = 2, .max_islands = 3,
		.max_nodes = 3, .max_rails = 4, .flawed = true,
		.whole = true,
	};
	int refused = 0, rounds = 6000;

	for (int round = 0; round < rounds; round++) {
		struct fabric *f = random_fabric(&shape), *g;
		struct rail_error err = { "" };
		size_t len;
		char *text = map_format(f, &len, &err);

		assert_non_null(text);
		for (int n = random_int(1, 3); n > 0; n--)
			text[random_int(0, (int)len - 1)] =
				bytes[random_int(0, sizeof(bytes) - 1)];
		g = map_parse(text, len, "map", &err);
		if (!g) {
			assert_memory_equal(err.text, "map:", 4);
			refused++;
		}
		fabric_destroy(g);
		free(text);
		fabric_destroy(f);
	}
	printf("# %d of %d damaged maps were refused\n", refused, rounds);
	assert_true(refused > rounds / 2);
}

/* --- files --------------------------------------------------------------- */

static char folder[] = "/tmp/railyard-test-XXXXXX";

static int make_folder(void **state)
{
	return mkdtemp(folder) ? 0 : -1;
}

static int count_files(void)
{
	DIR *dir = opendir(folder);
	int n = 0;

	assert_non_null(dir);
	while (readdir(dir))
		n++;
	closedir(dir);
	return n - 2;
}

static int remove_folder(void **state)
{
	char path[300];

	snprintf(path, sizeof(path), "%s/map.json", folder);
	unlink(path);
	return rmdir(folder);
}

static struct fabric *any_fabric(void)
{
	static const struct random_shape shape = {
		.max_components = 1, .max_pods = 2, .max_islands = 3,
		.max_nodes = 5, .max_rails = 8,
	};

	return random_fabric(&shape);
}

static void saving_replaces_the_file_at_once(void **state)
{
	struct rail_error err = { "" };
	struct fabric *f, *g;
	struct stat before, after;
	char path[300];

	snprintf(path, sizeof(path), "%s/map.json", folder);
	for (int round = 0; round < 3; round++) {
		f = any_fabric();
		assert_int_equal(map_save(f, path, &err), 0);
		assert_int_equal(stat(path, &after), 0);
		assert_int_equal(after.st_mode & 0777, 0644);
		/* Another file under the same name, not the same one. */
		if (round)
			assert_true(after.st_ino != before.st_ino);
		before = after;
		g = map_load(path, &err);
		if (!g)
			print_error("%s\n", err.text);
		assert_non_null(g);
		same_fabric(f, g);
		fabric_destroy(f);
		fabric_destroy(g);
		assert_int_equal(count_files(), 1);
	}
}

static void unreadable_files_are_errors(void **state)
{
	struct rail_error err;
	char want[400], path[300];

	assert_null(map_load("/nonexistent/map.json", &err));
	assert_string_equal(err.text, "/nonexistent/map.json: cannot open it: "
				      "No such file or directory");
	assert_null(map_load(folder, &err));
	snprintf(want, sizeof(want), "%s: cannot read it: Is a directory",
		 folder);
	assert_string_equal(err.text, want);
	assert_null(map_load("/dev/null", &err));
	assert_string_equal(err.text, "/dev/null: empty: JSON was expected");
	/* Larger than any map: sparse, so it costs nothing to make. */
	snprintf(path, sizeof(path), "%s/map.json", folder);
	assert_int_equal(truncate(path, (off_t)MAP_MAX_BYTES + 1), 0);
	assert_null(map_load(path, &err));
	snprintf(want, sizeof(want), "%s: larger than 256 MiB",
		 path);
	assert_string_equal(err.text, want);
}

static void failed_writing_leaves_nothing_behind(void **state)
{
	struct fabric *f = any_fabric();
	struct rail_error err;
	char path[300];

	assert_int_equal(map_save(f, "/nonexistent/map.json", &err), -1);
	assert_string_equal(err.text,
			    "/nonexistent/map.json: cannot write it: No such "
			    "file or directory");
	/* A device is written to, and is still one afterwards. */
	assert_int_equal(map_save(f, "/dev/null", &err), 0);
	assert_int_equal(map_save(f, "/dev/full", &err), -1);
	assert_string_equal(err.text, "/dev/full: cannot write it: No space "
				      "left on device");
	snprintf(path, sizeof(path), "%s/a/b", folder);
	assert_int_equal(map_save(f, path, &err), -1);
	assert_int_equal(count_files(), 1);
	fabric_destroy(f);
}

/* --- broken maps --------------------------------------------------------- */

static char *read_file(const char *folder_name, const char *file, size_t *len)
{
	char path[800];
	char *text = malloc(1 << 20);
	FILE *in;

	snprintf(path, sizeof(path), "%s/%s", folder_name, file);
	in = fopen(path, "r");
	if (!in)
		fail_msg("cannot open %s", path);
	assert_non_null(text);
	*len = fread(text, 1, (1 << 20) - 1, in);
	text[*len] = '\0';
	fclose(in);
	return text;
}

/* CASE/input.json must be refused with exactly what CASE/error says. */
static int replay(const char *folder_name, const char *name)
{
	struct rail_error err = { "" };
	char path[700], *text, *want;
	struct fabric *f;
	size_t len, want_len;
	int wrong;

	snprintf(path, sizeof(path), "%s/%s", folder_name, name);
	text = read_file(path, "input.json", &len);
	want = read_file(path, "error", &want_len);
	if (want_len && want[want_len - 1] == '\n')
		want[want_len - 1] = '\0';
	f = map_parse(text, len, "input.json", &err);
	wrong = f || strcmp(err.text, want) != 0;
	if (wrong)
		print_error("%s: got \"%s\"\n\texpected \"%s\"\n", name,
			    f ? "a fabric" : err.text, want);
	fabric_destroy(f);
	free(text);
	free(want);
	return wrong;
}

static void broken_maps_say_where_and_why(void **state)
{
	const char *srcdir = getenv("srcdir");
	int wrong = 0, cases = 0;
	struct dirent *entry;
	char path[400];
	DIR *dir;

	snprintf(path, sizeof(path), "%s/tests/fixtures/map/invalid",
		 srcdir ? srcdir : ".");
	dir = opendir(path);
	if (!dir)
		fail_msg("cannot open %s", path);
	while ((entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		wrong += replay(path, entry->d_name);
		cases++;
	}
	closedir(dir);
	printf("# %d broken maps\n", cases);
	assert_true(cases >= 200);
	assert_int_equal(wrong, 0);
}

/* The maps in the manual are maps, and written as this program does. */
static void the_manual_shows_maps(void **state)
{
	const char *srcdir = getenv("srcdir");
	int examples = 0;
	size_t len;
	char *page = read_file(srcdir ? srcdir : ".", "docs/railyard-map.5",
			       &len);
	char *at = page, *end;

	while ((at = strstr(at, ".Bd -literal\n{"))) {
		struct rail_error err = { "" };
		struct fabric *f;
		char *text;

		at = strchr(at, '\n') + 1;
		end = strstr(at, ".Ed");
		assert_non_null(end);
		*end = '\0';
		f = map_parse(at, strlen(at), "example", &err);
		assert_string_equal(err.text, "");
		text = map_format(f, NULL, &err);
		assert_non_null(text);
		assert_string_equal(text, at);
		free(text);
		fabric_destroy(f);
		at = end + 1;
		examples++;
	}
	free(page);
	assert_int_equal(examples, 2);
}

/* More levels than json-c is let to follow, and numbers beyond all types. */
static void bombs_are_refused(void **state)
{
	struct rail_error err;
	size_t len = 1 << 20;
	char *text = malloc(len);

	assert_non_null(text);
	memset(text, '[', len);
	assert_null(map_parse(text, len, "bomb", &err));
	assert_string_equal(err.text, "bomb:1:33: nested too deeply");
	memset(text, '9', len);
	memcpy(text, "{\"version\":", 11);
	assert_null(map_parse(text, len, "bomb", &err));
	free(text);
}

/* json-c's versions differ in what they say of these, not in saying it. */
static void numbers_beyond_64_bits_are_refused(void **state)
{
	static const char *const numbers[] = {
		"18446744073709551616", "-9223372036854775809", "1e400",
		"99999999999999999999999999999999999999", "0x1", "NaN",
		"Infinity", "-", "1.", "+1",
	};
	struct rail_error err;
	char text[200];

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		snprintf(text, sizeof(text),
			 "{\"format\":\"railyard-map\",\"version\":%s}",
			 numbers[i]);
		assert_null(map_parse(text, strlen(text), "map", &err));
		assert_memory_equal(err.text, "map:1:", 6);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_fabrics_survive_a_round_trip),
		cmocka_unit_test(the_same_said_otherwise_is_the_same),
		cmocka_unit_test(truncated_maps_are_refused),
		cmocka_unit_test(damaged_maps_do_no_harm),
		cmocka_unit_test(saving_replaces_the_file_at_once),
		cmocka_unit_test(unreadable_files_are_errors),
		cmocka_unit_test(failed_writing_leaves_nothing_behind),
		cmocka_unit_test(broken_maps_say_where_and_why),
		cmocka_unit_test(the_manual_shows_maps),
		cmocka_unit_test(bombs_are_refused),
		cmocka_unit_test(numbers_beyond_64_bits_are_refused),
	};

	random_start("map");
	return cmocka_run_group_tests_name("map", tests, make_folder,
					   remove_folder);
}
