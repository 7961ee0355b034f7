/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs the steps of a check. */
#include <stdlib.h>

#include "check_parts.h"

static void check_free(struct check *c)
{
	free(c->shape_of_island);
	free(c->leader);
	free(c->home);
	free(c->offset);
	free(c->base);
	free(c->first_port);
	free(c->ports);
	free(c->filled);
	free(c->strays);
}

struct check_report *check_fabric(const struct fabric *f,
				  struct rail_error *err)
{
	struct check c = {
		.f = f, .err = err, .n_slots = f->n_rails * f->n_planes,
	};
	int rc = -1;

	c.r = check_alloc(&c, 1, sizeof(*c.r));
	if (!c.r)
		return NULL;
	c.r->fabric = f;
	if (check_norms(&c) == 0 && check_find_strays(&c) == 0 &&
	    check_swaps(&c) == 0 && check_alone(&c) == 0 &&
	    check_dark(&c) == 0 && check_trunks(&c) == 0)
		rc = check_report_finish(&c);
	check_free(&c);
	if (rc < 0) {
		check_report_destroy(c.r);
		return NULL;
	}
	return c.r;
}
