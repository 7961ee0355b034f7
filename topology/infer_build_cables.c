/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Part of the last step of an inference: cables, their speeds and ports. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hostlist.h"
#include "infer_build.h"

int infer_build_speeds(struct infer_build *bd)
{
	const struct links *l = bd->in->links;
	char text[24];

	bd->speeds = infer_alloc(bd->in, l->n_cables, sizeof(int));
	bd->used = infer_alloc(bd->in, l->n_cables, sizeof(bool));
	if (!bd->speeds || !bd->used)
		return -1;
	for (int i = 0; i < l->n_cables; i++) {
		const struct links_cable *c = &l->cables[i];

		bd->speeds[i] = -1;
		if (!c->speed[0])
			continue;
		if (i && c->lanes == c[-1].lanes &&
		    !strcmp(c->speed, c[-1].speed)) {
			bd->speeds[i] = bd->speeds[i - 1];
			continue;
		}
		if (c->lanes)
			snprintf(text, sizeof(text), "%dx%s", c->lanes,
				 c->speed);
		else
			snprintf(text, sizeof(text), "%s", c->speed);
		bd->speeds[i] = fabric_build_speed(bd->b, text, bd->in->err);
		if (bd->speeds[i] < 0)
			return -1;
	}
	return 0;
}

struct port_name {
	const char *name;
	int old;
};

static int by_port_name(const void *a, const void *b)
{
	return hostlist_natural_cmp(((const struct port_name *)a)->name,
				    ((const struct port_name *)b)->name);
}

int infer_build_ports(struct infer_build *bd)
{
	const struct links *l = bd->in->links;
	struct port_name *list;
	int rc = -1;

	if (!l->n_port_names)
		return 0;
	list = infer_alloc(bd->in, l->n_port_names, sizeof(*list));
	bd->ports = infer_alloc(bd->in, l->n_port_names + 1, sizeof(int));
	if (!list || !bd->ports)
		goto out;
	for (int i = 0; i < l->n_port_names; i++)
		list[i] = (struct port_name){ l->port_names[i], i + 1 };
	qsort(list, l->n_port_names, sizeof(*list), by_port_name);
	for (int i = 0; i < l->n_port_names; i++) {
		bd->ports[list[i].old] = i + 1;
		if (fabric_build_port_name(bd->b, list[i].name,
					   bd->in->err) < 0)
			goto out;
	}
	rc = 0;
out:
	free(list);
	return rc;
}

int infer_build_port(const struct infer_build *bd, int port)
{
	return bd->ports && port > 0 && port <= bd->in->links->n_port_names ?
		       bd->ports[port] : port;
}

static struct fabric_end end_of(const struct infer_build *bd, int device,
				int port)
{
	struct fabric_end end = bd->ends[device];

	end.port = infer_build_port(bd, port);
	return end;
}

static int build_other(struct infer_build *bd, int device, int sw,
		       int port, int speed)
{
	const struct infer *in = bd->in;
	const struct links_device *d = &in->links->devices[device];
	struct fabric_end end = end_of(bd, sw, port);
	const char *host = d->host;

	if (in->machine && in->machine[device])
		host = in->made_hosts[in->machine[device] - 1];
	if (!host || !*host)
		host = "unknown";
	return fabric_build_other(bd->b, host, *d->name ? d->name : NULL,
				  d->guid, &end, speed, in->err);
}

int infer_build_cables(struct infer_build *bd)
{
	const struct infer *in = bd->in;
	const struct links *l = in->links;
	int own_port, sw, port;

	for (int i = 0; i < l->n_cables; i++) {
		const struct links_cable *c = &l->cables[i];
		int nic = infer_nic_end(in, c, &own_port, &sw, &port);
		struct fabric_end one, two;

		if (nic >= 0) {
			if (!bd->used[i] && bd->ends[sw].number >= 0 &&
			    build_other(bd, nic, sw, port, bd->speeds[i]) < 0)
				return -1;
			continue;
		}
		if (bd->ends[c->a].number < 0 || bd->ends[c->b].number < 0)
			continue;
		one = end_of(bd, c->a, c->port_a);
		two = end_of(bd, c->b, c->port_b);
		if (fabric_build_trunk(bd->b, &one, &two, bd->speeds[i],
				       in->err) < 0)
			return -1;
	}
	return 0;
}
