/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A job that asks for so many nodes or more: the most that can be had. */
#ifndef RAIL_PLACE_RANGE_H
#define RAIL_PLACE_RANGE_H

#include "place.h"

struct place_range {
	int low, high;
	/* As place(): chooses N nodes, or refuses; fills CHOICE. */
	int (*choose)(void *arg, int n, struct place_choice *choice);
	/* Whether it has gone on for long enough; or NULL. */
	bool (*stop)(void *arg);
	void *arg;
	/* A count may be refused though a larger one is granted
	 * (place_range_has_gaps()): then no more than so many counts are
	 * tried beside those of halving, evenly spread; 0: there are none */
	int gaps;
};

/*
 * What bounds allow grows steadily, so that halving finds the largest count.
 * But an empty fabric may need one more island for N nodes than for N + 1, as
 * free ones do for both; and with segments there may be no group of N that has
 * all required nodes where there is one of N + 1.
 */
bool place_range_has_gaps(const struct place_request *req);

/*
 * Finds the largest count that CHOOSE grants; a good one where there are more
 * counts than may be tried.  0 and the choice, its count in *COUNT, or -1 and
 * the refusal of the least, or of one that is not PLACE_NEVER if that is.
 * CHOOSE need not have been asked for that count last.  The caller frees CHOICE
 * in both cases.
 */
int place_range(const struct place_range *r, int *count,
		struct place_choice *choice);

#endif
