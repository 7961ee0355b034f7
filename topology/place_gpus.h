/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Jobs that want only some GPUs of each node.  GPU i of a node talks over rail
 * i, so its processes meet in one switch hop only where the job has the same
 * GPUs on every node.
 */
#ifndef RAIL_PLACE_GPUS_H
#define RAIL_PLACE_GPUS_H

#include "place.h"

struct place_gpus {
	int count;	/* GPUs of each node; at least 1 */
	/* By node: a bit a GPU, set where another job has it; NULL: none is */
	const uint64_t *busy;
};

/*
 * Decides as place() does, among nodes of FREE with room for these GPUs, over
 * all sets of so many GPUs, and says in *SET which it took: the cheapest set;
 * of equals the one that breaks into the fewest nodes that nobody uses, then
 * the one that fewest nodes have free.  Nodes that are in use are taken first.
 * With more than 20,000 sets only those of GPUs side by side are tried, and
 * choice->exact says so.
 */
int place_gpus(const struct fabric *f, const struct nodeset *free_nodes,
	       const struct place_request *req, const struct place_gpus *gpus,
	       struct place_choice *choice, uint64_t *set);

#endif
