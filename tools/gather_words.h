/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words of a command line: taken apart, put together, quoted for sh(1). */
#ifndef RAIL_GATHER_WORDS_H
#define RAIL_GATHER_WORDS_H

#include <stdio.h>

#include "topology/error.h"

/* Words, with a NULL behind them, as execvp() wants them. */
struct gather_words {
	char **words;
	int count;
};

/* Adds a copy of LEN bytes of WORD; -1: out of memory. */
int gather_words_add(struct gather_words *w, const char *word, size_t len);
int gather_words_addf(struct gather_words *w, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void gather_words_clear(struct gather_words *w);

/*
 * Takes TEXT apart as sh(1) would: blanks, '...', "..." and backslashes.
 * Nothing else is special: no variables, no patterns.  -1 and ERR.
 */
int gather_words_split(struct gather_words *w, const char *text,
		       struct rail_error *err);

/* Writes WORD so that sh(1) reads it as that one word. */
void gather_words_quote(FILE *out, const char *word);
/* The same as a text that the caller frees; NULL: out of memory. */
char *gather_words_quoted(const char *word);

#endif
