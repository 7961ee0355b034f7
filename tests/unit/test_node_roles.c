/* SPDX-License-Identifier: GPL-2.0-or-later */
/* node_roles: which NICs carry rails, and which GPU each is near. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "tools/node_roles.h"

enum { MOST = 8 };

/* A node is built from a line a NIC. */
struct made {
	const char *name, *pci, *model, *layer;
	bool rdma;
	int scores[MOST];	/* by GPU; NODE_SCORE_... */
};

enum { SW = NODE_SCORE_SWITCH };

struct made_node {
	struct node *node;
	struct node_facts facts;
};

static char *dup(const char *s)
{
	return s ? strdup(s) : NULL;
}

/* The text of a score does not matter here but for n_nics of each GPU. */
static struct made_node make(const struct made *nics, int n, int n_gpus)
{
	struct made_node m = { .node = calloc(1, sizeof(*m.node)) };
	struct node *node = m.node;

	node->host = strdup("h");
	node->hardware = calloc(1, sizeof(*node->hardware));
	node->hardware->n_gpus = n_gpus;
	node->hardware->gpus = calloc((size_t)n_gpus + 1,
				      sizeof(*node->hardware->gpus));
	node->gpus = calloc((size_t)n_gpus + 1, sizeof(*node->gpus));
	node->nics = calloc((size_t)n + 1, sizeof(*node->nics));
	node->n_nics = n;
	m.facts.rdma = calloc((size_t)n + 1, sizeof(bool));
	m.facts.scores = calloc((size_t)(n * n_gpus) + 1, sizeof(int));
	for (int i = 0; i < n; i++) {
		struct node_nic *nic = &node->nics[i];

		nic->name = dup(nics[i].name);
		nic->pci = dup(nics[i].pci);
		nic->model = dup(nics[i].model);
		m.facts.rdma[i] = nics[i].rdma;
		if (!nics[i].layer)
			continue;
		nic->ports = calloc(1, sizeof(*nic->ports));
		nic->n_ports = 1;
		nic->ports->layer = dup(nics[i].layer);
	}
	for (int g = 0; g < n_gpus; g++) {
		node->gpus[g].nics = calloc((size_t)n + 1, sizeof(char *));
		node->gpus[g].n_nics = n;
		for (int i = 0; i < n; i++) {
			m.facts.scores[g * n + i] = nics[i].scores[g];
			node->gpus[g].nics[i] = strdup("PIX");
		}
	}
	return m;
}

static void end(struct made_node *m)
{
	free(m->facts.rdma);
	free(m->facts.scores);
	node_destroy(m->node);
}

/* "rail storage ..." of a node's NICs. */
static const char *roles(const struct node *node)
{
	static char text[256];
	size_t used = 0;

	for (int i = 0; i < node->n_nics; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used,
					 "%s%s", i ? " " : "",
					 node_role_name(node->nics[i].role));
	return text;
}

#define CHECK_ROLES(nics, n_gpus, rules, n_rules, wanted)                     \
	do {                                                                  \
		struct made_node n = make(nics, sizeof(nics) / sizeof(*nics), \
					  n_gpus);                            \
		assert_int_equal(node_roles_apply(n.node, &n.facts, rules,    \
						  n_rules), 0);               \
		assert_string_equal(roles(n.node), wanted);                   \
		end(&n);                                                      \
	} while (0)

static void a_plain_card_is_for_management(void **state)
{
	static const struct made nics[] = {
		{ "mlx5_0", "1:0.0", "CX7", NULL, true, { SW } },
		{ "eno1", "2:0.0", "I210", NULL, false, { SW } },
	};

	CHECK_ROLES(nics, 1, NULL, 0, "rail management");
}

static void without_a_gpu_nothing_is_told(void **state)
{
	static const struct made nics[] = {
		{ "mlx5_0", "1:0.0", "CX7", NULL, true, { 0 } },
		{ "eno1", "2:0.0", "I210", NULL, false, { 0 } },
	};

	CHECK_ROLES(nics, 0, NULL, 0, "unknown management");
}

static void far_is_on_no_switch_while_others_are(void **state)
{
	static const struct made nics[] = {
		{ "a", "1:0.0", "CX7", NULL, true, { SW + 3 } },
		{ "b", "2:0.0", "CX7", NULL, true, { NODE_SCORE_PHB } },
		{ "c", "3:0.0", "CX7", NULL, true, { NODE_SCORE_UNKNOWN } },
	};
	static const struct made grace[] = {
		{ "a", "1:0.0", "CX7", NULL, true, { NODE_SCORE_NODE } },
		{ "b", "2:0.0", "CX7", NULL, true, { NODE_SCORE_SYS } },
	};

	CHECK_ROLES(nics, 1, NULL, 0, "rail far far");
	CHECK_ROLES(grace, 1, NULL, 0, "rail rail");
}

static void another_model_is_for_storage(void **state)
{
	static const struct made nics[] = {
		{ "a", "1:0.0", "CX7", NULL, true, { SW, 0 } },
		{ "b", "2:0.0", "BF3", NULL, true, { SW, 0 } },
		{ "c", "3:0.0", "CX7", NULL, true, { 0, SW } },
		/* two devices of one card are one */
		{ "d", "2:0.1", "BF3", NULL, true, { SW, 0 } },
	};
	struct made_node m = make(nics, 4, 2);

	assert_int_equal(node_roles_apply(m.node, &m.facts, NULL, 0), 0);
	assert_string_equal(roles(m.node), "rail storage rail storage");
	assert_string_equal(m.node->nics[1].reason, "BF3, the rails are CX7");
	end(&m);
}

static void another_model_that_a_gpu_needs_carries_a_rail(void **state)
{
	static const struct made nics[] = {
		{ "a", "1:0.0", "CX7", NULL, true, { SW, 0, 0 } },
		{ "b", "2:0.0", "CX7", NULL, true, { 0, SW, 0 } },
		{ "c", "3:0.0", "CX6", NULL, true, { 0, 0, SW } },
	};

	CHECK_ROLES(nics, 3, NULL, 0, "rail rail rail");
}

static void as_many_of_each_model_excludes_none(void **state)
{
	static const struct made nics[] = {
		{ "a", "1:0.0", "CX7", NULL, true, { SW } },
		{ "b", "2:0.0", "CX6", NULL, true, { SW } },
	};

	CHECK_ROLES(nics, 1, NULL, 0, "rail rail");
}

static void another_link_layer_is_for_storage(void **state)
{
	static const struct made nics[] = {
		{ "a", "1:0.0", "CX7", "InfiniBand", true, { SW, 0 } },
		{ "b", "2:0.0", "CX7", "Ethernet", true, { SW, 0 } },
		{ "c", "3:0.0", "CX7", "InfiniBand", true, { 0, SW } },
		{ "d", "4:0.0", "CX7", NULL, true, { 0, SW } },
	};

	CHECK_ROLES(nics, 2, NULL, 0, "rail storage rail rail");
}

static void the_users_first_rule_that_fits_decides(void **state)
{
	static const struct made nics[] = {
		{ "mlx5_0", "0000:01:00.0", "CX7", NULL, true, { SW } },
		{ "mlx5_1", "0000:02:00.0", "CX7", NULL, true, { 0 } },
		{ "eno1", "0000:03:00.0", "I210", NULL, false, { 0 } },
		{ "mlx5_3", "0000:04:00.0", "BF3", NULL, true, { SW } },
	};
	static const struct node_rule rules[] = {
		{ NODE_RAIL, "mlx5_[13]", "--rail" },
		{ NODE_STORAGE, "mlx5_*", "--storage" },
		{ NODE_STORAGE, "0000:03:*", "--storage" },
	};
	struct made_node m = make(nics, 4, 1);

	assert_int_equal(node_roles_apply(m.node, &m.facts, rules, 3), 0);
	assert_string_equal(roles(m.node), "storage rail storage rail");
	assert_string_equal(m.node->nics[0].reason, "--storage=mlx5_*");
	assert_string_equal(m.node->nics[2].reason, "--storage=0000:03:*");
	end(&m);
	CHECK_ROLES(nics, 1, (&(struct node_rule){ NODE_MANAGEMENT, "BF*",
						   "--management" }), 1,
		    "rail far management management");
}

/* --- pairs --------------------------------------------------------------- */

static void the_deepest_common_bridge_pairs(void **state)
{
	static const struct made nics[] = {
		{ "a", "1:0.0", "CX7", NULL, true, { SW + 2, SW + 4 } },
		{ "b", "2:0.0", "CX7", NULL, true, { SW + 4, SW + 2 } },
	};
	struct made_node m = make(nics, 2, 2);
	const struct hardware_gpu *gpus = m.node->hardware->gpus;

	assert_int_equal(node_roles_apply(m.node, &m.facts, NULL, 0), 0);
	assert_int_equal(node_roles_pair(m.node, &m.facts), 0);
	assert_string_equal(gpus[0].nic, "b");
	assert_string_equal(gpus[1].nic, "a");
	assert_false(gpus[0].tie || gpus[1].tie);
	end(&m);
}

static void a_tie_is_said_and_goes_by_address(void **state)
{
	/* 1a comes behind 18, whatever the names say. */
	static const struct made nics[] = {
		{ "a", "0000:1a:00.0", "CX7", NULL, true, { SW, SW, 0 } },
		{ "b", "0000:18:00.0", "CX7", NULL, true, { SW, SW, 0 } },
		{ "c", "0000:20:00.0", "CX7", NULL, true, { 0, 0, SW } },
	};
	struct made_node m = make(nics, 3, 3);
	const struct hardware_gpu *gpus = m.node->hardware->gpus;

	assert_int_equal(node_roles_apply(m.node, &m.facts, NULL, 0), 0);
	assert_int_equal(node_roles_pair(m.node, &m.facts), 0);
	assert_true(gpus[0].tie && gpus[1].tie && !gpus[2].tie);
	assert_string_equal(gpus[0].nic, "b");
	assert_string_equal(gpus[1].nic, "a");
	assert_string_equal(gpus[2].nic, "c");
	assert_int_equal(m.node->gpus[0].n_near, 2);
	assert_string_equal(m.node->gpus[0].near[0], "a");
	end(&m);
}

static void two_devices_of_one_card_are_no_tie(void **state)
{
	static const struct made nics[] = {
		{ "a", "0000:18:00.0", "CX7", NULL, true, { SW, SW } },
		{ "b", "0000:18:00.1", "CX7", NULL, true, { SW, SW } },
	};
	struct made_node m = make(nics, 2, 2);

	assert_int_equal(node_roles_apply(m.node, &m.facts, NULL, 0), 0);
	assert_int_equal(node_roles_pair(m.node, &m.facts), 0);
	assert_false(m.node->hardware->gpus[0].tie);
	assert_string_equal(m.node->hardware->gpus[1].nic, "a");
	assert_int_equal(m.node->gpus[1].n_near, 2);
	end(&m);
}

static void a_gpu_without_a_rail_pairs_with_nothing(void **state)
{
	static const struct made nics[] = {
		{ "eno1", "1:0.0", "I210", NULL, false, { SW } },
		{ "ib0", NULL, NULL, NULL, true, { NODE_SCORE_UNKNOWN } },
	};
	struct made_node m = make(nics, 2, 1);

	assert_int_equal(node_roles_apply(m.node, &m.facts, NULL, 0), 0);
	assert_int_equal(node_roles_pair(m.node, &m.facts), 0);
	assert_null(m.node->hardware->gpus[0].nic);
	assert_null(m.node->gpus[0].path);
	end(&m);
}

static void cards_are_told_by_system_then_by_address(void **state)
{
	struct node_nic a = { .system = 1, .pci = (char *)"0000:01:00.0" };
	struct node_nic b = { .system = 2, .pci = (char *)"0000:01:00.1" };
	struct node_nic c = { .pci = (char *)"0000:01:00.1" };
	struct node_nic d = { .pci = (char *)"0000:01:01.0" };
	struct node_nic e = { 0 };

	assert_false(node_roles_same_board(&a, &b));
	assert_true(node_roles_same_board(&a, &c));
	assert_false(node_roles_same_board(&c, &d));
	assert_false(node_roles_same_board(&e, &c));
	assert_true(node_roles_same_board(&e, &e));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plain_card_is_for_management),
		cmocka_unit_test(without_a_gpu_nothing_is_told),
		cmocka_unit_test(far_is_on_no_switch_while_others_are),
		cmocka_unit_test(another_model_is_for_storage),
		cmocka_unit_test(another_model_that_a_gpu_needs_carries_a_rail),
		cmocka_unit_test(as_many_of_each_model_excludes_none),
		cmocka_unit_test(another_link_layer_is_for_storage),
		cmocka_unit_test(the_users_first_rule_that_fits_decides),
		cmocka_unit_test(the_deepest_common_bridge_pairs),
		cmocka_unit_test(a_tie_is_said_and_goes_by_address),
		cmocka_unit_test(two_devices_of_one_card_are_no_tie),
		cmocka_unit_test(a_gpu_without_a_rail_pairs_with_nothing),
		cmocka_unit_test(cards_are_told_by_system_then_by_address),
	};

	return cmocka_run_group_tests_name("node_roles", tests, NULL, NULL);
}
