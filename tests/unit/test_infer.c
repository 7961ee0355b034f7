/* SPDX-License-Identifier: GPL-2.0-or-later */
/* infer_fabric: random fabrics with a fault each. */
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

/* --- what must hold ------------------------------------------------------ */

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

/* --- many faults at once --------------------------------------------------- */

/* One NIC in twenty is dead; of each node most are left. */
static void kill_some(struct model *m)
{
	for (int n = 0; n < m->n_nodes; n++) {
		int left = m->n_rails / 4;

		for (int r = 0; r < m->n_rails; r++) {
			if (!random_one_in(20) || !left--)
				continue;
			m->devices[m->nic[n][r]].gone = true;
			for (int p = 0; p < m->n_planes; p++)
				m->cables[m->nic_cable[n][p * m->n_rails + r]]
					.gone = true;
		}
	}
}

static bool has_mixed_island(const struct model *m)
{
	for (int i = 0; i < m->n_islands; i++)
		if (m->kind_of_island[i] < 0)
			return true;
	return false;
}

/* Most nodes of some islands lack a NIC then, and have those names no more. */
static void dead_nics_everywhere_change_no_island(void **state)
{
	static struct model m;
	struct inferred r;

	for (int i = 0; i < CASES_A_FAULT; i++) {
		model_random(&m, FAULT_NONE);
		/* On one ToR, nodes of two vendors have too few names in
		 * common. */
		if (m.n_rails < 4 || m.n_nodes < 8 ||
		    (m.leafs_per_island < m.n_rails && has_mixed_island(&m)))
			continue;
		kill_some(&m);
		r = infer(&m);
		check_islands_and_pods(&m, r.f);
		drop(&r);
	}
}

/* --- NICs that nobody named ---------------------------------------------- */

/* GUIDs in order of rails, as of NICs that were bought together. */
static void take_names(struct model *m)
{
	for (int n = 0; n < m->n_nodes; n++)
		for (int r = 0; r < m->n_rails; r++) {
			struct model_device *d = &m->devices[m->nic[n][r]];

			d->name[0] = '\0';
			d->guid = 0x5000 + (uint64_t)n * 16 + (uint64_t)r;
		}
}

/* All nodes are alike, whatever they lack. */
static void check_one_shape(const struct fabric *f)
{
	char name[16];

	assert_int_equal(f->n_shapes, 1);
	for (int r = 0; r < f->n_rails; r++) {
		snprintf(name, sizeof(name), "nic%d", r);
		assert_string_equal(f->shapes[0].nic_names[r], name);
	}
}

static bool has_small_island(const struct model *m)
{
	for (int i = 0; i < m->n_islands; i++)
		if (m->size_of_island[i] < 3)
			return true;
	return false;
}

static void nics_without_names_go_by_guid(void **state)
{
	static struct model m;
	struct inferred r;

	for (int i = 0; i < CASES_A_FAULT; i++) {
		model_random(&m, FAULT_NONE);
		take_names(&m);
		r = infer(&m);
		check_islands_and_pods(&m, r.f);
		check_nics(&m, r.f);
		check_one_shape(r.f);
		assert_int_equal(r.notes.count, 0);
		check_same_bytes(&m, &r);
		drop(&r);
	}
}

/* Of NICs on one ToR nobody can tell which one is gone. */
static void a_nic_without_a_name_that_is_gone_is_one_note(void **state)
{
	static struct model m;
	struct inferred r;
	char line[160];
	int told = 0;

	for (int i = 0; i < 2 * CASES_A_FAULT; i++) {
		model_random(&m, i % 2 ? FAULT_CUT : FAULT_UNPLUG);
		take_names(&m);
		r = infer(&m);
		check_islands_and_pods(&m, r.f);
		if (m.fault != FAULT_NONE && m.leafs_per_island == m.n_rails &&
		    !has_small_island(&m)) {
			check_nics(&m, r.f);
			check_one_shape(r.f);
			snprintf(line, sizeof(line), "node \"%s\": rail %d "
				 "(nic%d) not seen",
				 model_node_name(&m, m.node), m.rail, m.rail);
			expect_note(&r.notes, 1, line);
			told++;
		}
		drop(&r);
	}
	assert_true(told > CASES_A_FAULT / 20);
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
		cmocka_unit_test(dead_nics_everywhere_change_no_island),
		cmocka_unit_test(nics_without_names_go_by_guid),
		cmocka_unit_test(a_nic_without_a_name_that_is_gone_is_one_note),
	};

	random_start("infer");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
