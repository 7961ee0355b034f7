/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes Slurm's switches and blocks out of islands, pods, zones, fabrics. */
#include <stdlib.h>
#include <string.h>

#include "slurm_units.h"
#include "topology/hostlist.h"

void slurm_units_destroy(struct slurm_units *u)
{
	if (!u)
		return;
	for (int i = 0; i < u->n_made; i++)
		free(u->made[i]);
	free(u->made);
	free(u->members);
	free(u->units);
	free(u);
}

/* Room for so many units and members in all. */
static struct slurm_units *create(const char *what, int units, int members,
				  struct rail_error *err)
{
	struct slurm_units *u = calloc(1, sizeof(*u));

	if (!u)
		goto nomem;
	u->what = what;
	u->units = calloc((size_t)units + 1, sizeof(*u->units));
	u->made = calloc((size_t)units + 1, sizeof(*u->made));
	u->members = calloc((size_t)members + 1, sizeof(*u->members));
	if (u->units && u->made && u->members)
		return u;
nomem:
	rail_error_nomem(err);
	slurm_units_destroy(u);
	return NULL;
}

/* The next unit; its members are yet to be put behind the last one's. */
static struct slurm_unit *add(struct slurm_units *u, const char *name,
			      bool leaf)
{
	struct slurm_unit *unit = &u->units[u->count], *last = unit - 1;

	*unit = (struct slurm_unit){
		.name = name,
		.leaf = leaf,
		.members = u->count ? last->members + last->n_members :
				      u->members,
	};
	u->count++;
	return unit;
}

static int by_name(const void *a, const void *b)
{
	return hostlist_natural_cmp(*(const char *const *)a,
				    *(const char *const *)b);
}

static void add_islands(struct slurm_units *u, const struct fabric *f)
{
	for (int i = 0; i < f->n_islands; i++) {
		const struct fabric_island *is = &f->islands[i];
		struct slurm_unit *unit = add(u, is->name, true);

		for (int n = 0; n < is->n_nodes; n++)
			unit->members[unit->n_members++] =
				f->nodes[is->first_node + n].name;
		/* The order by names, not by ports, folds best. */
		qsort(unit->members, (size_t)unit->n_members,
		      sizeof(*unit->members), by_name);
	}
}

struct slurm_units *slurm_units_blocks(const struct fabric *f,
				       struct rail_error *err)
{
	struct slurm_units *u = create("block", f->n_islands, f->n_nodes, err);

	if (u)
		add_islands(u, f);
	return u;
}

/* --- the tree ------------------------------------------------------------ */

/*
 * slurmctld dies of two switches of one name, while a map's pods, islands,
 * zones and the fabric may share theirs.  Islands keep their names, and so does
 * each pod, then each zone that can.
 */
static bool is_pod(const struct fabric *f, const char *name)
{
	for (int i = 0; i < f->n_pods; i++)
		if (!strcmp(f->pods[i].name, name))
			return true;
	return false;
}

static bool is_taken(const struct slurm_units *u, const struct fabric *f,
		     const char *name)
{
	if (fabric_find_island(f, name) >= 0 || is_pod(f, name))
		return true;
	for (int i = 0; i < f->n_zones; i++)
		if (!strcmp(f->zones[i].name, name))
			return true;
	for (int i = 0; i < u->n_made; i++)
		if (!strcmp(u->made[i], name))
			return true;
	return false;
}

/* Keeps NAME with as many SUFFIXes as make it nobody else's. */
static const char *make_unique(struct slurm_units *u, const struct fabric *f,
			       char *name, const char *suffix)
{
	char *longer;

	while (name && is_taken(u, f, name)) {
		if (asprintf(&longer, "%s%s", name, suffix) < 0)
			longer = NULL;
		free(name);
		name = longer;
	}
	if (name)
		u->made[u->n_made++] = name;
	return name;
}

static const char *pod_name(struct slurm_units *u, const struct fabric *f,
			    const char *own)
{
	char *name;

	if (fabric_find_island(f, own) < 0)
		return own;
	if (asprintf(&name, "%s-pod", own) < 0)
		return NULL;
	return make_unique(u, f, name, "-pod");
}

static const char *zone_name(struct slurm_units *u, const struct fabric *f,
			     const char *own)
{
	char *name;

	if (fabric_find_island(f, own) < 0 && !is_pod(f, own))
		return own;
	if (asprintf(&name, "%s-zone", own) < 0)
		return NULL;
	return make_unique(u, f, name, "-zone");
}

/* The fabric's name; with a number when it is in several parts. */
static const char *top_name(struct slurm_units *u, const struct fabric *f,
			    int component)
{
	char *name;
	int rc;

	if (f->n_components > 1)
		rc = asprintf(&name, "%s-%d", f->name, component + 1);
	else
		rc = asprintf(&name, "%s", f->name);
	return rc < 0 ? NULL : make_unique(u, f, name, "-top");
}

static int add_pods(struct slurm_units *u, const struct fabric *f)
{
	for (int i = 0; i < f->n_pods; i++) {
		const struct fabric_pod *pod = &f->pods[i];
		const char *name = pod_name(u, f, pod->name);
		struct slurm_unit *unit;

		if (!name)
			return -1;
		unit = add(u, name, false);
		for (int k = 0; k < pod->n_islands; k++)
			unit->members[unit->n_members++] =
				f->islands[pod->first_island + k].name;
	}
	return 0;
}

/* The unit of zone Z: pods come behind islands, and zones, the innermost ones
 * first, behind pods. */
static const struct slurm_unit *zone_unit(const struct slurm_units *u,
					  const struct fabric *f, int zone)
{
	return &u->units[f->n_islands + f->n_pods + f->n_zones - 1 - zone];
}

/* The pods and zones that are right in ZONE; -1: in none, but in COMPONENT. */
static void add_parts(struct slurm_units *u, const struct fabric *f,
		      struct slurm_unit *unit, int component, int zone)
{
	const struct slurm_unit *pods = u->units + f->n_islands;

	for (int i = 0; i < f->n_pods; i++)
		if (f->pods[i].component == component &&
		    f->pods[i].zone == zone)
			unit->members[unit->n_members++] = pods[i].name;
	for (int i = 0; i < f->n_zones; i++)
		if (f->zones[i].component == component &&
		    f->zones[i].parent == zone)
			unit->members[unit->n_members++] =
				zone_unit(u, f, i)->name;
}

static int add_zones(struct slurm_units *u, const struct fabric *f)
{
	for (int i = f->n_zones - 1; i >= 0; i--) {
		const char *name = zone_name(u, f, f->zones[i].name);

		if (!name)
			return -1;
		add_parts(u, f, add(u, name, false), f->zones[i].component, i);
	}
	return 0;
}

static int count_parts(const struct fabric *f, int component)
{
	int n = 0;

	for (int i = 0; i < f->n_pods; i++)
		n += f->pods[i].component == component && f->pods[i].zone < 0;
	for (int i = 0; i < f->n_zones; i++)
		n += f->zones[i].component == component &&
		     f->zones[i].parent < 0;
	return n;
}

static int add_tops(struct slurm_units *u, const struct fabric *f)
{
	for (int i = 0; i < f->n_components; i++) {
		const char *name;

		if (count_parts(f, i) < 2)
			continue;
		name = top_name(u, f, i);
		if (!name)
			return -1;
		add_parts(u, f, add(u, name, false), i, -1);
	}
	return 0;
}

struct slurm_units *slurm_units_tree(const struct fabric *f,
				     struct rail_error *err)
{
	struct slurm_units *u = create("switch",
				       f->n_islands + 2 * f->n_pods +
				       f->n_zones,
				       f->n_nodes + f->n_islands + f->n_pods +
				       f->n_zones, err);

	if (!u)
		return NULL;
	add_islands(u, f);
	if (add_pods(u, f) == 0 && add_zones(u, f) == 0 && add_tops(u, f) == 0)
		return u;
	rail_error_nomem(err);
	slurm_units_destroy(u);
	return NULL;
}

char *slurm_unit_members(const struct slurm_unit *unit)
{
	return hostlist_format(unit->members, unit->n_members);
}
