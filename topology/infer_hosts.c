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

/* --- machines that are no nodes ------------------------------------------ */

/* The NICs that a node has: as those hosts have that have most NICs. */
static int usual_nics(struct infer *in)
{
	long nics[FABRIC_MAX_RAILS + 1] = { 0 };
	int best = 0;

	for (int i = 0; i < in->n_hosts; i++)
		if (in->hosts[i].n_nics <= FABRIC_MAX_RAILS)
			nics[in->hosts[i].n_nics] += in->hosts[i].n_nics;
	for (int n = 1; n <= FABRIC_MAX_RAILS; n++)
		if (nics[n] >= nics[best])
			best = n;
	return best;
}

static int by_family(const void *a, const void *b)
{
	return hostlist_family_cmp(*(const char *const *)a,
				   *(const char *const *)b);
}

/* Whether it says itself that it has GPUs. */
static bool has_gpus(const struct infer *in, const struct infer_host *h)
{
	const struct links_host *host = links_find_host(in->links, h->name);

	return host && host->hardware && host->hardware->n_gpus > 0;
}

/* The NICs of nodes on each switch, or NULL. */
static int *count_plugged(struct infer *in)
{
	const struct links *l = in->links;
	int *nics = infer_alloc(in, l->n_devices, sizeof(int));
	int own_port, sw, port;

	for (int i = 0; nics && i < l->n_cables; i++) {
		int nic = infer_nic_end(in, &l->cables[i], &own_port, &sw,
					&port);

		if (nic >= 0 && in->nic_of_device[nic] >= 0)
			nics[sw]++;
	}
	return nics;
}

/*
 * By device: whether it is a switch above leafs.  It has NICs, and more than
 * twice as many cables to switches that have some, too.
 */
static bool *find_spines(struct infer *in)
{
	const struct links *l = in->links;
	bool *above = infer_alloc(in, l->n_devices, sizeof(bool));
	int *nics = count_plugged(in);
	int *leafs = infer_alloc(in, l->n_devices, sizeof(int));

	for (int i = 0; above && nics && leafs && i < l->n_cables; i++) {
		int a = l->cables[i].a, b = l->cables[i].b;

		if (l->devices[a].kind == LINKS_SWITCH &&
		    l->devices[b].kind == LINKS_SWITCH) {
			leafs[a] += nics[b] > nics[a];
			leafs[b] += nics[a] > nics[b];
		}
	}
	for (int i = 0; above && nics && leafs && i < l->n_devices; i++)
		above[i] = nics[i] && leafs[i] > 2 * nics[i];
	if (!nics || !leafs) {
		free(above);
		above = NULL;
	}
	free(nics);
	free(leafs);
	return above;
}

/* By host: whether all of its cables go to switches above leafs; or NULL. */
static bool *find_strangers(struct infer *in)
{
	const struct links *l = in->links;
	bool *strange = infer_alloc(in, in->n_hosts, sizeof(bool));
	bool *above = find_spines(in);
	int own_port, sw, port;

	for (int pass = 0; pass < 2 && strange && above; pass++)
		for (int i = 0; i < l->n_cables; i++) {
			int nic = infer_nic_end(in, &l->cables[i], &own_port,
						&sw, &port);

			if (nic < 0 || in->nic_of_device[nic] < 0 ||
			    above[sw] != !pass)
				continue;
			nic = in->nic_of_device[nic];
			strange[in->nics[nic].host] = !pass;
		}
	if (!above) {
		free(strange);
		strange = NULL;
	}
	free(above);
	return strange;
}

/*
 * A host with at most half as many NICs as nodes have, or on spines alone, and
 * of a name that no node's is like, is no node but a storage server, a head
 * node, a gateway, if it does not say that it has GPUs.
 */
static bool *find_doubtful(struct infer *in)
{
	bool *doubtful = find_strangers(in);
	int usual = usual_nics(in);

	for (int i = 0; doubtful && i < in->n_hosts; i++) {
		const struct infer_host *h = &in->hosts[i];

		doubtful[i] = (doubtful[i] || h->n_nics * 2 <= usual) &&
			      !has_gpus(in, h);
	}
	return doubtful;
}

static int drop_others(struct infer *in)
{
	int n_names = 0, n_hosts = 0, n_nics = 0;
	const char **names = infer_alloc(in, in->n_hosts, sizeof(*names));
	bool *doubtful = find_doubtful(in);

	if (!names || !doubtful) {
		free(names);
		free(doubtful);
		return -1;
	}
	for (int i = 0; i < in->n_hosts; i++)
		if (!doubtful[i])
			names[n_names++] = in->hosts[i].name;
	qsort(names, n_names, sizeof(*names), by_family);
	for (int i = 0; i < in->n_hosts; i++) {
		struct infer_host h = in->hosts[i];

		if (doubtful[i] && n_names &&
		    !bsearch(&h.name, names, n_names, sizeof(*names),
			     by_family)) {
			for (int k = 0; k < h.n_nics; k++)
				in->nic_of_device[in->nics[h.first_nic + k]
							  .device] = -1;
			continue;
		}
		for (int k = 0; k < h.n_nics; k++) {
			struct infer_nic *nic = &in->nics[n_nics + k];

			*nic = in->nics[h.first_nic + k];
			nic->host = n_hosts;
			if (!nic->plane)
				in->nic_of_device[nic->device] = n_nics + k;
		}
		h.first_nic = n_nics;
		n_nics += h.n_nics;
		in->hosts[n_hosts++] = h;
	}
	in->n_hosts = n_hosts;
	in->n_nics = n_nics;
	free(names);
	free(doubtful);
	return 0;
}

int infer_hosts(struct infer *in)
{
	return count_planes(in) < 0 || collect_nics(in) < 0 ||
	       collect_hosts(in) < 0 || drop_others(in) < 0 ? -1 : 0;
}
