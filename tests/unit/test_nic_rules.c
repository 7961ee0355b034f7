/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nic_rules, host_names: which NICs carry no rail, and whose they are. */
#include <string.h>

#include "tools/host_names.h"
#include "tools/nic_rules.h"
#include "unit.h"

static char *gids[] = { "fec0:0:0:1:0:0:0:a9", "::ffff:10.5.17.2" };
static struct node_port port = { .number = 1, .gids = gids, .n_gids = 2 };
static struct node_netdev netdev = { .name = "ens10f0np0" };
static struct node_nic nic = {
	.name = "mlx5_4", .board = "MT_0000000838", .model = "ConnectX-6 Dx",
	.ports = &port, .n_ports = 1, .netdevs = &netdev, .n_netdevs = 1,
};

static bool meets(enum nic_rule_kind kind, const char *value)
{
	struct nic_rules *r = nic_rules_create();
	struct rail_error err = { "" };
	bool met;

	assert_non_null(r);
	if (nic_rules_add(r, kind, value, &err) < 0)
		fail_msg("%s", err.text);
	assert_true(nic_rules_has(r, kind));
	met = nic_rules_match(r, &nic);
	nic_rules_destroy(r);
	return met;
}

static void a_name_is_that_of_the_nic_or_its_network_device(void **state)
{
	assert_true(meets(NIC_RULE_NAME, "mlx5_4"));
	assert_true(meets(NIC_RULE_NAME, "x,mlx5_[45]"));
	assert_true(meets(NIC_RULE_NAME, "ens10*"));
	assert_false(meets(NIC_RULE_NAME, "mlx5"));
	assert_false(meets(NIC_RULE_NAME, "MLX5_4"));
	assert_false(meets(NIC_RULE_NAME, "mlx5_40,mlx5_"));
}

static void a_board_is_a_psid_or_a_model(void **state)
{
	assert_true(meets(NIC_RULE_BOARD, "mt_0000000838"));
	assert_true(meets(NIC_RULE_BOARD, "ConnectX-7,connectx-6*"));
	assert_false(meets(NIC_RULE_BOARD, "ConnectX-6"));
	assert_false(meets(NIC_RULE_BOARD, "mlx5_4"));
}

static void a_subnet_is_that_of_any_gid(void **state)
{
	assert_true(meets(NIC_RULE_SUBNET, "fec0:0:0:1::"));
	assert_true(meets(NIC_RULE_SUBNET, "fec0::/16"));
	assert_true(meets(NIC_RULE_SUBNET, "10.5.16.0/20"));
	assert_true(meets(NIC_RULE_SUBNET, "10.5.17.2"));
	assert_true(meets(NIC_RULE_SUBNET, "::/0"));
	assert_false(meets(NIC_RULE_SUBNET, "fec0:0:0:2::"));
	assert_true(meets(NIC_RULE_SUBNET, "fec0:0:0:3::/62"));
	assert_false(meets(NIC_RULE_SUBNET, "fec0:0:0:4::/62"));
	assert_false(meets(NIC_RULE_SUBNET, "10.5.17.3"));
	assert_false(meets(NIC_RULE_SUBNET, "10.5.0.0/20,10.4.0.0/16"));
}

static void what_is_no_rule_is_an_error(void **state)
{
	static const struct {
		enum nic_rule_kind kind;
		const char *value, *error;
	} cases[] = {
		{ NIC_RULE_NAME, "", "\"\" has an empty word" },
		{ NIC_RULE_NAME, "a,,b", "\"a,,b\" has an empty word" },
		{ NIC_RULE_NAME, "a,", "\"a,\" has an empty word" },
		{ NIC_RULE_SUBNET, "mlx5_0", "\"mlx5_0\" is no subnet: an "
		  "address, or ADDRESS/BITS, was expected" },
		{ NIC_RULE_SUBNET, "10.5.0.0/33", "\"10.5.0.0/33\" is no "
		  "subnet: an address, or ADDRESS/BITS, was expected" },
		{ NIC_RULE_SUBNET, "fec0::/x", "\"fec0::/x\" is no subnet: an "
		  "address, or ADDRESS/BITS, was expected" },
		{ NIC_RULE_SUBNET, "fec0::/", "\"fec0::/\" is no subnet: an "
		  "address, or ADDRESS/BITS, was expected" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct nic_rules *r = nic_rules_create();
		struct rail_error err = { "" };

		assert_int_equal(nic_rules_add(r, cases[i].kind,
					       cases[i].value, &err), -1);
		assert_string_equal(err.text, cases[i].error);
		nic_rules_destroy(r);
	}
}

static void rules_that_nothing_meets_are_remarked(void **state)
{
	struct links *l = links_create("f");
	struct nic_rules *r = nic_rules_create();
	struct infer_notes notes = { 0 };
	struct rail_error err;
	int a = links_add_device(l, LINKS_NIC, 1, "eth0", "h", 1, &err);
	int b = links_add_device(l, LINKS_NIC, 2, "eth1", "h", 1, &err);

	nic_rules_add(r, NIC_RULE_NAME, "eth1,eth9", &err);
	nic_rules_add(r, NIC_RULE_BOARD, "MT_1", &err);
	nic_rules_apply(r, l);
	assert_false(l->devices[a].aside);
	assert_true(l->devices[b].aside);
	assert_int_equal(nic_rules_note_idle(r, &notes), 0);
	assert_int_equal(notes.count, 2);
	assert_string_equal(notes.lines[0],
			    "--not-nic=eth9: no NIC is called so");
	assert_string_equal(notes.lines[1],
			    "--not-board=MT_1: no node has such a board");
	infer_notes_free(&notes);
	nic_rules_destroy(r);
	links_destroy(l);
}

/* Hosts of two discoveries, before and behind. */
static const struct {
	const char *of, *wanted;
} hosts[2][6] = {
	{
		{ "gpu1", "gpu1" },
		{ "gpu2.a.example", "gpu2" },
		{ "gpu3.a.example", "gpu3.a.example" },
		{ "10.0.0.1", "10.0.0.1" },
		{ "gpu10.a.example", "gpu10" },
		{ "", "" },
	}, {
		{ "gpu1.a.example", "gpu1" },
		{ "gpu2.a.example", "gpu2" },
		{ "gpu3.b.example", "gpu3.b.example" },
		{ "gpu3", "gpu3" },
		{ "gpu10", "gpu10" },
		{ "10.0.0.2", "10.0.0.2" },
	},
};

static void domains_are_cut_where_names_stay_different(void **state)
{
	struct links *list[2];
	struct rail_error err;

	for (int i = 0; i < 2; i++) {
		list[i] = links_create("f");
		for (int k = 0; k < 6; k++)
			links_add_device(list[i], LINKS_NIC, 0, "x",
					 hosts[i][k].of, 1, &err);
		links_add_device(list[i], LINKS_SWITCH, 9, "a.b", NULL, 1,
				 &err);
	}
	assert_int_equal(host_names_shorten(list, 2, &err), 0);
	for (int i = 0; i < 2; i++) {
		for (int k = 0; k < 6; k++)
			assert_string_equal(list[i]->devices[k].host,
					    hosts[i][k].wanted);
		assert_string_equal(list[i]->devices[6].name, "a.b");
		links_destroy(list[i]);
	}
	assert_true(host_names_same("gpu1", "gpu1.x"));
	assert_false(host_names_same("gpu1", "gpu10.x"));
	assert_false(host_names_same("10.0.0.1", "10.0.0.2"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_name_is_that_of_the_nic_or_its_network_device),
		cmocka_unit_test(a_board_is_a_psid_or_a_model),
		cmocka_unit_test(a_subnet_is_that_of_any_gid),
		cmocka_unit_test(what_is_no_rule_is_an_error),
		cmocka_unit_test(rules_that_nothing_meets_are_remarked),
		cmocka_unit_test(domains_are_cut_where_names_stay_different),
	};

	return cmocka_run_group_tests_name("nic_rules", tests, NULL, NULL);
}
