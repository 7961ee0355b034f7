/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Step of a check: which cables of nodes are not where they belong. */
#include <stdlib.h>
#include <string.h>

#include "check_parts.h"

static bool *filled(const struct check *c, int node, int slot)
{
	return &c->filled[(size_t)node * c->n_slots + slot];
}

static struct check_stray *add_stray(struct check *c, int node, int slot)
{
	struct check_stray *s = &c->strays[c->n_strays++];

	*s = (struct check_stray){
		.slot = slot,
		.cable = {
			.node = node, .rail = -1, .plane = -1,
			.host = c->f->nodes[node].name,
			.fixed.sw = -1, .home.sw = -1,
		},
	};
	if (slot >= 0) {
		s->cable.rail = check_rail(c, slot);
		s->cable.plane = check_plane(c, slot);
		s->cable.home = check_home(c, node, slot);
		*filled(c, node, slot) = true;
	}
	return s;
}

/* The slot where what NODE has in SLOT belongs. */
static int wanted_slot(const struct check *c, const int *want, int slot)
{
	int rail = want[check_rail(c, slot)];

	return rail < 0 ? slot : check_plane(c, slot) * c->f->n_rails + rail;
}

static void fill_at_home(struct check *c, int node, const int *want)
{
	const struct fabric_nic *nics = c->f->nodes[node].nics;

	for (int s = 0; s < c->n_slots; s++) {
		int slot = wanted_slot(c, want, s);

		if (nics[s].leaf >= 0 &&
		    check_at_home(c, node, slot, nics[s].leaf))
			*filled(c, node, slot) = true;
	}
}

static void find_in_slots(struct check *c, int node, const int *want)
{
	const struct fabric_node *n = &c->f->nodes[node];

	for (int s = 0; s < c->n_slots; s++) {
		int slot = wanted_slot(c, want, s);
		const struct fabric_nic *nic = &n->nics[s];
		struct check_stray *stray;

		if (nic->leaf < 0 || check_at_home(c, node, slot, nic->leaf))
			continue;
		stray = add_stray(c, node, slot);
		stray->cable.nic =
			c->f->shapes[n->shape].nic_names[check_rail(c, s)];
		stray->cable.guid = nic->guid;
		stray->cable.speed = nic->speed;
		stray->cable.at = (struct check_place){ nic->leaf, nic->port };
	}
}

/* The rail of NODE that a NIC called NAME is meant for, or -1. */
static int rail_of_name(const struct check *c, int node, const char *name)
{
	int want[FABRIC_MAX_RAILS];
	int like = check_reference(c, node, want);
	int own = fabric_find_rail(c->f, node, name);

	if (own >= 0)
		return want[own];
	for (int r = 0; r < c->f->n_rails; r++)
		if (c->f->shapes[like].nic_names[r] &&
		    !strcmp(c->f->shapes[like].nic_names[r], name))
			return r;
	return -1;
}

/* The only slot of NODE that nothing fills, or -1. */
static int only_gap(const struct check *c, int node)
{
	int gap = -1;

	for (int s = 0; s < c->n_slots; s++) {
		if (*filled(c, node, s))
			continue;
		if (gap >= 0)
			return -1;
		gap = s;
	}
	return gap;
}

/*
 * Where the NIC of NODE that O is belongs, when it is one of its rails' and
 * not seen in its place; *OF_RAIL: whether it is one of its rails' at all.
 */
static int slot_of_other(const struct check *c, int node,
			 const struct fabric_other *o, bool *of_rail)
{
	int rail = o->nic ? rail_of_name(c, node, o->nic) : -1;

	*of_rail = rail >= 0;
	if (!o->nic && o->sw < c->f->n_leafs)
		return only_gap(c, node);
	for (int p = 0; rail >= 0 && p < c->f->n_planes; p++)
		if (!*filled(c, node, p * c->f->n_rails + rail))
			return p * c->f->n_rails + rail;
	return -1;
}

static void find_in_others(struct check *c)
{
	for (int i = 0; i < c->f->n_others; i++) {
		const struct fabric_other *o = &c->f->others[i];
		int node = fabric_find_node(c->f, o->host), slot;
		struct check_stray *stray;
		bool of_rail;

		if (node < 0)
			continue;
		slot = slot_of_other(c, node, o, &of_rail);
		/* Storage NICs are none of this step. */
		if (slot < 0 && !of_rail)
			continue;
		if (slot >= 0 && check_at_home(c, node, slot, o->sw)) {
			*filled(c, node, slot) = true;
			continue;
		}
		stray = add_stray(c, node, slot);
		stray->cable.nic = o->nic;
		stray->cable.guid = o->guid;
		stray->cable.speed = o->speed;
		stray->cable.at = (struct check_place){ o->sw, o->port };
	}
}

int check_find_strays(struct check *c)
{
	const struct fabric *f = c->f;
	size_t cells = (size_t)f->n_nodes * c->n_slots;
	int want[FABRIC_MAX_RAILS];

	c->filled = check_alloc(c, cells, sizeof(*c->filled));
	if (!c->filled)
		return -1;
	for (int n = 0; n < f->n_nodes; n++) {
		check_reference(c, n, want);
		fill_at_home(c, n, want);
	}
	/* What does not fill its place; some may have no place at all. */
	c->strays = check_alloc(c, cells + (size_t)f->n_others,
				sizeof(*c->strays));
	if (!c->strays)
		return -1;
	for (int n = 0; n < f->n_nodes; n++) {
		check_reference(c, n, want);
		find_in_slots(c, n, want);
	}
	find_in_others(c);
	return 0;
}
