/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs the steps of a check against a plan. */
#include <stdlib.h>

#include "check_plan.h"

/* What the steps behind the names have made. */
static void forget_cables(struct plan *p)
{
	plan_ports_free(p);
	free(p->ports);
	free(p->keys);
	free(p->places);
	for (int side = 0; side < PLAN_SIDES; side++)
		free(p->cables[side]);
	free(p->rail_of_device);
	free(p->plane_of_device);
	p->translated = NULL;
	p->ports = NULL;
	p->keys = NULL;
	p->places = NULL;
	p->rail_of_device = NULL;
	p->plane_of_device = NULL;
	p->n_ports = 0;
	for (int side = 0; side < PLAN_SIDES; side++) {
		p->cables[side] = NULL;
		p->n_cables[side] = 0;
		for (int i = 0; i < p->n_things; i++)
			p->things[i].cables[side] = 0;
	}
}

static void plan_free(struct plan *p)
{
	forget_cables(p);
	free(p->things);
	free(p->thing_of_other);
	free(p->thing_of_device);
	free(p->texts);
}

typedef int step(struct plan *p);

static int run(struct plan *p, step *const *steps)
{
	int rc = 0;

	for (; rc == 0 && *steps; steps++)
		rc = (*steps)(p);
	return rc;
}

/* Names that told nothing may tell something once more things are known. */
static void forget_names(struct check_report *r)
{
	int n = 0;

	for (int i = 0; i < r->n_findings; i++) {
		struct check_finding *f = &r->findings[i];

		if (f->kind != CHECK_PLAN_NAMES) {
			r->findings[n++] = *f;
			continue;
		}
		free(f->what);
		free(f->todo);
	}
	r->n_findings = n;
}

/* Leafs are known by their nodes, then spines by their leafs, and so on. */
enum { MAX_TIERS = 4 };

static int match_cables(struct plan *p)
{
	static step *const steps[] = {
		plan_list_seen, plan_translate_ports, plan_translate_nics,
		plan_list_planned, plan_match, NULL,
	};
	int rc = run(p, steps);

	for (int i = 0; rc == 0 && i < MAX_TIERS; i++) {
		int renamed = plan_rename_things(p);

		if (renamed <= 0)
			return renamed;
		forget_cables(p);
		forget_names(p->c.r);
		rc = run(p, steps);
	}
	return rc;
}

static step *const all_steps[] = {
	plan_name_things, match_cables, plan_tell_things, plan_tell_swaps,
	plan_tell_rest, NULL,
};

struct check_report *check_plan(const struct fabric *f,
				const struct links *plan,
				struct rail_error *err)
{
	struct plan p = { .c = { .f = f, .err = err }, .links = plan };
	int rc;

	p.c.r = check_alloc(&p.c, 1, sizeof(*p.c.r));
	if (!p.c.r)
		return NULL;
	p.c.r->fabric = f;
	rc = run(&p, all_steps);
	if (rc == 0)
		check_report_finish(&p.c);
	plan_free(&p);
	if (rc < 0) {
		check_report_destroy(p.c.r);
		return NULL;
	}
	return p.c.r;
}
