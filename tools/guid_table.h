/* SPDX-License-Identifier: GPL-2.0-or-later */
/* GUID -> int: a hash that only grows. */
#ifndef RAIL_GUID_TABLE_H
#define RAIL_GUID_TABLE_H

#include <stdbool.h>
#include <stdint.h>

struct guid_table;

struct guid_table *guid_table_create(void);	/* NULL: out of memory */
void guid_table_destroy(struct guid_table *t);

/* Keeps the first value that a GUID is given.  GUID is not 0.  -1: out of
 * memory. */
int guid_table_put(struct guid_table *t, uint64_t guid, int value);
/* Whether GUID is known, and its value. */
bool guid_table_get(const struct guid_table *t, uint64_t guid, int *value);

#endif
