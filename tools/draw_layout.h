/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where everything stands in a picture of a fabric, whatever it is drawn in. */
#ifndef RAIL_DRAW_LAYOUT_H
#define RAIL_DRAW_LAYOUT_H

#include "topology/fabric.h"

/*
 * Pods are boxes of islands, islands boxes of nodes, in columns; a node is a
 * row of a name and a cell for each rail.  Units are pixels at zoom 1.
 */
enum {
	DRAW_CELL = 12,		/* width of a rail's cell */
	DRAW_CELL_GAP = 2,
	DRAW_ROW = 14,		/* height of a node's row */
	DRAW_LETTER = 7,	/* width of a letter, at most */
	DRAW_ISLAND_TITLE = 18,
	DRAW_LEAFS = 16,	/* the row of leafs above each column */
	DRAW_POD_TITLE = 24,
	DRAW_SPINE = 14,	/* a spine's box, and its row */
	DRAW_SPINES = 44,	/* the word before them */
	DRAW_PAD = 8,
	DRAW_MARGIN = 24,
	DRAW_TITLE = 44,
};

struct draw_box {
	int x, y, w, h;
};

struct draw_layout {
	int width, height;
	int name_width;		/* of a node's name */
	int node_width;		/* of its row */
	int spines_a_row;	/* in a pod's box */
	struct draw_box *pods;		/* n_pods */
	struct draw_box *islands;	/* n_islands */
	int *rows;	/* by island: nodes in a column */
};

/* NULL: out of memory. */
struct draw_layout *draw_layout_create(const struct fabric *f);
void draw_layout_destroy(struct draw_layout *l);

/* The row of NODE. */
struct draw_box draw_layout_node(const struct fabric *f,
				 const struct draw_layout *l, int node);
/* How many columns of nodes ISLAND has. */
int draw_layout_columns(const struct fabric *f, const struct draw_layout *l,
			int island);
/* Where the cell of RAIL is in a row, or in the leafs above it, from its
 * left edge. */
int draw_layout_rail(const struct draw_layout *l, int rail);
/* Where spine number I of POD is. */
struct draw_box draw_layout_spine(const struct draw_layout *l, int pod, int i);

#endif
