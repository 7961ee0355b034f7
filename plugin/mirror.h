/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A bitmap of slurmctld's, as nodes of the map.  From one decision to the next
 * few nodes come and go: only what differs from the last time is looked at,
 * and nothing is allocated.
 */
#ifndef RAIL_MIRROR_H
#define RAIL_MIRROR_H

#include "slurm_compat.h"
#include "topology/nodeset.h"

/* Empty when zeroed. */
struct mirror {
	bitstr_t *seen;		/* as it was the last time */
	bitstr_t *differ;	/* space */
	struct nodeset *nodes;	/* SEEN as nodes of the map */
};

/*
 * BITS, of as many nodes as TO_FABRIC has, as nodes of a map of N_NODES;
 * TO_FABRIC gives each its node, or -1.  The set stays M's, and lasts until
 * the next call.  NULL when out of memory.
 */
const struct nodeset *mirror_update(struct mirror *m, bitstr_t *bits,
				    const int *to_fabric, int n_nodes);

/* Frees all; to be called before TO_FABRIC changes. */
void mirror_forget(struct mirror *m);

#endif
