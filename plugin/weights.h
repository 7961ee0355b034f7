/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Slurm's Weight of nodes: those of less are taken first. */
#ifndef RAIL_WEIGHTS_H
#define RAIL_WEIGHTS_H

#include "decision.h"

/* So many weights are told apart; nodes of higher ones are alike. */
enum { WEIGHTS_MAX = 16 };

/*
 * The weights that nodes of the cluster have, ascending, in LIST; how many.  The
 * caller holds slurmctld's node lock, as in job_test.
 */
int weights_list(uint32_t list[WEIGHTS_MAX]);

/*
 * Adds to NODES those of the map that weigh no more than WEIGHT.  BITS is space,
 * of all node records.
 */
void weights_up_to(const struct snapshot *s, uint32_t weight, bitstr_t *bits,
		   struct nodeset *nodes);

#endif
