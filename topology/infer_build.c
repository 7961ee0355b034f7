/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Last step of an inference: what was found -> struct fabric. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hostlist.h"
#include "infer_parts.h"

/* A thing and what it belongs to, to be visited in that order. */
struct member {
	int owner;
	int index;
};

struct build {
	struct infer *in;
	struct fabric_builder *b;
	char **names;		/* of switches, by device */
	struct member *islands;	/* by pod */
	struct member *hosts;	/* by island */
	struct member *leafs;	/* by island */
	struct member *spines;	/* by pod; index is a device */
	struct member *cores;	/* by component, then zone (core_owner());
				 * index is a device */
	int *pods;		/* in the order in which they are built */
	int n_pods;
	int n_hosts, n_leafs, n_spines, n_cores;
	struct fabric_end *ends;	/* by device; number -1: no switch of
					 * the fabric */
	int *speeds;		/* by cable */
	int *ports;		/* names' new numbers, by the old; or NULL */
	bool *used;		/* by cable: is that of a node's lane */
};

/* --- order of visits ----------------------------------------------------- */

static int by_owner(const void *a, const void *b)
{
	const struct member *x = a, *y = b;

	return x->owner != y->owner ? x->owner - y->owner : x->index - y->index;
}

/* The owner of what connects ZONE; -1: of what connects the component. */
static int core_owner(const struct infer *in, int component, int zone)
{
	return zone < 0 ? component : in->n_components + zone;
}

/* As fabric_build_finish() sorts them: what is in no zone first. */
static void list_pods(struct build *bd, int component, int zone)
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

static int list_members(struct build *bd)
{
	struct infer *in = bd->in;
	int n_devices = in->links->n_devices;

	bd->islands = infer_alloc(in, in->n_islands, sizeof(struct member));
	bd->hosts = infer_alloc(in, in->n_hosts, sizeof(struct member));
	bd->leafs = infer_alloc(in, in->n_leafs, sizeof(struct member));
	bd->spines = infer_alloc(in, n_devices, sizeof(struct member));
	bd->cores = infer_alloc(in, n_devices, sizeof(struct member));
	bd->ends = infer_alloc(in, n_devices, sizeof(*bd->ends));
	bd->pods = infer_alloc(in, in->n_pods, sizeof(int));
	if (!bd->islands || !bd->hosts || !bd->leafs || !bd->spines ||
	    !bd->cores || !bd->ends || !bd->pods)
		return -1;
	for (int i = 0; i < in->n_components; i++)
		list_pods(bd, i, -1);
	for (int i = 0; i < in->n_islands; i++)
		bd->islands[i] = (struct member){ in->islands[i].pod, i };
	for (int i = 0; i < in->n_hosts; i++)
		if (in->hosts[i].island >= 0)
			bd->hosts[bd->n_hosts++] =
				(struct member){ in->hosts[i].island, i };
	for (int i = 0; i < in->n_leafs; i++)
		if (in->leafs[i].island >= 0)
			bd->leafs[bd->n_leafs++] =
				(struct member){ in->leafs[i].island, i };
	for (int i = 0; i < n_devices; i++) {
		bd->ends[i].number = -1;
		if (in->links->devices[i].kind != LINKS_SWITCH)
			continue;
		if (in->pod_of_device[i] >= 0)
			bd->spines[bd->n_spines++] =
				(struct member){ in->pod_of_device[i], i };
		else if (infer_island_of(in, i) < 0 &&
			 infer_component(in, i) >= 0)
			bd->cores[bd->n_cores++] = (struct member){
				core_owner(in, infer_component(in, i),
					   in->zone_of_device[i]), i };
	}
	qsort(bd->islands, in->n_islands, sizeof(struct member), by_owner);
	qsort(bd->hosts, bd->n_hosts, sizeof(struct member), by_owner);
	qsort(bd->leafs, bd->n_leafs, sizeof(struct member), by_owner);
	qsort(bd->spines, bd->n_spines, sizeof(struct member), by_owner);
	qsort(bd->cores, bd->n_cores, sizeof(struct member), by_owner);
	return 0;
}

/* The first in LIST of what belongs to OWNER. */
static int first_of(const struct member *list, int n, int owner)
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

static int port_number(const struct build *bd, int port)
{
	return bd->ports && port > 0 && port <= bd->in->links->n_port_names ?
		       bd->ports[port] : port;
}

static const struct hardware *hardware_of(const struct infer *in,
					  const struct infer_host *h)
{
	const struct links_host *host =
		h->called ? NULL : links_find_host(in->links, h->name);

	return host ? host->hardware : NULL;
}

/* One port of a NIC, and what it calls itself. */
static int fill_nic(struct build *bd, const struct infer_host *h, int lane,
		     struct fabric_nic *out, const char **name)
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
	out->port = port_number(bd, nic->port);
	out->speed = bd->speeds[nic->cable];
	bd->used[nic->cable] = true;
	return 0;
}

static int build_node(struct build *bd, const struct infer_host *h)
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

static int build_leaf(struct build *bd, const struct infer_leaf *leaf)
{
	struct infer *in = bd->in;
	int rail = leaf->several || leaf->lane < 0 ? -1 :
						     leaf->lane / in->n_planes;

	return fabric_build_leaf(bd->b, bd->names[leaf->device],
				 leaf->dev->guid, rail,
				 plane_of_leaf(in, leaf), in->err);
}

static int build_island(struct build *bd, int island)
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

static int build_cores(struct build *bd, int owner)
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

static int build_pod(struct build *bd, int pod)
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
static int build_parts(struct build *bd, int component, int zone)
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

static int build_components(struct build *bd)
{
	for (int i = 0; i < bd->in->n_components; i++)
		if (fabric_build_component(bd->b, bd->in->err) < 0 ||
		    build_parts(bd, i, -1) < 0)
			return -1;
	return 0;
}

static void number_island(struct build *bd, int island, int *number)
{
	int k = first_of(bd->leafs, bd->n_leafs, island);

	for (; k < bd->n_leafs && bd->leafs[k].owner == island; k++)
		bd->ends[bd->in->leafs[bd->leafs[k].index].device] =
			(struct fabric_end){ FABRIC_LEAF, (*number)++, 0 };
}

/* Leafs are numbered as they will come: NICs may name later ones. */
static void number_leafs(struct build *bd)
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

/* --- cables -------------------------------------------------------------- */

static int number_speeds(struct build *bd)
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

/* In natural order, and not in that of the source. */
static int number_ports(struct build *bd)
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

static struct fabric_end end_of(const struct build *bd, int device, int port)
{
	struct fabric_end end = bd->ends[device];

	end.port = port_number(bd, port);
	return end;
}

static int build_other(struct build *bd, int device, int sw, int port,
		       int speed)
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

/* Between switches, and to what is no lane of a node. */
static int build_cables(struct build *bd)
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

struct fabric *infer_build(struct infer *in, const char *name)
{
	struct build bd = { .in = in };
	struct fabric *f = NULL;

	bd.names = infer_switch_names(in);
	if (!bd.names || list_members(&bd) < 0)
		goto out;
	number_leafs(&bd);
	bd.b = fabric_build(name, infer_rails(in), in->err);
	if (!bd.b || fabric_build_planes(bd.b, in->n_planes, in->err) < 0 ||
	    number_speeds(&bd) < 0 || number_ports(&bd) < 0)
		goto out;
	if (build_components(&bd) < 0)
		goto out;
	if (build_cables(&bd) < 0)
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
