/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A model of what Slurm's topology/block does for a job of N whole nodes, all
 * of one weight, none required: base blocks are islands, in their order.
 * Written from reading its evaluation of nodes, and followed step by step.
 */
#ifndef BENCH_STOCK_BLOCK_H
#define BENCH_STOCK_BLOCK_H

#include "topology/fabric.h"
#include "topology/nodeset.h"

/* BlockSizes: SIZE nodes, and SIZE << L for each bit L of LEVELS (0 is set). */
struct stock_blocks {
	int size;
	unsigned int levels;
};

struct stock_job {
	int nodes;
	int segment;	/* nodes of one; 0: none */
	bool exclusive;	/* it said --exclusive: Slurm then tries but once */
};

/*
 * Adds to OUT the nodes of FREE that JOB would get.  0; 1 when it gets none;
 * -1: no memory.
 */
int stock_block(const struct fabric *f, const struct stock_blocks *blocks,
		const struct nodeset *free_nodes, const struct stock_job *job,
		struct nodeset *out);

#endif
