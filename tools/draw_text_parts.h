/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the pictures in a terminal share: of islands, and of pods. */
#ifndef RAIL_DRAW_TEXT_PARTS_H
#define RAIL_DRAW_TEXT_PARTS_H

#include <stdbool.h>
#include <stdio.h>

#include "draw_text.h"
#include "topology/fabric.h"

/* How much of a rail was seen in an island; never: no node has such a NIC. */
enum seen { SEEN_ALL, SEEN_SOME, SEEN_NONE, SEEN_NEVER };

/* A colour only repeats what the mark says. */
struct draw_text_mark {
	const char *utf8, *ascii, *colour;
};
extern const struct draw_text_mark draw_text_marks[];	/* by enum seen */

struct drawing {
	const struct fabric *f;
	const struct draw_screen *screen;
	FILE *out;
	int name_width;		/* of islands, or of pods */
	int count_width;	/* of the column of node counts */
	int rail_width;
	int lines;		/* of the title, and of NICs that have no mark */
	/* Pods side by side of which no more nodes lack a rail share a row; -1:
	 * each has its own. */
	int sharing;
};

/* Nothing where there are no colours. */
void draw_text_paint(const struct drawing *d, const char *colour);

/* Nodes of a range that lack at least one rail. */
int draw_text_lacking(const struct fabric *f, int first, int count);

/* The nodes of a range as a host list, cut to WIDTH (0: not cut); -1: out of
 * memory. */
int draw_text_nodes(const struct drawing *d, int first, int count, int width);

/* What is left of the screen's width behind USED columns; 0: do not cut. */
int draw_text_room(const struct drawing *d, int used);

/* ": " and what the fabric has, on as many lines as the screen wants, without the
 * last one's end.  The caller frees it; NULL: out of memory. */
char *draw_text_title(const struct drawing *d);

/* Chooses d->sharing: as few pods in a row as fit the screen. */
void draw_text_pods_fit(struct drawing *d);
/* A row a pod, or as d->sharing says; -1: out of memory. */
int draw_text_pods(struct drawing *d);
/* Whether some share a row. */
bool draw_text_pods_grouped(const struct drawing *d);

#endif
