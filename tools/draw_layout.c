/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Packs nodes into islands, islands into pods, pods into a page. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "draw_layout.h"

enum { LONGEST_NAME = 24 };	/* letters shown of a node's name */

static const double page_shape = 1.6;	/* width over height */

/*
 * The columns in which COUNT boxes of W x H make a page of about SHAPE with
 * few places left empty in the last row.
 */
static int columns_for(int count, int w, int h, double shape)
{
	double best = 0;
	int columns = 1;

	for (int c = 1; c <= count; c++) {
		int rows = (count + c - 1) / c;
		double ratio = (double)c * w / ((double)rows * h) / shape;
		double off = fabs(log(ratio)) +
			     1.0 - (double)count / ((double)c * rows);

		if (c == 1 || off < best) {
			best = off;
			columns = c;
		} else if (ratio > 4) {
			break;
		}
	}
	return columns;
}

/* --- islands ------------------------------------------------------------- */

static void measure_nodes(const struct fabric *f, struct draw_layout *l)
{
	size_t longest = 4;

	for (int i = 0; i < f->n_nodes; i++) {
		size_t len = strlen(f->nodes[i].name);

		if (len > longest)
			longest = len;
	}
	if (longest > LONGEST_NAME)
		longest = LONGEST_NAME;
	l->name_width = (int)longest * DRAW_LETTER;
	l->node_width = l->name_width + 6 +
			f->n_rails * (DRAW_CELL + DRAW_CELL_GAP);
}

static void measure_island(const struct fabric *f, struct draw_layout *l,
			   int island)
{
	const struct fabric_island *is = &f->islands[island];
	int title = (int)strlen(is->name) * DRAW_LETTER + 60;
	int columns = columns_for(is->n_nodes, l->node_width + DRAW_PAD,
				  DRAW_ROW, 1.2);
	int w;

	l->rows[island] = (is->n_nodes + columns - 1) / columns;
	columns = (is->n_nodes + l->rows[island] - 1) / l->rows[island];
	w = columns * (l->node_width + DRAW_PAD) + DRAW_PAD;
	l->islands[island].w = w > title ? w : title;
	l->islands[island].h = DRAW_ISLAND_TITLE + DRAW_LEAFS +
			       l->rows[island] * DRAW_ROW + DRAW_PAD;
}

/* --- packing ------------------------------------------------------------- */

/*
 * Packs COUNT boxes into rows of a page whose inside begins at X, Y; returns
 * the inside's size in *W, *H.  Columns are as wide as the widest box.
 */
static void pack(struct draw_box *boxes, int count, int gap, int x, int y,
		 int *w, int *h)
{
	int widest = 0, tallest = 0, columns, down = y;

	for (int i = 0; i < count; i++) {
		if (boxes[i].w > widest)
			widest = boxes[i].w;
		if (boxes[i].h > tallest)
			tallest = boxes[i].h;
	}
	columns = columns_for(count, widest + gap, tallest + gap, page_shape);
	for (int i = 0; i < count; i += columns) {
		int row = 0;

		for (int k = i; k < i + columns && k < count; k++) {
			boxes[k].x = x + (k - i) * (widest + gap);
			boxes[k].y = down;
			if (boxes[k].h > row)
				row = boxes[k].h;
		}
		down += row + gap;
	}
	*w = columns * (widest + gap) - gap;
	*h = down - gap - y;
}

static void move(struct draw_box *boxes, int count, int x, int y)
{
	for (int i = 0; i < count; i++) {
		boxes[i].x += x;
		boxes[i].y += y;
	}
}

/* How many rows the spines of a pod take; they never widen it. */
static int spine_rows(const struct draw_layout *l, int n_spines)
{
	return (n_spines + l->spines_a_row - 1) / l->spines_a_row;
}

static int spines_height(const struct draw_layout *l, int n_spines)
{
	return n_spines ? spine_rows(l, n_spines) * (DRAW_SPINE + 2) +
			  DRAW_PAD : 0;
}

/* Islands relative to their pod; then the pods; then both in place. */
static void pack_all(const struct fabric *f, struct draw_layout *l)
{
	int w, h, narrowest = 0;

	for (int i = 0; i < f->n_pods; i++) {
		const struct fabric_pod *p = &f->pods[i];
		int title = (int)strlen(p->name) * DRAW_LETTER + 120;

		pack(&l->islands[p->first_island], p->n_islands, DRAW_PAD,
		     DRAW_PAD, 0, &w, &h);
		if (w < title)
			w = title;
		l->pods[i] = (struct draw_box){ .w = w + 2 * DRAW_PAD,
						.h = h };
		if (!i || w < narrowest)
			narrowest = w;
	}
	l->spines_a_row = (narrowest - DRAW_SPINES) / (DRAW_SPINE + 2);
	if (l->spines_a_row < 1)
		l->spines_a_row = 1;
	for (int i = 0; i < f->n_pods; i++)
		l->pods[i].h += DRAW_POD_TITLE + DRAW_PAD +
				spines_height(l, f->pods[i].n_spines);
	pack(l->pods, f->n_pods, 2 * DRAW_PAD, DRAW_MARGIN,
	     DRAW_MARGIN + DRAW_TITLE, &w, &h);
	for (int i = 0; i < f->n_pods; i++)
		move(&l->islands[f->pods[i].first_island],
		     f->pods[i].n_islands, l->pods[i].x,
		     l->pods[i].y + DRAW_POD_TITLE +
		     spines_height(l, f->pods[i].n_spines));
	l->width = w + 2 * DRAW_MARGIN;
	l->height = h + 2 * DRAW_MARGIN + DRAW_TITLE;
}

struct draw_layout *draw_layout_create(const struct fabric *f)
{
	struct draw_layout *l = calloc(1, sizeof(*l));

	if (!l)
		return NULL;
	l->pods = calloc((size_t)f->n_pods, sizeof(*l->pods));
	l->islands = calloc((size_t)f->n_islands, sizeof(*l->islands));
	l->rows = calloc((size_t)f->n_islands, sizeof(*l->rows));
	if (!l->pods || !l->islands || !l->rows) {
		draw_layout_destroy(l);
		return NULL;
	}
	measure_nodes(f, l);
	for (int i = 0; i < f->n_islands; i++)
		measure_island(f, l, i);
	pack_all(f, l);
	return l;
}

void draw_layout_destroy(struct draw_layout *l)
{
	if (!l)
		return;
	free(l->pods);
	free(l->islands);
	free(l->rows);
	free(l);
}

/* --- what lies inside ---------------------------------------------------- */

struct draw_box draw_layout_node(const struct fabric *f,
				 const struct draw_layout *l, int node)
{
	int island = f->nodes[node].island;
	const struct draw_box *box = &l->islands[island];
	int i = node - f->islands[island].first_node;

	return (struct draw_box){
		.x = box->x + DRAW_PAD + i / l->rows[island] *
					 (l->node_width + DRAW_PAD),
		.y = box->y + DRAW_ISLAND_TITLE + DRAW_LEAFS +
		     i % l->rows[island] * DRAW_ROW,
		.w = l->node_width,
		.h = DRAW_ROW,
	};
}

int draw_layout_columns(const struct fabric *f, const struct draw_layout *l,
			int island)
{
	return (f->islands[island].n_nodes + l->rows[island] - 1) /
	       l->rows[island];
}

int draw_layout_rail(const struct draw_layout *l, int rail)
{
	return l->name_width + 6 + rail * (DRAW_CELL + DRAW_CELL_GAP);
}

struct draw_box draw_layout_spine(const struct draw_layout *l, int pod, int i)
{
	return (struct draw_box){
		.x = l->pods[pod].x + DRAW_PAD + DRAW_SPINES +
		     i % l->spines_a_row * (DRAW_SPINE + 2),
		.y = l->pods[pod].y + DRAW_POD_TITLE +
		     i / l->spines_a_row * (DRAW_SPINE + 2),
		.w = DRAW_SPINE,
		.h = DRAW_SPINE,
	};
}
