/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kinds of nodes, for jobs that want to run on one kind: nodes are of one kind
 * when vendor, product and the models of the GPUs are the same.  What is not
 * known is like nothing but itself.
 */
#ifndef RAIL_PLACE_KINDS_H
#define RAIL_PLACE_KINDS_H

#include "fabric.h"
#include "nodeset.h"

struct place_kinds {
	int count;
	struct nodeset **nodes;	/* the nodes of each kind */
};

/* Whether nodes A and B of F are of one kind. */
bool place_kinds_same(const struct fabric *f, int a, int b);

/* NULL when out of memory. */
struct place_kinds *place_kinds_create(const struct fabric *f);
void place_kinds_destroy(struct place_kinds *k);

#endif
