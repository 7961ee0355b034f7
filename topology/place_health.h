/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Placement that heeds what is broken: rails in common, pods without a spine. */
#ifndef RAIL_PLACE_HEALTH_H
#define RAIL_PLACE_HEALTH_H

#include "health_view.h"
#include "place.h"

struct place_health {
	const struct health_view *view;
	int min_rails;	/* that all nodes have in common; 0: all of theirs */
	/* As place(): chooses N nodes of OPEN, or refuses; fills CHOICE. */
	int (*choose)(void *arg, const struct nodeset *open, int n,
		      struct place_choice *choice);
	/* Whether it has gone on for long enough; or NULL. */
	bool (*stop)(void *arg);
	void *arg;
};

/* Clears from NODES those that are down, or have fewer rails up than MIN_RAILS
 * (0: than the map has of them). */
void place_health_leave_out(const struct health_view *view, int min_rails,
			    struct nodeset *nodes);

/*
 * N nodes of OPEN with min_rails rails in common, as many rails as can be had,
 * and with so many those that cost least.  That is exact while the nodes have no
 * more than PLACE_HEALTH_SETS sets of rails in common.  0 and the choice, or
 * -1 and the last refusal; the caller frees CHOICE in both cases.  CHOICE holds
 * nothing when this begins.
 */
enum { PLACE_HEALTH_SETS = 64 };
int place_health_rails(const struct place_health *h,
		       const struct nodeset *open, int n,
		       struct place_choice *choice);

/* N nodes of OPEN; where that costs no zone, pod or island more, not of pods that
 * lack a spine.  As above. */
int place_health_calm(const struct place_health *h, const struct nodeset *open,
		      int n, struct place_choice *choice);

#endif
