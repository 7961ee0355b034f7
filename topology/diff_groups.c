/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Steps of a diff: zones, pods, islands and switches that came, went, have names. */
#include <inttypes.h>
#include <string.h>

#include "diff_parts.h"
#include "text.h"

static int tell(struct diff_report *r, enum diff_kind kind, char *what,
		struct rail_error *err)
{
	return diff_add(r, kind, what, NULL, err) ? 0 : -1;
}

/* --- zones, which may be none ------------------------------------------- */

static const char *zone_name(const struct fabric *f, int zone)
{
	return zone < 0 ? "no zone" : f->zones[zone].name;
}

/* Whether zone WAS of the old fabric, or none, is not IS of the new one. */
static bool zone_differs(const struct diff_report *r, int was, int is)
{
	return r->zone_to[was < 0 ? r->was->n_zones : was] !=
	       (is < 0 ? r->is->n_zones : is);
}

static int tell_moved(struct diff_report *r, enum diff_kind kind,
		      const char *name, int was, int is,
		      struct rail_error *err)
{
	if (!zone_differs(r, was, is))
		return 0;
	return tell(r, kind, text_format("%s is in %s now; it was in %s", name,
					 zone_name(r->is, is),
					 zone_name(r->was, was)), err);
}

static char *zone_text(const struct fabric *f, int zone)
{
	int n = f->zones[zone].n_pods;

	return text_format("%s: %d pod%s", f->zones[zone].name, n,
			   text_plural(n));
}

static int diff_zone(struct diff_report *r, int was, int is,
		     struct rail_error *err)
{
	const struct fabric_zone *x = &r->was->zones[was];
	const struct fabric_zone *y = &r->is->zones[is];

	if (strcmp(x->name, y->name) &&
	    tell(r, DIFF_ZONE_RENAMED, text_format("%s is called %s now",
						   x->name, y->name), err) < 0)
		return -1;
	return tell_moved(r, DIFF_ZONE_MOVED, y->name, x->parent, y->parent,
			  err);
}

static int diff_zones(struct diff_report *r, struct rail_error *err)
{
	int rc = 0;

	for (int i = 0; rc == 0 && i < r->was->n_zones; i++)
		rc = r->zone_to[i] >= 0 ?
		     diff_zone(r, i, r->zone_to[i], err) :
		     tell(r, DIFF_ZONE_REMOVED, zone_text(r->was, i), err);
	for (int i = 0; rc == 0 && i < r->is->n_zones; i++)
		if (r->zone_from[i] < 0)
			rc = tell(r, DIFF_ZONE_ADDED, zone_text(r->is, i), err);
	return rc;
}

/* --- pods, islands ------------------------------------------------------- */

static char *pod_text(const struct fabric *f, int pod)
{
	int n = f->pods[pod].n_nodes;

	return text_format("%s: %d node%s", f->pods[pod].name, n,
			   text_plural(n));
}

static int diff_pods(struct diff_report *r, struct rail_error *err)
{
	const struct fabric *was = r->was, *is = r->is;
	int rc = 0;

	for (int i = 0; rc == 0 && i < was->n_pods; i++) {
		int to = r->pod_to[i];

		if (to < 0)
			rc = tell(r, DIFF_POD_REMOVED, pod_text(was, i), err);
		else if (strcmp(was->pods[i].name, is->pods[to].name))
			rc = tell(r, DIFF_POD_RENAMED,
				  text_format("%s is called %s now",
					      was->pods[i].name,
					      is->pods[to].name), err);
		if (rc == 0 && to >= 0)
			rc = tell_moved(r, DIFF_POD_MOVED, is->pods[to].name,
					was->pods[i].zone, is->pods[to].zone,
					err);
	}
	for (int i = 0; rc == 0 && i < is->n_pods; i++)
		if (r->pod_from[i] < 0)
			rc = tell(r, DIFF_POD_ADDED, pod_text(is, i), err);
	return rc;
}

static char *island_text(const struct fabric *f, int island)
{
	const struct fabric_island *g = &f->islands[island];

	return text_format("%s of %s: %d node%s", g->name,
			   f->pods[g->pod].name, g->n_nodes,
			   text_plural(g->n_nodes));
}

/* Island WAS, which is IS now. */
static int diff_island(struct diff_report *r, int was, int is,
		       struct rail_error *err)
{
	const struct fabric_island *x = &r->was->islands[was];
	const struct fabric_island *y = &r->is->islands[is];

	if (strcmp(x->name, y->name) &&
	    tell(r, DIFF_ISLAND_RENAMED, text_format("%s is called %s now",
						     x->name, y->name),
		 err) < 0)
		return -1;
	if (r->pod_to[x->pod] == y->pod)
		return 0;
	return tell(r, DIFF_ISLAND_MOVED,
		    text_format("%s is in %s now; it was in %s", y->name,
				r->is->pods[y->pod].name,
				r->was->pods[x->pod].name), err);
}

int diff_groups(struct diff_report *r, struct rail_error *err)
{
	int rc = diff_zones(r, err);

	if (rc == 0)
		rc = diff_pods(r, err);

	for (int i = 0; rc == 0 && i < r->was->n_islands; i++)
		rc = r->island_to[i] >= 0 ?
		     diff_island(r, i, r->island_to[i], err) :
		     tell(r, DIFF_ISLAND_REMOVED, island_text(r->was, i), err);
	for (int i = 0; rc == 0 && i < r->is->n_islands; i++)
		if (r->island_from[i] < 0)
			rc = tell(r, DIFF_ISLAND_ADDED,
				  island_text(r->is, i), err);
	return rc;
}

/* --- switches ------------------------------------------------------------ */

static char *switch_text(const struct fabric *f, int sw)
{
	int rail = sw < f->n_leafs ? f->leafs[sw].rail : -1;
	const char *name = fabric_switch_name(f, sw);

	if (sw >= f->n_leafs)
		return text_format("%s", name);
	if (rail < 0)
		return text_format("%s, a leaf of %s", name,
				   f->islands[f->leafs[sw].island].name);
	return text_format("%s, the leaf of rail %d of %s", name, rail,
			   f->islands[f->leafs[sw].island].name);
}

static int diff_switch(struct diff_report *r, int was, int is,
		       struct rail_error *err)
{
	const char *x = fabric_switch_name(r->was, was);
	const char *y = fabric_switch_name(r->is, is);
	uint64_t a = fabric_switch_guid(r->was, was);
	uint64_t b = fabric_switch_guid(r->is, is);

	if (strcmp(x, y) &&
	    tell(r, DIFF_SWITCH_RENAMED,
		 text_format("%s is called %s now", x, y), err) < 0)
		return -1;
	if (!a || !b || a == b)
		return 0;
	return tell(r, DIFF_SWITCH_REPLACED,
		    text_format("%s has GUID 0x%016" PRIx64 " instead of 0x%016"
				PRIx64, y, b, a), err);
}

int diff_switches(struct diff_report *r, struct rail_error *err)
{
	int rc = 0;

	for (int i = 0; rc == 0 && i < fabric_n_switches(r->was); i++)
		rc = r->switch_to[i] >= 0 ?
		     diff_switch(r, i, r->switch_to[i], err) :
		     tell(r, DIFF_SWITCH_REMOVED, switch_text(r->was, i), err);
	for (int i = 0; rc == 0 && i < fabric_n_switches(r->is); i++)
		if (r->switch_from[i] < 0)
			rc = tell(r, DIFF_SWITCH_ADDED,
				  switch_text(r->is, i), err);
	return rc;
}
