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
};

/*
 * Finds the largest count that CHOOSE grants.  What bounds allow grows
 * steadily, so halving finds it; with strict, or required nodes and segments,
 * where it may not, this finds a good one.  0 and the choice, its count in
 * *COUNT, or -1 and the refusal of the least.  The caller frees CHOICE in both
 * cases.
 */
int place_range(const struct place_range *r, int *count,
		struct place_choice *choice);

#endif
