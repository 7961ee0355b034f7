/* SPDX-License-Identifier: GPL-2.0-or-later */
/* links, and infer_fabric on small fabrics made by hand: what is refused. */
#include <stdio.h>

#include "unit.h"
#include "topology/infer.h"

static int nic(struct links *l, uint64_t guid, const char *host,
	       const char *name, int sw, int port, int line)
{
	int d = links_add_device(l, LINKS_NIC, guid, name, host, line, NULL);
	struct links_cable c = { .a = sw, .port_a = port, .b = d, .port_b = 1,
				 .line = line };

	assert_true(d >= 0);
	return sw < 0 ? 0 : links_add_cable(l, &c, NULL);
}

static int leaf(struct links *l, uint64_t guid, const char *name)
{
	return links_add_device(l, LINKS_SWITCH, guid, name, NULL, 1, NULL);
}

static void expect_error(struct links *l, const char *text)
{
	struct rail_error err;

	assert_null(infer_fabric(l, "x", NULL, &err));
	assert_string_equal(err.text, text);
	links_destroy(l);
}

static struct fabric *infer(struct links *l, struct infer_notes *notes)
{
	struct rail_error err;
	struct fabric *f = infer_fabric(l, "x", notes, &err);

	if (!f)
		fail_msg("%s", err.text);
	links_destroy(l);
	return f;
}

/* Two nodes of two islands: what is plugged in together is one machine. */
static void two_nodes_of_one_name_are_told_apart(void **state)
{
	struct links *l = links_create("f.ib");
	struct infer_notes notes = { 0 };
	struct fabric *f;
	int a0 = leaf(l, 1, "a0"), a1 = leaf(l, 2, "a1");
	int b0 = leaf(l, 3, "b0"), b1 = leaf(l, 4, "b1");
	int gpu1, other;

	nic(l, 10, "gpu1", "mlx5_0", a0, 1, 40);
	nic(l, 13, "gpu1", "mlx5_1", a1, 1, 41);
	nic(l, 12, "gpu1", "mlx5_0", b0, 2, 30);
	nic(l, 11, "gpu1", "mlx5_1", b1, 2, 31);
	nic(l, 14, "gpu2", "mlx5_0", a0, 3, 30);
	nic(l, 15, "gpu2", "mlx5_1", a1, 3, 31);
	nic(l, 16, "gpu3", "mlx5_0", b0, 3, 30);
	nic(l, 17, "gpu3", "mlx5_1", b1, 3, 31);
	f = infer(l, &notes);
	gpu1 = fabric_find_node(f, "gpu1");
	other = fabric_find_node(f, "gpu1.2");
	assert_true(gpu1 >= 0 && other >= 0);
	assert_int_equal(f->nodes[gpu1].island,
			 f->nodes[fabric_find_node(f, "gpu2")].island);
	assert_int_equal(f->nodes[other].island,
			 f->nodes[fabric_find_node(f, "gpu3")].island);
	assert_null(f->nodes[gpu1].called);
	assert_string_equal(f->nodes[other].called, "gpu1");
	assert_int_equal(f->nodes[other].nics[1].guid, 11);
	assert_int_equal(notes.count, 1);
	assert_string_equal(notes.lines[0], "another node calls itself "
			    "\"gpu1\": it goes as \"gpu1.2\"");
	infer_notes_free(&notes);
	fabric_destroy(f);
}

static void two_nics_of_one_guid_are_told(void **state)
{
	struct links *l = links_create("f.ib");
	struct infer_notes notes = { 0 };
	struct fabric *f;
	int sw = leaf(l, 1, "leaf");

	nic(l, 2, "gpu1", "mlx5_0", sw, 1, 10);
	nic(l, 2, "gpu2", "mlx5_0", sw, 2, 20);
	/* 0: not known */
	nic(l, 0, "gpu3", "mlx5_0", sw, 3, 30);
	nic(l, 0, "gpu4", "mlx5_0", sw, 4, 40);
	f = infer(l, &notes);
	assert_int_equal(f->n_nodes, 4);
	assert_int_equal(f->nodes[0].nics[0].guid, 2);
	assert_int_equal(f->nodes[1].nics[0].guid, 2);
	assert_int_equal(notes.count, 1);
	assert_string_equal(notes.lines[0], "\"gpu1 mlx5_0\" and \"gpu2 "
			    "mlx5_0\" have the same GUID 0x0000000000000002");
	infer_notes_free(&notes);
	fabric_destroy(f);
}

static void two_switches_of_one_guid_are_an_error(void **state)
{
	struct links *l = links_create("f.ib");

	nic(l, 2, "gpu1", "mlx5_0", leaf(l, 1, "a"), 1, 10);
	leaf(l, 1, "b");
	expect_error(l, "f.ib:1: two switches have the GUID "
		     "0x0000000000000001: \"a\" and \"b\"; the other one is "
		     "in f.ib:1");
}

static void no_node_and_no_cable_are_errors(void **state)
{
	struct links *l = links_create("f.ib");

	leaf(l, 1, "leaf");
	expect_error(l, "f.ib: no node was seen: nothing to make a map of");
	l = links_create("f.ib");
	nic(l, 2, "gpu1", "mlx5_0", -1, 0, 10);
	expect_error(l, "f.ib: no NIC is cabled to a switch: nothing to make "
		     "a map of");
}

static void a_name_that_no_node_may_have_is_an_error(void **state)
{
	struct links *l = links_create("f.ib");
	int sw = leaf(l, 1, "leaf");

	nic(l, 2, "gpu;1", "mlx5_0", sw, 1, 10);
	expect_error(l, "f.ib:10: \"gpu;1\" is not a node name: expected "
		     "letters, digits, '.', '_' and '-'");
}

static void a_name_that_no_nic_may_have_is_an_error(void **state)
{
	struct links *l = links_create("f.ib");
	int sw = leaf(l, 1, "leaf");

	nic(l, 2, "gpu1", "mlx5;0", sw, 1, 10);
	expect_error(l, "f.ib:10: \"mlx5;0\" is not a NIC name: expected "
		     "letters, digits, '.', '_' and '-'");
}

static struct fabric *fabric_with_storage(bool aside)
{
	struct links *l = links_create("f.ib");
	int sw = leaf(l, 1, "leaf");
	struct fabric *f;

	for (int i = 0; i < 4; i++) {
		char host[] = "gpu0";

		host[3] = (char)('0' + i);
		nic(l, 10 + 2 * i, host, "mlx5_0", sw, 1 + 2 * i, 10);
		nic(l, 11 + 2 * i, host, "mlx5_1", sw, 2 + 2 * i, 10);
		l->devices[l->n_devices - 1].aside = aside;
	}
	f = infer_fabric(l, "x", NULL, NULL);
	links_destroy(l);
	assert_non_null(f);
	return f;
}

static void a_nic_that_is_set_aside_carries_no_rail(void **state)
{
	struct fabric *f = fabric_with_storage(false);

	assert_int_equal(f->n_rails, 2);
	fabric_destroy(f);
	f = fabric_with_storage(true);
	assert_int_equal(f->n_rails, 1);
	assert_string_equal(f->shapes[0].nic_names[0], "mlx5_0");
	assert_int_equal(f->n_spines, 0);
	fabric_destroy(f);
}

/* Switches describe themselves as they like; the map takes plain names. */
static void switches_get_plain_and_different_names(void **state)
{
	static const char *const descriptions[] = {
		"leaf a/1", "Quantum Mellanox", "Quantum Mellanox",
	};
	static const char *const expected[] = {
		"leaf-a-1", "Quantum-Mellanox-0000000000000002",
		"Quantum-Mellanox-0000000000000003",
	};
	struct links *l = links_create("f.ib");
	struct rail_error err;
	struct fabric *f;

	for (int i = 0; i < 3; i++) {
		char name[32];
		int sw = leaf(l, (uint64_t)i + 1, descriptions[i]);

		snprintf(name, sizeof(name), "mlx5_%d", i);
		nic(l, (uint64_t)i + 10, "gpu1", name, sw, 1, 10 + i);
		nic(l, (uint64_t)i + 20, "gpu2", name, sw, 2, 20 + i);
	}
	f = infer_fabric(l, "x", NULL, &err);
	assert_non_null(f);
	assert_int_equal(f->n_leafs, 3);
	for (int i = 0; i < 3; i++)
		assert_string_equal(f->leafs[i].name, expected[i]);
	fabric_destroy(f);
	links_destroy(l);
}

static void two_nics_on_one_rail_leave_the_other_unseen(void **state)
{
	struct links *l = links_create("f.ib");
	struct infer_notes notes = { 0 };
	struct rail_error err;
	struct fabric *f;
	int a = leaf(l, 1, "a"), b = leaf(l, 2, "b"), c = leaf(l, 3, "c");

	for (int i = 0; i < 4; i++) {
		char host[32];

		snprintf(host, sizeof(host), "gpu%d", i + 1);
		nic(l, (uint64_t)i + 10, host, "mlx5_0", a, i + 1, 10 + i);
		nic(l, (uint64_t)i + 20, host, "mlx5_1", i ? b : a,
		    i ? i : 9, 20 + i);
		nic(l, (uint64_t)i + 30, host, "mlx5_2", c, i + 1, 30 + i);
	}
	f = infer_fabric(l, "x", &notes, &err);
	assert_non_null(f);
	assert_int_equal(notes.count, 1);
	assert_string_equal(notes.lines[0], "node \"gpu1\": mlx5_0 and mlx5_1 "
			    "are both on rail 0 (leaf \"a\"): rail 1 not seen");
	assert_int_equal(f->nodes[fabric_find_node(f, "gpu1")].nics[1].leaf,
			 -1);
	infer_notes_free(&notes);
	fabric_destroy(f);
	links_destroy(l);
}

static void a_port_takes_one_cable(void **state)
{
	struct links *l = links_create("f.ib");
	struct rail_error err;
	int a = leaf(l, 1, "a"), b = leaf(l, 2, "b"), c = leaf(l, 3, "c");
	struct links_cable x = { .a = a, .port_a = 1, .b = b, .port_b = 2,
				 .line = 5 };
	struct links_cable y = { .a = b, .port_a = 2, .b = a, .port_b = 1,
				 .line = 9 };
	struct links_cable z = { .a = a, .port_a = 1, .b = c, .port_b = 3,
				 .line = 12 };

	assert_int_equal(links_add_cable(l, &x, &err), 0);
	assert_int_equal(l->cables[0].ends, 1);
	assert_int_equal(links_add_cable(l, &y, &err), 0);
	assert_int_equal(l->n_cables, 1);
	assert_int_equal(l->cables[0].ends, 2);
	assert_int_equal(links_add_cable(l, &z, &err), -1);
	assert_string_equal(err.text, "f.ib:12: port 1 of \"a\" has two "
			    "cables; the other one is in line 5");
	links_destroy(l);
}

static void names_of_ports_are_numbered_once(void **state)
{
	struct links *l = links_create("f");
	struct rail_error err;
	char name[16];

	(void)state;
	for (int pass = 0; pass < 2; pass++)
		for (int i = 1; i <= 500; i++) {
			snprintf(name, sizeof(name), "Ethernet%d/1", i);
			assert_int_equal(links_port(l, name, &err), i);
		}
	assert_int_equal(l->n_port_names, 500);
	assert_string_equal(l->port_names[499], "Ethernet500/1");
	assert_int_equal(links_port(l, "a\"b", &err), -1);
	assert_string_equal(err.text, "\"a\"b\" cannot name a port: printable "
			    "ASCII but '\"' and '\\' was expected");
	assert_int_equal(links_port(l, "", &err), -1);
	links_destroy(l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_nodes_of_one_name_are_told_apart),
		cmocka_unit_test(two_nics_of_one_guid_are_told),
		cmocka_unit_test(two_switches_of_one_guid_are_an_error),
		cmocka_unit_test(no_node_and_no_cable_are_errors),
		cmocka_unit_test(a_name_that_no_node_may_have_is_an_error),
		cmocka_unit_test(a_name_that_no_nic_may_have_is_an_error),
		cmocka_unit_test(a_nic_that_is_set_aside_carries_no_rail),
		cmocka_unit_test(switches_get_plain_and_different_names),
		cmocka_unit_test(two_nics_on_one_rail_leave_the_other_unseen),
		cmocka_unit_test(a_port_takes_one_cable),
		cmocka_unit_test(names_of_ports_are_numbered_once),
	};

	return cmocka_run_group_tests_name("links", tests, NULL, NULL);
}
