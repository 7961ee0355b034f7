/* SPDX-License-Identifier: GPL-2.0-or-later */
/* infer_fabric: small fabrics made by hand, odd in one way each. */
#include <stdio.h>
#include <string.h>

#include "unit.h"
#include "topology/infer.h"

/* Two islands with nothing above: the first node's first NIC is astray. */
static void a_stray_nic_connects_nothing(void **state)
{
	struct rail_error err = { "" };
	struct links *l = links_create("f");
	struct fabric *f;

	for (int sw = 0; sw < 8; sw++) {
		char name[8];

		snprintf(name, sizeof(name), "s%d", sw);
		assert_int_equal(links_add_device(l, LINKS_SWITCH, 1 + sw, name,
						  NULL, 1, &err), sw);
	}
	for (int n = 0; n < 12; n++)
		for (int r = 0; r < 4; r++) {
			int island = n % 2, at = island * 4 + r;
			char host[8], nic[8];
			struct links_cable c = {
				.port_a = n + 1, .port_b = 1, .lanes = 4,
				.speed = "NDR", .line = 1,
			};

			snprintf(host, sizeof(host), "gpu%d", n);
			snprintf(nic, sizeof(nic), "m%d", r);
			c.a = n == 1 && !r ? 0 : at;
			c.b = links_add_device(l, LINKS_NIC, 100 + n * 8 + r,
					       nic, host, 1, &err);
			assert_int_equal(links_add_cable(l, &c, &err), 0);
		}
	f = infer_fabric(l, "f", NULL, &err);
	assert_non_null(f);
	assert_int_equal(f->n_components, 2);
	assert_int_equal(f->n_islands, 2);
	fabric_destroy(f);
	links_destroy(l);
}

static void plug(struct links *l, int host, int rail, int leaf, int port)
{
	struct rail_error err;
	char name[16], nic[16];
	struct links_cable c = { .b = leaf, .port_a = 1, .port_b = port };

	snprintf(name, sizeof(name), "gpu%02d", host);
	snprintf(nic, sizeof(nic), "mlx5_%d", rail);
	c.a = links_add_device(l, LINKS_NIC, 0x1000 + host * 8 + rail, nic,
			       name, 0, &err);
	assert_true(c.a >= 0);
	assert_int_equal(links_add_cable(l, &c, &err), 0);
}

/*
 * Half of the nodes have both cables in the leaf of rail 1, which then serves
 * two islands, as a switch of a storage network does.
 */
static void nodes_are_not_left_without_a_rail(void **state)
{
	struct rail_error err;
	struct links *l = links_create("half");
	int leafs[2];
	struct fabric *f;

	for (int r = 0; r < 2; r++)
		leafs[r] = links_add_device(l, LINKS_SWITCH, r + 1,
					    r ? "leaf1" : "leaf0", NULL, 0,
					    &err);
	for (int h = 0; h < 12; h++) {
		plug(l, h, 0, leafs[h % 2], h % 2 ? h + 33 : h + 1);
		if (h != 10)	/* not seen */
			plug(l, h, 1, leafs[1], h + 1);
	}
	f = infer_fabric(l, "half", NULL, &err);
	assert_non_null(f);
	assert_int_equal(f->n_nodes, 12);
	assert_int_equal(f->n_rails, 2);
	fabric_destroy(f);
	links_destroy(l);
}

/* NIC NAME of HOST, plugged into PORT of SW. */
static void plug_named(struct links *l, const char *host, const char *name,
		       int sw, int port)
{
	struct rail_error err;
	struct links_cable c = { .port_a = port, .port_b = 1, .a = sw };

	c.b = links_add_device(l, LINKS_NIC, 0x1000u + (unsigned)l->n_devices,
			       name, host, 0, &err);
	assert_true(c.b >= 0);
	assert_int_equal(links_add_cable(l, &c, &err), 0);
}

/* Two islands of 4 nodes and 2 rails, NIC "s" of each on one switch, and a server
 * with one NIC, on a leaf. */
static struct links *with_storage(void)
{
	struct links *l = links_create("storage");
	struct rail_error err;
	int sw[5];

	for (int i = 0; i < 5; i++) {
		char name[] = { 's', 'w', (char)('0' + i), '\0' };

		sw[i] = links_add_device(l, LINKS_SWITCH, i + 1u, name, NULL,
					 0, &err);
	}
	for (int h = 0; h < 8; h++) {
		char host[] = { 'g', (char)('0' + h), '\0' };

		plug_named(l, host, "a", sw[h / 4 * 2], h + 1);
		plug_named(l, host, "b", sw[h / 4 * 2 + 1], h + 1);
		plug_named(l, host, "s", sw[4], h + 1);
	}
	plug_named(l, "nas", "a", sw[0], 20);
	return l;
}

static void what_is_found_to_carry_no_rail_is_told(void **state)
{
	struct hardware_gpu gpu = { .model = NULL };
	struct hardware hw = { .n_gpus = 1, .gpus = &gpu };
	struct links *l = with_storage();
	struct infer_notes notes = { 0 };
	struct rail_error err;
	struct fabric *f = infer_fabric(l, "storage", &notes, &err);

	assert_non_null(f);
	assert_int_equal(f->n_nodes, 8);
	assert_int_equal(f->n_rails, 2);
	assert_int_equal(f->n_others, 9);
	assert_int_equal(notes.count, 2);
	assert_string_equal(notes.lines[0],
			    "nas is no node, by its name and how it is "
			    "plugged in; --node=PATH can tell of GPUs");
	assert_string_equal(notes.lines[1],
			    "NIC s of g[0-7] carries no rail: it is on "
			    "switches that islands share; --node=PATH can tell "
			    "that it is a GPU's");
	infer_notes_free(&notes);
	fabric_destroy(f);
	/* It says that it is one. */
	assert_int_equal(links_set_hardware(l, "nas", &hw, &err), 0);
	f = infer_fabric(l, "storage", &notes, &err);
	assert_non_null(f);
	assert_true(fabric_find_node(f, "nas") >= 0);
	infer_notes_free(&notes);
	fabric_destroy(f);
	links_destroy(l);
}

/* All nodes say that their GPU pairs with NIC "s", or with one of two. */
static void say_pairs(struct links *l, bool tie)
{
	struct hardware_gpu gpu = { .nic = "s", .tie = tie };
	struct hardware hw = { .n_gpus = 1, .gpus = &gpu };
	struct rail_error err;

	for (int h = 0; h < 8; h++) {
		char host[] = { 'g', (char)('0' + h), '\0' };

		assert_int_equal(links_set_hardware(l, host, &hw, &err), 0);
	}
}

/* Islands may share the leaf of a rail. */
static void the_nic_of_a_gpu_is_no_storage(void **state)
{
	struct links *l = with_storage();
	struct rail_error err;
	struct fabric *f;

	say_pairs(l, true);
	f = infer_fabric(l, "storage", NULL, &err);
	assert_non_null(f);
	assert_int_equal(f->n_rails, 2);
	fabric_destroy(f);
	say_pairs(l, false);
	f = infer_fabric(l, "storage", NULL, &err);
	assert_non_null(f);
	assert_int_equal(f->n_rails, 3);
	assert_int_equal(f->n_islands, 2);
	fabric_destroy(f);
	links_destroy(l);
}

/*
 * Two islands of 4 nodes and 2 rails, NODE's rail 0 on the other one's leaf,
 * where OTHER's is on NODE's, or on a spine.
 */
static struct links *with_torn(int node, int other)
{
	struct links *l = links_create("torn");
	struct rail_error err;
	int sw[5];

	for (int i = 0; i < 5; i++) {
		char name[] = { 's', 'w', (char)('0' + i), '\0' };

		sw[i] = links_add_device(l, LINKS_SWITCH, i + 1u, name, NULL,
					 0, &err);
	}
	for (int h = 0; h < 8; h++) {
		char host[] = { 'g', (char)('0' + h), '\0' };
		int at = h == node ? other : h == other ? node : h;

		plug_named(l, host, "a", at < 0 ? sw[4] : sw[at / 4 * 2],
			   at < 0 ? 1 : at % 4 + 1);
		plug_named(l, host, "b", sw[h / 4 * 2 + 1], h % 4 + 1);
	}
	for (int i = 0; i < 4; i++) {
		struct links_cable c = {
			.a = sw[i], .port_a = 30, .b = sw[4], .port_b = 10 + i,
		};

		assert_int_equal(links_add_cable(l, &c, &err), 0);
	}
	return l;
}

/* One of its two NICs is wrong: by its neighbours, and where these differ by
 * the port that it should have, the other one is right. */
static void a_node_torn_between_islands_stays_with_its_neighbours(void **state)
{
	static const int pairs[][2] = {
		{ 1, 6 }, { 2, 5 }, { 3, 5 }, { 1, 4 }, { 0, 7 }, { 2, -1 },
		{ 3, -1 }, { 4, -1 },
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		struct links *l = with_torn(pairs[i][0], pairs[i][1]);
		struct rail_error err;
		struct fabric *f = infer_fabric(l, "torn", NULL, &err);

		assert_non_null(f);
		assert_int_equal(f->n_islands, 2);
		assert_int_equal(f->n_pods, 1);
		assert_int_equal(f->n_rails, 2);
		for (int h = 0; h < 8; h++) {
			char host[] = { 'g', (char)('0' + h), '\0' };
			int node = fabric_find_node(f, host);

			assert_true(node >= 0);
			assert_int_equal(f->nodes[node].island, h / 4);
		}
		fabric_destroy(f);
		links_destroy(l);
	}
}

/* ISLANDS of 4 nodes called PREFIX and a number, of RAILS rails, a leaf each. */
static void add_islands(struct links *l, const char *prefix, int islands,
			int rails)
{
	struct rail_error err;

	for (int i = 0; i < islands; i++)
		for (int r = 0; r < rails; r++) {
			char name[32], nic[16];
			int sw;

			snprintf(name, sizeof(name), "%s%d-leaf%d", prefix, i,
				 r);
			sw = links_add_device(l, LINKS_SWITCH,
					      0x100000u + (unsigned)l->n_devices,
					      name, NULL, 0, &err);
			assert_true(sw >= 0);
			for (int n = 0; n < 4; n++) {
				snprintf(name, sizeof(name), "%s%02d", prefix,
					 i * 4 + n);
				snprintf(nic, sizeof(nic), "mlx5_%d", r);
				plug_named(l, name, nic, sw, n + 1);
			}
		}
}

/* Takes the cable of NIC of HOST, and so the NIC, out of what was seen. */
static void unplug(struct links *l, const char *host, const char *nic)
{
	for (int i = 0; i < l->n_cables; i++) {
		const struct links_device *d = &l->devices[l->cables[i].b];

		if (d->host && !strcmp(d->host, host) && !strcmp(d->name, nic)) {
			l->cables[i] = l->cables[--l->n_cables];
			l->devices[d - l->devices].aside = true;
			return;
		}
	}
	fail_msg("%s %s", host, nic);
}

static struct fabric *infer_links(struct links *l, struct infer_notes *notes)
{
	struct rail_error err;
	struct fabric *f = infer_fabric(l, "mixed", notes, &err);

	if (!f)
		fail_msg("%s", err.text);
	links_destroy(l);
	return f;
}

/* Of two generations one has half of the NICs, and the names of these. */
static void nodes_of_another_kind_have_fewer_nics(void **state)
{
	struct links *l = links_create("mixed");
	struct infer_notes notes = { 0 };
	struct fabric *f;
	int node;

	add_islands(l, "h100-", 3, 8);
	add_islands(l, "a100-", 2, 4);
	add_islands(l, "l40s-", 2, 1);
	f = infer_links(l, &notes);
	assert_int_equal(notes.count, 0);
	assert_int_equal(f->n_nodes, 28);
	assert_int_equal(f->n_islands, 7);
	assert_int_equal(f->n_rails, 8);
	assert_int_equal(f->n_others, 0);
	for (int n = 0; n < f->n_nodes; n++)
		assert_int_equal(fabric_missing_rails(f, n), 0);
	node = fabric_find_node(f, "a100-05");
	assert_string_equal(f->shapes[f->nodes[node].shape].nic_names[3],
			    "mlx5_3");
	assert_null(f->shapes[f->nodes[node].shape].nic_names[4]);
	assert_false(fabric_has_nic(f, node, 4));
	fabric_destroy(f);
}

/* One of these that is dead is missed all the same, and so is a leaf. */
static void what_a_smaller_kind_lacks_is_told(void **state)
{
	static const char *const nodes[] = {
		"a100-04", "a100-05", "a100-06", "a100-07",
	};
	struct links *l = links_create("mixed");
	struct infer_notes notes = { 0 };
	struct fabric *f;

	add_islands(l, "h100-", 3, 8);
	add_islands(l, "a100-", 3, 4);
	unplug(l, "a100-02", "mlx5_1");
	for (int i = 0; i < 4; i++)
		unplug(l, nodes[i], "mlx5_3");
	f = infer_links(l, &notes);
	/* The last: no node reaches the leaf. */
	assert_int_equal(notes.count, 3);
	assert_string_equal(notes.lines[0], "pod2-island1: rail 3 not seen on "
			    "any of its 4 nodes");
	assert_string_equal(notes.lines[1], "node \"a100-02\": rail 1 (mlx5_1) "
			    "not seen");
	assert_int_equal(fabric_missing_rails(f, fabric_find_node(f, "a100-02")),
			 1);
	assert_int_equal(fabric_missing_rails(f, fabric_find_node(f, "a100-05")),
			 1);
	assert_int_equal(fabric_missing_rails(f, fabric_find_node(f, "a100-08")),
			 0);
	infer_notes_free(&notes);
	fabric_destroy(f);
}

/* Servers of four NICs by their name; of fewer, or on one switch, by that. */
static void servers_are_no_smaller_kind(void **state)
{
	struct links *l = links_create("mixed");
	struct rail_error err;
	struct fabric *f;
	int sw;

	add_islands(l, "h100-", 3, 8);
	add_islands(l, "weka", 1, 4);
	add_islands(l, "srv", 1, 2);
	sw = links_add_device(l, LINKS_SWITCH, 0x999999, "sw", NULL, 0, &err);
	for (int i = 0; i < 16; i++) {
		char host[] = { 'd', (char)('0' + i / 4), '\0' };
		char nic[] = { 'n', (char)('0' + i % 4), '\0' };

		plug_named(l, host, nic, sw, i + 1);
	}
	f = infer_links(l, NULL);
	assert_int_equal(f->n_nodes, 12);
	fabric_destroy(f);
}

/* A rail, three leafs of four nodes, two spines with 2 cables to each; and
 * HOST's NIC on a spine. */
static struct links *with_guest(const char *host)
{
	struct links *l = links_create("guest");
	struct rail_error err;
	int sw[5];

	for (int i = 0; i < 5; i++) {
		char name[] = { 's', 'w', (char)('0' + i), '\0' };

		sw[i] = links_add_device(l, LINKS_SWITCH, i + 1u, name, NULL,
					 0, &err);
	}
	for (int h = 0; h < 12; h++) {
		char name[16];

		snprintf(name, sizeof(name), "gpu%02d", h);
		plug_named(l, name, "a", sw[h / 4], h + 1);
	}
	for (int i = 0; i < 12; i++) {
		struct links_cable c = {
			.a = sw[i / 4], .port_a = 21 + i % 4,
			.b = sw[3 + i % 2], .port_b = 1 + i / 2,
		};

		assert_int_equal(links_add_cable(l, &c, &err), 0);
	}
	plug_named(l, host, "a", sw[3], 30);
	return l;
}

static void a_machine_on_a_spine_makes_it_no_leaf(void **state)
{
	struct infer_notes notes = { 0 };
	struct rail_error err;
	struct links *l = with_guest("ufm");
	struct fabric *f = infer_fabric(l, "guest", &notes, &err);

	assert_non_null(f);
	assert_int_equal(f->n_nodes, 12);
	assert_int_equal(f->n_leafs, 3);
	assert_int_equal(f->n_spines, 2);
	assert_int_equal(f->n_others, 1);
	assert_int_equal(notes.count, 1);
	infer_notes_free(&notes);
	fabric_destroy(f);
	links_destroy(l);
	/* One that is called as nodes are is one. */
	l = with_guest("gpu99");
	f = infer_fabric(l, "guest", &notes, &err);
	assert_non_null(f);
	assert_int_equal(f->n_nodes, 13);
	infer_notes_free(&notes);
	fabric_destroy(f);
	links_destroy(l);
}

/* One switch and two nodes, of which one has both NICs: what strays into a
 * leaf comes from another one, and there is none. */
static void the_only_switch_may_take_all_nics(void **state)
{
	struct links *l = links_create("tor");
	struct rail_error err;
	struct fabric *f;
	int sw = links_add_device(l, LINKS_SWITCH, 1, "sw", NULL, 0, &err);

	plug_named(l, "gpu1", "a", sw, 1);
	plug_named(l, "gpu1", "b", sw, 2);
	plug_named(l, "gpu2", "a", sw, 3);
	f = infer_fabric(l, "tor", NULL, &err);
	assert_non_null(f);
	assert_int_equal(f->n_rails, 2);
	assert_int_equal(f->leafs[0].rail, -1);
	assert_int_equal(f->n_others, 0);
	assert_int_equal(f->nodes[0].nics[1].leaf, 0);
	assert_int_equal(f->nodes[1].nics[1].leaf, -1);
	fabric_destroy(f);
	links_destroy(l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_stray_nic_connects_nothing),
		cmocka_unit_test(nodes_are_not_left_without_a_rail),
		cmocka_unit_test(what_is_found_to_carry_no_rail_is_told),
		cmocka_unit_test(the_nic_of_a_gpu_is_no_storage),
		cmocka_unit_test(nodes_of_another_kind_have_fewer_nics),
		cmocka_unit_test(what_a_smaller_kind_lacks_is_told),
		cmocka_unit_test(servers_are_no_smaller_kind),
		cmocka_unit_test(a_node_torn_between_islands_stays_with_its_neighbours),
		cmocka_unit_test(a_machine_on_a_spine_makes_it_no_leaf),
		cmocka_unit_test(the_only_switch_may_take_all_nics),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
