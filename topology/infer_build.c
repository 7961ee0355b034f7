/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Last step of an inference: what was found -> struct fabric. */
#include <stdlib.h>
#include <string.h>

#include "infer_build.h"

/* --- order of visits ----------------------------------------------------- */

static int by_owner(const void *a, const void *b)
{
	const struct infer_member *x = a, *y = b;

	return x->owner != y->owner ? x->owner - y->owner : x->index - y->index;
}

/* The owner of what connects ZONE; -1: of what connects the component. */
static int core_owner(const struct infer *in, int component, int zone)
{
	return zone < 0 ? component : in->n_components + zone;
}

/* As fabric_build_finish() sorts them: what is in no zone first. */
static void list_pods(struct infer_build *bd, int component, int zone)
{
	const struct infer *in = bd->in;

	for (int i = 0; i < in->n_pods; i++)
		if (in->pods[i].component == component &&
		    in->pods[i].zone == zone)
			bd->pods[bd->n_pods++] = i;
	for (int i = 0; i < in->n_zones; i++)
		if (in->zones[i].component == component &&
		    in->zones[i].parent == zone)
			list_pods(bd, component, i);
}

static int list_members(struct infer_build *bd)
{
	struct infer *in = bd->in;
	int n_devices = in->links->n_devices;

	bd->islands = infer_alloc(in, in->n_islands, sizeof(struct infer_member));
	bd->hosts = infer_alloc(in, in->n_hosts, sizeof(struct infer_member));
	bd->leafs = infer_alloc(in, in->n_leafs, sizeof(struct infer_member));
	bd->spines = infer_alloc(in, n_devices, sizeof(struct infer_member));
	bd->cores = infer_alloc(in, n_devices, sizeof(struct infer_member));
	bd->ends = infer_alloc(in, n_devices, sizeof(*bd->ends));
	bd->pods = infer_alloc(in, in->n_pods, sizeof(int));
	if (!bd->islands || !bd->hosts || !bd->leafs || !bd->spines ||
	    !bd->cores || !bd->ends || !bd->pods)
		return -1;
	for (int i = 0; i < in->n_components; i++)
		list_pods(bd, i, -1);
	for (int i = 0; i < in->n_islands; i++)
		bd->islands[i] = (struct infer_member){ in->islands[i].pod, i };
	for (int i = 0; i < in->n_hosts; i++)
		if (in->hosts[i].island >= 0)
			bd->hosts[bd->n_hosts++] =
				(struct infer_member){ in->hosts[i].island, i };
	for (int i = 0; i < in->n_leafs; i++)
		if (in->leafs[i].island >= 0)
			bd->leafs[bd->n_leafs++] =
				(struct infer_member){ in->leafs[i].island, i };
	for (int i = 0; i < n_devices; i++) {
		bd->ends[i].number = -1;
		if (in->links->devices[i].kind != LINKS_SWITCH)
			continue;
		if (in->pod_of_device[i] >= 0)
			bd->spines[bd->n_spines++] =
				(struct infer_member){ in->pod_of_device[i], i };
		else if (infer_island_of(in, i) < 0 &&
			 infer_component(in, i) >= 0)
			bd->cores[bd->n_cores++] = (struct infer_member){
				core_owner(in, infer_component(in, i),
					   in->zone_of_device[i]), i };
	}
	qsort(bd->islands, in->n_islands, sizeof(struct infer_member), by_owner);
	qsort(bd->hosts, bd->n_hosts, sizeof(struct infer_member), by_owner);
	qsort(bd->leafs, bd->n_leafs, sizeof(struct infer_member), by_owner);
	qsort(bd->spines, bd->n_spines, sizeof(struct infer_member), by_owner);
	qsort(bd->cores, bd->n_cores, sizeof(struct infer_member), by_owner);
	return 0;
}

/* The first in LIST of what belongs to OWNER. */
static int first_of(const struct infer_member *list, int n, int owner)
{
	int low = 0, high = n;

	while (low < high) {
		int middle = low + (high - low) / 2;

		if (list[middle].owner < owner)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* --- building ------------------------------------------------------------ */

static const struct hardware *hardware_of(const struct infer *in,
					  const struct infer_host *h)
{
	const struct links_host *host =
		h->called ? NULL : links_find_host(in->links, h->name);

	return host ? host->hardware : NULL;
}

/* One port of a NIC, and what it calls itself. */
static int fill_nic(struct infer_build *bd, const struct infer_host *h,
		    int lane, struct fabric_nic *out, const char **name)
{
	const struct infer *in = bd->in;
	const struct infer_nic *nic;

	*out = (struct fabric_nic){ .leaf = -1, .speed = -1 };
	if (h->nic_of_lane[lane] < 0)
		return 0;
	nic = &in->nics[h->nic_of_lane[lane]];
	if (*nic->dev->name && !fabric_name_ok(nic->dev->name))
		return infer_bad_name(in, nic->dev, nic->dev->name, "NIC");
	*name = *name ? *name : infer_nic_name(nic);
	out->guid = nic->dev->guid;
	out->leaf = bd->ends[in->leafs[nic->leaf].device].number;
	out->port = infer_build_port(bd, nic->port);
	out->speed = bd->speeds[nic->cable];
	bd->used[nic->cable] = true;
	return 0;
}

static int build_node(struct infer_build *bd, const struct infer_host *h)
{
	struct infer *in = bd->in;
	struct fabric_nic nics[FABRIC_MAX_RAILS * FABRIC_MAX_PLANES];
	const char *names[FABRIC_MAX_RAILS];
	const struct fabric_node_spec spec = {
		.name = h->name, .called = h->called,
		.nic_names = names, .nics = nics,
		.hardware = hardware_of(in, h),
	};
	int n_rails = infer_rails(in);

	for (int r = 0; r < n_rails; r++) {
		names[r] = NULL;
		for (int p = 0; p < in->n_planes; p++)
			if (fill_nic(bd, h, r * in->n_planes + p,
				     &nics[p * n_rails + r], &names[r]) < 0)
				return -1;
		if (!names[r])
			names[r] = infer_expected_name(in, h,
						       r * in->n_planes);
	}
	return fabric_build_node(bd->b, &spec, in->err);
}

/* The plane that most of its NICs are on; -1: about as many on each. */
static int plane_of_leaf(const struct infer *in, const struct infer_leaf *leaf)
{
	int votes[FABRIC_MAX_PLANES] = { 0 };

	if (!leaf->several && leaf->lane >= 0)
		return leaf->lane % in->n_planes;
	for (int i = 0; i < leaf->n_nics; i++)
		votes[in->nics[in->leaf_nics[leaf->first_nic + i]].plane]++;
	for (int p = 0; p < in->n_planes; p++)
		if (votes[p] * 2 > leaf->n_nics)
			return p;
	return -1;
}

static int build_leaf(struct infer_build *bd, const struct infer_leaf *leaf)
{
	struct infer *in = bd->in;
	int rail = leaf->several || leaf->lane < 0 ? -1 :
						     leaf->lane / in->n_planes;

	return fabric_build_leaf(bd->b, bd->names[leaf->device],
				 leaf->dev->guid, rail,
				 plane_of_leaf(in, leaf), in->err);
}

static int build_island(struct infer_build *bd, int island)
{
	struct infer *in = bd->in;
	int leaf = first_of(bd->leafs, bd->n_leafs, island);
	int host = first_of(bd->hosts, bd->n_hosts, island);

	if (fabric_build_island(bd->b, in->islands[island].name, in->err) < 0)
		return -1;
	for (; leaf < bd->n_leafs && bd->leafs[leaf].owner == island; leaf++)
		if (build_leaf(bd, &in->leafs[bd->leafs[leaf].index]) < 0)
			return -1;
	for (; host < bd->n_hosts && bd->hosts[host].owner == island; host++)
		if (build_node(bd, &in->hosts[bd->hosts[host].index]) < 0)
			return -1;
	return 0;
}

static int build_cores(struct infer_build *bd, int owner)
{
	int i = first_of(bd->cores, bd->n_cores, owner);

	for (; i < bd->n_cores && bd->cores[i].owner == owner; i++) {
		int device = bd->cores[i].index;
		int number = fabric_build_core(
			bd->b, bd->names[device],
			bd->in->links->devices[device].guid, bd->in->err);

		if (number < 0)
			return -1;
		bd->ends[device] = (struct fabric_end){ FABRIC_CORE, number,
							0 };
	}
	return 0;
}

static int build_pod(struct infer_build *bd, int pod)
{
	struct infer *in = bd->in;
	int i;

	if (fabric_build_pod(bd->b, in->pods[pod].name, in->err) < 0)
		return -1;
	for (i = first_of(bd->spines, bd->n_spines, pod);
	     i < bd->n_spines && bd->spines[i].owner == pod; i++) {
		int device = bd->spines[i].index;
		int number = fabric_build_spine(
			bd->b, bd->names[device],
			in->links->devices[device].guid, in->err);

		if (number < 0)
			return -1;
		bd->ends[device] = (struct fabric_end){ FABRIC_SPINE, number,
							0 };
	}
	for (i = first_of(bd->islands, in->n_islands, pod);
	     i < in->n_islands && bd->islands[i].owner == pod; i++)
		if (build_island(bd, bd->islands[i].index) < 0)
			return -1;
	return 0;
}

/* What is in ZONE; -1: in COMPONENT, but in no zone. */
static int build_parts(struct infer_build *bd, int component, int zone)
{
	const struct infer *in = bd->in;

	if (build_cores(bd, core_owner(in, component, zone)) < 0)
		return -1;
	for (int i = 0; i < in->n_pods; i++)
		if (in->pods[i].component == component &&
		    in->pods[i].zone == zone && build_pod(bd, i) < 0)
			return -1;
	for (int i = 0; i < in->n_zones; i++) {
		const struct infer_zone *z = &in->zones[i];

		if (z->component != component || z->parent != zone)
			continue;
		if (fabric_build_zone(bd->b, z->name, in->err) < 0 ||
		    build_parts(bd, component, i) < 0)
			return -1;
		fabric_build_zone_end(bd->b);
	}
	return 0;
}

static int build_components(struct infer_build *bd)
{
	for (int i = 0; i < bd->in->n_components; i++)
		if (fabric_build_component(bd->b, bd->in->err) < 0 ||
		    build_parts(bd, i, -1) < 0)
			return -1;
	return 0;
}

static void number_island(struct infer_build *bd, int island, int *number)
{
	int k = first_of(bd->leafs, bd->n_leafs, island);

	for (; k < bd->n_leafs && bd->leafs[k].owner == island; k++)
		bd->ends[bd->in->leafs[bd->leafs[k].index].device] =
			(struct fabric_end){ FABRIC_LEAF, (*number)++, 0 };
}

/* Leafs are numbered as they will come: NICs may name later ones. */
static void number_leafs(struct infer_build *bd)
{
	const struct infer *in = bd->in;
	int number = 0;

	for (int p = 0; p < bd->n_pods; p++) {
		int pod = bd->pods[p];
		int i = first_of(bd->islands, in->n_islands, pod);

		for (; i < in->n_islands && bd->islands[i].owner == pod; i++)
			number_island(bd, bd->islands[i].index, &number);
	}
}

struct fabric *infer_build(struct infer *in, const char *name)
{
	struct infer_build bd = { .in = in };
	struct fabric *f = NULL;

	bd.names = infer_switch_names(in);
	if (!bd.names || list_members(&bd) < 0)
		goto out;
	number_leafs(&bd);
	bd.b = fabric_build(name, infer_rails(in), in->err);
	if (!bd.b || fabric_build_planes(bd.b, in->n_planes, in->err) < 0 ||
	    infer_build_speeds(&bd) < 0 || infer_build_ports(&bd) < 0)
		goto out;
	if (build_components(&bd) < 0)
		goto out;
	if (infer_build_cables(&bd) < 0)
		goto out;
	f = fabric_build_finish(bd.b, in->err);
	bd.b = NULL;
out:
	fabric_build_destroy(bd.b);
	infer_switch_names_free(in, bd.names);
	free(bd.islands);
	free(bd.hosts);
	free(bd.leafs);
	free(bd.spines);
	free(bd.cores);
	free(bd.pods);
	free(bd.ends);
	free(bd.speeds);
	free(bd.ports);
	free(bd.used);
	return f;
}
