/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Faults of whole nodes and NICs: what they are, not where they are. */
#include <stdio.h>
#include <string.h>

#include "defect.h"
#include "random.h"

/* --- a NIC for storage on a leaf ----------------------------------------- */

static int random_leaf(const struct model *m)
{
	return m->leaf[random_int(0, m->n_islands - 1)]
		      [random_int(0, m->n_rails * m->n_planes - 1)];
}

static void plug_in(struct model *m, struct defect *d, int node, int nic)
{
	int sw = random_leaf(m);
	struct defect_cable *a = defect_add(d, node, -1, -1, nic);

	for (int i = 0; i < m->n_cables; i++)
		if (m->cables[i].a == nic)
			m->cables[i].gone = true;
	a->at = (struct defect_place){ sw, defect_free_port(m, sw) };
	model_add_cable(m, nic, 1, sw, a->at.port);
}

/* Of a node, whether the others' are seen on switches of their own or not. */
static enum defect_result plug_node(struct model *m, struct defect *d)
{
	int node = random_int(0, m->n_nodes - 1), nic = m->storage_nic[node];

	if (m->size_of_island[m->island_of_node[node]] < 3 ||
	    m->n_rails * m->n_planes < 2)
		return DEFECT_UNCLEAR;
	if (nic < 0)
		nic = model_add_device(m, LINKS_NIC,
			model_storage_name(m->kind_of_node[node]),
			model_node_name(m, node));
	plug_in(m, d, node, nic);
	d->node = node;
	return DEFECT_MADE;
}

/* Where few others are seen its name tells, on leafs of one rail. */
static enum defect_result plug_server(struct model *m, struct defect *d)
{
	if ((m->n_servers < 3 || !m->storage_connected) &&
	    m->leafs_per_island < m->n_rails)
		return DEFECT_UNCLEAR;
	plug_in(m, d, -1, m->first_server +
		random_int(0, m->n_servers - 1));
	return DEFECT_MADE;
}

/* --- a node of another kind ---------------------------------------------- */

static enum defect_result make_odd(struct model *m, struct defect *d)
{
	int node = random_int(0, m->n_nodes - 1), rail;
	int kind = m->kind_of_node[node];
	char name[MODEL_TEXT];

	if (m->size_of_island[m->island_of_node[node]] < 3)
		return DEFECT_UNCLEAR;
	d->node = node;
	d->any_cables = true;
	if (m->hardware && random_one_in(2)) {
		m->odd_node = node;
		return DEFECT_MADE;
	}
	/* one NIC of another name, or all */
	rail = random_one_in(2) ? random_int(0, m->n_rails - 1) : -1;
	for (int r = 0; r < m->n_rails; r++) {
		if (rail >= 0 && r != rail)
			continue;
		if (rail >= 0)
			snprintf(name, sizeof(name), "%sx1",
				 model_nic_name(kind, r));
		else
			snprintf(name, sizeof(name), "nic_%d", r + 1);
		memcpy(m->devices[m->nic[node][r]].name, name, sizeof(name));
	}
	return DEFECT_MADE;
}

/* --- what comes twice ---------------------------------------------------- */

static enum defect_result copy_guid(struct model *m, struct defect *d)
{
	int a = random_int(0, m->n_nodes - 1), b = random_int(0, m->n_nodes - 1);
	int rail_a = random_int(0, m->n_rails - 1);
	int rail_b = random_int(0, m->n_rails - 1);

	if (m->named_ports || (a == b && rail_a == rail_b))
		return DEFECT_NO_PLACE;
	m->devices[m->nic[b][rail_b]].guid = m->devices[m->nic[a][rail_a]].guid;
	for (int p = 0; p < m->n_planes; p++) {
		defect_add(d, a, rail_a, p, m->nic[a][rail_a]);
		defect_add(d, b, rail_b, p, m->nic[b][rail_b]);
	}
	for (int i = 0; i < d->n_cables; i++) {
		struct defect_cable *c = &d->cables[i];
		const struct model_cable *cable = &m->cables[
			m->nic_cable[c->node][c->plane * m->n_rails + c->rail]];

		c->at = c->home = (struct defect_place){ cable->b,
							 cable->port_b };
	}
	d->node = a;
	d->node2 = b;
	return DEFECT_MADE;
}

static enum defect_result copy_name(struct model *m, struct defect *d)
{
	int a = random_int(0, m->n_nodes - 1), b = random_int(0, m->n_nodes - 1);
	bool same;

	if (a == b)
		return DEFECT_NO_PLACE;
	same = m->island_of_node[a] == m->island_of_node[b];
	if (m->kind_of_node[a] != m->kind_of_node[b] ||
	    (same && !m->in_order && m->leafs_per_island > 1) ||
	    (m->size_of_island[m->island_of_node[a]] == 1 &&
	     m->size_of_island[m->island_of_node[b]] == 1))
		return DEFECT_UNCLEAR;
	for (int r = 0; r < m->n_rails; r++)
		strcpy(m->devices[m->nic[b][r]].host, model_node_name(m, a));
	if (m->storage_nic[b] >= 0)
		strcpy(m->devices[m->storage_nic[b]].host,
		       model_node_name(m, a));
	d->node = a;
	d->node2 = b;
	d->any_cables = true;
	return DEFECT_MADE;
}

enum defect_result defect_part(struct model *m, enum defect_kind kind,
			       struct defect *d)
{
	switch (kind) {
	case DEFECT_STORAGE_NIC:
		return m->n_servers && random_one_in(2) ? plug_server(m, d) :
							  plug_node(m, d);
	case DEFECT_ODD_NODE:
		return make_odd(m, d);
	case DEFECT_DUPLICATE_GUID:
		return copy_guid(m, d);
	default:
		return copy_name(m, d);
	}
}
