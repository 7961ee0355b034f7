/* SPDX-License-Identifier: GPL-2.0-or-later */
/* infer_fabric: random fabrics with a fault each, and what cannot be read. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model.h"
#include "random.h"
#include "unit.h"
#include "topology/infer.h"
#include "topology/map.h"

enum { CASES_A_FAULT = 400 };

struct inferred {
	struct fabric *f;
	struct infer_notes notes;
};

static struct inferred infer(const struct model *m)
{
	struct links *l = model_links(m);
	struct inferred r = { 0 };
	struct rail_error err;

	r.f = infer_fabric(l, "model", &r.notes, &err);
	if (!r.f)
		fail_msg("%s", err.text);
	links_destroy(l);
	return r;
}

static void drop(struct inferred *r)
{
	fabric_destroy(r->f);
	infer_notes_free(&r->notes);
}

/* --- what must hold -------------------------------------------------------- */

/* Two things are together in the one numbering exactly when in the other. */
struct pairing {
	int there[MODEL_MAX_NODES], back[MODEL_MAX_NODES];
};

static void pairing_start(struct pairing *p)
{
	memset(p, 0xff, sizeof(*p));
}

static void pair(struct pairing *p, int truth, int seen)
{
	if (p->there[truth] < 0 && p->back[seen] < 0) {
		p->there[truth] = seen;
		p->back[seen] = truth;
	}
	assert_int_equal(p->there[truth], seen);
	assert_int_equal(p->back[seen], truth);
}

static bool is_gone(const struct model *m, int node)
{
	return m->fault == FAULT_NODE && node == m->node;
}

/* Where an island is too small, a swap cannot be told from its mirror. */
static bool is_clear(const struct model *m, int island)
{
	return m->size_of_island[island] >= 3 || m->fault == FAULT_NONE;
}

/*
 * Small islands that swapped a cable may look as if they had swapped a leaf
 * with all its uplinks: of few leafs that is too much to tell their pods.
 */
static bool knows_pods(const struct model *m)
{
	return m->fault != FAULT_SWAP_NODES || m->n_rails == 8 ||
	       (is_clear(m, m->island) &&
		is_clear(m, m->island_of_node[m->node2]));
}

static void check_islands_and_pods(const struct model *m,
				   const struct fabric *f)
{
	struct pairing islands, pods;
	int n_nodes = m->n_nodes - (m->fault == FAULT_NODE);

	pairing_start(&islands);
	pairing_start(&pods);
	assert_int_equal(f->n_nodes, n_nodes);
	for (int n = 0; n < m->n_nodes; n++) {
		int node = fabric_find_node(f, model_node_name(m, n));
		int island = m->island_of_node[n];

		if (is_gone(m, n)) {
			assert_int_equal(node, -1);
			continue;
		}
		assert_true(node >= 0);
		pair(&islands, island, f->nodes[node].island);
		if (knows_pods(m))
			pair(&pods, m->pod_of_island[island],
			     f->islands[f->nodes[node].island].pod);
	}
	if (m->fault != FAULT_SWAP_UPLINKS)
		assert_true(f->n_components <= m->n_components);
	if (m->fault == FAULT_NONE)
		assert_int_equal(f->n_components, m->n_components);
	assert_int_equal(f->n_rails, m->n_rails);
}

static bool is_hit(const struct model *m, int node, int rail)
{
	switch (m->fault) {
	case FAULT_CUT:
	case FAULT_UNPLUG:
		return node == m->node && rail == m->rail;
	case FAULT_SWAP_NODES:
		return (node == m->node && rail == m->rail) ||
		       (node == m->node2 && rail == m->rail2);
	case FAULT_SWAP_RAILS:
		return node == m->node &&
		       (rail == m->rail || rail == m->rail2);
	case FAULT_LEAF:
		return m->leaf[m->island_of_node[node]][rail] ==
		       m->leaf[m->island][m->rail];
	default:
		return false;
	}
}

/* NICs that the fault did not touch have their rail, leaf and port. */
static void check_nics(const struct model *m, const struct fabric *f)
{
	for (int n = 0; n < m->n_nodes; n++) {
		int node = fabric_find_node(f, model_node_name(m, n));
		int island = m->island_of_node[n];

		for (int r = 0; node >= 0 && is_clear(m, island) &&
				r < m->n_rails; r++) {
			const struct fabric_nic *nic = &f->nodes[node].nics[r];
			const struct model_cable *c;

			c = &m->cables[m->nic_cable[n][r]];
			if (is_hit(m, n, r))
				continue;
			assert_int_equal(nic->guid,
					 m->devices[m->nic[n][r]].guid);
			assert_true(nic->leaf >= 0);
			assert_int_equal(f->leafs[nic->leaf].guid,
					 m->devices[c->b].guid);
			assert_int_equal(nic->port, c->port_b);
			assert_int_equal(f->leafs[nic->leaf].rail,
					 m->leafs_per_island == m->n_rails ?
					 r : -1);
		}
	}
}

static bool has_note(const struct infer_notes *notes, const char *line)
{
	for (int i = 0; i < notes->count; i++)
		if (!strcmp(notes->lines[i], line))
			return true;
	return false;
}

/* The last cable of a leaf, or of a rail's spines, leaves these unreached. */
static int count_but_unreached(const struct infer_notes *notes)
{
	int n = 0;

	for (int i = 0; i < notes->count; i++)
		n += strncmp(notes->lines[i], "switch \"spine-", 14) &&
		     strncmp(notes->lines[i], "switch \"leaf-", 13);
	return n;
}

static void expect_note(const struct infer_notes *notes, int count,
			const char *line)
{
	if (count_but_unreached(notes) == count && has_note(notes, line))
		return;
	for (int i = 0; i < notes->count; i++)
		print_message("# note: %s\n", notes->lines[i]);
	fail_msg("expected %d notes and: %s", count, line);
}

static void check_notes(const struct model *m, const struct inferred *r)
{
	const char *host = model_node_name(m, m->node);
	const char *nic = m->devices[m->nic[m->node][m->rail]].name;
	int size = m->size_of_island[m->island];
	int node = fabric_find_node(r->f, host);
	int island = node < 0 ? -1 : r->f->nodes[node].island;
	int low, high;
	char line[160];

	switch (m->fault) {
	case FAULT_NONE:
	case FAULT_NODE:
	case FAULT_SWAP_UPLINKS:
		assert_int_equal(r->notes.count, 0);
		break;
	case FAULT_CUT:
	case FAULT_UNPLUG:
		snprintf(line, sizeof(line), "node \"%s\": rail %d (%s) not "
			 "seen", host, m->rail, nic);
		expect_note(&r->notes, 1, line);
		assert_int_equal(r->f->nodes[node].nics[m->rail].leaf, -1);
		assert_int_equal(r->f->nodes[node].nics[m->rail].guid, 0);
		break;
	case FAULT_LEAF:
		if (m->leafs_per_island != m->n_rails || size < 2)
			break;
		snprintf(line, sizeof(line), "%s: rail %d not seen on any of "
			 "its %d nodes", r->f->islands[island].name, m->rail,
			 size);
		expect_note(&r->notes, 1, line);
		break;
	case FAULT_SWAP_RAILS:
		if (size < 3 || m->leafs_per_island != m->n_rails)
			break;
		low = m->rail < m->rail2 ? m->rail : m->rail2;
		high = m->rail < m->rail2 ? m->rail2 : m->rail;
		snprintf(line, sizeof(line), "node \"%s\": %s and %s are "
			 "swapped: on rails %d and %d", host,
			 m->devices[m->nic[m->node][low]].name,
			 m->devices[m->nic[m->node][high]].name, high, low);
		expect_note(&r->notes, 1, line);
		break;
	case FAULT_SWAP_NODES:
		if (size < 3 || m->size_of_island[
				m->island_of_node[m->node2]] < 3)
			break;
		snprintf(line, sizeof(line), "node \"%s\": %s is on leaf "
			 "\"%s\" of %s, not on one of %s: rail %d not seen",
			 host, nic,
			 m->devices[m->cables[m->nic_cable[m->node][m->rail]]
				    .b].name,
			 r->f->islands[r->f->nodes[fabric_find_node(r->f,
				model_node_name(m, m->node2))].island].name,
			 r->f->islands[island].name, m->rail);
		expect_note(&r->notes, 2, line);
		break;
	case FAULT_SPARE_SWITCH:
		snprintf(line, sizeof(line), "switch \"spare\" (0x%016" PRIx64
			 "): no node reaches it",
			 m->devices[m->n_devices - 1].guid);
		expect_note(&r->notes, 1, line);
		break;
	default:
		break;
	}
}

/* Whatever the order in which a discovery told it. */
static void check_same_bytes(const struct model *m, const struct inferred *r)
{
	struct inferred again = infer(m);
	char *a = map_format(r->f, NULL, NULL);
	char *b = map_format(again.f, NULL, NULL);

	assert_non_null(a);
	assert_non_null(b);
	assert_string_equal(a, b);
	assert_int_equal(r->notes.count, again.notes.count);
	for (int i = 0; i < r->notes.count; i++)
		assert_string_equal(r->notes.lines[i], again.notes.lines[i]);
	free(a);
	free(b);
	drop(&again);
}

static void run_cases(enum model_fault fault)
{
	static struct model m;
	struct inferred r;

	for (int i = 0; i < CASES_A_FAULT; i++) {
		model_random(&m, fault);
		r = infer(&m);
		check_islands_and_pods(&m, r.f);
		check_nics(&m, r.f);
		check_notes(&m, &r);
		check_same_bytes(&m, &r);
		drop(&r);
	}
	print_message("# %d random fabrics, fault: %s\n", CASES_A_FAULT,
		      model_fault_names[fault]);
}

static void a_healthy_fabric_is_found_whole(void **state)
{
	run_cases(FAULT_NONE);
}

static void a_cut_cable_costs_one_rail_of_one_node(void **state)
{
	run_cases(FAULT_CUT);
	run_cases(FAULT_UNPLUG);
}

static void a_swap_between_islands_moves_no_node(void **state)
{
	run_cases(FAULT_SWAP_NODES);
}

static void a_swap_of_rails_is_told(void **state)
{
	run_cases(FAULT_SWAP_RAILS);
}

static void a_swap_of_uplinks_keeps_pods_apart(void **state)
{
	run_cases(FAULT_SWAP_UPLINKS);
}

static void a_node_that_is_off_changes_no_other(void **state)
{
	run_cases(FAULT_NODE);
}

static void a_leaf_that_is_off_is_one_note(void **state)
{
	run_cases(FAULT_LEAF);
}

static void a_switch_that_no_node_reaches_is_told(void **state)
{
	run_cases(FAULT_SPARE_SWITCH);
}

/* --- by hand --------------------------------------------------------------- */

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

static void two_nodes_of_one_name_are_an_error(void **state)
{
	struct links *l = links_create("f.ib");
	int sw = leaf(l, 1, "leaf");

	nic(l, 2, "gpu1", "mlx5_0", sw, 1, 40);
	nic(l, 3, "gpu1", "mlx5_0", sw, 2, 30);
	expect_error(l, "f.ib:40: two nodes are called \"gpu1\": each has a "
		     "NIC \"mlx5_0\"; the other one is in line 30");
}

static void two_devices_of_one_guid_are_an_error(void **state)
{
	struct links *l = links_create("f.ib");
	int sw = leaf(l, 1, "leaf");

	nic(l, 2, "gpu1", "mlx5_0", sw, 1, 10);
	nic(l, 2, "gpu2", "mlx5_0", sw, 2, 20);
	expect_error(l, "f.ib:20: two devices have the GUID "
		     "0x0000000000000002; the other one is in line 10");
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

/* Switches describe themselves as they like; the map takes plain names. */
static void switches_get_plain_and_different_names(void **state)
{
	static const char *const descriptions[] = {
		"MF0;leaf-a:MQM9700/U1", "Quantum Mellanox", "Quantum Mellanox",
	};
	static const char *const expected[] = {
		"leaf-a", "Quantum-Mellanox-0000000000000002",
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
	expect_note(&notes, 1, "node \"gpu1\": mlx5_0 and mlx5_1 are both on "
		    "rail 0 (leaf \"a\"): rail 1 not seen");
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_healthy_fabric_is_found_whole),
		cmocka_unit_test(a_cut_cable_costs_one_rail_of_one_node),
		cmocka_unit_test(a_swap_between_islands_moves_no_node),
		cmocka_unit_test(a_swap_of_rails_is_told),
		cmocka_unit_test(a_swap_of_uplinks_keeps_pods_apart),
		cmocka_unit_test(a_node_that_is_off_changes_no_other),
		cmocka_unit_test(a_leaf_that_is_off_is_one_note),
		cmocka_unit_test(a_switch_that_no_node_reaches_is_told),
		cmocka_unit_test(two_nodes_of_one_name_are_an_error),
		cmocka_unit_test(two_devices_of_one_guid_are_an_error),
		cmocka_unit_test(no_node_and_no_cable_are_errors),
		cmocka_unit_test(a_name_that_no_node_may_have_is_an_error),
		cmocka_unit_test(switches_get_plain_and_different_names),
		cmocka_unit_test(two_nics_on_one_rail_leave_the_other_unseen),
		cmocka_unit_test(a_port_takes_one_cable),
	};

	random_start("infer");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
