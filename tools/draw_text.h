/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A fabric drawn with characters: islands as rows, rails as columns. */
#ifndef RAIL_DRAW_TEXT_H
#define RAIL_DRAW_TEXT_H

#include <stdbool.h>
#include <stdio.h>

#include "topology/fabric.h"

enum draw_detail {
	DRAW_AUTO,	/* islands when they fit the screen, else pods */
	DRAW_ISLANDS,
	DRAW_PODS,
};

struct draw_screen {
	int columns, rows;	/* 0: as many as wanted */
	bool colour;
	bool utf8;		/* else ASCII alone */
	enum draw_detail detail;
};

/* -1: out of memory. */
int draw_text(const struct fabric *f, const struct draw_screen *screen,
	      FILE *out);

#endif
