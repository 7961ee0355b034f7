/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the ledger's failures mean for placement.  A node is blamed for what
 * Slurm calls a failure of the node, and for what missed.h finds, never for how
 * a program ended. */
#ifndef RAIL_BLAME_H
#define RAIL_BLAME_H

#include "snapshot.h"

/* Takes the quarantined nodes out of NODES, unless more of the map are than
 * FreezeShare allows.  Returns how many that were; -1: out of memory. */
int blame_leave_out(const struct snapshot *s, struct nodeset *nodes);

/*
 * Those of NODES that neither failed lately nor share a power domain with
 * several that just did, in *PREFER, a new set; NULL where all are alike.
 * -1: out of memory.
 */
int blame_prefer(const struct snapshot *s, const struct nodeset *nodes,
		 struct nodeset **prefer);

/* The rails that NODE has lost, as far as is known (a bit a rail). */
uint64_t blame_rails(const struct snapshot *s, const char *node);

#endif
