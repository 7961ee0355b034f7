/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Slots: a node's place in a job's rank order.  A choice gets its slots in
 * fabric order; after a failure every surviving slot stays on its node and
 * each hole is filled from as near as possible.
 */
#ifndef RAIL_RANKS_H
#define RAIL_RANKS_H

#include "place.h"

/*
 * Writes the slots of a first placement: SLOTS[i] is a node, for i below the
 * count of NODES, in fabric order; but where a choice in segments has a
 * smaller last one, its pod comes last, and in that pod its island.
 */
void ranks_assign(const struct fabric *f, const struct nodeset *nodes,
		  int segment, int *slots);

/*
 * A job whose slots were OLD (req->nodes of them; -1: a node that the map no
 * longer has) comes back.  Survivors (those in FREE) keep their slots; each
 * hole gets a free node of the same island, else of the same pod, else the
 * cheapest that the request's bounds allow; of a uniform job's kind, if the map
 * still knows what that was.  A segment that cannot be made
 * whole where it was moves as one.  Fills CHOICE as place() does
 * and, when it is PLACE_OK, SLOTS.  A refusal says that the job cannot keep
 * its survivors within its bounds: the caller may then place() afresh.
 */
int ranks_refill(const struct fabric *f, const struct nodeset *free_nodes,
		 const struct place_request *req, const int *old, int *slots,
		 struct place_choice *choice);

#endif
