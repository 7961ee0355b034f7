/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Step of a check: rails that were not seen, of an island or of a node. */
#include <stdlib.h>

#include "check_parts.h"

/* For one island, and one node, at a time; all of n_slots. */
struct dark {
	bool *island;	/* slots that no node of it has */
	int *slots;	/* those of the node, or the island */
	int n_slots;
};

static bool is_filled(const struct check *c, int node, int slot)
{
	return c->filled[(size_t)node * c->n_slots + slot];
}

static int add_missing(struct check *c, int node, int slot)
{
	const struct fabric_node *n = &c->f->nodes[node];
	struct check_cable a = {
		.node = node, .host = n->name,
		.rail = check_rail(c, slot), .plane = check_plane(c, slot),
		.nic = c->f->shapes[n->shape].nic_names[check_rail(c, slot)],
		.fixed.sw = -1, .at.sw = -1, .speed = -1,
		.home = check_home(c, node, slot),
	};

	if (a.home.sw >= 0 && a.home.port &&
	    check_port_used(c, a.home.sw, a.home.port))
		a.home.port = 0;
	return check_add_cable(c, &a);
}

static int tell_island(struct check *c, int island, const struct dark *d)
{
	const struct fabric_island *is = &c->f->islands[island];
	char *list = check_slot_list(c->f, d->slots, d->n_slots, -1);
	char *what = NULL;

	if (list)
		what = text_format("rail%s %s not seen on any of the %d nodes "
				   "of %s", d->n_slots > 1 ? "s" : "", list,
				   is->n_nodes, is->name);
	free(list);
	if (!check_add(c, CHECK_DARK_LEAF, what,
		       text_format("look at the leaf of %s: is it up, and "
				   "was it seen?",
				   d->n_slots > 1 ? "these rails" :
						    "this rail")))
		return -1;
	check_place_at_island(c, island);
	for (int i = 0; i < is->n_nodes; i++)
		for (int k = 0; k < d->n_slots; k++)
			if (add_missing(c, is->first_node + i, d->slots[k]) < 0)
				return -1;
	return 0;
}

/* The slots that no node of an island of several has, though one should. */
static int find_island(struct check *c, int island, struct dark *d)
{
	const struct fabric_island *is = &c->f->islands[island];

	d->n_slots = 0;
	for (int s = 0; s < c->n_slots; s++) {
		bool had = false;

		d->island[s] = is->n_nodes > 1;
		for (int i = 0; d->island[s] && i < is->n_nodes; i++) {
			if (is_filled(c, is->first_node + i, s))
				d->island[s] = false;
			had |= fabric_has_nic(c->f, is->first_node + i,
					      check_rail(c, s));
		}
		if (d->island[s] && had)
			d->slots[d->n_slots++] = s;
	}
	return d->n_slots ? tell_island(c, island, d) : 0;
}

static char *advise(const struct check *c, int node, int slot)
{
	struct check_place home = check_home(c, node, slot);
	char text[CHECK_TEXT];

	if (home.sw < 0)
		return text_format("look at the cable, the NIC and the port");
	if (home.port && check_port_used(c, home.sw, home.port))
		home.port = 0;
	return text_format("look at the cable to %s, its NIC and its port",
			   check_place_text(c->f, &home, text));
}

static int tell_node(struct check *c, int node, const struct dark *d)
{
	const struct fabric_node *n = &c->f->nodes[node];
	bool all = d->n_slots == c->n_slots;
	char *what = NULL, *todo = NULL, *list = NULL;

	if (all) {
		what = text_format("%s: none of its rails was seen", n->name);
		todo = text_format("look at the node: is it up?");
	} else {
		list = check_slot_list(c->f, d->slots, d->n_slots, n->shape);
		if (list)
			what = text_format("%s: rail%s %s not seen", n->name,
					   d->n_slots > 1 ? "s" : "", list);
		todo = d->n_slots == 1 ? advise(c, node, d->slots[0]) :
		       text_format("look at their cables, NICs and ports");
		free(list);
	}
	if (!check_add(c, all ? CHECK_DARK_NODE : CHECK_MISSING_LINK, what,
		       todo))
		return -1;
	check_place_at_node(c, node);
	for (int k = 0; k < d->n_slots; k++)
		if (add_missing(c, node, d->slots[k]) < 0)
			return -1;
	return 0;
}

static int find_node(struct check *c, int node, struct dark *d)
{
	d->n_slots = 0;
	for (int s = 0; s < c->n_slots; s++)
		if (!d->island[s] && !is_filled(c, node, s) &&
		    !check_lacks_nic(c, node, check_rail(c, s)) &&
		    fabric_has_nic(c->f, node, check_rail(c, s)))
			d->slots[d->n_slots++] = s;
	return d->n_slots ? tell_node(c, node, d) : 0;
}

int check_dark(struct check *c)
{
	struct dark d = {
		.island = check_alloc(c, (size_t)c->n_slots, sizeof(bool)),
		.slots = check_alloc(c, (size_t)c->n_slots, sizeof(int)),
	};
	int rc = d.island && d.slots ? 0 : -1;

	for (int i = 0; i < c->f->n_islands && rc == 0; i++) {
		const struct fabric_island *is = &c->f->islands[i];

		rc = find_island(c, i, &d);
		for (int n = 0; n < is->n_nodes && rc == 0; n++)
			rc = find_node(c, is->first_node + n, &d);
	}
	free(d.island);
	free(d.slots);
	return rc;
}
