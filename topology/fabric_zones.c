/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Zones: pods that are nearer to each other than to others. */
#include <stdint.h>

#include "fabric.h"
#include "fabric_order.h"

static int depth_of(const struct fabric_zone *zones, int zone)
{
	int depth = 0;

	for (; zone >= 0; zone = zones[zone].parent)
		depth++;
	return depth;
}

/* --- collecting ---------------------------------------------------------- */

int fabric_build_zone(struct fabric_builder *b, const char *name,
		      struct rail_error *err)
{
	int n = b->f.n_zones;

	if (depth_of(b->f.zones, b->zone) == FABRIC_MAX_LEVELS)
		return rail_error_set(err, "zone \"%s\" is inside %d others: "
				      "at most %d were expected", name,
				      FABRIC_MAX_LEVELS, FABRIC_MAX_LEVELS - 1);
	if (fabric_grow(&b->f.zones, n, sizeof(*b->f.zones)))
		return rail_error_nomem(err);
	b->f.zones[n] = (struct fabric_zone){
		.name = fabric_take_name(b, &b->zones, "zone", name, n, err),
		.component = b->n_components ? b->n_components - 1 : 0,
		.parent = b->zone,
	};
	if (!b->f.zones[n].name)
		return -1;
	b->zone = b->f.n_zones++;
	return 0;
}

void fabric_build_zone_end(struct fabric_builder *b)
{
	if (b->zone >= 0)
		b->zone = b->f.zones[b->zone].parent;
}

/* --- joining ------------------------------------------------------------- */

/* Parents are before what is in them. */
static void work_out_levels(struct fabric *f)
{
	for (int i = f->n_zones - 1; i >= 0; i--) {
		struct fabric_zone *z = &f->zones[i];

		if (!z->level)
			z->level = 1;
		if (z->level > f->n_levels)
			f->n_levels = z->level;
		if (z->parent >= 0 && f->zones[z->parent].level <= z->level)
			f->zones[z->parent].level = z->level + 1;
	}
}

/*
 * A placement's cost is one number (optimum_zones.c): how many there are of
 * everything must fit into it.
 */
static int check_counts(const struct fabric *f, struct rail_error *err)
{
	uint64_t all = (uint64_t)f->n_islands + 1;

	for (int level = 0; level <= f->n_levels; level++) {
		uint64_t n = 2;

		for (int p = 1; p < f->n_pods; p++)
			n += fabric_group(f, level, p) !=
			     fabric_group(f, level, p - 1);
		if (all > INT64_MAX / n)
			return rail_error_set(err, "%d islands, %d pods and "
					      "%d zones are more than can be "
					      "placed on", f->n_islands,
					      f->n_pods, f->n_zones);
		all *= n;
	}
	return 0;
}

int fabric_join_zones(struct fabric *f, const struct fabric_builder *b,
		      const struct fabric_orders *o, struct rail_error *err)
{
	for (int i = 0; i < f->n_zones; i++) {
		struct fabric_zone *z = &f->zones[i];

		*z = b->f.zones[o->zones.keys[i].old];
		z->component = o->zones.keys[i].parent;
		if (z->parent >= 0)
			z->parent = o->zones.place[z->parent];
	}
	work_out_levels(f);
	for (int p = 0; p < f->n_pods; p++) {
		struct fabric_pod *pod = &f->pods[p];

		if (pod->zone >= 0)
			pod->zone = o->zones.place[pod->zone];
		for (int z = pod->zone; z >= 0; z = f->zones[z].parent)
			if (f->zones[z].n_pods++ == 0)
				f->zones[z].first_pod = p;
	}
	for (int i = 0; i < f->n_zones; i++)
		if (!f->zones[i].n_pods)
			return rail_error_set(err, "zone \"%s\" has no pod",
					      f->zones[i].name);
	return f->n_levels ? check_counts(f, err) : 0;
}

/* --- questions ----------------------------------------------------------- */

int fabric_group(const struct fabric *f, int level, int pod)
{
	int zone = f->pods[pod].zone, group = pod;

	if (level > f->n_levels)
		return f->n_pods + f->n_zones + f->pods[pod].component;
	for (; zone >= 0 && f->zones[zone].level <= level;
	     zone = f->zones[zone].parent)
		group = f->n_pods + zone;
	return group;
}
