/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which nodes of a job carry slots, and which wait to replace one. */
#ifndef RAIL_SPARES_H
#define RAIL_SPARES_H

#include "fabric.h"
#include "nodeset.h"
#include "place.h"

/*
 * Of NODES, all nodes of a job, takes N_SPARES (fewer than there are) out as
 * spares: what is left touches the fewest pods, then islands, that so many of
 * them can; and of the islands that have slots each gives up spares in
 * proportion to its nodes, so that a failed node finds one in its island.
 * ORDER gets the nodes with slots in fabric order, then the spares in fabric
 * order.  SPACE as place() wants it; may be NULL.  -1: out of memory.
 */
int spares_split(const struct fabric *f, const struct nodeset *nodes,
		 int n_spares, struct place_space *space, int *order);

#endif
