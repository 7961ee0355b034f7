/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Space for decisions, so that none of them allocates: slurmctld makes them
 * under its job write lock, one at a time, and each finds that of the last one.
 */
#ifndef RAIL_WORKSPACE_H
#define RAIL_WORKSPACE_H

#include "times.h"
#include "slurm_compat.h"
#include "topology/fabric.h"
#include "topology/nodeset.h"

struct workspace {
	bitstr_t *offered, *eligible_bits, *light_bits;	/* by node record */
	/* by node of the map: */
	struct nodeset *allowed, *open, *failed, *required, *eligible, *light,
		*tried;
	struct times times;
	uint64_t *busy;
};

/*
 * For a decision among N_RECORDS node records and the nodes of F.  What is in
 * it is left over from the last decision.  NULL when out of memory.
 */
struct workspace *workspace_get(const struct fabric *f, int n_records);

void workspace_clear(void);

#endif
