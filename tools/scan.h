/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading a text line by line, piece by piece, without copying it. */
#ifndef RAIL_SCAN_H
#define RAIL_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "topology/error.h"

struct scan {
	const char *text, *text_end;
	const char *line, *line_end;	/* the current line, without its end */
	const char *p;			/* where in it */
	int line_number;		/* from 1 */
	const char *label;		/* the file, for messages */
	struct rail_error *err;
};

/* Goes to the next line; false at the end of the text. */
bool scan_line(struct scan *s);

/* Fills s->err with WHAT at the place AT of the current line; returns -1. */
int scan_error(struct scan *s, const char *at, const char *what);

/* Whether the text's first bytes have control characters that no text has. */
bool scan_is_binary(const struct scan *s);

void scan_blanks(struct scan *s);		/* steps over them */
bool scan_char(struct scan *s, char c);		/* steps over it, if there */
bool scan_word(struct scan *s, const char *word);
/* A decimal number, or -1: none from 0 to MAX. */
int scan_number(struct scan *s, int max);
/* 1 to 16 hexadecimal digits; -1: none, or more. */
int scan_hex(struct scan *s, uint64_t *value);

/* The first or last C in the current line from s->p on, or NULL. */
const char *scan_find(const struct scan *s, char c);
const char *scan_find_last(const struct scan *s, char c);

#endif
