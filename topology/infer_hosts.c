/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Step of an inference: devices -> nodes and their NICs, or what is neither. */
#include <stdlib.h>
#include <string.h>

#include "hostlist.h"
#include "infer_parts.h"

/* --- planes -------------------------------------------------------------- */

int infer_nic_end(const struct infer *in, const struct links_cable *c,
		  int *own_port, int *sw, int *port)
{
	const struct links_device *d = in->links->devices;
	bool at_a = d[c->a].kind == LINKS_NIC;

	if (at_a == (d[c->b].kind == LINKS_NIC))
		return -1;
	*own_port = at_a ? c->port_a : c->port_b;
	*port = at_a ? c->port_b : c->port_a;
	*sw = at_a ? c->b : c->a;
	return at_a ? c->a : c->b;
}

/*
 * As many as most NICs have cables, on the ports from 1 on: a second port here
 * and there is no plane.
 */
static int count_planes(struct infer *in)
{
	const struct links *l = in->links;
	unsigned char *ports = infer_alloc(in, l->n_devices, 1);
	int with[FABRIC_MAX_PLANES + 1] = { 0 };
	int own_port, sw, port;

	if (!ports)
		return -1;
	for (int i = 0; i < l->n_cables; i++) {
		int nic = infer_nic_end(in, &l->cables[i], &own_port, &sw,
					&port);

		if (nic >= 0 && !in->aside[nic] && own_port >= 1 &&
		    own_port <= FABRIC_MAX_PLANES)
			ports[nic]++;
	}
	/* with[p]: NICs with at least p cables */
	for (int i = 0; i < l->n_devices; i++)
		for (int p = 1; p <= ports[i] && p <= FABRIC_MAX_PLANES; p++)
			with[p]++;
	in->n_planes = 1;
	while (in->n_planes < FABRIC_MAX_PLANES &&
	       with[in->n_planes + 1] * 2 > with[1])
		in->n_planes++;
	free(ports);
	return 0;
}

/* --- NICs ---------------------------------------------------------------- */

static int machine_of(const struct infer *in, int device)
{
	return in->machine ? in->machine[device] : 0;
}

static int by_host_and_name(const void *a, const void *b, void *arg)
{
	const struct infer_nic *x = a, *y = b;
	const struct infer *in = arg;
	int diff = hostlist_natural_cmp(x->dev->host, y->dev->host);

	if (!diff)
		diff = machine_of(in, x->device) - machine_of(in, y->device);
	if (!diff)
		diff = infer_device_cmp(x->dev, y->dev);
	return diff ? diff : x->device - y->device;
}

/* Sorted NICs: those of one node follow each other, then their ports. */
static int collect_nics(struct infer *in)
{
	const struct links *l = in->links;
	int n = 0, planes = in->n_planes;

	in->nics = infer_alloc(in, l->n_devices, planes * sizeof(*in->nics));
	in->nic_of_device = infer_alloc(in, l->n_devices, sizeof(int));
	if (!in->nics || !in->nic_of_device)
		return -1;
	for (int i = 0; i < l->n_devices; i++) {
		in->nic_of_device[i] = -1;
		if (l->devices[i].kind == LINKS_NIC && !in->aside[i])
			in->nics[n++] = (struct infer_nic){
				.dev = &l->devices[i], .device = i,
			};
	}
	if (!n)
		return rail_error_at(in->err, l->sources[0], 0, 0,
				     "no node was seen: nothing to make a "
				     "map of");
	qsort_r(in->nics, n, sizeof(*in->nics), by_host_and_name, in);
	/* From the back, so that nothing is overwritten that is to be read. */
	for (int i = n - 1; i >= 0; i--)
		for (int p = planes - 1; p >= 0; p--) {
			struct infer_nic *nic = &in->nics[i * planes + p];

			*nic = in->nics[i];
			nic->plane = p;
			nic->cable = nic->leaf = nic->lane = -1;
		}
	in->n_nics = n * planes;
	for (int i = 0; i < in->n_nics; i += planes)
		in->nic_of_device[in->nics[i].device] = i;
	return 0;
}

/* --- hosts --------------------------------------------------------------- */

static bool of_host(const struct infer *in, const struct infer_nic *a,
		    const struct infer_nic *b)
{
	return !strcmp(a->dev->host, b->dev->host) &&
	       machine_of(in, a->device) == machine_of(in, b->device);
}

int infer_bad_name(const struct infer *in, const struct links_device *dev,
		   const char *name, const char *what)
{
	return rail_error_at(in->err, in->links->sources[dev->source],
			     dev->line, 0, "\"%s\" is not a %s name: expected "
			     "letters, digits, '.', '_' and '-'", name, what);
}

static int collect_hosts(struct infer *in)
{
	struct infer_host *h = NULL;
	struct infer_nic *nic;

	in->hosts = infer_alloc(in, in->n_nics, sizeof(*in->hosts));
	if (!in->hosts)
		return -1;
	for (int i = 0; i < in->n_nics; i++) {
		int machine;

		nic = &in->nics[i];
		machine = machine_of(in, nic->device);
		if (!h || !of_host(in, nic - 1, nic)) {
			if (!fabric_name_ok(nic->dev->host))
				return infer_bad_name(in, nic->dev,
						      nic->dev->host, "node");
			h = &in->hosts[in->n_hosts++];
			h->name = nic->dev->host;
			if (machine) {
				h->called = h->name;
				h->name = in->made_hosts[machine - 1];
			}
			h->first_nic = i;
			h->island = -1;
		}
		nic->host = in->n_hosts - 1;
		h->n_nics++;
		h->nameless |= !*nic->dev->name;
	}
	return 0;
}

int infer_hosts(struct infer *in)
{
	return count_planes(in) < 0 || collect_nics(in) < 0 ||
	       collect_hosts(in) < 0 || infer_machines(in) < 0 ? -1 : 0;
}
