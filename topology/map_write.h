/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the writers of the parts of a map share. */
#ifndef RAIL_MAP_WRITE_H
#define RAIL_MAP_WRITE_H

#include <stdio.h>

#include "fabric.h"

/* In quotes, or null.  Nothing in a fabric needs to be escaped. */
void map_put_text(FILE *out, const char *text);
/* 16 digits in quotes, or null. */
void map_put_guid(FILE *out, uint64_t guid);
/* A number into the speeds, or null. */
void map_put_speed(FILE *out, int speed);
/* What stands before element I of a list: a comma, and a new line. */
void map_put_next(FILE *out, int i, const char *indent);

/* The nodes of ISLAND, a line each (map_format_node.c). */
void map_put_nodes(FILE *out, const struct fabric *f,
		   const struct fabric_island *island, const char *indent);

/* "trunks" and "others", where there are any (map_format_wiring.c).  -1 when
 * out of memory. */
int map_put_wiring(FILE *out, const struct fabric *f);

#endif
