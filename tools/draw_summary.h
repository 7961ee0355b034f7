/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A fabric in one sentence, for the head of a picture. */
#ifndef RAIL_DRAW_SUMMARY_H
#define RAIL_DRAW_SUMMARY_H

#include <stdio.h>

#include "topology/fabric.h"

/* "16 nodes, 8 rails, 4 islands, 2 pods; 32 leafs, 8 spines".  The caller
 * frees it; NULL: out of memory. */
char *draw_summary(const struct fabric *f);

/* "in a of b": those that POD is in, from the smallest on; or nothing. */
void draw_zones(const struct fabric *f, int pod, FILE *out);

#endif
