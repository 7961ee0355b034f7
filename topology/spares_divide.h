/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How many slots, in segments, and how many spares each island gets. */
#ifndef RAIL_SPARES_DIVIDE_H
#define RAIL_SPARES_DIVIDE_H

#include "room.h"

/* An island, or a pod where segments are larger than any island. */
struct spares_home {
	int first, n;	/* its nodes in the fabric */
	int room;	/* how many of them may be taken, */
	int must;	/* and must be */
	int slots, spares;	/* the answer */
};

struct spares_homes {
	struct spares_home *list;
	int n;
};

enum { SPARES_NO_ROOM = -1, SPARES_NOMEM = -2 };

/*
 * The islands, or pods, of F that WITHIN touches; room is for the nodes of OPEN.
 * The caller frees homes->list.  0 or SPARES_NOMEM.
 */
int spares_homes_list(struct spares_homes *homes, const struct fabric *f,
		      const struct nodeset *within, const struct nodeset *open,
		      bool by_pod);

/*
 * Shares G's slots and N_SPARES out so that each segment is inside one home and
 * as many slots as possible have a spare in theirs: returns how many that are.
 * SPARES_NO_ROOM: the homes have none for that; SPARES_NOMEM.
 */
int spares_divide(struct spares_home *homes, int n_homes,
		  const struct room_groups *g, int n_spares);

#endif
