/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which nodes of a job carry slots, and which wait to replace one. */
#ifndef RAIL_SPARES_H
#define RAIL_SPARES_H

#include "fabric.h"
#include "nodeset.h"
#include "place.h"

/*
 * Of NODES, all nodes of a job, takes N_SPARES (fewer than there are) out as
 * spares.  Without a SEGMENT (0, 1) what is left touches the fewest pods, then
 * islands, that so many of them can; and of the islands that have slots each
 * gives up spares in proportion to its nodes, so that a failed node finds one in
 * its island.  With one, every SEGMENT slots are inside one island, or pod, if
 * the nodes allow it at all, and as many slots as can be have a spare there.
 * ORDER gets the nodes with slots as ranks_assign() has it, then the spares in
 * fabric order.  SPACE as place() wants it; may be NULL.  -1: out of memory.
 */
int spares_split(const struct fabric *f, const struct nodeset *nodes,
		 int n_spares, int segment, struct place_space *space,
		 int *order);

/*
 * How many of ORDER's COUNT slots have one of the N_SPARES spares behind them in
 * their *HOME: "island", or "pod" where a SEGMENT is larger than any island.
 */
int spares_covered(const struct fabric *f, const int *order, int count,
		   int n_spares, int segment, const char **home);

/*
 * Which spare takes the place of a lost node: railyard run and slurmctld's plugin
 * must come to the same answer.  Places are slots, COUNT of them, and behind
 * these spares, up to ALL.
 */
struct spares_places {
	int count, all;
	int segment;	/* slots that are to share an island; 0, 1: no matter */
	/* Whether two places are in one island; whether the spare at PLACE
	 * lives. */
	bool (*same)(void *arg, int place, int other);
	bool (*usable)(void *arg, int place);
	void *arg;
};

/*
 * The place of the spare for SLOT: the first in the island that most other slots
 * of its segment are in, else in its own, else of all; -1: there is none.
 */
int spares_pick(const struct spares_places *p, int slot);

/*
 * As ranks_refill() for a REQ with segments and spares: OLD and SLOTS are the
 * slots, and behind them req->spares spares.  A slot outside of its segment's
 * island, where railyard run had no better spare for it, comes home.
 */
int spares_refill(const struct fabric *f, const struct nodeset *free_nodes,
		  const struct place_request *req, const int *old, int *slots,
		  struct place_choice *choice);

#endif
