/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Walks over the cables of a fabric. */
#include "cables.h"

static bool next_nic(const struct fabric *f, struct cables *at,
		     struct cable *out)
{
	while (at->node < f->n_nodes) {
		int node = at->node, rail = at->rail, plane = at->plane;
		const struct fabric_nic *nic = fabric_nic(f, node, rail, plane);
		const struct fabric_node *n = &f->nodes[node];

		if (++at->plane == f->n_planes) {
			at->plane = 0;
			if (++at->rail == f->n_rails) {
				at->rail = 0;
				at->node++;
			}
		}
		if (nic->leaf < 0)
			continue;
		*out = (struct cable){
			.kind = CABLE_NIC,
			.node = node, .rail = rail, .plane = plane,
			.index = -1,
			.a_name = n->name,
			.a_nic = f->shapes[n->shape].nic_names[rail],
			.a_switch = -1, .a_port = plane + 1,
			.z_switch = nic->leaf, .z_port = nic->port,
			.speed = nic->speed,
		};
		return true;
	}
	return false;
}

bool cables_next(const struct fabric *f, struct cables *at, struct cable *out)
{
	if (next_nic(f, at, out))
		return true;
	*out = (struct cable){
		.node = -1, .rail = -1, .plane = -1, .a_switch = -1,
	};
	if (at->other < f->n_others) {
		const struct fabric_other *o = &f->others[at->other];

		out->kind = CABLE_OTHER;
		out->index = at->other++;
		out->a_name = o->host;
		out->a_nic = o->nic;
		out->a_port = 1;
		out->z_switch = o->sw;
		out->z_port = o->port;
		out->speed = o->speed;
		return true;
	}
	if (at->trunk < f->n_trunks) {
		const struct fabric_trunk *t = &f->trunks[at->trunk];

		out->kind = CABLE_TRUNK;
		out->index = at->trunk++;
		out->a_name = fabric_switch_name(f, t->a);
		out->a_switch = t->a;
		out->a_port = t->port_a;
		out->z_switch = t->b;
		out->z_port = t->port_b;
		out->speed = t->speed;
		return true;
	}
	return false;
}

int cables_count(const struct fabric *f)
{
	struct cables at = { 0 };
	struct cable c;
	int n = 0;

	while (cables_next(f, &at, &c))
		n++;
	return n;
}
