/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A model of what Slurm's topology/tree does for a job of N whole nodes, all
 * of one weight, none required: leaf switches are islands, the switches above
 * them pods.  Written from reading its evaluation of nodes; the loop that
 * takes one leaf after the other is followed step by step.
 */
#ifndef BENCH_STOCK_TREE_H
#define BENCH_STOCK_TREE_H

#include "topology/fabric.h"
#include "topology/nodeset.h"

/* Adds to OUT the N nodes of FREE that it would take; -1: no memory. */
int stock_tree(const struct fabric *f, const struct nodeset *free_nodes, int n,
	       struct nodeset *out);

#endif
