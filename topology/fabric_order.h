/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The order of the parts of a fabric, between collecting and joining. */
#ifndef RAIL_FABRIC_ORDER_H
#define RAIL_FABRIC_ORDER_H

#include "fabric_private.h"

/* By what one part is sorted among its kind. */
struct fabric_key {
	int parent;	/* the place of what it belongs to */
	int rank;	/* rail and plane of a leaf, port of a node, zone of
			 * a pod or a core */
	int old;	/* its number so far */
	const char *name;
};

/* What one kind of part becomes. */
struct fabric_order {
	struct fabric_key *keys;	/* by new number */
	int *place;		/* old number -> new */
	int count;
};

struct fabric_orders {
	struct fabric_order components, pods, spines, islands, leafs, nodes;
	struct fabric_order cores, shapes, zones;
};

/* Fills O, zeroed by the caller; -1 when out of memory.  In both cases
 * fabric_orders_free() afterwards. */
int fabric_orders_work_out(struct fabric_orders *o,
			   const struct fabric_builder *b);
void fabric_orders_free(struct fabric_orders *o);

#endif
