/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Part of a check: the ports that something is plugged into. */
#include <stdlib.h>

#include "check_parts.h"

static int by_number(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return (x > y) - (x < y);
}

struct place_list {
	int *at;	/* switch -> where its next port goes; NULL: count */
	int *ports;
	int *counts;
};

static void note_port(struct place_list *l, int sw, int port)
{
	if (sw < 0 || !port)
		return;
	if (l->at)
		l->ports[l->at[sw]++] = port;
	else
		l->counts[sw]++;
}

static void walk_ports(const struct fabric *f, struct place_list *l)
{
	int slots = f->n_rails * f->n_planes;

	for (int n = 0; n < f->n_nodes; n++)
		for (int s = 0; s < slots; s++)
			note_port(l, f->nodes[n].nics[s].leaf,
				  f->nodes[n].nics[s].port);
	for (int i = 0; i < f->n_others; i++)
		note_port(l, f->others[i].sw, f->others[i].port);
	for (int i = 0; i < f->n_trunks; i++) {
		note_port(l, f->trunks[i].a, f->trunks[i].port_a);
		note_port(l, f->trunks[i].b, f->trunks[i].port_b);
	}
}

int check_used_ports(struct check *c)
{
	int n = fabric_n_switches(c->f);
	struct place_list l = { 0 };
	int rc = -1;

	c->first_port = check_alloc(c, (size_t)n + 1, sizeof(int));
	l.counts = check_alloc(c, (size_t)n, sizeof(int));
	if (!c->first_port || !l.counts)
		goto out;
	walk_ports(c->f, &l);
	for (int i = 0; i < n; i++) {
		c->first_port[i + 1] = c->first_port[i] + l.counts[i];
		l.counts[i] = c->first_port[i];
	}
	c->ports = check_alloc(c, (size_t)c->first_port[n], sizeof(int));
	if (!c->ports)
		goto out;
	l.ports = c->ports;
	l.at = l.counts;
	walk_ports(c->f, &l);
	for (int i = 0; i < n; i++)
		qsort(&c->ports[c->first_port[i]],
		      (size_t)(c->first_port[i + 1] - c->first_port[i]),
		      sizeof(int), by_number);
	rc = 0;
out:
	free(l.counts);
	return rc;
}

bool check_port_used(const struct check *c, int sw, int port)
{
	int low = c->first_port[sw], high = c->first_port[sw + 1];

	while (low < high) {
		int middle = low + (high - low) / 2;

		if (c->ports[middle] < port)
			low = middle + 1;
		else
			high = middle;
	}
	return low < c->first_port[sw + 1] && c->ports[low] == port;
}
