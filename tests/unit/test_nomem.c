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
#include "model.h"
#include "nomem.h"
#include "random.h"
#include "topology/check.h"
#include "topology/diff.h"
#include "topology/hostlist.h"
#include "topology/infer.h"
#include "topology/layout.h"
#include "topology/map.h"
#include "topology/ranks.h"

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
		nomem_countdown = n;
		rc = try(&err);
		if (nomem_countdown >= 0) {	/* n allocations were not reached */
			nomem_countdown = -1;
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

static struct links *seen[N_FAULTS];
static struct links *try_these;

static int try_infer(struct rail_error *err)
{
	struct infer_notes notes = { 0 };
	struct fabric *f = infer_fabric(try_these, "x", &notes, err);

	infer_notes_free(&notes);
	fabric_destroy(f);
	return f ? 0 : -1;
}

/* What was seen as the plan of another fabric: hardly a cable is right. */
static int try_check_plan(struct rail_error *err)
{
	struct check_report *r = check_plan(fabric, try_these, err);

	check_report_destroy(r);
	return r ? 0 : -1;
}

static struct fabric *new_fabric;

static int try_diff(struct rail_error *err)
{
	struct diff_report *r = diff_fabrics(fabric, new_fabric, err);

	diff_report_destroy(r);
	return r ? 0 : -1;
}

/* A second copy of what was seen, device by device and cable by cable. */
static int try_links(struct rail_error *err)
{
	const struct links *from = try_these;
	struct links *l = links_create("copy");
	int rc = l ? 0 : rail_error_nomem(err);

	for (int i = 0; !rc && i < from->n_devices; i++) {
		const struct links_device *d = &from->devices[i];

		if (links_add_device(l, d->kind, d->guid, d->name, d->host,
				     d->line, err) != i)
			rc = -1;
	}
	for (int i = 0; !rc && i < from->n_cables; i++)
		rc = links_add_cable(l, &from->cables[i], err);
	links_destroy(l);
	return rc;
}

/* What is merged is made without failures. */
static int try_merge(struct rail_error *err)
{
	long then = nomem_countdown;
	const struct hardware hw = { .sockets = 2 };
	struct links_cable c = { .a = 0, .b = 1, .port_b = 1 };
	struct links *one, *other;
	int rc;

	nomem_countdown = -1;
	one = links_create("one");
	other = links_create("other");
	for (int i = 0; i < 2; i++) {
		struct links *l = i ? other : one;

		c.port_a = i ? links_port(l, "swp1", err) : 5;
		links_add_device(l, LINKS_SWITCH, 1 + i, "leaf", NULL, 1, err);
		links_add_device(l, LINKS_NIC, 10 + i, "eth0", "a", 1, err);
		links_add_device(l, LINKS_NIC, 20, i ? "n" : "?", i ? "b" : "",
				 1, err);
		links_add_cable(l, &c, err);
		links_set_hardware(l, i ? "x" : "y", &hw, err);
	}
	nomem_countdown = then;
	rc = links_merge(one, other, err);
	links_destroy(one);
	return rc;
}

static void inferring(void **state)
{
	for (int i = 0; i < N_FAULTS; i++) {
		try_these = seen[i];
		fail_each(try_infer, 20);
	}
}

static void checking_a_plan(void **state)
{
	try_these = seen[0];
	fail_each(try_check_plan, 50);
}

/* From a fabric to one that has nothing in common with it, and to one of the
 * same nodes that a fault has hit. */
static void comparing(void **state)
{
	struct fabric *old = fabric;

	new_fabric = infer_fabric(seen[FAULT_LEAF], "x", NULL, NULL);
	assert_non_null(new_fabric);
	fail_each(try_diff, 40);
	fabric = new_fabric;
	seen[FAULT_LEAF]->n_cables--;
	new_fabric = infer_fabric(seen[FAULT_LEAF], "x", NULL, NULL);
	assert_true(fabric && new_fabric);
	fail_each(try_diff, 30);
	fabric_destroy(new_fabric);
	fabric_destroy(fabric);
	fabric = old;
}

static void collecting_links(void **state)
{
	try_these = seen[0];
	fail_each(try_links, 15);
}

static void merging_links(void **state)
{
	fail_each(try_merge, 15);
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
		.whole = true,
	};

	static struct model m;

	for (int i = 0; i < N_FAULTS; i++) {
		model_random(&m, i);
		seen[i] = model_links(&m);
	}
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
	for (int i = 0; i < N_FAULTS; i++)
		links_destroy(seen[i]);
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
		cmocka_unit_test(collecting_links),
		cmocka_unit_test(merging_links),
		cmocka_unit_test(inferring),
		cmocka_unit_test(checking_a_plan),
		cmocka_unit_test(comparing),
	};

	random_start("nomem");
	return cmocka_run_group_tests_name("nomem", tests, setup, teardown);
}
