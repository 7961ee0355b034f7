/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Host lists as Slurm writes them: gpu[01-04,09],login1 <-> names. */
#ifndef RAIL_HOSTLIST_H
#define RAIL_HOSTLIST_H

#include "error.h"

/* Names in order; duplicates are kept.  Both arrays belong to the list. */
struct hostlist {
	char **names;
	int count;
};

/*
 * Reads TEXT: names separated by commas, each with any number of bracketed
 * ranges ("r[1-2]n[01-16]"; the width of a range's first number is kept).
 * At most MAX names (0: 1,048,576) may come out of it.  An empty TEXT is an
 * empty list.  NULL and ERR on a syntax error, with the column.
 */
struct hostlist *hostlist_parse(const char *text, int max,
				struct rail_error *err);

/* An empty list, to append to. */
struct hostlist *hostlist_create(void);
int hostlist_append(struct hostlist *list, const char *name);
void hostlist_destroy(struct hostlist *list);

/*
 * Writes COUNT names as one text, keeping their order: a run of names that
 * share a prefix and the width of a last number goes into one pair of
 * brackets.  Parsing the result gives the same names in the same order.
 * The caller frees it; NULL when out of memory.
 */
char *hostlist_format(const char *const *names, int count);

/*
 * Compares names as people do: gpu9 before gpu10, mlx5_3 before mlx5_11.
 * Equal only for equal strings.  As strcmp() otherwise.
 */
int hostlist_natural_cmp(const char *a, const char *b);

/* Compares names without their digits: store01 is as store12, not as gpu01. */
int hostlist_family_cmp(const char *a, const char *b);

#endif
