/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes what a node says of itself, for people. */
#ifndef RAIL_WRITE_NODE_H
#define RAIL_WRITE_NODE_H

#include <stdbool.h>
#include <stdio.h>

#include "node.h"

/*
 * A summary, the GPUs, the NICs, and how near each GPU and each NIC is.
 * COLOUR marks what is near.  -1: out of memory.
 */
int write_node(FILE *out, const struct node *node, bool colour);

#endif
