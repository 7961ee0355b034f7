/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A fabric as one self-contained web page that pans, zooms and searches. */
#ifndef RAIL_DRAW_HTML_H
#define RAIL_DRAW_HTML_H

#include <stdio.h>

#include "topology/fabric.h"

/* Needs nothing from the network.  -1: out of memory. */
int draw_html(const struct fabric *f, FILE *out);

#endif
