/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Steps of an inference: which lane each NIC is on, and what it is called. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "infer_parts.h"

/* The rail that the leaf of one port of a NIC says, or -1. */
static int rail_of_port(const struct infer *in, const struct infer_nic *port)
{
	const struct infer_leaf *leaf;

	if (!infer_at_home(in, port))
		return -1;
	leaf = &in->leafs[port->leaf];
	if (!leaf->several)
		return leaf->lane < 0 ? -1 : leaf->lane / in->n_planes;
	return port->order < in->n_lanes ? port->order / in->n_planes : -1;
}

/*
 * The rail of a NIC, given its first port: the one that its place in the node
 * says if any port is there, else that of its first port that is on one.
 */
static int rail_of_nic(const struct infer *in, const struct infer_nic *nic)
{
	int rail = -1;

	for (int p = 0; p < in->n_planes; p++) {
		int r = rail_of_port(in, &nic[p]);

		if (r >= 0 && r == nic->order / in->n_planes)
			return r;
		rail = rail < 0 ? r : rail;
	}
	return rail;
}

static bool rail_taken(const struct infer *in, const struct infer_host *h,
		       int rail)
{
	for (int p = 0; p < in->n_planes; p++)
		if (h->nic_of_lane[rail * in->n_planes + p] >= 0)
			return true;
	return false;
}

static bool is_placed(const struct infer *in, const struct infer_nic *nic)
{
	for (int p = 0; p < in->n_planes; p++)
		if (nic[p].lane >= 0)
			return true;
	return false;
}

/* Its ports go where they are plugged in, be it the leaf of another lane. */
static void put_nic(struct infer *in, struct infer_host *h, int first, int rail)
{
	for (int p = 0; p < in->n_planes; p++) {
		struct infer_nic *port = &in->nics[first + p];
		int lane = rail * in->n_planes + p;

		if (port->leaf < 0 || in->leafs[port->leaf].island < 0)
			continue;
		h->nic_of_lane[lane] = first + p;
		port->lane = lane;
	}
}

/* Whether other nodes of this kind have no such NIC. */
static bool is_surplus(const struct infer *in, const struct infer_host *h,
		       const struct infer_nic *nic)
{
	return nic->order >= in->n_lanes && h->kind != h - in->hosts;
}

/* NICs where their number says first, then those whose leaf says otherwise. */
static void give_nics(struct infer *in, struct infer_host *h, bool in_order)
{
	int end = h->first_nic + h->n_nics;

	for (int i = h->first_nic; i < end; i += in->n_planes) {
		struct infer_nic *nic = &in->nics[i];
		int rail = rail_of_nic(in, nic);

		if (rail < 0 || is_placed(in, nic) ||
		    rail_taken(in, h, rail) || is_surplus(in, h, nic) ||
		    (in_order && nic->order / in->n_planes != rail))
			continue;
		put_nic(in, h, i, rail);
	}
}

/* NICs on leafs of other islands are on the rail that their place says. */
static void give_strays(struct infer *in, struct infer_host *h)
{
	int end = h->first_nic + h->n_nics;

	if (!infer_order_known(in, h))
		return;
	for (int i = h->first_nic; i < end; i += in->n_planes) {
		struct infer_nic *nic = &in->nics[i];
		int rail = nic->order / in->n_planes;

		if (rail < infer_rails(in) && !is_placed(in, nic) &&
		    rail_of_nic(in, nic) < 0 && !rail_taken(in, h, rail))
			put_nic(in, h, i, rail);
	}
}

const char *infer_nic_name(const struct infer_nic *nic)
{
	return *nic->dev->name ? nic->dev->name : nic->made_name;
}

/*
 * By rail and not by place: then nodes that lack a NIC have the same names as
 * those that have all.
 */
static void make_names(struct infer *in)
{
	for (int r = 0; r < infer_rails(in); r++)
		snprintf(in->rail_names[r], sizeof(in->rail_names[r]), "nic%d",
			 r);
	for (int i = 0; i < in->n_nics; i++) {
		struct infer_nic *nic = &in->nics[i];

		if (nic->lane >= 0)
			strcpy(nic->made_name,
			       in->rail_names[nic->lane / in->n_planes]);
		else
			snprintf(nic->made_name, sizeof(nic->made_name),
				 "0x%016" PRIx64, nic->dev->guid);
	}
}

int infer_nic_lanes(struct infer *in)
{
	size_t cells = (size_t)in->n_hosts * in->n_lanes;

	in->lanes_of_hosts = infer_alloc(in, in->n_hosts,
					 in->n_lanes * sizeof(int));
	if (!in->lanes_of_hosts)
		return -1;
	memset(in->lanes_of_hosts, 0xff, cells * sizeof(int));
	for (int i = 0; i < in->n_hosts; i++) {
		struct infer_host *h = &in->hosts[i];

		h->nic_of_lane = &in->lanes_of_hosts[(size_t)i * in->n_lanes];
		give_nics(in, h, true);
		give_nics(in, h, false);
		give_strays(in, h);
	}
	make_names(in);
	return 0;
}

/* Whether NAME is that of a NIC which H has on some lane. */
static bool on_a_lane(const struct infer *in, const struct infer_host *h,
		      const char *name)
{
	for (int i = h->first_nic; i < h->first_nic + h->n_nics; i++)
		if (in->nics[i].lane >= 0 &&
		    !strcmp(infer_nic_name(&in->nics[i]), name))
			return true;
	return false;
}

/* The first host of a kind may be the one whose cables are swapped: what others
 * call that lane's NIC, and H has on no other. */
static const char *name_of_others(const struct infer *in,
				  const struct infer_host *h, int lane)
{
	for (int i = 0; i < in->n_hosts; i++) {
		const struct infer_host *other = &in->hosts[i];
		const char *name;

		if (other->kind != h->kind || other->nic_of_lane[lane] < 0)
			continue;
		name = infer_nic_name(&in->nics[other->nic_of_lane[lane]]);
		if (!on_a_lane(in, h, name))
			return name;
	}
	return NULL;
}

bool infer_has_lane(const struct infer *in, const struct infer_host *h,
		    int lane)
{
	return h->nic_of_lane[lane] >= 0 || infer_expected_name(in, h, lane) ||
	       in->hosts[h->kind].n_nics * 2 > in->n_lanes;
}

const char *infer_expected_name(const struct infer *in,
				const struct infer_host *h, int lane)
{
	const struct infer_host *like = &in->hosts[h->kind];
	const char *name = NULL;

	if (like->nic_of_lane[lane] >= 0)
		name = infer_nic_name(&in->nics[like->nic_of_lane[lane]]);
	else if (lane < like->n_nics && like->nameless)
		name = in->rail_names[lane / in->n_planes];
	else if (lane < like->n_nics)
		name = in->nics[like->first_nic + lane].dev->name;
	if (name && on_a_lane(in, h, name))
		name = name_of_others(in, h, lane);
	return name;
}
