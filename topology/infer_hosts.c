/* SPDX-License-Identifier: GPL-2.0-or-later */
/* First step of an inference: devices and cables -> nodes, NICs, leafs. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "hostlist.h"
#include "infer_parts.h"

static int by_guid(const void *a, const void *b)
{
	const struct links_device *x = *(const struct links_device *const *)a;
	const struct links_device *y = *(const struct links_device *const *)b;

	if (x->guid != y->guid)
		return x->guid > y->guid ? 1 : -1;
	return x->line - y->line;
}

static int check_guids(struct infer *in)
{
	const struct links *l = in->links;
	const struct links_device **sorted;
	int rc = 0;

	sorted = infer_alloc(in, l->n_devices, sizeof(*sorted));
	if (!sorted)
		return -1;
	for (int i = 0; i < l->n_devices; i++)
		sorted[i] = &l->devices[i];
	qsort(sorted, l->n_devices, sizeof(*sorted), by_guid);
	for (int i = 1; i < l->n_devices && rc == 0; i++)
		if (sorted[i]->guid == sorted[i - 1]->guid)
			rc = rail_error_at(in->err, l->sources[sorted[i]->source],
					   sorted[i]->line,
					   0, "two devices have the GUID "
					   "0x%016" PRIx64 "; the other one is "
					   "in line %d", sorted[i]->guid,
					   sorted[i - 1]->line);
	free(sorted);
	return rc;
}

static int by_host_and_name(const void *a, const void *b)
{
	const struct links_device *x = ((const struct infer_nic *)a)->dev;
	const struct links_device *y = ((const struct infer_nic *)b)->dev;
	int diff = hostlist_natural_cmp(x->host, y->host);

	return diff ? diff : infer_device_cmp(x, y);
}

static int two_of_one_name(const struct infer *in, const struct infer_nic *a,
			   const struct infer_nic *b)
{
	int first = a->dev->line, second = b->dev->line;

	if (first > second) {
		first = b->dev->line;
		second = a->dev->line;
	}
	return rail_error_at(in->err, in->links->sources[b->dev->source], second, 0,
			     "two nodes are called \"%s\": each has a NIC "
			     "\"%s\"; the other one is in line %d",
			     a->dev->host, a->dev->name, first);
}

/* Sorted NICs: those of one node follow each other. */
static int collect_nics(struct infer *in)
{
	const struct links *l = in->links;

	in->nics = infer_alloc(in, l->n_devices, sizeof(*in->nics));
	in->nic_of_device = infer_alloc(in, l->n_devices, sizeof(int));
	if (!in->nics || !in->nic_of_device)
		return -1;
	for (int i = 0; i < l->n_devices; i++) {
		in->nic_of_device[i] = -1;
		if (l->devices[i].kind == LINKS_NIC && !l->devices[i].aside)
			in->nics[in->n_nics++] = (struct infer_nic){
				.dev = &l->devices[i], .device = i,
				.leaf = -1, .rail = -1,
			};
	}
	if (!in->n_nics)
		return rail_error_at(in->err, l->sources[0], 0, 0,
				     "no node was seen: nothing to make a "
				     "map of");
	qsort(in->nics, in->n_nics, sizeof(*in->nics), by_host_and_name);
	for (int i = 0; i < in->n_nics; i++)
		in->nic_of_device[in->nics[i].device] = i;
	return 0;
}

static int collect_hosts(struct infer *in)
{
	struct infer_host *h = NULL;
	struct infer_nic *nic;

	in->hosts = infer_alloc(in, in->n_nics, sizeof(*in->hosts));
	if (!in->hosts)
		return -1;
	for (int i = 0; i < in->n_nics; i++) {
		nic = &in->nics[i];
		if (!h || strcmp(h->name, nic->dev->host)) {
			if (!fabric_name_ok(nic->dev->host))
				return rail_error_at(in->err,
					in->links->sources[nic->dev->source],
					nic->dev->line, 0,
					"\"%s\" is not a node name: expected "
					"letters, digits, '.', '_' and '-'",
					nic->dev->host);
			h = &in->hosts[in->n_hosts++];
			h->name = nic->dev->host;
			h->first_nic = i;
			h->island = -1;
		} else if (*nic->dev->name &&
			   !strcmp(nic[-1].dev->name, nic->dev->name)) {
			return two_of_one_name(in, nic - 1, nic);
		}
		nic->host = in->n_hosts - 1;
		h->n_nics++;
		h->nameless |= !*nic->dev->name;
	}
	return 0;
}

static int by_device(const void *a, const void *b)
{
	return infer_device_cmp(((const struct infer_leaf *)a)->dev,
				((const struct infer_leaf *)b)->dev);
}

/* A leaf is a switch that at least one NIC is plugged into. */
static int collect_leafs(struct infer *in)
{
	const struct links *l = in->links;
	const struct links_cable *c;
	int a, b, sw;

	in->leaf_of_device = infer_alloc(in, l->n_devices, sizeof(int));
	in->leafs = infer_alloc(in, l->n_devices, sizeof(*in->leafs));
	if (!in->leaf_of_device || !in->leafs)
		return -1;
	memset(in->leaf_of_device, 0xff, l->n_devices * sizeof(int));
	for (int i = 0; i < l->n_cables; i++) {
		c = &l->cables[i];
		a = in->nic_of_device[c->a];
		b = in->nic_of_device[c->b];
		sw = a >= 0 ? c->b : c->a;
		if ((a >= 0) == (b >= 0) || in->leaf_of_device[sw] >= 0)
			continue;
		in->leaf_of_device[sw] = 0;
		in->leafs[in->n_leafs++] = (struct infer_leaf){
			.dev = &l->devices[sw], .device = sw,
			.island = -1, .rail = -1,
		};
	}
	qsort(in->leafs, in->n_leafs, sizeof(*in->leafs), by_device);
	for (int i = 0; i < in->n_leafs; i++)
		in->leaf_of_device[in->leafs[i].device] = i;
	return 0;
}

/* Each NIC is where the cable of its lowest port goes. */
static void plug_in(struct infer *in)
{
	const struct links_cable *c;
	struct infer_nic *nic;
	int own_port, port, sw;

	for (int i = 0; i < in->links->n_cables; i++) {
		c = &in->links->cables[i];
		if ((in->nic_of_device[c->a] >= 0) ==
		    (in->nic_of_device[c->b] >= 0))
			continue;
		if (in->nic_of_device[c->a] >= 0) {
			nic = &in->nics[in->nic_of_device[c->a]];
			own_port = c->port_a;
			port = c->port_b;
			sw = c->b;
		} else {
			nic = &in->nics[in->nic_of_device[c->b]];
			own_port = c->port_b;
			port = c->port_a;
			sw = c->a;
		}
		if (nic->leaf >= 0 && nic->own_port < own_port)
			continue;
		nic->leaf = in->leaf_of_device[sw];
		nic->port = port;
		nic->own_port = own_port;
	}
}

static int by_number(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

static int list_host_leafs(struct infer *in)
{
	int used = 0;

	in->host_leafs = infer_alloc(in, in->n_nics, sizeof(int));
	if (!in->host_leafs)
		return -1;
	for (int i = 0; i < in->n_hosts; i++) {
		struct infer_host *h = &in->hosts[i];
		int *set = &in->host_leafs[used];
		int n = 0;

		for (int k = h->first_nic; k < h->first_nic + h->n_nics; k++)
			if (in->nics[k].leaf >= 0)
				set[n++] = in->nics[k].leaf;
		qsort(set, n, sizeof(*set), by_number);
		h->n_leafs = n;
		h->first_leaf = used;
		used += n;
	}
	return 0;
}

static int list_leaf_nics(struct infer *in)
{
	int used = 0;
	struct infer_leaf *leaf;

	in->leaf_nics = infer_alloc(in, in->n_nics, sizeof(int));
	if (!in->leaf_nics)
		return -1;
	for (int i = 0; i < in->n_nics; i++)
		if (in->nics[i].leaf >= 0)
			in->leafs[in->nics[i].leaf].n_nics++;
	for (int i = 0; i < in->n_leafs; i++) {
		in->leafs[i].first_nic = used;
		used += in->leafs[i].n_nics;
		in->leafs[i].n_nics = 0;
	}
	for (int i = 0; i < in->n_nics; i++) {
		if (in->nics[i].leaf < 0)
			continue;
		leaf = &in->leafs[in->nics[i].leaf];
		in->leaf_nics[leaf->first_nic + leaf->n_nics++] = i;
	}
	return 0;
}

int infer_hosts(struct infer *in)
{
	if (check_guids(in) < 0 || collect_nics(in) < 0 ||
	    collect_hosts(in) < 0 || collect_leafs(in) < 0)
		return -1;
	plug_in(in);
	if (!in->n_leafs)
		return rail_error_at(in->err, in->links->sources[0], 0, 0,
				     "no NIC is cabled to a switch: nothing to "
				     "make a map of");
	return list_host_leafs(in) < 0 || list_leaf_nics(in) < 0 ? -1 : 0;
}
