/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Builds dragonflies: groups of switches, all of which have nodes; those of a
 * group are connected all to all, and each group to every other by a few
 * cables.  A group is a pod, and the nodes around the same few switches of it
 * (a chassis) are an island.
 */
#include <stdlib.h>

#include "synth_parts.h"

struct dragonfly {
	struct synth s;
	int groups;
	int island_switches;
	int switch_rails;	/* NICs of a node on one switch */
	int first_local, first_global;	/* ports of a switch */
	int *first_switch;	/* by group: index of a device */
	int *n_global;		/* by group: cables to others so far */
};

static int round_up(int n, int by)
{
	return (n + by - 1) / by;
}

void synth_dragonfly_size(const struct synth_spec *spec,
			  struct synth_size *size)
{
	*size = (struct synth_size){ .ports = { spec->dragonfly.radix } };
	size->islands = round_up(spec->nodes, spec->island_nodes);
	size->pods = round_up(size->islands, spec->pod_islands);
}

/* Every switch has as many cables to other groups as any, or one fewer. */
static int most_global(const struct dragonfly *d)
{
	const struct synth_dragonfly *shape = &d->s.spec->dragonfly;

	return round_up((d->groups - 1) * shape->global, shape->switches);
}

static int plan(struct dragonfly *d, const struct synth_spec *spec,
		struct rail_error *err)
{
	const struct synth_dragonfly *shape = &spec->dragonfly;
	struct synth_size size;

	synth_dragonfly_size(spec, &size);
	d->s.spec = spec;
	d->groups = size.pods;
	d->island_switches = shape->switches / spec->pod_islands;
	if (shape->switches % spec->pod_islands ||
	    spec->rails % d->island_switches)
		return rail_error_set(err, "%s: %d NICs of a node and %d "
				      "switches of a group cannot be divided "
				      "among %d islands", spec->name,
				      spec->rails, shape->switches,
				      spec->pod_islands);
	d->switch_rails = spec->rails / d->island_switches;
	d->first_local = shape->edge + 1;
	d->first_global = d->first_local + shape->switches - 1;
	if (d->switch_rails * spec->island_nodes > shape->edge ||
	    d->first_global + most_global(d) - 1 > shape->radix)
		return rail_error_set(err, "%s: switches of %d ports cannot "
				      "connect %d groups of %d switches so",
				      spec->name, shape->radix, d->groups,
				      shape->switches);
	return 0;
}

static int add_switches(struct dragonfly *d, int group)
{
	int n = d->s.spec->dragonfly.switches;

	d->first_switch[group] = d->s.l->n_devices;
	for (int i = 0; i < n; i++)
		if (synth_switch(&d->s, SYNTH_LEAF, group * n + i,
				 "group%d-switch%d", group + 1, i + 1) < 0)
			return -1;
	return 0;
}

static int add_nodes(struct dragonfly *d, int group, int island)
{
	const struct synth_spec *spec = d->s.spec;
	struct synth_plug plugs[SYNTH_MAX_LANES];
	int number = group * spec->pod_islands + island;
	int first = number * spec->island_nodes;

	for (int n = 0; n < spec->island_nodes && first + n < spec->nodes;
	     n++) {
		for (int r = 0; r < spec->rails; r++)
			plugs[r] = (struct synth_plug){
				.leaf = d->first_switch[group] +
					island * d->island_switches +
					r / d->switch_rails,
				.port = n * d->switch_rails +
					r % d->switch_rails + 1,
			};
		if (synth_node(&d->s, first + n, number, plugs) < 0)
			return -1;
	}
	return 0;
}

/* Each switch has the others of its group on its ports in their order. */
static int connect_group(struct dragonfly *d, int group)
{
	int n = d->s.spec->dragonfly.switches;
	int first = d->first_switch[group];

	for (int i = 0; i < n; i++)
		for (int k = i + 1; k < n; k++)
			if (synth_trunk(&d->s, first + i,
					d->first_local + k - 1, first + k,
					d->first_local + i) < 0)
				return -1;
	return 0;
}

/* The switches of a group take turns. */
static void next_global(struct dragonfly *d, int group, int *sw, int *port)
{
	int n = d->s.spec->dragonfly.switches, k = d->n_global[group]++;

	*sw = d->first_switch[group] + k % n;
	*port = d->first_global + k / n;
}

static int connect_groups(struct dragonfly *d, int a, int b)
{
	int sw[2], port[2];

	for (int i = 0; i < d->s.spec->dragonfly.global; i++) {
		next_global(d, a, &sw[0], &port[0]);
		next_global(d, b, &sw[1], &port[1]);
		if (synth_trunk(&d->s, sw[0], port[0], sw[1], port[1]) < 0)
			return -1;
	}
	return 0;
}

static int add_all(struct dragonfly *d)
{
	d->first_switch = calloc((size_t)d->groups, sizeof(int));
	d->n_global = calloc((size_t)d->groups, sizeof(int));
	if (!d->first_switch || !d->n_global)
		return rail_error_nomem(d->s.err);
	for (int g = 0; g < d->groups; g++) {
		if (add_switches(d, g) < 0)
			return -1;
		for (int i = 0; i < d->s.spec->pod_islands; i++)
			if (add_nodes(d, g, i) < 0)
				return -1;
		if (connect_group(d, g) < 0)
			return -1;
	}
	for (int a = 0; a < d->groups; a++)
		for (int b = a + 1; b < d->groups; b++)
			if (connect_groups(d, a, b) < 0)
				return -1;
	return 0;
}

struct links *synth_build_dragonfly(const struct synth_spec *spec,
				    struct rail_error *err)
{
	struct dragonfly d = { .groups = 0 };
	struct links *l;
	int rc;

	if (plan(&d, spec, err) < 0)
		return NULL;
	rc = synth_begin(&d.s, spec, err);
	if (rc == 0)
		rc = add_all(&d);
	l = synth_end(&d.s, rc);
	free(d.first_switch);
	free(d.n_global);
	return l;
}
