/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Output that appears as a whole or not at all. */
#ifndef RAIL_FILE_H
#define RAIL_FILE_H

#include <stdio.h>

#include "topology/error.h"

/* A file being written: in memory until file_commit(). */
struct file_out {
	FILE *stream;	/* to print to */
	const char *path;
	char *text;	/* private */
	size_t len;	/* private */
};

/* Begins; "-" or NULL is stdout.  0, or -1 and ERR. */
int file_begin(struct file_out *out, const char *path, struct rail_error *err);
/* Ends it (see wholefile_write()); on failure nothing is left behind. */
int file_commit(struct file_out *out, struct rail_error *err);
/* Gives up. */
void file_abandon(struct file_out *out);

#endif
