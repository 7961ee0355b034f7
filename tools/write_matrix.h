/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes how near GPUs and NICs are, as `nvidia-smi topo -m` does. */
#ifndef RAIL_WRITE_MATRIX_H
#define RAIL_WRITE_MATRIX_H

#include <stdbool.h>
#include <stdio.h>

#include "node.h"

/*
 * A line a GPU, a column a GPU or a NIC that is not for management, and what
 * the words mean; nothing for a node without a GPU.  -1: out of memory.
 */
int write_matrix(FILE *out, const struct node *node, bool colour);

#endif
