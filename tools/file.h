/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whole files in, whole files out: a reader never sees half of one. */
#ifndef RAIL_FILE_H
#define RAIL_FILE_H

#include <stdio.h>

#include "topology/error.h"

/* How a path is called in messages: "-" is "stdin". */
const char *file_label(const char *path);

/*
 * All of PATH ("-": stdin) with a NUL behind it; *LEN bytes.  The caller
 * frees it.  NULL and ERR when it cannot be read, or is larger than 1 GiB.
 */
char *file_read(const char *path, size_t *len, struct rail_error *err);

/* A file being written; nothing is at PATH before file_commit(). */
struct file_out {
	FILE *stream;	/* to print to */
	const char *path;
	char *target;	/* private: PATH, or what a link of that name is to */
	char *temporary; /* private; NULL: PATH is written to directly */
};

/* Begins; "-" or NULL is stdout.  0, or -1 and ERR. */
int file_begin(struct file_out *out, const char *path, struct rail_error *err);
/* Ends it, after fsync, by a rename; on failure nothing is left behind. */
int file_commit(struct file_out *out, struct rail_error *err);
/* Gives up: removes what was written so far. */
void file_abandon(struct file_out *out);

#endif
