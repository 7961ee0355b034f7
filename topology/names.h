/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The names of some parts of a fabric -> a host list. */
#ifndef RAIL_NAMES_H
#define RAIL_NAMES_H

#include <stddef.h>

/*
 * The host list of COUNT names, each the first member of a struct of SIZE bytes: those of the
 * structs from FIRST on, or, where WHICH is not NULL, of the FIRST[WHICH[i]].
 * The caller frees the text; NULL: out of memory.
 */
char *names_format(const void *first, size_t size, const int *which, int count);

#endif
