/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Steps of a check against a plan: both sides' cables, in one form. */
#include <stdlib.h>
#include <string.h>

#include "cables.h"
#include "check_plan.h"

/* --- ports --------------------------------------------------------------- */

/* Kinds of keys, in their upper bits. */
enum { KEY_NUMBER = 0, KEY_LABEL = 1 << 28, KEY_RAIL = 2 << 28,
       KEY_TEXT = 3 << 28 };

enum { OWN_PORTS = 16 };

uint32_t plan_key_number(int number)
{
	return KEY_NUMBER + (uint32_t)number;
}

uint32_t plan_key_text(int text, int own_port)
{
	return KEY_TEXT + (uint32_t)text * OWN_PORTS + (uint32_t)own_port;
}

/* Where port KEY of THING is, or the empty place where it belongs. */
static int *place_of(const struct plan *p, int thing, uint32_t key)
{
	uint64_t both = (uint64_t)(uint32_t)thing << 32 | key;
	size_t i = (both * 0x9e3779b97f4a7c15u) >> 32;

	for (i &= p->n_places - 1; p->places[i];
	     i = (i + 1) & (p->n_places - 1)) {
		int port = p->places[i] - 1;

		if (p->ports[port].thing == thing && p->keys[port] == key)
			break;
	}
	return &p->places[i];
}

int plan_find_port(const struct plan *p, int thing, uint32_t key)
{
	return *place_of(p, thing, key) - 1;
}

/* Port KEY of PORT->thing, added as *PORT when it is new. */
static int take_port(struct plan *p, uint32_t key,
		     const struct plan_port *port)
{
	int *place = place_of(p, port->thing, key);

	if (*place)
		return *place - 1;
	p->ports[p->n_ports] = *port;
	p->ports[p->n_ports].cable[PLAN_SEEN] = -1;
	p->ports[p->n_ports].cable[PLAN_PLANNED] = -1;
	p->keys[p->n_ports] = key;
	*place = ++p->n_ports;
	return *place - 1;
}

/* Room for all ports that cables of both sides can have. */
static int create_ports(struct plan *p)
{
	size_t n = 2 * ((size_t)cables_count(p->c.f) +
			(size_t)p->links->n_cables);

	for (p->n_places = 64; p->n_places < 2 * n;)
		p->n_places *= 2;
	p->ports = check_alloc(&p->c, n, sizeof(*p->ports));
	p->keys = check_alloc(&p->c, n, sizeof(*p->keys));
	p->places = check_alloc(&p->c, p->n_places, sizeof(*p->places));
	return p->ports && p->keys && p->places ? 0 : -1;
}

static int switch_port(struct plan *p, int thing, int number)
{
	const struct plan_port port = {
		.thing = thing, .number = number, .rail = -1, .plane = -1,
	};

	return number > 0 ? take_port(p, plan_key_number(number), &port) : -1;
}

static int rail_port(struct plan *p, int node, int rail, int plane,
		     const char *name)
{
	const struct fabric *f = p->c.f;
	const char *nic = f->shapes[f->nodes[node].shape].nic_names[rail];
	const struct plan_port port = {
		.thing = plan_thing_of_node(p, node),
		.rail = rail, .plane = plane, .nic = nic ? nic : name,
		.guid = fabric_nic(f, node, rail, plane)->guid,
	};

	return take_port(p, KEY_RAIL + (uint32_t)(plane * f->n_rails + rail),
			 &port);
}

/* NAME may be NULL, or "". */
static int named_port(struct plan *p, int thing, const char *name, int own_port,
		      uint64_t guid)
{
	const struct plan_port port = {
		.thing = thing, .rail = -1, .plane = -1, .nic = name,
		.guid = guid,
	};

	return name && *name ?
	       take_port(p, plan_key_text(plan_text(p, name), own_port),
			 &port) : -1;
}

/* --- cables -------------------------------------------------------------- */

/* A port takes one cable: of a second one nobody knows where it is. */
static void plug(struct plan *p, enum plan_side side, struct plan_cable *c,
		 int end)
{
	int *cable;

	p->things[c->thing[end]].cables[side]++;
	if (c->port[end] < 0)
		return;
	cable = &p->ports[c->port[end]].cable[side];
	if (*cable < 0)
		*cable = p->n_cables[side];
	else
		c->port[end] = -1;
}

static void add(struct plan *p, enum plan_side side,
		const struct plan_cable *cable)
{
	struct plan_cable *c = &p->cables[side][p->n_cables[side]];
	const struct plan_thing *a = &p->things[cable->thing[0]];
	const struct plan_thing *z = &p->things[cable->thing[1]];
	bool turn = a->is_switch != z->is_switch ? a->is_switch :
		    a != z ? a > z : cable->port[0] < cable->port[1];

	*c = *cable;
	if (turn) {
		c->thing[0] = cable->thing[1];
		c->thing[1] = cable->thing[0];
		c->port[0] = cable->port[1];
		c->port[1] = cable->port[0];
	}
	plug(p, side, c, 0);
	plug(p, side, c, 1);
	p->n_cables[side]++;
}

/*
 * A NIC that is no rail's in the map may have the name of one that its node
 * lacks: it is plugged in where another one is.  Its rail, or -1.
 */
static int rail_it_lacks(const struct plan *p, int node, const struct cable *c)
{
	int plane = c->a_port > 0 ? c->a_port - 1 : 0;
	int rail = node < 0 || !c->a_nic ? -1 :
		   fabric_find_rail(p->c.f, node, c->a_nic);

	return rail >= 0 && plane < p->c.f->n_planes &&
	       fabric_nic(p->c.f, node, rail, plane)->leaf < 0 ? rail : -1;
}

static int other_port(struct plan *p, int thing, const struct cable *c)
{
	int node = p->things[thing].node, rail = rail_it_lacks(p, node, c);
	int port = rail < 0 ? -1 :
		   rail_port(p, node, rail, c->a_port > 0 ? c->a_port - 1 : 0,
			     NULL);
	uint64_t guid = p->c.f->others[c->index].guid;

	if (port < 0)
		return named_port(p, thing, c->a_nic, c->a_port, guid);
	p->ports[port].guid = p->ports[port].guid ? p->ports[port].guid : guid;
	return port;
}

static void add_seen(struct plan *p, const struct cable *c)
{
	struct plan_cable out = {
		.thing[1] = c->z_switch,
		.port[1] = switch_port(p, c->z_switch, c->z_port),
		.speed = c->speed,
	};

	if (c->kind == CABLE_NIC) {
		out.thing[0] = plan_thing_of_node(p, c->node);
		out.port[0] = rail_port(p, c->node, c->rail, c->plane, NULL);
	} else if (c->kind == CABLE_OTHER) {
		out.thing[0] = p->thing_of_other[c->index];
		out.port[0] = other_port(p, out.thing[0], c);
	} else {
		out.thing[0] = c->a_switch;
		out.port[0] = switch_port(p, c->a_switch, c->a_port);
	}
	add(p, PLAN_SEEN, &out);
}

int plan_list_seen(struct plan *p)
{
	struct cables at = { 0 };
	struct cable c;

	p->cables[PLAN_SEEN] = check_alloc(&p->c,
					   (size_t)cables_count(p->c.f),
					   sizeof(struct plan_cable));
	if (!p->cables[PLAN_SEEN] || create_ports(p) < 0)
		return -1;
	while (cables_next(p->c.f, &at, &c))
		add_seen(p, &c);
	return 0;
}

/* --- of the plan --------------------------------------------------------- */

static int planned_switch_port(struct plan *p, int thing, int label)
{
	struct plan_port port = {
		.thing = thing, .label = label, .rail = -1, .plane = -1,
	};
	int sw = p->things[thing].sw;
	int number = !label ? -1 : sw < 0 ? 0 : plan_number(p, sw, label);

	if (number > 0)
		return switch_port(p, thing, number);
	if (number < 0)
		return -1;
	return take_port(p, KEY_LABEL + (uint32_t)label, &port);
}

static int planned_port(struct plan *p, int device, int port)
{
	const struct links_device *d = &p->links->devices[device];
	int thing = p->thing_of_device[device];
	int rail = p->rail_of_device[device];
	int plane = p->plane_of_device[device];

	if (d->kind == LINKS_SWITCH)
		return planned_switch_port(p, thing, port);
	if (rail == PLAN_ANY_NIC)
		return -1;
	plane = plane < 0 ? port - 1 : plane;
	if (rail >= 0 && plane < p->c.f->n_planes)
		return rail_port(p, p->things[thing].node, rail, plane,
				 d->name);
	return named_port(p, thing, d->name, port, 0);
}

int plan_list_planned(struct plan *p)
{
	const struct links *l = p->links;

	p->cables[PLAN_PLANNED] = check_alloc(&p->c, (size_t)l->n_cables,
					      sizeof(struct plan_cable));
	if (!p->cables[PLAN_PLANNED])
		return -1;
	for (int i = 0; i < l->n_cables; i++) {
		const struct links_cable *c = &l->cables[i];
		const struct plan_cable out = {
			.thing = { p->thing_of_device[c->a],
				   p->thing_of_device[c->b] },
			.port = { planned_port(p, c->a, c->port_a),
				  planned_port(p, c->b, c->port_b) },
			.speed = -1,
		};

		add(p, PLAN_PLANNED, &out);
	}
	return 0;
}
