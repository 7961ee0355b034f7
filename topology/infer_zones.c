/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Step of an inference: pods -> zones, by the switches above them.
 *
 * Pods that send most of their cables to the same cores are near to each other.
 * Where that are not all pods of a component, those that are make up a zone,
 * which owns these cores; and what connects zones is found in the same way, by
 * the cables of their cores, level by level.  Where all pods have the same cores
 * there is no zone.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "infer_parts.h"

/* A cable bundle from a unit (a pod, or a zone) to a switch above it. */
struct up {
	int unit, device;
	int cables;
};

struct zoning {
	struct infer *in;
	int level;		/* that is looked for */
	int n_units;		/* pods, then what was joined out of them */
	int *component;		/* by unit */
	int *zone;		/* by unit: made of it; -1: it is a pod */
	int *pod;		/* by unit: its first one */
	int *inside;		/* by unit: the one that it was joined to; -1:
				 * it is not yet inside another */
	int *unit;		/* by device: whose it is; -1: nobody's */
	int *degree;		/* by device: cables to switches */
	struct up *ups;
	int n_ups;
	int *first;		/* by unit: in ups; -1: no cable to above */
	long *cables;		/* by unit: to what is above */
	int *parent;		/* by unit: joined ones (infer_set_find) */
	int *groups;		/* by component: of joined ones */
};

static int by_unit(const void *a, const void *b)
{
	const struct up *x = a, *y = b;

	return x->unit != y->unit ? x->unit - y->unit : x->device - y->device;
}

static int by_device(const void *a, const void *b)
{
	const struct up *x = a, *y = b;

	return x->device != y->device ? x->device - y->device :
					x->unit - y->unit;
}

static bool is_above(const struct zoning *z, int device)
{
	return z->in->links->devices[device].kind == LINKS_SWITCH &&
	       z->unit[device] < 0 && infer_island_of(z->in, device) < 0;
}

static int outermost(const struct zoning *z, int unit)
{
	while (z->inside[unit] >= 0)
		unit = z->inside[unit];
	return unit;
}

/* Cables from units to what is nobody's yet, counted. */
static void list_ups(struct zoning *z)
{
	const struct links *l = z->in->links;
	int n = 0;

	for (int i = 0; i < l->n_cables; i++) {
		int a = l->cables[i].a, b = l->cables[i].b;

		if (z->unit[a] >= 0 && is_above(z, b))
			z->ups[n++] = (struct up){
				outermost(z, z->unit[a]), b, 1 };
		else if (z->unit[b] >= 0 && is_above(z, a))
			z->ups[n++] = (struct up){
				outermost(z, z->unit[b]), a, 1 };
	}
	qsort(z->ups, (size_t)n, sizeof(*z->ups), by_unit);
	z->n_ups = 0;
	for (int i = 0; i < z->n_units; i++) {
		z->first[i] = -1;
		z->cables[i] = 0;
	}
	for (int i = 0; i < n; i++) {
		struct up *last = z->ups + z->n_ups - 1;
		int unit = z->ups[i].unit;

		z->cables[unit]++;
		if (z->n_ups && !by_unit(last, &z->ups[i])) {
			last->cables++;
			continue;
		}
		if (z->first[unit] < 0)
			z->first[unit] = z->n_ups;
		z->ups[z->n_ups++] = z->ups[i];
	}
}

/* Cables of A and B to the same switches. */
static long shared(const struct zoning *z, int a, int b)
{
	int x = z->first[a], y = z->first[b];
	long sum = 0;

	while (x < z->n_ups && z->ups[x].unit == a && y < z->n_ups &&
	       z->ups[y].unit == b) {
		const struct up *p = &z->ups[x], *q = &z->ups[y];

		if (p->device == q->device)
			sum += p->cables < q->cables ? p->cables : q->cables;
		x += p->device <= q->device;
		y += q->device <= p->device;
	}
	return sum;
}

/* Counted in cables, so that a few swapped ones join nothing (infer_pods.c). */
static void join_units(struct zoning *z)
{
	for (int i = 0; i < z->n_units; i++)
		z->parent[i] = i;
	for (int a = 0; a < z->n_units; a++)
		for (int b = a + 1; z->first[a] >= 0 && b < z->n_units; b++) {
			long fewer = z->cables[a] < z->cables[b] ?
					     z->cables[a] : z->cables[b];

			if (z->first[b] >= 0 &&
			    z->component[a] == z->component[b] &&
			    infer_set_find(z->parent, a) !=
				    infer_set_find(z->parent, b) &&
			    shared(z, a, b) * 2 > fewer)
				infer_set_join(z->parent, a, b);
		}
	memset(z->groups, 0, (size_t)z->in->n_components * sizeof(int));
	for (int i = 0; i < z->n_units; i++)
		z->groups[z->component[i]] += z->first[i] >= 0 &&
					      z->parent[i] == i;
}

static int add_unit(struct zoning *z, int first)
{
	struct infer *in = z->in;

	z->component[z->n_units] = z->component[first];
	z->pod[z->n_units] = z->pod[first];
	z->inside[z->n_units] = -1;
	z->zone[z->n_units] = in->n_zones;
	in->zones[in->n_zones++] = (struct infer_zone){
		.component = z->component[first],
		.parent = -1,
		.first_pod = z->pod[first],
		.level = z->level,
	};
	return z->n_units++;
}

/* Those of one group are in a zone.  Whether there is one. */
static bool make_zones(struct zoning *z)
{
	int n = z->n_units;
	bool made = false;

	for (int i = 0; i < n; i++) {
		int root = infer_set_find(z->parent, i);

		if (root == i || z->inside[i] >= 0 ||
		    z->groups[z->component[i]] < 2)
			continue;
		/* the root is the first of its group */
		if (z->inside[root] < 0)
			z->inside[root] = add_unit(z, root);
		z->inside[i] = z->inside[root];
		made = true;
	}
	for (int i = 0; i < n; i++) {
		int zone;

		if (z->inside[i] < n)
			continue;
		zone = z->zone[z->inside[i]];
		if (z->zone[i] >= 0)
			z->in->zones[z->zone[i]].parent = zone;
		else
			z->in->pods[i].zone = zone;
	}
	return made;
}

/*
 * Whose the switch is that the bundles from FIRST to END go to: of what most of
 * its cables go to.  -1: nobody's so far.  What connects all of a component is
 * its own; what goes to switches of nobody's with most of its cables is a level
 * higher; and so may be what only pods that were not joined are below, as long
 * as there were others (NEW: what was joined has this number or a higher one).
 */
static int owner_of(const struct zoning *z, int first, int end, int new)
{
	int best = -1, most = 0, all = 0;

	for (int i = first; i < end; i++) {
		int sum = 0;

		all += z->ups[i].cables;
		for (int k = first; k <= i; k++)
			if (z->ups[k].unit == z->ups[i].unit)
				sum += z->ups[k].cables;
		if (sum > most) {
			most = sum;
			best = z->ups[i].unit;
		}
	}
	return z->groups[z->component[best]] < 2 ||
	       all * 2 < z->degree[z->ups[first].device] ||
	       (new < z->n_units && best < new) ? -1 : best;
}

/* Gives switches to units; whether any got one. */
static bool own_switches(struct zoning *z, int new)
{
	bool any = false;

	qsort(z->ups, (size_t)z->n_ups, sizeof(*z->ups), by_device);
	for (int i = 0; i < z->n_ups; i++)
		z->ups[i].unit = outermost(z, z->ups[i].unit);
	for (int i = 0, end; i < z->n_ups; i = end) {
		int device = z->ups[i].device, unit;

		for (end = i; end < z->n_ups && z->ups[end].device == device;
		     end++)
			;
		unit = owner_of(z, i, end, new);
		if (unit < 0)
			continue;
		z->unit[device] = unit;
		z->in->zone_of_device[device] = z->zone[unit];
		any = true;
	}
	return any;
}

/* --- the whole ----------------------------------------------------------- */

/* By level, in the order of their first pods. */
static void name_zones(struct infer *in)
{
	for (int i = 0; i < in->n_zones; i++) {
		struct infer_zone *z = &in->zones[i];
		int number = 1;

		for (int k = 0; k < in->n_zones; k++)
			number += in->zones[k].level == z->level &&
				  in->zones[k].first_pod < z->first_pod;
		if (z->level == 1)
			snprintf(z->name, sizeof(z->name), "zone%d", number);
		else
			snprintf(z->name, sizeof(z->name), "level%d-zone%d",
				 z->level, number);
	}
}

static int start(struct zoning *z, struct infer *in)
{
	int n = in->n_pods * 2, n_devices = in->links->n_devices;

	z->component = infer_alloc(in, n, sizeof(int));
	z->zone = infer_alloc(in, n, sizeof(int));
	z->pod = infer_alloc(in, n, sizeof(int));
	z->inside = infer_alloc(in, n, sizeof(int));
	z->first = infer_alloc(in, n, sizeof(int));
	z->cables = infer_alloc(in, n, sizeof(long));
	z->parent = infer_alloc(in, n, sizeof(int));
	z->groups = infer_alloc(in, in->n_components, sizeof(int));
	z->unit = infer_alloc(in, n_devices, sizeof(int));
	z->degree = infer_alloc(in, n_devices, sizeof(int));
	z->ups = infer_alloc(in, in->links->n_cables, sizeof(*z->ups));
	in->zones = infer_alloc(in, in->n_pods, sizeof(*in->zones));
	in->zone_of_device = infer_alloc(in, n_devices, sizeof(int));
	if (!z->component || !z->zone || !z->pod || !z->inside || !z->first ||
	    !z->cables || !z->parent || !z->groups || !z->unit || !z->degree ||
	    !z->ups ||	    !in->zones || !in->zone_of_device)
		return -1;
	for (int i = 0; i < n_devices; i++) {
		z->unit[i] = in->pod_of_device[i];
		in->zone_of_device[i] = -1;
	}
	for (int i = 0; i < in->links->n_cables; i++) {
		const struct links_cable *c = &in->links->cables[i];

		if (in->links->devices[c->a].kind == LINKS_SWITCH &&
		    in->links->devices[c->b].kind == LINKS_SWITCH) {
			z->degree[c->a]++;
			z->degree[c->b]++;
		}
	}
	for (int i = 0; i < in->n_pods; i++) {
		z->component[i] = in->pods[i].component;
		z->pod[i] = i;
		z->inside[i] = z->zone[i] = in->pods[i].zone = -1;
	}
	z->n_units = in->n_pods;
	return 0;
}

int infer_zones(struct infer *in)
{
	struct zoning z = { .in = in, .level = 1 };
	int rc = start(&z, in), new;

	while (rc == 0 && z.level <= FABRIC_MAX_LEVELS) {
		list_ups(&z);
		join_units(&z);
		new = z.n_units;
		z.level += make_zones(&z);
		if (!own_switches(&z, new))
			break;
	}
	if (rc == 0)
		name_zones(in);
	free(z.component);
	free(z.zone);
	free(z.pod);
	free(z.inside);
	free(z.first);
	free(z.cables);
	free(z.parent);
	free(z.groups);
	free(z.unit);
	free(z.degree);
	free(z.ups);
	return rc;
}
