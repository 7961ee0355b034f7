/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The cables between switches as runs: a first cable, and loops in which it
 * comes again with its switches and ports moved on.  The uplinks of a leaf
 * with two cables to each of 16 spines are one loop of 2 (the next port on
 * either side) in one of 16 (two ports on, the next spine); the same for each
 * of the leafs after it is one more loop around them.
 */
#ifndef RAIL_MAP_RUNS_H
#define RAIL_MAP_RUNS_H

#include "fabric.h"

enum { MAP_RUN_LOOPS = 6 };

/* How far from one cable to the next; or where a cable is. */
struct map_step {
	int a, port_a, b, port_b;
};

struct map_loop {
	int count;		/* 2 at least */
	struct map_step step;
};

struct map_run {
	struct map_step first;
	int speed;
	int n_loops;
	struct map_loop loops[MAP_RUN_LOOPS];	/* the innermost first */
};

/*
 * The cables of F as runs, the same for the same cables: *COUNT of them,
 * which the caller frees.  NULL when out of memory.
 */
struct map_run *map_runs_fold(const struct fabric *f, int *count);

#endif
