/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes a random fabric device by device, and breaks it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model.h"
#include "random.h"

const char *const model_fault_names[N_FAULTS] = {
	"none", "cut", "unplugged", "swapped nodes", "swapped rails",
	"swapped uplinks", "node off", "leaf off", "spare switch",
};

/* Two ways in which machines number the NICs of their rails. */
static const char *const nic_names[2][MODEL_MAX_RAILS] = {
	{ "mlx5_0", "mlx5_3", "mlx5_4", "mlx5_5",
	  "mlx5_6", "mlx5_9", "mlx5_10", "mlx5_11" },
	{ "mlx5_1", "mlx5_2", "mlx5_3", "mlx5_4",
	  "mlx5_5", "mlx5_6", "mlx5_7", "mlx5_8" },
};

/* As assert(), in every build: the model has no room, or no memory. */
static void must(bool holds)
{
	if (!holds)
		abort();
}

static int add_device(struct model *m, enum links_kind kind, const char *name,
		      const char *host)
{
	struct model_device *d = &m->devices[m->n_devices];

	must(m->n_devices < MODEL_MAX_DEVICES);
	*d = (struct model_device){ .kind = kind };
	/* Stirred, so that the order of GUIDs tells nothing. */
	d->guid = (uint64_t)(m->n_devices + 1) * 0x9e3779b97f4a7c15u;
	snprintf(d->name, sizeof(d->name), "%s", name);
	snprintf(d->host, sizeof(d->host), "%s", host ? host : "");
	return m->n_devices++;
}

static int add_cable(struct model *m, int a, int port_a, int b, int port_b)
{
	must(m->n_cables < MODEL_MAX_CABLES);
	m->cables[m->n_cables] = (struct model_cable){ a, port_a, b, port_b,
						       false };
	return m->n_cables++;
}

/* Numbers in random order, for the names of nodes. */
static void shuffle(int *list, int n)
{
	for (int i = n - 1; i > 0; i--) {
		int k = random_int(0, i), swap = list[i];

		list[i] = list[k];
		list[k] = swap;
	}
}

static void add_nodes(struct model *m, int island, const int *numbers,
		      bool mixed)
{
	int per_leaf = m->n_rails / m->leafs_per_island;
	char host[32];

	for (int i = 0; i < m->size_of_island[island]; i++) {
		int node = m->n_nodes++;
		int kind = mixed ? random_int(0, 1) : 0;

		m->island_of_node[node] = island;
		m->kind_of_node[node] = kind;
		snprintf(host, sizeof(host), "gpu%d", numbers[node]);
		for (int r = 0; r < m->n_rails; r++) {
			int nic = add_device(m, LINKS_NIC, nic_names[kind][r],
					     host);

			m->nic[node][r] = nic;
			m->nic_cable[node][r] = add_cable(
				m, nic, 1, m->leaf[island][r],
				i * per_leaf + r % per_leaf + 1);
		}
	}
}

static void add_leafs(struct model *m, int island)
{
	int per_leaf = m->n_rails / m->leafs_per_island;
	char name[32];

	for (int r = 0; r < m->n_rails; r++) {
		snprintf(name, sizeof(name), "leaf-%d-%d", island,
			 r / per_leaf);
		m->leaf[island][r] = r % per_leaf ? m->leaf[island][r - 1] :
			add_device(m, LINKS_SWITCH, name, NULL);
	}
}

/* SPINES a pod (a rail, when each has its own), all leafs to each. */
static void add_spines(struct model *m, int spines, bool of_rail, int *list,
		       int *n)
{
	char name[32];

	for (int pod = 0; pod < m->n_pods; pod++) {
		int groups = of_rail ? m->leafs_per_island : 1;
		int first = m->n_devices;

		for (int s = 0; s < spines * groups; s++) {
			snprintf(name, sizeof(name), "spine-%d-%d", pod, s);
			list[(*n)++] = add_device(m, LINKS_SWITCH, name, NULL);
		}
		for (int i = 0; i < m->n_islands; i++)
			for (int k = 0; m->pod_of_island[i] == pod &&
					k < m->leafs_per_island; k++)
				for (int s = 0; s < spines; s++) {
					int leaf = m->leaf[i][k * m->n_rails /
						m->leafs_per_island];
					int spine = first + s + (of_rail ?
						k * spines : 0);

					m->uplink_pod[m->n_cables] = pod;
					add_cable(m, leaf, 101 + s, spine,
						  1 + i * 8 + k);
				}
	}
}

static void add_cores(struct model *m, const int *spines, int n)
{
	for (int c = 0; c < 2; c++) {
		char name[32];
		int core;

		snprintf(name, sizeof(name), "core-%d", c);
		core = add_device(m, LINKS_SWITCH, name, NULL);
		for (int s = 0; s < n; s++)
			add_cable(m, spines[s], 201 + c, core, 1 + s);
	}
}

static void make_healthy(struct model *m)
{
	static const int rails[] = { 3, 4, 8 };
	int numbers[MODEL_MAX_NODES], spines[256], n_spines = 0;
	bool mixed = random_one_in(4), cores = !random_one_in(3);

	memset(m, 0, sizeof(*m));
	m->n_pods = random_int(1, 3);
	m->n_rails = rails[random_int(0, 2)];
	m->leafs_per_island = m->n_rails > 3 && random_one_in(4) ? 1 :
								  m->n_rails;
	if (m->n_rails == 8 && random_one_in(6))
		m->leafs_per_island = 2;
	for (int pod = 0; pod < m->n_pods; pod++)
		for (int i = random_int(1, 4); i > 0; i--) {
			m->pod_of_island[m->n_islands] = pod;
			m->size_of_island[m->n_islands++] = random_int(1, 9);
		}
	for (int i = 0; i < MODEL_MAX_NODES; i++)
		numbers[i] = i + 1;
	if (random_one_in(2))
		shuffle(numbers, MODEL_MAX_NODES);
	for (int i = 0; i < m->n_islands; i++) {
		add_leafs(m, i);
		add_nodes(m, i, numbers, mixed);
	}
	m->first_uplink = m->n_cables;
	/* Four uplinks at least, so that one is a minority. */
	add_spines(m, random_int(4, 6), random_one_in(3), spines, &n_spines);
	m->n_uplinks = m->n_cables - m->first_uplink;
	if (cores)
		add_cores(m, spines, n_spines);
	m->n_components = cores ? 1 : m->n_pods;
}

/* --- faults -------------------------------------------------------------- */

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

/* The two cables change places at their upper ends. */
static void swap_cables(struct model *m, int x, int y)
{
	struct model_cable *a = &m->cables[x], *b = &m->cables[y];
	struct model_cable old = *a;

	a->b = b->b;
	a->port_b = b->port_b;
	b->b = old.b;
	b->port_b = old.port_b;
}

static bool swap_nodes(struct model *m)
{
	if (m->n_islands < 2)
		return false;
	do {
		m->node2 = random_int(0, m->n_nodes - 1);
	} while (m->island_of_node[m->node2] == m->island_of_node[m->node]);
	m->rail2 = random_int(0, m->n_rails - 1);
	swap_cables(m, m->nic_cable[m->node][m->rail],
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
	swap_cables(m, m->nic_cable[m->node][m->rail],
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
	swap_cables(m, x, y);
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
		add_device(m, LINKS_SWITCH, "spare", NULL);
		return true;
	default:
		return true;
	}
}

void model_random(struct model *m, enum model_fault fault)
{
	make_healthy(m);
	m->fault = fault;
	while (!break_it(m, fault))
		make_healthy(m);
	m->fault = fault;
}

/* --- as seen ------------------------------------------------------------- */

struct links *model_links(const struct model *m)
{
	static int order[MODEL_MAX_CABLES], number[MODEL_MAX_DEVICES];
	struct links *l = links_create("model");
	int n;

	must(l != NULL);
	for (n = 0; n < m->n_devices; n++)
		order[n] = n;
	shuffle(order, n);
	for (int i = 0; i < n; i++) {
		const struct model_device *d = &m->devices[order[i]];

		if (!d->gone)
			number[order[i]] = links_add_device(
				l, d->kind, d->guid, d->name,
				d->kind == LINKS_NIC ? d->host : NULL, i + 1,
				NULL);
	}
	for (n = 0; n < m->n_cables; n++)
		order[n] = n;
	shuffle(order, n);
	for (int i = 0; i < n; i++) {
		const struct model_cable *c = &m->cables[order[i]];
		struct links_cable a = {
			.a = number[c->a], .port_a = c->port_a,
			.b = number[c->b], .port_b = c->port_b,
			.lanes = 4, .speed = "NDR", .line = i + 1,
		};
		struct links_cable b = {
			.a = a.b, .port_a = a.port_b,
			.b = a.a, .port_b = a.port_a,
			.lanes = 4, .speed = "NDR", .line = i + 1,
		};

		if (c->gone)
			continue;
		must(!links_add_cable(l, random_one_in(2) ? &a : &b, NULL));
		if (random_one_in(2))	/* its other end tells of it, too */
			must(!links_add_cable(l, &b, NULL));
	}
	return l;
}

const char *model_node_name(const struct model *m, int node)
{
	return m->devices[m->nic[node][0]].host;
}
