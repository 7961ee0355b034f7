/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Builds Clos networks: pods of islands, their spines, cores, zones of pods. */
#include "synth_fit.h"
#include "synth_parts.h"

struct clos {
	struct synth s;
	struct synth_fit fit;
	int n_spines;		/* of a pod */
	int n_cores;		/* of all pods, or of a zone */
	int first_spine;	/* of the pod that is built; index of a device */
	int first_leaf;		/* of the island that is built */
};

static int name_leaf(struct clos *c, int pod, int island, int lane)
{
	const struct synth_spec *spec = c->s.spec;
	int number = (pod * c->fit.pod_islands + island) * c->fit.lanes + lane;
	int rail = lane / spec->planes, plane = lane % spec->planes;

	if (spec->clos.tor && spec->planes == 1)
		return synth_switch(&c->s, SYNTH_LEAF, number,
				    "pod%d-island%d-tor", pod + 1, island + 1);
	if (spec->clos.tor)
		return synth_switch(&c->s, SYNTH_LEAF, number,
				    "pod%d-island%d-tor-plane%d", pod + 1,
				    island + 1, plane);
	if (spec->planes == 1)
		return synth_switch(&c->s, SYNTH_LEAF, number,
				    "pod%d-island%d-leaf%d", pod + 1,
				    island + 1, rail);
	return synth_switch(&c->s, SYNTH_LEAF, number,
			    "pod%d-island%d-leaf%d-plane%d", pod + 1,
			    island + 1, rail, plane);
}

static int add_nodes(struct clos *c, int island)
{
	const struct synth_spec *spec = c->s.spec;
	struct synth_plug plugs[SYNTH_MAX_LANES];
	int first = island * spec->island_nodes;

	for (int n = 0; n < spec->island_nodes && first + n < spec->nodes;
	     n++) {
		for (int i = 0; i < spec->rails * spec->planes; i++) {
			int rail = i / spec->planes, plane = i % spec->planes;

			plugs[i] = (struct synth_plug){
				.leaf = c->first_leaf +
					(spec->clos.tor ? plane : i),
				.port = spec->clos.tor ?
						n * spec->rails + rail + 1 :
						n + 1,
			};
		}
		if (synth_node(&c->s, first + n, island, plugs) < 0)
			return -1;
	}
	return 0;
}

/* Uplinks in order to the spines of the leaf's group, side by side. */
static int add_uplinks(struct clos *c, int island, int lane)
{
	const struct synth_spec *spec = c->s.spec;
	const struct synth_fit *fit = &c->fit;
	int rail = lane / spec->planes, plane = lane % spec->planes;
	int group = plane * fit->rail_groups + rail / fit->group_leafs;
	int below = island * fit->group_leafs + rail % fit->group_leafs;

	for (int i = 0; i < fit->uplinks; i++)
		if (synth_trunk(&c->s, c->first_leaf + lane,
				fit->first_uplink + i,
				c->first_spine + group * fit->group_spines +
				i / fit->leaf_width,
				below * fit->leaf_width +
				i % fit->leaf_width + 1) < 0)
			return -1;
	return 0;
}

static int add_island(struct clos *c, int pod, int island)
{
	int number = pod * c->fit.pod_islands + island;

	c->first_leaf = c->s.l->n_devices;
	for (int i = 0; i < c->fit.lanes; i++)
		if (name_leaf(c, pod, island, i) < 0)
			return -1;
	if (add_nodes(c, number) < 0)
		return -1;
	for (int i = 0; i < c->fit.lanes; i++)
		if (add_uplinks(c, island, i) < 0)
			return -1;
	return 0;
}

/* To the cores of its set, which has a block of spines of each group. */
static int add_spine_uplinks(struct clos *c, int pod, int spine)
{
	const struct synth_fit *fit = &c->fit;
	int group = spine / fit->group_spines;
	int place = spine % fit->group_spines;
	int plane = group / fit->rail_groups, rails = group % fit->rail_groups;
	int block = fit->group_spines / fit->sets;
	int set = plane * fit->sets + place / block;
	int zone = pod / fit->zone_pods, in_zone = pod % fit->zone_pods;
	int below = (in_zone * fit->rail_groups + rails) * block +
		    place % block;

	/* The cores are the first devices of all. */
	for (int i = 0; i < fit->spine_uplinks; i++)
		if (synth_trunk(&c->s, c->first_spine + spine,
				fit->spine_down + 1 + i,
				zone * c->n_cores + set * fit->set_cores +
				i / fit->spine_width,
				below * fit->spine_width +
				i % fit->spine_width + 1) < 0)
			return -1;
	return 0;
}

static int add_pod(struct clos *c, int pod)
{
	const struct synth_fit *fit = &c->fit;

	c->first_spine = c->s.l->n_devices;
	for (int i = 0; i < c->n_spines; i++)
		if (synth_switch(&c->s, SYNTH_SPINE, pod * c->n_spines + i,
				 "pod%d-spine%d", pod + 1, i + 1) < 0)
			return -1;
	for (int i = 0; i < fit->pod_islands &&
			pod * fit->pod_islands + i < fit->islands; i++)
		if (add_island(c, pod, i) < 0)
			return -1;
	for (int i = 0; i < c->n_spines && fit->spine_uplinks; i++)
		if (add_spine_uplinks(c, pod, i) < 0)
			return -1;
	return 0;
}

static int add_cores(struct clos *c)
{
	for (int i = 0; i < c->n_cores * c->fit.zones; i++)
		if ((c->fit.zones == 1 ?
		     synth_switch(&c->s, SYNTH_CORE, i, "core%d", i + 1) :
		     synth_switch(&c->s, SYNTH_CORE, i, "zone%d-core%d",
				  i / c->n_cores + 1,
				  i % c->n_cores + 1)) < 0)
			return -1;
	return 0;
}

/* As many tops as a core has uplinks, over the same few cores of each zone. */
static int add_tops(struct clos *c)
{
	const struct synth_fit *fit = &c->fit;
	int first = c->s.l->n_devices, n = synth_fit_tops(c->s.spec, fit);

	for (int i = 0; i < n; i++)
		if (synth_switch(&c->s, SYNTH_CORE,
				 c->n_cores * fit->zones + i, "top%d",
				 i + 1) < 0)
			return -1;
	for (int i = 0; n && i < c->n_cores * fit->zones; i++) {
		int zone = i / c->n_cores, core = i % c->n_cores;
		int top = core / fit->top_cores * fit->core_uplinks;

		for (int k = 0; k < fit->core_uplinks; k++)
			if (synth_trunk(&c->s, i, fit->core_down + 1 + k,
					first + top + k,
					zone * fit->top_cores +
					core % fit->top_cores + 1) < 0)
				return -1;
	}
	return 0;
}

static int add_all(struct clos *c)
{
	if (add_cores(c) < 0 || add_tops(c) < 0)
		return -1;
	for (int i = 0; i < c->fit.pods; i++)
		if (add_pod(c, i) < 0)
			return -1;
	return 0;
}

struct links *synth_build_clos(const struct synth_spec *spec,
			       struct rail_error *err)
{
	struct clos c;

	if (synth_fit(spec, &c.fit, err) < 0)
		return NULL;
	c.n_spines = synth_fit_spines(spec, &c.fit);
	c.n_cores = synth_fit_cores(spec, &c.fit);
	return synth_end(&c.s, synth_begin(&c.s, spec, err) < 0 ? -1 :
							add_all(&c));
}
