/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Comma-separated values, as spreadsheets write them, record by record. */
#ifndef RAIL_CSV_H
#define RAIL_CSV_H

#include <stddef.h>

#include "topology/error.h"

/* Without blanks around it; the text is valid until the next csv_next(). */
struct csv_field {
	char *text;
	int line, column;	/* where it begins, from 1 */
};

struct csv {
	struct csv_field *fields;
	int n_fields;
	int line;		/* private, as is all that follows */
	const char *p, *end, *line_start;
	const char *label;
	char separator;
	char *buffer, *used;
	struct rail_error *err;
};

/*
 * Starts on LEN bytes of TEXT, which must stay; LABEL is the file in messages.
 * A byte order mark is stepped over.  -1 and ERR: out of memory, or no text
 * of bytes (NULs in it, UTF-16).
 */
int csv_open(struct csv *c, const char *text, size_t len, char separator,
	     const char *label, struct rail_error *err);
/*
 * Goes to the next record: 1; 0 at the end; -1 and ERR on a quote that does not
 * end, on text behind one, or when out of memory.  Lines that are blank or
 * begin with '#' are no records, unless "#" is all of the first field.  Lines
 * may end in LF, CR LF or CR; a field in quotes may have several.
 */
int csv_next(struct csv *c);
void csv_close(struct csv *c);

#endif
