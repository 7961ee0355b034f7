/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fabric's wiring: trunks, others, speeds, names of ports; the cable walk. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "random.h"
#include "topology/cables.h"

static const char *const nic_names[] = { "mlx5_0", "mlx5_3" };

static struct fabric_end leaf(int number, int port)
{
	return (struct fabric_end){ FABRIC_LEAF, number, port };
}

static struct fabric_end spine(int number, int port)
{
	return (struct fabric_end){ FABRIC_SPINE, number, port };
}

static struct fabric_end core(int number, int port)
{
	return (struct fabric_end){ FABRIC_CORE, number, port };
}

/*
 * A pod of two spines and an island of two leafs and one node, the switches
 * in the order in which they come out, and speeds a, b, c.
 */
static struct fabric_builder *start(void)
{
	static const struct fabric_nic nics[] = {
		{ .guid = 1, .leaf = 0, .port = 1, .speed = 1 },
		{ .guid = 2, .leaf = 1, .port = 2, .speed = -1 },
	};
	struct fabric_builder *b = fabric_build("f", 2, NULL);

	assert_non_null(b);
	assert_int_equal(fabric_build_speed(b, "a", NULL), 0);
	assert_int_equal(fabric_build_speed(b, "b", NULL), 1);
	assert_int_equal(fabric_build_speed(b, "c", NULL), 2);
	assert_int_equal(fabric_build_speed(b, "b", NULL), 1);
	assert_int_equal(fabric_build_pod(b, "p", NULL), 0);
	assert_int_equal(fabric_build_spine(b, "s1", 0, NULL), 0);
	assert_int_equal(fabric_build_spine(b, "s2", 0, NULL), 1);
	assert_int_equal(fabric_build_core(b, "c1", 0, NULL), 0);
	assert_int_equal(fabric_build_island(b, "i", NULL), 0);
	assert_int_equal(fabric_build_leaf(b, "l1", 0, 0, 0, NULL), 0);
	assert_int_equal(fabric_build_leaf(b, "l2", 0, 1, 0, NULL), 1);
	assert_int_equal(build_node(b, "n", nic_names, nics, NULL), 0);
	return b;
}

static void trunk(struct fabric_builder *b, struct fabric_end one,
		  struct fabric_end two, int speed)
{
	assert_int_equal(fabric_build_trunk(b, &one, &two, speed, NULL), 0);
}

static void other(struct fabric_builder *b, const char *host, const char *nic,
		  uint64_t guid, struct fabric_end end, int speed)
{
	assert_int_equal(fabric_build_other(b, host, nic, guid, &end, speed,
					    NULL), 0);
}

static struct fabric *finish(struct fabric_builder *b)
{
	struct fabric *f = fabric_build_finish(b, NULL);

	assert_non_null(f);
	return f;
}

/* --- order ---------------------------------------------------------------- */

static void assert_trunk(const struct fabric *f, int n, const char *want)
{
	const struct fabric_trunk *t = &f->trunks[n];
	char got[200];

	snprintf(got, sizeof(got), "%s:%d %s:%d %s",
		 fabric_switch_name(f, t->a), t->port_a,
		 fabric_switch_name(f, t->b), t->port_b,
		 t->speed < 0 ? "?" : f->speeds[t->speed]);
	assert_string_equal(got, want);
}

static void trunks_are_sorted_and_go_upwards(void **state)
{
	struct fabric_builder *b = start();
	struct fabric *f;

	trunk(b, core(0, 1), spine(1, 9), 0);
	trunk(b, spine(1, 1), leaf(1, 34), 0);
	trunk(b, leaf(1, 33), spine(0, 1), 0);
	trunk(b, spine(1, 2), leaf(0, 40), -1);
	trunk(b, leaf(0, 9), leaf(0, 8), 0);	/* one into itself */
	trunk(b, leaf(0, 39), spine(1, 3), 0);
	f = finish(b);
	assert_int_equal(f->n_trunks, 6);
	assert_trunk(f, 0, "l1:8 l1:9 a");
	assert_trunk(f, 1, "l1:39 s2:3 a");
	assert_trunk(f, 2, "l1:40 s2:2 ?");
	assert_trunk(f, 3, "l2:33 s1:1 a");
	assert_trunk(f, 4, "l2:34 s2:1 a");
	assert_trunk(f, 5, "s2:9 c1:1 a");
	fabric_destroy(f);
}

/* However they come: else the same fabric would not be the same map. */
static void cables_alike_but_for_their_speed_are_sorted_by_it(void **state)
{
	for (int turn = 0; turn < 2; turn++) {
		struct fabric_builder *b = start();
		struct fabric *f;

		trunk(b, leaf(0, 0), spine(0, 0), turn ? 2 : 0);
		trunk(b, leaf(0, 0), spine(0, 0), turn ? 0 : 2);
		trunk(b, leaf(1, 1), spine(0, 2), 2);
		other(b, "x", NULL, 0, leaf(0, 0), turn ? 2 : 0);
		other(b, "x", NULL, 0, leaf(0, 0), turn ? 0 : 2);
		f = finish(b);
		assert_trunk(f, 0, "l1:0 s1:0 c");
		assert_trunk(f, 1, "l1:0 s1:0 a");
		assert_string_equal(f->speeds[f->others[0].speed], "c");
		assert_string_equal(f->speeds[f->others[1].speed], "a");
		fabric_destroy(f);
	}
}

static void others_are_sorted_by_place(void **state)
{
	struct fabric_builder *b = start();
	static const char *const want[] = { "y", "x", "gpu9", "gpu10", "gpu10",
					    "gpu10", "z" };
	struct fabric *f;

	other(b, "z", NULL, 0, core(0, 1), 0);
	other(b, "gpu10", "mlx5_2", 2, leaf(1, 7), 0);
	other(b, "gpu10", "mlx5_2", 1, leaf(1, 7), 0);
	other(b, "gpu10", NULL, 3, leaf(1, 7), 0);
	other(b, "gpu9", "mlx5_9", 0, leaf(1, 7), 0);
	other(b, "x", "a", 0, leaf(0, 9), 0);
	other(b, "y", "b", 0, leaf(0, 0), 0);
	f = finish(b);
	assert_int_equal(f->n_others, 7);
	for (int i = 0; i < 7; i++)
		assert_string_equal(f->others[i].host, want[i]);
	assert_null(f->others[3].nic);
	assert_int_equal(f->others[4].guid, 1);
	assert_int_equal(f->others[5].guid, 2);
	assert_int_equal(f->others[6].sw, 4);
	fabric_destroy(f);
}

/* --- speeds --------------------------------------------------------------- */

static void speeds_come_by_how_many_have_them(void **state)
{
	struct fabric_builder *b = start();
	struct fabric *f;

	/* a: none; b: the NIC; c: two cables; d: one, as b. */
	assert_int_equal(fabric_build_speed(b, "d", NULL), 3);
	trunk(b, leaf(0, 3), spine(0, 1), 2);
	trunk(b, leaf(0, 4), spine(0, 2), 2);
	other(b, "x", NULL, 0, leaf(0, 5), 3);
	f = finish(b);
	assert_int_equal(f->n_speeds, 3);
	assert_string_equal(f->speeds[0], "c");
	assert_string_equal(f->speeds[1], "b");
	assert_string_equal(f->speeds[2], "d");
	assert_int_equal(f->nodes[0].nics[0].speed, 1);
	assert_int_equal(f->nodes[0].nics[1].speed, -1);
	assert_int_equal(f->trunks[0].speed, 0);
	assert_int_equal(f->others[0].speed, 2);
	fabric_destroy(f);
}

static void without_speeds_none_is_known(void **state)
{
	static const struct fabric_nic nic = { .leaf = 0, .port = 1 };
	struct fabric_end end = leaf(0, 2);
	struct fabric_builder *b = fabric_build("f", 1, NULL);
	struct fabric *f;

	fabric_build_pod(b, "p", NULL);
	fabric_build_island(b, "i", NULL);
	fabric_build_leaf(b, "l", 0, 0, 0, NULL);
	build_node(b, "n", nic_names, &nic, NULL);
	assert_int_equal(fabric_build_trunk(b, &end, &end, 0, NULL), 0);
	assert_int_equal(fabric_build_other(b, "x", NULL, 0, &end, 0, NULL),
			 0);
	f = finish(b);
	assert_int_equal(f->n_speeds, 0);
	assert_int_equal(f->nodes[0].nics[0].speed, -1);
	assert_int_equal(f->trunks[0].speed, -1);
	assert_int_equal(f->others[0].speed, -1);
	fabric_destroy(f);
}

/* --- refusals ------------------------------------------------------------- */

static void refused(struct fabric_end one, int speed, const char *message)
{
	struct fabric_builder *b = start();
	struct fabric_end good = leaf(0, 1);
	struct rail_error err;

	assert_int_equal(fabric_build_trunk(b, &one, &good, speed, &err), -1);
	assert_string_equal(err.text, message);
	assert_int_equal(fabric_build_trunk(b, &good, &one, speed, &err), -1);
	assert_string_equal(err.text, message);
	assert_int_equal(fabric_build_other(b, "x", NULL, 0, &one, speed, &err),
			 -1);
	assert_string_equal(err.text, message);
	fabric_build_destroy(b);
}

static void cables_to_nowhere_are_refused(void **state)
{
	refused(leaf(2, 1), 0, "a cable to leaf 2 of 2");
	refused(spine(-1, 1), 0, "a cable to spine -1 of 2");
	refused(core(1, 1), 0, "a cable to core 1 of 1");
	refused(core(0, -1), 0, "a cable to port -1: 0 to 65535 were expected");
	refused(leaf(0, 65536), 0,
		"a cable to port 65536: 0 to 65535 were expected");
	refused(leaf(0, 1), 3, "a cable of speed 3 of 3");
	refused(leaf(0, 1), -2, "a cable of speed -2 of 3");
}

static void ports_beyond_their_names_are_refused(void **state)
{
	static const char *const what[] = {
		"a cable to port 3, of which only 2 have names",
		"a cable to port 3, of which only 2 have names",
		"node \"m\", rail 0: port 3, 0 to 2 were expected",
	};
	static const struct fabric_nic nics[] = {
		{ .leaf = 0, .port = 3 }, { .leaf = 0, .port = 3 },
	};

	for (int i = 0; i < 3; i++) {
		struct fabric_builder *b = start();
		struct rail_error err;

		assert_int_equal(fabric_build_port_name(b, "swp1", NULL), 0);
		assert_int_equal(fabric_build_port_name(b, "swp2", NULL), 0);
		if (i == 0)
			trunk(b, leaf(0, 1), spine(0, 3), 0);
		else if (i == 1)
			other(b, "x", NULL, 0, leaf(0, 3), 0);
		else
			build_node(b, "m", nic_names, nics, NULL);
		assert_null(fabric_build_finish(b, &err));
		assert_string_equal(err.text, what[i]);
	}
}

static void ports_go_by_their_names(void **state)
{
	struct fabric_builder *b = start();
	char text[FABRIC_PORT_TEXT];
	struct fabric *f = finish(b);

	assert_string_equal(fabric_port_text(f, 7, text), "7");
	assert_string_equal(fabric_port_text(f, 0, text), "?");
	fabric_destroy(f);
	b = start();
	fabric_build_port_name(b, "Ethernet1/1", NULL);
	fabric_build_port_name(b, "Ethernet1/2", NULL);
	f = finish(b);
	assert_string_equal(fabric_port_text(f, 2, text), "Ethernet1/2");
	assert_string_equal(fabric_port_text(f, 0, text), "?");
	fabric_destroy(f);
}

static void texts_that_no_map_can_hold_are_refused(void **state)
{
	char long_text[FABRIC_TEXT_MAX + 2];
	const char *const bad[] = { "", "a\"b", "a\\b", "a\nb", "\xc3\xa9",
				    long_text };
	struct fabric_builder *b = start();
	struct fabric_end end = leaf(0, 3);
	struct fabric_node_spec node = {
		.name = "m", .nic_names = nic_names,
		.nics = (struct fabric_nic[2]){ { 0 }, { 0 } },
	};

	memset(long_text, 'x', sizeof(long_text) - 1);
	long_text[sizeof(long_text) - 1] = '\0';
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct hardware hw = { .product = (char *)bad[i] };

		assert_int_equal(fabric_build_other(b, bad[i], "n", 0, &end, 0,
						    NULL), -1);
		assert_int_equal(fabric_build_other(b, "h", bad[i], 0, &end, 0,
						    NULL), -1);
		assert_int_equal(fabric_build_port_name(b, bad[i], NULL), -1);
		assert_int_equal(fabric_build_speed(b, bad[i], NULL), -1);
		node.called = bad[i];
		assert_int_equal(fabric_build_node(b, &node, NULL), -1);
		node.called = NULL;
		node.hardware = &hw;
		assert_int_equal(fabric_build_node(b, &node, NULL), -1);
		node.hardware = NULL;
	}
	fabric_build_destroy(b);
}

/* --- the cable walk ------------------------------------------------------- */

static void every_cable_comes_once_and_in_order(void **state)
{
	struct random_shape shape = {
		.max_components = 2, .max_pods = 3, .max_islands = 3,
		.max_nodes = 8, .max_rails = 4, .flawed = true, .whole = true,
	};

	for (int round = 0; round < 200; round++) {
		struct fabric *f = random_fabric(&shape);
		int per_node = f->n_planes * f->n_rails;
		struct cables at = { 0 };
		struct cable c;
		int n = 0, nics = 0, next = 0, others = 0, trunks = 0;

		for (int i = 0; i < f->n_nodes * per_node; i++)
			nics += f->nodes[i / per_node].nics[i % per_node].leaf
				>= 0;
		for (; cables_next(f, &at, &c); n++) {
			const struct fabric_nic *nic;
			int place;

			if (c.kind == CABLE_OTHER) {
				const struct fabric_other *o =
					&f->others[c.index];

				assert_int_equal(c.index, others++);
				assert_int_equal(trunks, 0);
				assert_ptr_equal(c.a_name, o->host);
				assert_ptr_equal(c.a_nic, o->nic);
				assert_int_equal(c.z_switch, o->sw);
				assert_int_equal(c.z_port, o->port);
				assert_int_equal(c.speed, o->speed);
				continue;
			}
			if (c.kind == CABLE_TRUNK) {
				const struct fabric_trunk *t =
					&f->trunks[c.index];

				assert_int_equal(c.index, trunks++);
				assert_int_equal(c.a_switch, t->a);
				assert_int_equal(c.a_port, t->port_a);
				assert_int_equal(c.z_switch, t->b);
				assert_int_equal(c.z_port, t->port_b);
				assert_int_equal(c.speed, t->speed);
				continue;
			}
			nic = fabric_nic(f, c.node, c.rail, c.plane);
			place = (c.node * f->n_rails + c.rail) * f->n_planes +
				c.plane;
			assert_true(place >= next);
			next = place + 1;
			assert_int_equal(others + trunks, 0);
			assert_ptr_equal(c.a_name, f->nodes[c.node].name);
			assert_int_equal(c.a_port, c.plane + 1);
			assert_int_equal(c.z_switch, nic->leaf);
			assert_int_equal(c.z_port, nic->port);
			assert_int_equal(c.speed, nic->speed);
		}
		assert_int_equal(others, f->n_others);
		assert_int_equal(trunks, f->n_trunks);
		assert_int_equal(n, nics + others + trunks);
		assert_int_equal(cables_count(f), n);
		assert_false(cables_next(f, &at, &c));
		fabric_destroy(f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(trunks_are_sorted_and_go_upwards),
		cmocka_unit_test(
			cables_alike_but_for_their_speed_are_sorted_by_it),
		cmocka_unit_test(others_are_sorted_by_place),
		cmocka_unit_test(speeds_come_by_how_many_have_them),
		cmocka_unit_test(without_speeds_none_is_known),
		cmocka_unit_test(cables_to_nowhere_are_refused),
		cmocka_unit_test(ports_beyond_their_names_are_refused),
		cmocka_unit_test(ports_go_by_their_names),
		cmocka_unit_test(texts_that_no_map_can_hold_are_refused),
		cmocka_unit_test(every_cable_comes_once_and_in_order),
	};

	random_start("wiring");
	return cmocka_run_group_tests_name("wiring", tests, NULL, NULL);
}
