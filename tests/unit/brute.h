/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Placement by trying everything: every subset of the islands of a small
 * fabric.  Knows nothing of how topology/place.c does it.
 */
#ifndef TESTS_BRUTE_H
#define TESTS_BRUTE_H

#include "topology/place.h"

enum { BRUTE_MAX_ISLANDS = 16 };

struct brute_cost {
	bool possible;
	int parts;	/* unconnected parts of the fabric that are touched */
	int pods, islands;
};

/*
 * The cheapest way to take N of FREE, with all of REQUIRED (may be NULL),
 * within the bound: fewest parts first, as a job cannot talk across two.
 */
struct brute_cost brute_force(const struct fabric *f,
			      const struct nodeset *free_nodes,
			      const struct nodeset *required, int n,
			      enum place_within within);

/* What a set of nodes touches. */
struct brute_cost brute_count(const struct fabric *f,
			      const struct nodeset *nodes);

/* What place() must answer, from brute force alone. */
enum place_verdict brute_verdict(const struct fabric *f,
				 const struct nodeset *free_nodes,
				 const struct place_request *req);

#endif
