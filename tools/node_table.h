/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables about a node, and what their cells have in common. */
#ifndef RAIL_NODE_TABLE_H
#define RAIL_NODE_TABLE_H

#include <stdio.h>

#include <libsmartcols/libsmartcols.h>

/* A table with N columns; the caller ends it.  NULL: out of memory. */
struct libscols_table *node_table_new(FILE *out, const char *const *columns,
				      size_t n);
/* Prints it and an empty line, if RC is 0, and ends it.  -1: out of memory. */
int node_table_print(struct libscols_table *table, FILE *out, int rc);

/* What follows fills in a cell; -1: out of memory. */

/* Takes printf's words. */
int node_table_put(struct libscols_line *line, size_t column, const char *fmt,
		   ...) __attribute__((format(printf, 3, 4)));
/* Takes TEXT, which must be free()able; NULL: out of memory. */
int node_table_give(struct libscols_line *line, size_t column, char *text);
/* Copies TEXT; "-" for NULL. */
int node_table_known(struct libscols_line *line, size_t column,
		     const char *text);
/* The number of a NUMA node; "-" for -1. */
int node_table_numa(struct libscols_line *line, size_t column, int numa);

#endif
