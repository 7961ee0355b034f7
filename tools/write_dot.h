/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fabric -> a graph for Graphviz' dot. */
#ifndef RAIL_WRITE_DOT_H
#define RAIL_WRITE_DOT_H

#include <stdbool.h>

#include "export.h"

enum { DOT_DETAIL_MAX = 64 };	/* nodes that are drawn one by one */

/*
 * Up to DOT_DETAIL_MAX nodes: every node, switch and cable, rails in colours
 * and by name.  Above: a table a pod, with a row for islands that are alike,
 * and how many cables there are between pods and cores.
 */
export_writer write_dot;

/* The second, for write_dot() alone; -1 when out of memory. */
int dot_summary(const struct fabric *f, FILE *out);

/* TEXT for between quotes, or, in MARKUP, between tags. */
void dot_text(FILE *out, const char *text, bool markup);

#endif
