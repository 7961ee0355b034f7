/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Step of an inference: the switches that nodes are plugged into. */
#include <stdlib.h>
#include <string.h>

#include "infer_parts.h"

static int by_device(const void *a, const void *b)
{
	const struct infer_leaf *x = a, *y = b;
	int diff = infer_device_cmp(x->dev, y->dev);

	return diff ? diff : x->device - y->device;
}

/* A leaf is a switch that at least one NIC of a node is plugged into. */
static int collect_leafs(struct infer *in)
{
	const struct links *l = in->links;
	int own_port, sw, port;

	in->leaf_of_device = infer_alloc(in, l->n_devices, sizeof(int));
	in->leafs = infer_alloc(in, l->n_devices, sizeof(*in->leafs));
	if (!in->leaf_of_device || !in->leafs)
		return -1;
	memset(in->leaf_of_device, 0xff, l->n_devices * sizeof(int));
	for (int i = 0; i < l->n_cables; i++) {
		int nic = infer_nic_end(in, &l->cables[i], &own_port, &sw,
					&port);

		if (nic < 0 || in->nic_of_device[nic] < 0 ||
		    in->leaf_of_device[sw] >= 0)
			continue;
		in->leaf_of_device[sw] = 0;
		in->leafs[in->n_leafs++] = (struct infer_leaf){
			.dev = &l->devices[sw], .device = sw,
			.island = -1, .lane = -1,
		};
	}
	qsort(in->leafs, in->n_leafs, sizeof(*in->leafs), by_device);
	for (int i = 0; i < in->n_leafs; i++)
		in->leaf_of_device[in->leafs[i].device] = i;
	return 0;
}

/*
 * Each port of a NIC is where its cable goes; where there are no planes, the
 * NIC is where the cable of its lowest port goes.
 */
static void plug_in(struct infer *in)
{
	const struct links *l = in->links;
	int own_port, sw, port, before, unused;

	for (int i = 0; i < l->n_cables; i++) {
		int device = infer_nic_end(in, &l->cables[i], &own_port, &sw,
					   &port);
		struct infer_nic *nic;

		if (device < 0 || in->nic_of_device[device] < 0)
			continue;
		nic = &in->nics[in->nic_of_device[device]];
		if (in->n_planes > 1) {
			if (own_port < 1 || own_port > in->n_planes)
				continue;
			nic += own_port - 1;
		}
		if (nic->cable >= 0) {
			infer_nic_end(in, &l->cables[nic->cable], &before,
				      &unused, &unused);
			if (before <= own_port)
				continue;
		}
		nic->cable = i;
		nic->leaf = in->leaf_of_device[sw];
		nic->port = port;
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

int infer_leafs(struct infer *in)
{
	if (collect_leafs(in) < 0)
		return -1;
	plug_in(in);
	if (!in->n_leafs)
		return rail_error_at(in->err, in->links->sources[0], 0, 0,
				     "no NIC is cabled to a switch: nothing to "
				     "make a map of");
	return list_host_leafs(in) < 0 || list_leaf_nics(in) < 0 ? -1 : 0;
}
