/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Takes a fabric apart into devices and cables. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fabric_links.h"
#include "topology/cables.h"

/* GUIDs that are made up spell RAIL, and leave room for those of ports. */
#define MADE_BASE 0x5241494c80000000u

enum { MADE_STEP = 16 };

struct taker {
	const struct fabric *f;
	struct links *l;
	struct rail_error *err;
	uint64_t *guids;	/* those that are known, sorted */
	size_t n_guids;
	uint64_t made;		/* the last one made up */
	uint64_t *ports;	/* in use, by switch and port, sorted */
	size_t n_ports;
	int *next_port;		/* by switch: where to look for a free one */
	int *other_devices;	/* by other */
	int *other_ports;
	/* The NIC that its cables so far came from. */
	int node, rail, device;
};

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* --- GUIDs --------------------------------------------------------------- */

static void note_guid(struct taker *t, uint64_t guid)
{
	if (guid)
		t->guids[t->n_guids++] = guid;
}

static int collect_guids(struct taker *t)
{
	const struct fabric *f = t->f;
	size_t nics = (size_t)f->n_rails * (size_t)f->n_planes;

	t->guids = calloc((size_t)fabric_n_switches(f) + (size_t)f->n_others +
			  (size_t)f->n_nodes * nics + 1, sizeof(*t->guids));
	if (!t->guids)
		return rail_error_nomem(t->err);
	for (int i = 0; i < fabric_n_switches(f); i++)
		note_guid(t, fabric_switch_guid(f, i));
	for (int i = 0; i < f->n_others; i++)
		note_guid(t, f->others[i].guid);
	for (int i = 0; i < f->n_nodes; i++)
		for (size_t k = 0; k < nics; k++)
			note_guid(t, f->nodes[i].nics[k].guid);
	qsort(t->guids, t->n_guids, sizeof(*t->guids), by_value);
	return 0;
}

/* GUID, or when it is 0 one that nothing has. */
static uint64_t guid_or_made(struct taker *t, uint64_t guid)
{
	if (guid)
		return guid;
	do
		t->made += MADE_STEP;
	while (bsearch(&t->made, t->guids, t->n_guids, sizeof(*t->guids),
		       by_value));
	return t->made;
}

/* --- ports of switches --------------------------------------------------- */

static uint64_t port_key(int sw, int port)
{
	return (uint64_t)sw << 32 | (uint64_t)port;
}

static void note_port(struct taker *t, int sw, int port)
{
	if (sw >= 0 && port > 0)
		t->ports[t->n_ports++] = port_key(sw, port);
}

static int collect_ports(struct taker *t)
{
	struct cables at = { 0 };
	struct cable c;

	t->ports = calloc(2 * (size_t)cables_count(t->f) + 1,
			  sizeof(*t->ports));
	t->next_port = calloc((size_t)fabric_n_switches(t->f) + 1,
			      sizeof(*t->next_port));
	if (!t->ports || !t->next_port)
		return rail_error_nomem(t->err);
	while (cables_next(t->f, &at, &c)) {
		note_port(t, c.a_switch, c.a_port);
		note_port(t, c.z_switch, c.z_port);
	}
	qsort(t->ports, t->n_ports, sizeof(*t->ports), by_value);
	return 0;
}

static int port_or_free(struct taker *t, int sw, int port)
{
	uint64_t key;

	if (port)
		return port;
	do
		key = port_key(sw, ++t->next_port[sw]);
	while (bsearch(&key, t->ports, t->n_ports, sizeof(*t->ports),
		       by_value));
	return t->next_port[sw];
}

/* --- devices ------------------------------------------------------------- */

static int add_switches(struct taker *t)
{
	for (int i = 0; i < fabric_n_switches(t->f); i++)
		if (links_add_device(t->l, LINKS_SWITCH,
				     guid_or_made(t, fabric_switch_guid(t->f,
									i)),
				     fabric_switch_name(t->f, i), NULL, 0,
				     t->err) < 0)
			return -1;
	return 0;
}

/* The NIC that cable C comes from; its planes follow each other. */
static int nic_device(struct taker *t, const struct cable *c)
{
	const struct fabric_node *node = &t->f->nodes[c->node];
	uint64_t guid = 0;

	if (t->device >= 0 && t->node == c->node && t->rail == c->rail)
		return t->device;
	t->node = c->node;
	t->rail = c->rail;
	for (int plane = 0; !guid && plane < t->f->n_planes; plane++)
		guid = fabric_nic(t->f, c->node, c->rail, plane)->guid;
	t->device = links_add_device(t->l, LINKS_NIC, guid_or_made(t, guid),
				     c->a_nic ? c->a_nic : "",
				     node->called ? node->called : node->name,
				     0, t->err);
	return t->device;
}

struct by_other {
	const struct fabric_other *other;
	int index;
};

static int same_other(const void *a, const void *b)
{
	const struct by_other *p = a, *q = b;
	const struct fabric_other *x = p->other, *y = q->other;
	int order = strcmp(x->host, y->host);

	if (order == 0)
		order = strcmp(x->nic ? x->nic : "", y->nic ? y->nic : "");
	if (order)
		return order;
	return (x->guid > y->guid) - (x->guid < y->guid);
}

static int other_order(const void *a, const void *b)
{
	const struct by_other *p = a, *q = b;
	int order = same_other(a, b);

	return order ? order : (p->index > q->index) - (p->index < q->index);
}

/* Those of one host, name and GUID are ports of one device. */
static int add_others(struct taker *t)
{
	int n = t->f->n_others, device = -1;
	struct by_other *sorted = calloc((size_t)n + 1, sizeof(*sorted));

	t->other_devices = calloc((size_t)n + 1, sizeof(int));
	t->other_ports = calloc((size_t)n + 1, sizeof(int));
	if (!sorted || !t->other_devices || !t->other_ports) {
		free(sorted);
		return rail_error_nomem(t->err);
	}
	for (int i = 0; i < n; i++)
		sorted[i] = (struct by_other){ &t->f->others[i], i };
	qsort(sorted, (size_t)n, sizeof(*sorted), other_order);
	for (int i = 0, port = 0; i < n; i++) {
		const struct fabric_other *o = sorted[i].other;

		port++;
		if (i == 0 || !o->guid ||
		    same_other(&sorted[i - 1], &sorted[i])) {
			device = links_add_device(t->l, LINKS_NIC,
						  guid_or_made(t, o->guid),
						  o->nic ? o->nic : "",
						  o->host, 0, t->err);
			port = 1;
		}
		if (device < 0)
			break;
		t->other_devices[sorted[i].index] = device;
		t->other_ports[sorted[i].index] = port;
	}
	free(sorted);
	return n && device < 0 ? -1 : 0;
}

/* --- cables -------------------------------------------------------------- */

/* "4xNDR"; what is none, as "400G", is left as not known. */
static void put_speed(const struct fabric *f, int speed,
		      struct links_cable *cable)
{
	int end = 0;

	if (speed >= 0 && sscanf(f->speeds[speed], "%dx%7s%n", &cable->lanes,
				 cable->speed, &end) == 2 &&
	    !f->speeds[speed][end] && cable->lanes > 0)
		return;
	cable->lanes = 0;
	*cable->speed = '\0';
}

static int add_cable(struct taker *t, const struct cable *c)
{
	struct links_cable out = {
		.b = c->z_switch,
		.port_b = port_or_free(t, c->z_switch, c->z_port),
	};

	put_speed(t->f, c->speed, &out);
	if (c->kind == CABLE_TRUNK) {
		out.a = c->a_switch;
		out.port_a = port_or_free(t, c->a_switch, c->a_port);
	} else if (c->kind == CABLE_OTHER) {
		out.a = t->other_devices[c->index];
		out.port_a = t->other_ports[c->index];
	} else {
		out.a = nic_device(t, c);
		out.port_a = c->a_port;
	}
	if (out.a < 0 || links_add_cable(t->l, &out, t->err) < 0)
		return -1;
	/* Its other end tells of it, too. */
	return links_add_cable(t->l, &out, t->err);
}

static int take_apart(struct taker *t)
{
	struct cables at = { 0 };
	struct cable c;

	if (collect_guids(t) || collect_ports(t) || add_switches(t) ||
	    add_others(t))
		return -1;
	while (cables_next(t->f, &at, &c))
		if (add_cable(t, &c) < 0)
			return -1;
	return 0;
}

struct links *fabric_links(const struct fabric *f, struct rail_error *err)
{
	struct taker t = {
		.f = f, .l = links_create(f->name), .err = err,
		.made = MADE_BASE, .device = -1,
	};
	int rc = t.l ? take_apart(&t) : rail_error_nomem(err);

	free(t.guids);
	free(t.ports);
	free(t.next_port);
	free(t.other_devices);
	free(t.other_ports);
	if (rc == 0)
		return t.l;
	links_destroy(t.l);
	return NULL;
}
