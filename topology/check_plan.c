/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs the steps of a check against a plan. */
#include <stdlib.h>

#include "check_plan.h"

static void plan_free(struct plan *p)
{
	plan_ports_free(p);
	free(p->things);
	free(p->thing_of_other);
	free(p->thing_of_device);
	free(p->texts);
	free(p->ports);
	free(p->keys);
	free(p->places);
	for (int side = 0; side < PLAN_SIDES; side++)
		free(p->cables[side]);
	free(p->rail_of_device);
}

static int (*const steps[])(struct plan *p) = {
	plan_name_things, plan_list_seen, plan_translate_ports,
	plan_translate_nics, plan_list_planned, plan_match, plan_tell_things,
	plan_tell_swaps, plan_tell_rest, NULL,
};

struct check_report *check_plan(const struct fabric *f,
				const struct links *plan,
				struct rail_error *err)
{
	struct plan p = { .c = { .f = f, .err = err }, .links = plan };
	int (*const *step)(struct plan *p) = steps;
	int rc;

	p.c.r = check_alloc(&p.c, 1, sizeof(*p.c.r));
	if (!p.c.r)
		return NULL;
	p.c.r->fabric = f;
	for (rc = 0; rc == 0 && *step; step++)
		rc = (*step)(&p);
	if (rc == 0)
		check_report_finish(&p.c);
	plan_free(&p);
	if (rc < 0) {
		check_report_destroy(p.c.r);
		return NULL;
	}
	return p.c.r;
}
