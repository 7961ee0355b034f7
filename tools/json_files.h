/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sources of which there is a file a host: HOST.json, or a folder of these. */
#ifndef RAIL_JSON_FILES_H
#define RAIL_JSON_FILES_H

#include <stdbool.h>

#include "topology/error.h"

/* Whether a file of this NAME, without its folder, is one. */
bool json_files_is_one(const char *name);

/* Reads the file PATH into ARG; -1 when that failed. */
typedef int json_files_reader(void *arg, const char *path);

/*
 * READ for PATH, or, where that is a folder, for each such file in it, by the
 * natural order of names, until one fails.  NONE is what to say of a folder
 * that has none.  0, or -1: ERR is READ's, or the folder's.
 */
int json_files_read(const char *path, const char *none,
		    json_files_reader *read, void *arg,
		    struct rail_error *err);

#endif
