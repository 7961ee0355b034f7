/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which node holds which slot of a job that has lost nodes since it started.
 * The ledger keeps the slots as they were given, and the failures; railyard run
 * has put a spare into each hole, as the job's comment told it to.  (Not known
 * here: nodes that it left because they were drained as the program failed, or
 * were set FAIL and are not any more.)
 */
#ifndef RAIL_SEATS_H
#define RAIL_SEATS_H

#include "ledger.h"
#include "options.h"
#include "snapshot.h"

/*
 * KEPT's slots now, kept->n_slots nodes of the map (-1: not in it any more), of
 * which the last o->spares have no slot.  The caller frees it; NULL: out of
 * memory.
 */
int *seats_of(const struct snapshot *s, const struct ledger_job *kept,
	      const struct options *o);

#endif
