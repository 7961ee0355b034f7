/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Faults in the cables of nodes, and where they are clear. */
#include <stdlib.h>
#include <string.h>

#include "defect.h"
#include "random.h"

#define THREE "an island of one or two nodes"
#define FEW_PEERS(n) \
	"fewer than " n " switches with the same uplinks, or than three " \
	"uplinks each"

const struct defect_text defect_texts[N_DEFECTS] = {
	[DEFECT_NONE] = { "healthy", N_CHECK_KINDS, "nothing", NULL },
	[DEFECT_SWAPPED_RAILS] = { "swapped-rails", CHECK_SWAPPED_RAILS,
		"two NICs of a node on each other's leaf", THREE },
	[DEFECT_SWAPPED_PLANES] = { "swapped-planes", CHECK_SWAPPED_PLANES,
		"two ports of a NIC on each other's leaf", THREE },
	[DEFECT_SWAPPED_NODES] = { "swapped-nodes", CHECK_SWAPPED_NODES,
		"NICs of two nodes of an island, of different rails, swapped",
		THREE },
	[DEFECT_SWAPPED_ISLANDS] = { "swapped-islands", CHECK_SWAPPED_ISLANDS,
		"NICs of two nodes of two islands swapped",
		THREE "; nodes of one or two links" },
	[DEFECT_WRONG_LEAF] = { "wrong-leaf", CHECK_WRONG_LEAF,
		"a NIC on another leaf of its island", THREE },
	[DEFECT_WRONG_ISLAND] = { "wrong-island", CHECK_WRONG_ISLAND,
		"a NIC on a leaf of another island",
		"islands of one node; nodes of one or two links" },
	[DEFECT_WRONG_SWITCH] = { "wrong-switch", CHECK_WRONG_SWITCH,
		"a NIC on a spine or a core",
		THREE "; nodes of one or two links" },
	[DEFECT_MISSING_LINK] = { "missing-link", CHECK_MISSING_LINK,
		"a cable unplugged, its NIC seen or not",
		"no other node has NICs of those names; with planes, fewer "
		"than three NICs in all" },
	[DEFECT_EXTRA_LINK] = { "extra-link", CHECK_EXTRA_LINK,
		"one more port of a NIC plugged into a leaf",
		"fewer than three NICs in all" },
	[DEFECT_MIXED_LEAF] = { "mixed-leaf", CHECK_MIXED_LEAF,
		"two or more nodes of an island, but not half of it, have one "
		"rail on the leaf of another", "islands of up to four nodes" },
	[DEFECT_MERGED_LEAF] = { "merged-leaf", CHECK_MIXED_LEAF,
		"all nodes of an island have two rails on one leaf",
		"not two thirds of the leafs carry one rail" },
	[DEFECT_DARK_LEAF] = { "dark-leaf", CHECK_DARK_LEAF,
		"a leaf that is off, its NICs seen or not",
		"islands of one node; no other island has such NICs, or, with "
		"planes, the others do not have most of the NICs" },
	[DEFECT_DARK_NODE] = { "dark-node", CHECK_DARK_NODE,
		"a node of the map none of whose links was seen", NULL },
	[DEFECT_STORAGE_NIC] = { "storage-nic", CHECK_STORAGE_NIC,
		"a node's NIC for storage, or one of a storage server, on a "
		"leaf",
		THREE "; nodes of one link; on a ToR, fewer than three servers "
		"on the fabric's own switches" },
	[DEFECT_ODD_NODE] = { "odd-node", CHECK_ODD_NODE,
		"a node with other NICs, or other hardware", THREE },
	[DEFECT_DUPLICATE_GUID] = { "duplicate-guid", CHECK_DUPLICATE_GUID,
		"two NICs of one GUID", NULL },
	[DEFECT_DUPLICATE_NAME] = { "duplicate-name", CHECK_DUPLICATE_NAME,
		"two nodes of one name",
		"their NICs have different names; both alone in their islands; "
		"both in an island where ports are in no order" },
	[DEFECT_SLOW_LINK] = { "slow-link", CHECK_MIXED_SPEEDS,
		"a NIC's link at another speed",
		"an island of one or two links" },
	[DEFECT_SLOW_UPLINK] = { "slow-uplink", CHECK_MIXED_SPEEDS,
		"a cable between switches at another speed",
		"a pod of one or two such cables" },
	[DEFECT_MISSING_UPLINK] = { "missing-uplink", CHECK_MISSING_UPLINK,
		"a cable between switches unplugged",
		FEW_PEERS("three") },
	[DEFECT_EXTRA_UPLINK] = { "extra-uplink", CHECK_EXTRA_UPLINK,
		"one cable more between two switches",
		FEW_PEERS("three") },
	[DEFECT_MOVED_UPLINK] = { "moved-uplink", CHECK_WRONG_UPLINK,
		"one end of a cable between switches on another switch",
		FEW_PEERS("four") },
	[DEFECT_SWAPPED_UPLINKS] = { "swapped-uplinks", CHECK_SWAPPED_UPLINKS,
		"two cables between switches swapped",
		FEW_PEERS("four") },
};

/* --- what all of them need ----------------------------------------------- */

enum { MOST_PORTS = 4096 };

int defect_free_port(struct model *m, int sw)
{
	static bool used[MOST_PORTS];
	int port, most = m->devices[sw].ports + 4;

	model_must(most < MOST_PORTS);
	memset(used, 0, sizeof(used));
	for (int i = 0; i < m->n_cables; i++) {
		if (m->cables[i].a == sw)
			used[m->cables[i].port_a] = true;
		if (m->cables[i].b == sw)
			used[m->cables[i].port_b] = true;
	}
	do {
		port = random_int(1, most);
	} while (used[port]);
	return port;
}

struct defect_cable *defect_add(struct defect *d, int node, int rail, int plane,
				int nic)
{
	struct defect_cable *c = &d->cables[d->n_cables++];
	static const struct defect_place nowhere = { .sw = -1 };

	model_must(d->n_cables <= DEFECT_MAX_CABLES);
	*c = (struct defect_cable){
		.node = node, .rail = rail, .plane = plane, .nic = nic,
		.fixed = nowhere, .at = nowhere, .home = nowhere,
	};
	return c;
}

struct defect_cable *defect_add_trunk(struct defect *d)
{
	return defect_add(d, -1, -1, -1, -1);
}

/* A random link of a node. */
struct pick {
	int node, island, size;
	int slot, n_slots;
};

static struct pick pick_link(const struct model *m)
{
	struct pick p = { .n_slots = m->n_rails * m->n_planes };

	p.node = random_int(0, m->n_nodes - 1);
	p.island = m->island_of_node[p.node];
	p.size = m->size_of_island[p.island];
	p.slot = random_int(0, p.n_slots - 1);
	return p;
}

static struct model_cable *cable_of(struct model *m, int node, int slot)
{
	return &m->cables[m->nic_cable[node][slot]];
}

static struct defect_cable *add_link(const struct model *m, struct defect *d,
				     int node, int slot)
{
	int rail = slot % m->n_rails;

	return defect_add(d, node, rail, slot / m->n_rails, m->nic[node][rail]);
}

/* A slot of NODE on another leaf than SLOT is; -1: there is none. */
static int other_slot(const struct model *m, const struct pick *p,
		      bool same_rail, bool same_plane)
{
	int list[MODEL_MAX_SLOTS], n = 0;

	for (int s = 0; s < p->n_slots; s++)
		if (m->leaf[p->island][s] != m->leaf[p->island][p->slot] &&
		    (!same_rail || s % m->n_rails == p->slot % m->n_rails) &&
		    (!same_plane || s / m->n_rails == p->slot / m->n_rails))
			list[n++] = s;
	return n ? list[random_int(0, n - 1)] : -1;
}

/* --- swapped ------------------------------------------------------------- */

static void swap_links(struct model *m, struct defect *d, int node_a,
		       int slot_a, int node_b, int slot_b)
{
	struct model_cable *a = cable_of(m, node_a, slot_a);
	struct model_cable *b = cable_of(m, node_b, slot_b);
	struct defect_cable *one = add_link(m, d, node_a, slot_a);
	struct defect_cable *two = add_link(m, d, node_b, slot_b);

	one->home = two->at = (struct defect_place){ a->b, a->port_b };
	one->at = two->home = (struct defect_place){ b->b, b->port_b };
	model_swap_cables(m, m->nic_cable[node_a][slot_a],
			  m->nic_cable[node_b][slot_b]);
	d->node = node_a;
	d->node2 = node_b;
}

static enum defect_result swap_in_node(struct model *m, struct defect *d)
{
	bool planes = d->kind == DEFECT_SWAPPED_PLANES;
	struct pick p = pick_link(m);
	int slot = other_slot(m, &p, planes, !planes);

	if (slot < 0)
		return DEFECT_NO_PLACE;
	if (p.size < 3)
		return DEFECT_UNCLEAR;
	swap_links(m, d, p.node, p.slot, p.node, slot);
	return DEFECT_MADE;
}

static int other_node(const struct model *m, const struct pick *p, bool same)
{
	int tries = 200, node;

	do {
		node = random_int(0, m->n_nodes - 1);
	} while (--tries && (node == p->node ||
			     (m->island_of_node[node] == p->island) != same));
	return tries ? node : -1;
}

static enum defect_result swap_nodes(struct model *m, struct defect *d)
{
	struct pick p = pick_link(m);
	int slot = other_slot(m, &p, false, false);
	int node = p.size > 1 ? other_node(m, &p, true) : -1;

	if (slot < 0 || node < 0)
		return DEFECT_NO_PLACE;
	if (p.size < 3)
		return DEFECT_UNCLEAR;
	swap_links(m, d, p.node, p.slot, node, slot);
	return DEFECT_MADE;
}

static enum defect_result swap_islands(struct model *m, struct defect *d)
{
	struct pick p = pick_link(m);
	int node = m->n_islands > 1 ? other_node(m, &p, false) : -1;

	if (node < 0)
		return DEFECT_NO_PLACE;
	if (p.size < 3 || m->size_of_island[m->island_of_node[node]] < 3 ||
	    p.n_slots < 3)
		return DEFECT_UNCLEAR;
	swap_links(m, d, p.node, p.slot, node,
		   random_one_in(2) ? p.slot : random_int(0, p.n_slots - 1));
	return DEFECT_MADE;
}

/* --- moved --------------------------------------------------------------- */

static void move_link(struct model *m, struct defect *d, int node, int slot,
		      int sw)
{
	struct model_cable *c = cable_of(m, node, slot);
	struct defect_cable *a = add_link(m, d, node, slot);

	a->home = (struct defect_place){ c->b, c->port_b };
	c->port_b = defect_free_port(m, sw);
	c->b = sw;
	if (c->port_b > m->devices[sw].ports)
		m->devices[sw].ports = c->port_b;
	a->at = (struct defect_place){ c->b, c->port_b };
	d->node = node;
}

static enum defect_result move_in_island(struct model *m, struct defect *d)
{
	struct pick p = pick_link(m);
	int slot = other_slot(m, &p, false, false);

	if (slot < 0)
		return DEFECT_NO_PLACE;
	if (p.size < 3)
		return DEFECT_UNCLEAR;
	move_link(m, d, p.node, p.slot, m->leaf[p.island][slot]);
	return DEFECT_MADE;
}

static enum defect_result move_to_island(struct model *m, struct defect *d)
{
	struct pick p = pick_link(m);
	int node = m->n_islands > 1 ? other_node(m, &p, false) : -1;
	int island;

	if (node < 0)
		return DEFECT_NO_PLACE;
	island = m->island_of_node[node];
	if (p.size < 2 || m->size_of_island[island] < 2 || p.n_slots < 3)
		return DEFECT_UNCLEAR;
	move_link(m, d, p.node, p.slot, m->leaf[island][random_one_in(2) ?
		  p.slot : random_int(0, p.n_slots - 1)]);
	return DEFECT_MADE;
}

static enum defect_result move_upwards(struct model *m, struct defect *d)
{
	struct pick p = pick_link(m);
	int n = m->n_uplinks + m->n_core_links;

	if (!n)
		return DEFECT_NO_PLACE;
	if (p.size < 3 || p.n_slots < 3)
		return DEFECT_UNCLEAR;
	move_link(m, d, p.node, p.slot,
		  m->cables[m->first_uplink + random_int(0, n - 1)].b);
	return DEFECT_MADE;
}

static enum defect_result mix_leaf(struct model *m, struct defect *d)
{
	struct pick p = pick_link(m);
	int slot = other_slot(m, &p, false, true), first = p.node, list[64];
	int n = 0;

	if (slot < 0)
		return DEFECT_NO_PLACE;
	if (p.size < 5)
		return DEFECT_UNCLEAR;
	while (first && m->island_of_node[first - 1] == p.island)
		first--;
	for (; n < p.size; n++)
		list[n] = first + n;
	model_shuffle(list, n);
	n = random_int(2, (p.size - 1) / 2);
	for (int i = 0; i < n; i++)
		move_link(m, d, list[i], p.slot, m->leaf[p.island][slot]);
	d->node = -1;
	return DEFECT_MADE;
}

/* Whether two thirds of the leafs carry one rail when one is gone. */
static bool has_rails(const struct model *m)
{
	int leafs = m->leafs_per_island * m->n_planes * m->n_islands - 1;

	return m->leafs_per_island == m->n_rails && (leafs - 1) * 3 > leafs * 2;
}

static void drop_switch(struct model *m, int sw, bool whole)
{
	m->devices[sw].gone = whole;
	for (int i = m->first_uplink; i < m->n_cables; i++)
		if (m->cables[i].a == sw && whole)
			m->cables[i].gone = true;
}

static enum defect_result merge_leafs(struct model *m, struct defect *d)
{
	struct pick p = pick_link(m);
	int slot = other_slot(m, &p, false, true), old;

	if (slot < 0)
		return DEFECT_NO_PLACE;
	if (!has_rails(m))
		return DEFECT_UNCLEAR;
	old = m->leaf[p.island][p.slot];
	for (int n = 0; n < m->n_nodes; n++)
		if (m->island_of_node[n] == p.island)
			move_link(m, d, n, p.slot, m->leaf[p.island][slot]);
	drop_switch(m, old, true);
	d->leaf = m->leaf[p.island][slot];
	d->any_cables = true;
	d->node = -1;
	return DEFECT_MADE;
}

/* --- not there, and too many --------------------------------------------- */

/* Whether another node has all NICs of NODE's kind: its names show, then. */
static bool kind_is_known(const struct model *m, int node, bool elsewhere)
{
	for (int n = 0; n < m->n_nodes; n++)
		if (n != node && m->kind_of_node[n] == m->kind_of_node[node] &&
		    !(elsewhere &&
		      m->island_of_node[n] == m->island_of_node[node]))
			return true;
	return false;
}

static void unplug(struct model *m, struct defect *d, int node, int slot,
		   bool with_nic)
{
	struct model_cable *c = cable_of(m, node, slot);
	struct defect_cable *a = add_link(m, d, node, slot);

	a->home = (struct defect_place){ c->b, c->port_b };
	c->gone = true;
	/* a NIC is seen as long as one of its ports is */
	for (int p = 0; p < m->n_planes; p++)
		with_nic &= cable_of(m, node, slot % m->n_rails +
				     p * m->n_rails)->gone;
	if (with_nic)
		m->devices[c->a].gone = true;
}

static enum defect_result cut(struct model *m, struct defect *d)
{
	struct pick p = pick_link(m);

	if (p.n_slots < 2)
		return DEFECT_NO_PLACE;
	if (!kind_is_known(m, p.node, false) ||
	    (m->n_planes > 1 && m->n_nodes * m->n_rails < 3))
		return DEFECT_UNCLEAR;
	unplug(m, d, p.node, p.slot, random_one_in(2));
	d->node = p.node;
	return DEFECT_MADE;
}

static enum defect_result add_link_too_many(struct model *m, struct defect *d)
{
	struct pick p = pick_link(m);
	int rail = p.slot % m->n_rails, nic = m->nic[p.node][rail], sw;
	struct defect_cable *a;

	if (m->n_nodes * m->n_rails < 3)
		return DEFECT_UNCLEAR;
	for (int i = 0; i < m->n_cables; i++)
		if (m->cables[i].a == nic &&
		    m->cables[i].port_a == m->n_planes + 1)
			return DEFECT_NO_PLACE;
	sw = m->leaf[random_one_in(2) ? p.island :
		     random_int(0, m->n_islands - 1)]
		    [random_int(0, p.n_slots - 1)];
	a = defect_add(d, p.node, -1, -1, nic);
	a->at = (struct defect_place){ sw, defect_free_port(m, sw) };
	model_add_cable(m, nic, m->n_planes + 1, sw, a->at.port);
	d->node = p.node;
	return DEFECT_MADE;
}

static enum defect_result darken_leaf(struct model *m, struct defect *d)
{
	struct pick p = pick_link(m);
	int leaf = m->leaf[p.island][p.slot], seen = 0;
	bool with_nics = random_one_in(2);

	for (int s = 0; s < p.n_slots; s++)
		seen += m->leaf[p.island][s] != leaf;
	if (!seen)
		return DEFECT_NO_PLACE;
	if (p.size < 2)
		return DEFECT_UNCLEAR;
	for (int n = 0; n < m->n_nodes; n++)
		if (m->island_of_node[n] == p.island &&
		    !kind_is_known(m, n, true))
			return DEFECT_UNCLEAR;
	if (m->n_planes > 1 && p.size * 2 >= m->n_nodes)
		return DEFECT_UNCLEAR;
	for (int n = 0; n < m->n_nodes; n++)
		for (int s = 0; m->island_of_node[n] == p.island &&
				s < p.n_slots; s++)
			if (m->leaf[p.island][s] == leaf)
				unplug(m, d, n, s, with_nics);
	for (int i = 0; i < d->n_cables; i++)
		d->cables[i].home.sw = -1;
	drop_switch(m, leaf, true);
	return DEFECT_MADE;
}

static enum defect_result darken_node(struct model *m, struct defect *d)
{
	struct pick p = pick_link(m);

	for (int s = 0; s < p.n_slots; s++) {
		const struct model_cable *c = cable_of(m, p.node, s);
		struct defect_cable *a = add_link(m, d, p.node, s);

		a->nic = -1;
		a->home = (struct defect_place){ c->b, c->port_b };
	}
	d->node = d->blank_node = p.node;
	return DEFECT_MADE;
}

static enum defect_result slow_down(struct model *m, struct defect *d)
{
	struct pick p = pick_link(m);
	struct defect_cable *a;
	struct model_cable *c = cable_of(m, p.node, p.slot);

	if (!*m->paces[PACE_NIC].speed)
		return DEFECT_NO_PLACE;
	if (p.size * p.n_slots < 3)
		return DEFECT_UNCLEAR;
	c->pace = PACE_SLOW;
	a = add_link(m, d, p.node, p.slot);
	a->at = a->home = (struct defect_place){ c->b, c->port_b };
	d->node = p.node;
	return DEFECT_MADE;
}

enum defect_result defect_make(struct model *m, enum defect_kind kind,
			       struct defect *d)
{
	d->kind = kind;
	d->n_cables = 0;
	d->any_cables = false;
	d->node = d->node2 = d->leaf = d->blank_node = -1;
	switch (kind) {
	case DEFECT_NONE:
		return DEFECT_MADE;
	case DEFECT_SWAPPED_RAILS:
	case DEFECT_SWAPPED_PLANES:
		return swap_in_node(m, d);
	case DEFECT_SWAPPED_NODES:
		return swap_nodes(m, d);
	case DEFECT_SWAPPED_ISLANDS:
		return swap_islands(m, d);
	case DEFECT_WRONG_LEAF:
		return move_in_island(m, d);
	case DEFECT_WRONG_ISLAND:
		return move_to_island(m, d);
	case DEFECT_WRONG_SWITCH:
		return move_upwards(m, d);
	case DEFECT_MISSING_LINK:
		return cut(m, d);
	case DEFECT_EXTRA_LINK:
		return add_link_too_many(m, d);
	case DEFECT_MIXED_LEAF:
		return mix_leaf(m, d);
	case DEFECT_MERGED_LEAF:
		return merge_leafs(m, d);
	case DEFECT_DARK_LEAF:
		return darken_leaf(m, d);
	case DEFECT_DARK_NODE:
		return darken_node(m, d);
	case DEFECT_SLOW_LINK:
		return slow_down(m, d);
	case DEFECT_SLOW_UPLINK:
	case DEFECT_MISSING_UPLINK:
	case DEFECT_EXTRA_UPLINK:
	case DEFECT_MOVED_UPLINK:
	case DEFECT_SWAPPED_UPLINKS:
		return defect_uplink(m, kind, d);
	default:
		return defect_part(m, kind, d);
	}
}
