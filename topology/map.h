/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The map file (railyard-map(5)): JSON <-> fabric. */
#ifndef RAIL_MAP_H
#define RAIL_MAP_H

#include <stddef.h>

#include "fabric.h"

enum {
	MAP_VERSION = 1,
	MAP_MAX_BYTES = 256 << 20,	/* larger files are refused */
};

/*
 * Reads a map from LEN bytes of TEXT; NAME is used in messages.  Unknown and
 * duplicate keys, wrong types and anything that does not fit together are
 * errors with line and column.  The caller destroys the fabric.
 */
struct fabric *map_parse(const char *text, size_t len, const char *name,
			 struct rail_error *err);

/* The same from a file; "-" is stdin. */
struct fabric *map_load(const char *path, struct rail_error *err);

/*
 * The map of F as text: the same fabric gives the same bytes.  The caller
 * frees it.  *LEN (may be NULL) gets its length without the final NUL.
 */
char *map_format(const struct fabric *f, size_t *len, struct rail_error *err);

/*
 * Writes it to PATH ("-": stdout) atomically: to a temporary file beside it,
 * fsync, rename.
 */
int map_save(const struct fabric *f, const char *path, struct rail_error *err);

#endif
