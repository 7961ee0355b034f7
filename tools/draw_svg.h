/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A fabric as an SVG picture. */
#ifndef RAIL_DRAW_SVG_H
#define RAIL_DRAW_SVG_H

#include <stdio.h>

#include "topology/fabric.h"

/* -1: out of memory. */
int draw_svg(const struct fabric *f, FILE *out);

#endif
