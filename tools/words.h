/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Strings kept once, as numbers: few names come very often. */
#ifndef RAIL_WORDS_H
#define RAIL_WORDS_H

#include <stddef.h>

struct words;

struct words *words_create(void);	/* NULL: out of memory */
void words_destroy(struct words *w);	/* NULL will do */

/* The number of TEXT, from 1 as they come; -1: out of memory. */
int words_put(struct words *w, const char *text);
/* Its text, which stays where it is until the next words_put(); NULL for 0. */
const char *words_text(const struct words *w, int word);
/* How many there are. */
int words_count(const struct words *w);

#endif
