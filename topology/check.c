/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs the steps of a check. */
#include <stdlib.h>

#include "check_parts.h"

static void check_free(struct check *c)
{
	free(c->shape_of_island);
	free(c->alike);
	free(c->leader);
	free(c->home);
	free(c->offset);
	free(c->base);
	free(c->first_port);
	free(c->ports);
	free(c->filled);
	free(c->strays);
}

static int (*const steps[])(struct check *c) = {
	check_norms, check_find_strays, check_swaps, check_alone, check_mixed,
	check_dark, check_storage, check_odd, check_duplicates, check_order,
	check_speeds, check_trunks, check_groups, check_trunk_speeds, NULL,
};

struct check_report *check_fabric(const struct fabric *f,
				  struct rail_error *err)
{
	struct check c = {
		.f = f, .err = err, .n_slots = f->n_rails * f->n_planes,
	};
	int (*const *step)(struct check *c) = steps;
	int rc;

	c.r = check_alloc(&c, 1, sizeof(*c.r));
	if (!c.r)
		return NULL;
	c.r->fabric = f;
	for (rc = 0; rc == 0 && *step; step++)
		rc = (*step)(&c);
	if (rc == 0)
		check_report_finish(&c);
	check_free(&c);
	if (rc < 0) {
		check_report_destroy(c.r);
		return NULL;
	}
	return c.r;
}
