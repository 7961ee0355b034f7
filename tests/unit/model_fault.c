/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One fault in a small healthy fabric, for the tests of inferring it. */
#include "model.h"
#include "random.h"

const char *const model_fault_names[N_FAULTS] = {
	"none", "cut", "unplugged", "swapped nodes", "swapped rails",
	"swapped uplinks", "node off", "leaf off", "spare switch",
};

static void drop_nic(struct model *m, int node, int rail)
{
	m->devices[m->nic[node][rail]].gone = true;
	m->cables[m->nic_cable[node][rail]].gone = true;
}

/*
 * Whether some other node, of another island even, has all NICs of NODE's
 * kind: nothing else shows which of NODE's is not there.
 */
static bool kind_is_known(const struct model *m, int node, bool elsewhere)
{
	for (int n = 0; n < m->n_nodes; n++)
		if (n != node && m->kind_of_node[n] == m->kind_of_node[node] &&
		    !(elsewhere &&
		      m->island_of_node[n] == m->island_of_node[node]))
			return true;
	return false;
}

static bool swap_nodes(struct model *m)
{
	if (m->n_islands < 2)
		return false;
	do {
		m->node2 = random_int(0, m->n_nodes - 1);
	} while (m->island_of_node[m->node2] == m->island_of_node[m->node]);
	m->rail2 = random_int(0, m->n_rails - 1);
	model_swap_cables(m, m->nic_cable[m->node][m->rail],
		    m->nic_cable[m->node2][m->rail2]);
	return true;
}

static bool swap_rails(struct model *m)
{
	int island = m->island_of_node[m->node];

	if (m->leafs_per_island == 1)
		return false;
	do {
		m->rail2 = random_int(0, m->n_rails - 1);
	} while (m->leaf[island][m->rail2] == m->leaf[island][m->rail]);
	model_swap_cables(m, m->nic_cable[m->node][m->rail],
		    m->nic_cable[m->node][m->rail2]);
	return true;
}

static bool swap_uplinks(struct model *m)
{
	int x = m->first_uplink + random_int(0, m->n_uplinks - 1), y;

	if (m->n_pods < 2)
		return false;
	do {
		y = m->first_uplink + random_int(0, m->n_uplinks - 1);
	} while (m->uplink_pod[x] == m->uplink_pod[y]);
	model_swap_cables(m, x, y);
	m->n_components = 1;	/* this cable may be what connects them */
	return true;
}

/* All nodes of a ToR would be gone with it. */
static bool drop_leaf(struct model *m)
{
	int leaf = m->leaf[m->island][m->rail];

	if (m->leafs_per_island == 1)
		return false;
	for (int n = 0; n < m->n_nodes; n++)
		if (m->island_of_node[n] == m->island &&
		    !kind_is_known(m, n, true))
			return false;
	m->devices[leaf].gone = true;
	for (int i = 0; i < m->n_cables; i++) {
		if (m->cables[i].b == leaf && i < m->first_uplink)
			m->devices[m->cables[i].a].gone = true;
		if (m->cables[i].a == leaf || m->cables[i].b == leaf)
			m->cables[i].gone = true;
	}
	return true;
}

static bool drop_node(struct model *m)
{
	if (m->size_of_island[m->island] < 2)
		return false;
	for (int r = 0; r < m->n_rails; r++)
		drop_nic(m, m->node, r);
	return true;
}

static bool break_it(struct model *m, enum model_fault fault)
{
	m->node = random_int(0, m->n_nodes - 1);
	m->rail = random_int(0, m->n_rails - 1);
	m->island = m->island_of_node[m->node];
	switch (fault) {
	case FAULT_CUT:
		drop_nic(m, m->node, m->rail);
		return kind_is_known(m, m->node, false);
	case FAULT_UNPLUG:
		m->cables[m->nic_cable[m->node][m->rail]].gone = true;
		return m->n_nodes > 1;
	case FAULT_SWAP_NODES:
		return swap_nodes(m);
	case FAULT_SWAP_RAILS:
		return swap_rails(m);
	case FAULT_SWAP_UPLINKS:
		return swap_uplinks(m);
	case FAULT_NODE:
		return drop_node(m);
	case FAULT_LEAF:
		return drop_leaf(m);
	case FAULT_SPARE_SWITCH:
		model_add_device(m, LINKS_SWITCH, "spare", NULL);
		return true;
	default:
		return true;
	}
}

void model_random(struct model *m, enum model_fault fault)
{
	model_small(m);
	m->fault = fault;
	while (!break_it(m, fault))
		model_small(m);
	m->fault = fault;
}
