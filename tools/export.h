/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What `railyard export` asks of each of its writers. */
#ifndef RAIL_EXPORT_H
#define RAIL_EXPORT_H

#include <stdio.h>

#include "topology/fabric.h"
#include "topology/infer.h"

/* Releases of Slurm, as 100 * year + month. */
enum {
	EXPORT_SLURM_2411 = 2411,
	EXPORT_SLURM_2505 = 2505,
	EXPORT_SLURM_2605 = 2605,
};

struct export_request {
	const struct fabric *fabric;
	FILE *out;
	struct infer_notes *notes;	/* remarks; the file is written */
	int node;	/* the one that is asked for; -1: all */
	int block_size;	/* nodes; 0: not given */
	int slurm;	/* the oldest release that will read it; 0: not given */
};

enum export_result {
	EXPORT_OK = 0,
	EXPORT_REFUSED = 1,	/* the reader would die of the file, or it
				 * cannot be made of this map */
	EXPORT_FAILED = -1,	/* out of memory */
};

/* Fills ERR and returns EXPORT_REFUSED. */
#define export_refuse(err, ...) \
	(rail_error_set((err), __VA_ARGS__), EXPORT_REFUSED)

/* Writes the fabric to OUT; whatever is not EXPORT_OK fills ERR, and what was
 * written by then is thrown away. */
typedef enum export_result export_writer(const struct export_request *request,
					 struct rail_error *err);

#endif
