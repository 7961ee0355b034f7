/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes a random healthy fabric, device by device. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model.h"
#include "random.h"

/*
 * Ways in which machines number the NICs of their rails, in natural order, and
 * what they call the one for storage.
 */
static const struct {
	const char *rails[MODEL_MAX_RAILS];
	const char *storage;
} kinds[] = {
	{ { "mlx5_0", "mlx5_3", "mlx5_4", "mlx5_5", "mlx5_6", "mlx5_9",
	    "mlx5_10", "mlx5_11" }, "mlx5_1" },
	{ { "mlx5_1", "mlx5_2", "mlx5_3", "mlx5_4", "mlx5_5", "mlx5_6",
	    "mlx5_7", "mlx5_8" }, "mlx5_0" },
	{ { "HCA-1", "HCA-2", "HCA-3", "HCA-4", "HCA-5", "HCA-6", "HCA-7",
	    "HCA-8" }, "HCA-9" },
	/* RoCE from here on */
	{ { "rdma0", "rdma1", "rdma2", "rdma3", "rdma4", "rdma5", "rdma6",
	    "rdma7" }, "storage0" },
	{ { "eth2", "eth3", "eth4", "eth5", "eth6", "eth7", "eth8", "eth9" },
	  "eth0" },
	{ { "ens1np0", "ens2np0", "ens5np0", "ens6np0", "ens10np0",
	    "ens11np0", "ens12np0", "ens20np0" }, "ens3np0" },
};

enum { N_IB_KINDS = 3, N_KINDS = sizeof(kinds) / sizeof(*kinds) };

/* Beyond all ports of a leaf that nodes are in. */
enum { UP_PORT = 401 };

void model_must(bool holds)
{
	if (!holds)
		abort();
}

const char *model_nic_name(int kind, int rail)
{
	return kinds[kind].rails[rail];
}

const char *model_storage_name(int kind)
{
	return kinds[kind].storage;
}

int model_add_device(struct model *m, enum links_kind kind, const char *name,
		     const char *host)
{
	struct model_device *d = &m->devices[m->n_devices];
	uint64_t number;

	model_must(m->n_devices < MODEL_MAX_DEVICES);
	*d = (struct model_device){ .kind = kind };
	/* Stirred, so that the order of GUIDs tells nothing. */
	number = (uint64_t)(m->n_devices + 1) * 0x9e3779b97f4a7c15u;
	if (kind == LINKS_NIC && m->named_ports)
		d->mac = number >> 16;
	else
		d->guid = number;
	snprintf(d->name, sizeof(d->name), "%s", name);
	snprintf(d->host, sizeof(d->host), "%s", host ? host : "");
	return m->n_devices++;
}

static void note_port(struct model_device *d, int port)
{
	if (d->kind == LINKS_SWITCH && port > d->ports)
		d->ports = port;
}

int model_add_cable(struct model *m, int a, int port_a, int b, int port_b)
{
	model_must(m->n_cables < MODEL_MAX_CABLES);
	m->cables[m->n_cables] = (struct model_cable){
		a, port_a, b, port_b,
		m->devices[a].kind == LINKS_NIC ? PACE_NIC : PACE_UPLINK,
		false,
	};
	note_port(&m->devices[a], port_a);
	note_port(&m->devices[b], port_b);
	return m->n_cables++;
}

void model_swap_cables(struct model *m, int x, int y)
{
	struct model_cable *a = &m->cables[x], *b = &m->cables[y];
	struct model_cable old = *a;

	a->b = b->b;
	a->port_b = b->port_b;
	b->b = old.b;
	b->port_b = old.port_b;
}

void model_shuffle(int *list, int n)
{
	for (int i = n - 1; i > 0; i--) {
		int k = random_int(0, i), swap = list[i];

		list[i] = list[k];
		list[k] = swap;
	}
}

/* --- islands ------------------------------------------------------------- */

static int add_switch(struct model *m, const char *prefix, int number)
{
	char name[MODEL_TEXT];

	snprintf(name, sizeof(name), "%s%d", prefix, number);
	return model_add_device(m, LINKS_SWITCH, name, NULL);
}

static void add_leafs(struct model *m, int island, const int *numbers)
{
	int per_leaf = m->n_rails / m->leafs_per_island;

	for (int s = 0; s < m->n_rails * m->n_planes; s++)
		m->leaf[island][s] = s % m->n_rails % per_leaf ?
			m->leaf[island][s - 1] :
			add_switch(m, m->leaf_prefix,
				   numbers[island * MODEL_MAX_SLOTS + s]);
}

/* Where the N nodes of an island are on a leaf: in any order, with gaps. */
static void draw_places(int *place, int n, bool plain)
{
	int at = plain ? 0 : random_int(0, 4);
	bool gaps = !plain && random_one_in(3);

	for (int i = 0; i < n; i++, at++) {
		if (gaps && at - i < 8)
			at += random_int(0, 1);
		place[i] = at;
	}
	if (!plain)
		model_shuffle(place, n);
}

static void add_nodes(struct model *m, int island, const int *numbers,
		      bool plain)
{
	int n = m->size_of_island[island], first = m->n_nodes;
	int per_leaf = m->n_rails / m->leafs_per_island;
	int place[64];
	char host[MODEL_TEXT];

	for (int i = 0; i < n; i++) {
		int node = m->n_nodes++, kind = m->kind_of_island[island];

		m->island_of_node[node] = island;
		m->kind_of_node[node] = kind < 0 ? random_int(0, 1) : kind;
		m->storage_nic[node] = -1;
		snprintf(host, sizeof(host), "%s%0*d", m->node_prefix,
			 m->node_digits, numbers[node]);
		for (int r = 0; r < m->n_rails; r++)
			m->nic[node][r] = model_add_device(m, LINKS_NIC,
				kinds[m->kind_of_node[node]].rails[r], host);
	}
	for (int s = 0; s < m->n_rails * m->n_planes; s++) {
		int r = s % m->n_rails;

		if (!s || (!m->in_order && r % per_leaf == 0))
			draw_places(place, n, plain);
		for (int i = 0; i < n; i++)
			m->nic_cable[first + i][s] = model_add_cable(
				m, m->nic[first + i][r], s / m->n_rails + 1,
				m->leaf[island][s],
				place[i] * per_leaf + r % per_leaf + 1);
	}
}

/* --- the switches above -------------------------------------------------- */

static void add_uplinks(struct model *m, int lower, int upper, int pod)
{
	int port = m->devices[lower].ports;

	for (int k = 0; k < m->parallel; k++) {
		port = port < UP_PORT ? UP_PORT : port + 1;
		m->uplink_pod[m->n_cables] = pod;
		model_add_cable(m, lower, port, upper,
				m->devices[upper].ports + 1);
	}
}

/* To each leaf, or each of one of GROUPS, of a pod: those of a ToR once. */
static void connect_leafs(struct model *m, int pod, int first, int groups)
{
	int per_leaf = m->n_rails / m->leafs_per_island;

	for (int i = 0; i < m->n_islands; i++)
		for (int s = 0; m->pod_of_island[i] == pod &&
				s < m->n_rails * m->n_planes; s++) {
			int group = s % m->n_rails / per_leaf % groups;

			if (s % m->n_rails % per_leaf)
				continue;
			for (int k = 0; k < m->spines; k++)
				add_uplinks(m, m->leaf[i][s],
					    first + group * m->spines + k, pod);
		}
}

static void add_spines(struct model *m, int *list, int *n)
{
	int groups = m->of_rail ? m->leafs_per_island : 1;

	for (int pod = 0; pod < m->n_pods; pod++) {
		int first = m->n_devices;

		for (int s = 0; s < m->spines * groups; s++, (*n)++)
			list[*n] = add_switch(m, "spine-", *n);
		connect_leafs(m, pod, first, groups);
	}
}

static void add_cores(struct model *m, const int *spines, int n)
{
	int a_pod = n / m->n_pods;
	int groups = m->core_groups ? a_pod : 1;
	int first = m->n_devices;

	for (int c = 0; c < m->cores * groups; c++)
		add_switch(m, "core-", c);
	for (int s = 0; s < n; s++)
		for (int c = 0; c < m->cores; c++)
			add_uplinks(m, spines[s], first + c +
				    s % a_pod % groups * m->cores, -1);
}

static void build(struct model *m, const int *numbers, const int *leaf_numbers,
		  bool plain)
{
	static int spines[1024];
	int n_spines = 0;

	for (int i = 0; i < m->n_islands; i++) {
		add_leafs(m, i, leaf_numbers);
		add_nodes(m, i, numbers, plain);
	}
	m->first_uplink = m->n_cables;
	add_spines(m, spines, &n_spines);
	m->n_uplinks = m->n_cables - m->first_uplink;
	if (m->cores && n_spines)
		add_cores(m, spines, n_spines);
	m->n_core_links = m->n_cables - m->first_uplink - m->n_uplinks;
	m->n_components = m->cores && n_spines ? 1 :
			  n_spines ? m->n_pods : m->n_islands;
}

static void number(int *list, int n, bool shuffled)
{
	for (int i = 0; i < n; i++)
		list[i] = i + 1;
	if (shuffled)
		model_shuffle(list, n);
}

static void set_pace(struct model *m, enum model_pace pace, int lanes,
		     const char *speed)
{
	m->paces[pace].lanes = lanes;
	snprintf(m->paces[pace].speed, sizeof(m->paces[pace].speed), "%s",
		 speed);
}

static void start(struct model *m)
{
	memset(m, 0, sizeof(*m));
	m->n_planes = m->parallel = 1;
	m->odd_node = -1;
	m->node_prefix = "gpu";
	m->node_digits = 1;
	m->leaf_prefix = "leaf-";
	for (int p = 0; p < N_PACES; p++)
		set_pace(m, p, 4, "NDR");
}

void model_small(struct model *m)
{
	static const int rails[] = { 3, 4, 8 };
	static int numbers[MODEL_MAX_NODES];
	static int leafs[MODEL_MAX_ISLANDS * MODEL_MAX_SLOTS];
	bool mixed = random_one_in(4);

	start(m);
	m->in_order = true;
	m->cores = random_one_in(3) ? 0 : 2;
	m->n_pods = random_int(1, 3);
	m->n_rails = rails[random_int(0, 2)];
	m->leafs_per_island = m->n_rails > 3 && random_one_in(4) ? 1 :
								  m->n_rails;
	if (m->n_rails == 8 && random_one_in(6))
		m->leafs_per_island = 2;
	for (int pod = 0; pod < m->n_pods; pod++)
		for (int i = random_int(1, 4); i > 0; i--) {
			m->pod_of_island[m->n_islands] = pod;
			m->kind_of_island[m->n_islands] = mixed ? -1 : 0;
			m->size_of_island[m->n_islands++] = random_int(1, 9);
		}
	/* Four uplinks at least, so that one is a minority. */
	m->spines = random_int(4, 6);
	m->of_rail = random_one_in(3);
	number(numbers, MODEL_MAX_NODES, random_one_in(2));
	number(leafs, MODEL_MAX_ISLANDS * MODEL_MAX_SLOTS, false);
	build(m, numbers, leafs, true);
}

/* --- fabrics of any kind ------------------------------------------------- */

static void draw_sizes(struct model *m, int budget)
{
	int most_islands = random_int(1, random_one_in(2) ? 11 : 4);
	static const int most_nodes[] = { 3, 8, 16, 40 };
	int most = most_nodes[random_int(0, 3)];
	int least = random_one_in(3) ? 1 : random_int(1, most), slots;

	m->n_pods = random_int(1, 4);
	m->n_rails = random_one_in(2) ? 8 : random_int(1, 8);
	m->n_planes = random_one_in(3) ? 2 : 1;
	slots = m->n_rails * m->n_planes;
	for (int pod = 0; pod < m->n_pods; pod++)
		for (int i = random_int(1, most_islands); i > 0; i--) {
			int n = random_int(least, most);

			/* what does not fit becomes small */
			if (n * slots > budget)
				n = random_int(1, 3);
			budget -= n * slots;
			m->pod_of_island[m->n_islands] = pod;
			m->size_of_island[m->n_islands++] = n;
		}
}

static void draw_kinds(struct model *m)
{
	int first = m->named_ports ? N_IB_KINDS : 0;
	int last = m->named_ports ? N_KINDS - 1 : N_IB_KINDS - 1;
	int one = random_int(first, last);
	int two = random_one_in(3) ? random_int(first, last) : one;

	for (int i = 0; i < m->n_islands; i++)
		m->kind_of_island[i] = random_one_in(2) ? one : two;
	m->hardware = random_one_in(2);
	m->node_prefix = random_one_in(2) ? "gpu" : "dgx-a-";
	m->node_digits = random_one_in(2) ? 1 : 4;
	m->leaf_prefix = random_one_in(2) ? "leaf-" : "sw";
}

static void draw_paces(struct model *m)
{
	bool faster = random_one_in(3);

	if (random_one_in(8)) {		/* nobody said */
		for (int p = 0; p < N_PACES; p++)
			set_pace(m, p, 0, "");
	} else if (m->named_ports) {
		set_pace(m, PACE_NIC, 0, "400G");
		set_pace(m, PACE_UPLINK, 0, faster ? "800G" : "400G");
		set_pace(m, PACE_SLOW, 0, random_one_in(2) ? "200G" : "100G");
	} else {
		set_pace(m, PACE_NIC, 4, "NDR");
		set_pace(m, PACE_UPLINK, 4, faster ? "XDR" : "NDR");
		set_pace(m, PACE_SLOW, random_one_in(2) ? 4 : 2, "HDR");
	}
}

static void draw_wires(struct model *m)
{
	m->leafs_per_island = random_one_in(4) ? 1 : m->n_rails;
	if (m->n_rails % 2 == 0 && random_one_in(6))
		m->leafs_per_island = m->n_rails / 2;
	m->in_order = !random_one_in(5);
	m->spines = random_one_in(8) ? 0 : random_int(1, 6);
	m->of_rail = random_one_in(3);
	m->parallel = random_one_in(2) ? 1 : random_int(2, 4);
	m->cores = random_one_in(2) ? 0 : random_int(1, 4);
	m->core_groups = random_one_in(2);
}

/* Uplinks of a switch go into its ports in no order. */
static void mix_ports(struct model *m)
{
	static int first[MODEL_MAX_DEVICES];

	m->mixed_ports = true;
	memset(first, 0xff, sizeof(first));
	for (int i = m->first_uplink; i < m->n_cables; i++) {
		struct model_cable *c = &m->cables[i];
		int before = first[c->a];

		if (before >= 0 && random_one_in(2)) {
			int port = m->cables[before].port_a;

			m->cables[before].port_a = c->port_a;
			c->port_a = port;
		}
		first[c->a] = random_one_in(3) || before < 0 ? i : before;
	}
}

/*
 * Another network, whose switches all islands share.  Only when nobody could
 * take it for a rail: no island has most of the nodes.
 */
static bool storage_fits(const struct model *m)
{
	for (int i = 0; i < m->n_islands; i++)
		if (m->size_of_island[i] * 5 > m->n_nodes * 2)
			return false;
	return m->n_islands > 2 && m->n_nodes > 12 && m->n_rails > 2;
}

/* To all that is on top, when that is of one fabric. */
static void connect_storage(struct model *m)
{
	int first = m->first_uplink, end = m->n_cables, last = -1;

	if (!m->n_core_links && (m->n_pods > 1 || !m->n_uplinks))
		return;
	m->storage_connected = true;
	if (m->n_core_links)
		first += m->n_uplinks;
	for (int i = 0; i < m->n_storage; i++)
		for (int k = first; k < end; k++) {
			int top = m->cables[k].b, sw = m->first_storage + i;
			bool seen = false;

			for (int n = first; n < k && !seen; n++)
				seen = m->cables[n].b == top;
			if (seen || top == last)
				continue;
			last = top;
			model_add_cable(m, sw, m->devices[sw].ports + 1, top,
				        m->devices[top].ports + 1);
		}
}

static void add_storage(struct model *m)
{
	bool said = random_one_in(2);
	int servers = m->n_rails > 2 ? random_int(0, 6) : 0;
	char host[MODEL_TEXT];

	m->first_storage = m->n_devices;
	m->n_storage = random_int(1, 2);
	for (int i = 0; i < m->n_storage; i++)
		add_switch(m, "storage-", i);
	for (int n = 0; n < m->n_nodes; n++) {
		int sw = m->first_storage + n % m->n_storage;
		int nic = model_add_device(m, LINKS_NIC,
			kinds[m->kind_of_node[n]].storage,
			model_node_name(m, n));

		m->devices[nic].aside = said;
		m->storage_nic[n] = nic;
		model_add_cable(m, nic, 1, sw, m->devices[sw].ports + 1);
	}
	m->first_server = m->n_devices;
	m->n_servers = servers;
	for (int i = 0; i < servers; i++) {
		int sw = m->first_storage + i % m->n_storage;

		snprintf(host, sizeof(host), "store%02d", i);
		model_add_cable(m, model_add_device(m, LINKS_NIC, "mlx5_0",
						    host), 1, sw,
				m->devices[sw].ports + 1);
	}
	if (random_one_in(2))
		connect_storage(m);
}

void model_wild(struct model *m)
{
	static int numbers[MODEL_MAX_NODES];
	static int leafs[MODEL_MAX_ISLANDS * MODEL_MAX_SLOTS];

	start(m);
	m->named_ports = random_one_in(2);
	draw_sizes(m, random_one_in(20) ? 20000 : 3000);
	draw_kinds(m);
	draw_paces(m);
	draw_wires(m);
	number(numbers, MODEL_MAX_NODES, !random_one_in(4));
	number(leafs, MODEL_MAX_ISLANDS * MODEL_MAX_SLOTS, !random_one_in(4));
	build(m, numbers, leafs, false);
	if (random_one_in(4))
		mix_ports(m);
	if (random_one_in(3) && storage_fits(m))
		add_storage(m);
}
