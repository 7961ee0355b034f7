/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The base size of blocks in Slurm's topology/block. */
#ifndef RAIL_SLURM_BLOCKS_H
#define RAIL_SLURM_BLOCKS_H

#include "slurm_units.h"

/*
 * Puts into *SIZE how many nodes a base block shall have: what REQUEST asks
 * for, if Slurm takes it, else the largest with which an empty cluster still
 * has room for a job of any size.  Remarks go into the request's notes.
 */
enum export_result slurm_blocks_size(const struct slurm_units *blocks,
				     const struct export_request *request,
				     int *size, struct rail_error *err);

/*
 * The nodes of a pod as a block of blocks above the BASE size, or 0: Slurm
 * counts 2^k blocks at a time from the first on, so that such blocks are pods
 * only where each pod has 2^k islands of BASE nodes.  With a last one that is
 * not full slurmctld refuses jobs that would fit.
 */
int slurm_blocks_pod(const struct fabric *f, int base);

#endif
