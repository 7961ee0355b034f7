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

/*
 * Adds to OUT the N nodes of FREE that it would take, in segments of SEGMENT
 * nodes (0: none).  0; 1 when it takes none; -1: no memory.
 */
int stock_block(const struct fabric *f, const struct stock_blocks *blocks,
		const struct nodeset *free_nodes, int n, int segment,
		struct nodeset *out);

#endif
