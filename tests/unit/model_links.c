/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a discovery sees of a model. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model.h"
#include "random.h"

const char *model_node_name(const struct model *m, int node)
{
	return m->devices[m->nic[node][0]].host;
}

const char *model_port_text(const struct model *m, int port,
			    char text[MODEL_TEXT])
{
	if (m->named_ports)
		snprintf(text, MODEL_TEXT, "Ethernet%d/%d", (port - 1) / 4 + 1,
			 (port - 1) % 4 + 1);
	else
		snprintf(text, MODEL_TEXT, "%d", port);
	return text;
}

/* --- devices ------------------------------------------------------------- */

static void add_devices(const struct model *m, struct links *l, int *number)
{
	static int order[MODEL_MAX_DEVICES];

	for (int i = 0; i < m->n_devices; i++)
		order[i] = i;
	model_shuffle(order, m->n_devices);
	for (int i = 0; i < m->n_devices; i++) {
		const struct model_device *d = &m->devices[order[i]];
		int n;

		if (d->gone)
			continue;
		n = links_add_device(l, d->kind, d->guid, d->name,
				     d->kind == LINKS_NIC ? d->host : NULL,
				     i + 1, NULL);
		model_must(n >= 0);
		l->devices[n].mac = d->mac;
		l->devices[n].aside = d->aside;
		number[order[i]] = n;
	}
}

/* --- cables -------------------------------------------------------------- */

static int port_number(const struct model *m, struct links *l, int device,
		       int port)
{
	char text[MODEL_TEXT];

	if (!m->named_ports || m->devices[device].kind == LINKS_NIC)
		return port;
	return links_port(l, model_port_text(m, port, text), NULL);
}

static void add_cable(const struct model *m, struct links *l,
		      const int *number, const struct model_cable *c, int line)
{
	struct links_cable a = {
		.a = number[c->a], .port_a = port_number(m, l, c->a, c->port_a),
		.b = number[c->b], .port_b = port_number(m, l, c->b, c->port_b),
		.lanes = m->paces[c->pace].lanes, .line = line,
	};
	struct links_cable b = a;

	strcpy(a.speed, m->paces[c->pace].speed);
	strcpy(b.speed, m->paces[c->pace].speed);
	b.a = a.b;
	b.port_a = a.port_b;
	b.b = a.a;
	b.port_b = a.port_a;
	model_must(!links_add_cable(l, random_one_in(2) ? &a : &b, NULL));
	if (random_one_in(2))	/* its other end tells of it, too */
		model_must(!links_add_cable(l, &b, NULL));
}

static void add_cables(const struct model *m, struct links *l,
		       const int *number)
{
	static int order[MODEL_MAX_CABLES];

	for (int i = 0; i < m->n_cables; i++)
		order[i] = i;
	model_shuffle(order, m->n_cables);
	for (int i = 0; i < m->n_cables; i++) {
		const struct model_cable *c = &m->cables[order[i]];

		/* after several faults there may be cables to what is gone */
		if (!c->gone && !m->devices[c->a].gone &&
		    !m->devices[c->b].gone)
			add_cable(m, l, number, c, i + 1);
	}
}

/* --- hardware ------------------------------------------------------------ */

static void add_hardware(const struct model *m, struct links *l)
{
	struct hardware_gpu gpus[MODEL_MAX_RAILS] = { { 0 } };
	struct hardware hw = { .sockets = 2, .cores = 56, .gpus = gpus };

	for (int g = 0; g < MODEL_MAX_RAILS; g++)
		gpus[g].model = (char *)"h100";
	for (int n = 0; n < m->n_nodes; n++) {
		hw.vendor = (char *)(m->kind_of_node[n] % 2 ? "Dell Inc." :
							      "Supermicro");
		hw.n_gpus = m->n_rails - (n == m->odd_node);
		/* as much as the kernel left */
		hw.memory_mb = 2000000 + random_int(0, 8) * 1000;
		model_must(!links_set_hardware(l, model_node_name(m, n), &hw,
					       NULL));
	}
}

struct links *model_links(const struct model *m)
{
	static int number[MODEL_MAX_DEVICES];
	struct links *l = links_create("model");

	model_must(l != NULL);
	add_devices(m, l, number);
	add_cables(m, l, number);
	if (m->hardware)
		add_hardware(m, l);
	return l;
}
