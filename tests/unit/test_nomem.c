/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every allocation of topology/ fails once: each call must then say so, and
 * neither crash nor (the sanitizers look) leak or touch what is gone.  It runs
 * inside slurmctld, which must not die of it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "random.h"
#include "topology/hostlist.h"
#include "topology/layout.h"
#include "topology/map.h"
#include "topology/ranks.h"

/* The linker's --wrap sends the calls of topology/ here. */
void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t size);
char *__real_strdup(const char *s);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t size);
char *__wrap_strdup(const char *s);

static long countdown = -1;	/* the allocation to fail; -1: none */

static bool fails(void)
{
	return countdown >= 0 && countdown-- == 0;
}

void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size)
{
	return fails() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *p, size_t size)
{
	return fails() ? NULL : __real_realloc(p, size);
}

char *__wrap_strdup(const char *s)
{
	return fails() ? NULL : __real_strdup(s);
}

/* Does something once; 0 when it worked, -1 when it failed, with ERR. */
typedef int attempt(struct rail_error *err);

/* Lets the first, the second, ... allocation fail until all are let pass. */
static void fail_each(attempt *try, int least)
{
	struct rail_error err;
	int n = 0;

	for (;; n++) {
		int rc;

		err.text[0] = '\0';
		countdown = n;
		rc = try(&err);
		if (countdown >= 0) {	/* n allocations were not reached */
			countdown = -1;
			assert_int_equal(rc, 0);
			break;
		}
		assert_int_equal(rc, -1);
		assert_non_null(strstr(err.text, "out of memory"));
	}
	assert_true(n >= least);
}

/* --- what is tried ------------------------------------------------------- */

static struct fabric *fabric;
static char *map;
static size_t map_len;
static struct nodeset *all;

static int try_map_parse(struct rail_error *err)
{
	struct fabric *f = map_parse(map, map_len, "map", err);

	fabric_destroy(f);
	return f ? 0 : -1;
}

static int try_hostlist_parse(struct rail_error *err)
{
	struct hostlist *list = hostlist_parse("gpu[01-20],a,r[1-3]n[1-3]", 0,
					       err);

	hostlist_destroy(list);
	return list ? 0 : -1;
}

static int try_layout_parse(struct rail_error *err)
{
	struct layout *l = layout_parse("a:n[1-9];b:m[1-9];a:x", 100, err);

	layout_destroy(l);
	return l ? 0 : -1;
}

static int try_place(struct rail_error *err)
{
	struct place_request req = {
		.nodes = fabric->n_nodes / 2,
		.mode = PLACE_STRICT,
	};
	struct place_choice choice;
	int rc = place(fabric, all, &req, &choice);

	if (rc) {
		assert_int_equal(choice.verdict, PLACE_NOMEM);
		assert_null(choice.nodes);
		rail_error_set(err, "%s", choice.why);
	}
	place_choice_free(&choice);
	return rc;
}

static int try_refill(struct rail_error *err)
{
	struct place_request req = { .nodes = 2, .mode = PLACE_BEST };
	int old[2] = { 1, -1 }, slots[2];
	struct place_choice choice;
	int rc = ranks_refill(fabric, all, &req, old, slots, &choice);

	if (rc) {
		assert_int_equal(choice.verdict, PLACE_NOMEM);
		rail_error_set(err, "%s", choice.why);
	}
	place_choice_free(&choice);
	return rc;
}

static void reading_a_map(void **state)
{
	fail_each(try_map_parse, 30);
}

static void reading_a_host_list(void **state)
{
	fail_each(try_hostlist_parse, 30);
}

static void reading_a_layout(void **state)
{
	fail_each(try_layout_parse, 20);
}

static void placing(void **state)
{
	fail_each(try_place, 10);
}

static void refilling(void **state)
{
	fail_each(try_refill, 5);
}

static int setup(void **state)
{
	static const struct random_shape shape = {
		.max_components = 1, .max_pods = 4, .max_islands = 4,
		.max_nodes = 8, .max_rails = 4, .flawed = true,
	};

	do {
		fabric_destroy(fabric);
		fabric = random_fabric(&shape);
	} while (fabric->n_nodes < 20 || fabric->n_rails < 2);
	map = map_format(fabric, &map_len, NULL);
	all = nodeset_create(fabric->n_nodes);
	if (!map || !all)
		return -1;
	nodeset_fill(all);
	return 0;
}

static int teardown(void **state)
{
	fabric_destroy(fabric);
	free(map);
	nodeset_destroy(all);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reading_a_map),
		cmocka_unit_test(reading_a_host_list),
		cmocka_unit_test(reading_a_layout),
		cmocka_unit_test(placing),
		cmocka_unit_test(refilling),
	};

	random_start("nomem");
	return cmocka_run_group_tests_name("nomem", tests, setup, teardown);
}
