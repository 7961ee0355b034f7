/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Placement by trying everything: every subset of the islands of a small
 * fabric, and every way to share a job's groups out among them.  Knows nothing
 * of how topology/place.c does it.
 */
#ifndef TESTS_BRUTE_H
#define TESTS_BRUTE_H

#include "topology/place.h"

enum { BRUTE_MAX_ISLANDS = 16 };

struct brute_cost {
	bool possible;
	int parts;	/* unconnected parts of the fabric that are touched */
	int zones[FABRIC_MAX_LEVELS];	/* by level, from 1 on */
	int pods, islands;
};

/*
 * The cheapest way to take what REQ asks for out of FREE, with all that it
 * requires, within its bound: fewest parts first, as a job cannot talk across
 * two; then fewest zones from the highest level on, pods, islands.
 */
struct brute_cost brute_force(const struct fabric *f,
			      const struct nodeset *free_nodes,
			      const struct place_request *req);

/* What a set of nodes touches. */
struct brute_cost brute_count(const struct fabric *f,
			      const struct nodeset *nodes);

/* Whether two nodes, or all NODES, are of one kind. */
bool brute_same_kind(const struct fabric *f, int a, int b);
bool brute_one_kind(const struct fabric *f, const struct nodeset *nodes);

/* Whether every SEGMENT of the COUNT slots is inside one island, or one pod
 * where no island of F has so many nodes. */
bool brute_segments_hold(const struct fabric *f, const int *slots, int count,
			 int segment);

/* What place() must answer, from brute force alone. */
enum place_verdict brute_verdict(const struct fabric *f,
				 const struct nodeset *free_nodes,
				 const struct place_request *req);

#endif
