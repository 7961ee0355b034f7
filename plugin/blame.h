/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the ledger's failures mean for placement.  A node is blamed for what
 * Slurm calls a failure of the node, and for what missed.h finds, never for how
 * a program ended. */
#ifndef RAIL_BLAME_H
#define RAIL_BLAME_H

#include "snapshot.h"

/* Takes the quarantined nodes out of NODES, unless more of the map are than
 * FreezeShare allows.  Returns how many that were. */
int blame_leave_out(const struct snapshot *s, struct nodeset *nodes);

/*
 * The nodes that neither failed lately nor share a power domain with several
 * that just did; NULL where all are alike.  Good until slurmctld goes on to
 * something else.
 */
const struct nodeset *blame_preferred(const struct snapshot *s);

/* Frees what is kept between decisions. */
void blame_close(void);

/* The rails that NODE has lost, as far as is known (a bit a rail). */
uint64_t blame_rails(const struct snapshot *s, const char *node);

#endif
