/* SPDX-License-Identifier: GPL-2.0-or-later */
/* struct rail_error: what went wrong and where, filled by the callee. */
#ifndef RAIL_ERROR_H
#define RAIL_ERROR_H

#include <stddef.h>

/*
 * A value the caller owns, usually on its stack: no allocation, so that
 * running out of memory can be reported too.  A message longer than the
 * buffer is cut, never overrun.
 */
struct rail_error {
	/* "FILE:LINE:COL: what, the value, what was expected" */
	char text[512];
};

/*
 * Formats a message into ERR (which may be NULL) and returns -1, so that a
 * function can say `return rail_error_set(err, ...)`.  Control characters
 * in the result are replaced by '?': values quoted in it may be hostile.
 */
int rail_error_set(struct rail_error *err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * The same, with a place in front: FILE:LINE:COL.  A LINE or COL of 0 is
 * left out; a NULL FILE leaves out the place.
 */
int rail_error_at(struct rail_error *err, const char *file, int line, int col,
		  const char *fmt, ...) __attribute__((format(printf, 5, 6)));

/* Fills ERR with "out of memory" and returns -1. */
int rail_error_nomem(struct rail_error *err);

/*
 * Turns a byte OFFSET into TEXT (LEN bytes) into a line and a column, both
 * from 1; a column counts bytes.
 */
void rail_error_locate(const char *text, size_t len, size_t offset, int *line,
		       int *col);

#endif
