/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rebuilds devices and cables where several devices are one. */
#include <stdbool.h>
#include <stdlib.h>

#include "links_join.h"

struct join {
	const struct links *from;
	const int *same_as, *port;
	int n;
	struct links *to;
	int *place;	/* device of FROM -> of TO */
	struct rail_error *err;
};

static bool nothing_to_do(const int *same_as, const int *port, int n)
{
	for (int i = 0; i < n; i++)
		if (same_as[i] != i || port[i] > 1)
			return false;
	return true;
}

static int copy_device(struct join *j, int i)
{
	const struct links_device *d = &j->from->devices[i];
	int same = i < j->n ? j->same_as[i] : i;
	struct links_device *to;

	if (same == LINKS_JOIN_OUT) {
		j->place[i] = LINKS_JOIN_OUT;
		return 0;
	}
	if (same == i) {
		j->place[i] = links_add_device(j->to, d->kind, d->guid, d->name,
					       d->host, d->line, j->err);
		if (j->place[i] < 0)
			return -1;
		to = &j->to->devices[j->place[i]];
		to->source = d->source;
		to->port_guid = d->port_guid;
		to->board = d->board;
		to->mac = d->mac;
		to->aside = d->aside;
		return 0;
	}
	j->place[i] = j->place[same];
	to = &j->to->devices[j->place[i]];
	if (!to->guid)
		to->guid = d->guid;
	if (!to->port_guid)
		to->port_guid = d->port_guid;
	if (!to->board)
		to->board = d->board;
	if (!to->mac)
		to->mac = d->mac;
	return 0;
}

static int port_of(const struct join *j, int device, int port)
{
	return port == 1 && device < j->n && j->port[device] > 0 ?
	       j->port[device] : port;
}

static int copy_cable(struct join *j, const struct links_cable *cable)
{
	struct links_cable c = *cable;
	int before = j->to->n_cables;

	c.port_a = port_of(j, cable->a, cable->port_a);
	c.port_b = port_of(j, cable->b, cable->port_b);
	c.a = j->place[cable->a];
	c.b = j->place[cable->b];
	if (c.a == LINKS_JOIN_OUT || c.b == LINKS_JOIN_OUT)
		return 0;
	if (links_add_cable(j->to, &c, j->err) < 0)
		return -1;
	if (j->to->n_cables > before)
		j->to->cables[before].ends = cable->ends;
	return 0;
}

static int copy(struct join *j)
{
	for (int i = 0; i < j->from->n_devices; i++)
		if (copy_device(j, i) < 0)
			return -1;
	for (int i = 0; i < j->from->n_cables; i++)
		if (copy_cable(j, &j->from->cables[i]) < 0)
			return -1;
	return 0;
}

/* Devices, cables, and what finds them; all else stays where it is. */
static void swap(struct links *x, struct links *y)
{
	struct links old = *x;

	x->devices = y->devices;
	x->n_devices = y->n_devices;
	x->capacity_devices = y->capacity_devices;
	x->cables = y->cables;
	x->n_cables = y->n_cables;
	x->capacity_cables = y->capacity_cables;
	x->ports = y->ports;
	y->devices = old.devices;
	y->n_devices = old.n_devices;
	y->capacity_devices = old.capacity_devices;
	y->cables = old.cables;
	y->n_cables = old.n_cables;
	y->capacity_cables = old.capacity_cables;
	y->ports = old.ports;
}

int links_join(struct links *l, const int *same_as, const int *port, int n,
	       struct rail_error *err)
{
	struct join j = {
		.from = l, .same_as = same_as, .port = port, .n = n,
		.err = err,
	};
	char **own_sources;
	int rc;

	if (nothing_to_do(same_as, port, n))
		return 0;
	j.to = links_create(NULL);
	j.place = calloc((size_t)l->n_devices + 1, sizeof(*j.place));
	if (!j.to || !j.place) {
		links_destroy(j.to);
		free(j.place);
		return rail_error_nomem(err);
	}
	/* Lent to it, as messages name them. */
	own_sources = j.to->sources;
	j.to->sources = l->sources;
	rc = copy(&j);
	j.to->sources = own_sources;
	if (rc == 0)
		swap(l, j.to);
	links_destroy(j.to);
	free(j.place);
	return rc;
}
