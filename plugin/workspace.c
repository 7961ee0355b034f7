/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Kept from decision to decision, and made anew when its sizes change. */
#include "workspace.h"

#include <stdlib.h>

static struct workspace space;
static const struct fabric *fabric;
static int records;

static bool make_sets(int n_nodes)
{
	struct nodeset **const sets[] = { &space.allowed, &space.open,
					  &space.failed, &space.required,
					  &space.eligible, &space.light,
					  &space.tried };

	for (size_t i = 0; i < sizeof(sets) / sizeof(*sets); i++) {
		*sets[i] = nodeset_create(n_nodes);
		if (!*sets[i])
			return false;
	}
	return true;
}

struct workspace *workspace_get(const struct fabric *f, int n_records)
{
	size_t n = (size_t)f->n_nodes + 1;

	if (fabric == f && records == n_records)
		return &space;
	workspace_clear();
	space.busy = calloc(n, sizeof(*space.busy));
	if (!space.busy || times_create(f->n_nodes, &space.times) ||
	    !make_sets(f->n_nodes)) {
		workspace_clear();
		return NULL;
	}
	space.offered = bit_alloc(n_records);
	space.eligible_bits = bit_alloc(n_records);
	space.light_bits = bit_alloc(n_records);
	fabric = f;
	records = n_records;
	return &space;
}

void workspace_clear(void)
{
	FREE_NULL_BITMAP(space.offered);
	FREE_NULL_BITMAP(space.eligible_bits);
	FREE_NULL_BITMAP(space.light_bits);
	nodeset_destroy(space.allowed);
	nodeset_destroy(space.open);
	nodeset_destroy(space.failed);
	nodeset_destroy(space.required);
	nodeset_destroy(space.eligible);
	nodeset_destroy(space.light);
	nodeset_destroy(space.tried);
	times_free(&space.times);
	free(space.busy);
	memset(&space, 0, sizeof(space));
	fabric = NULL;
	records = 0;
}
