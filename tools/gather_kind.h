/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Kinds of discovery: the command of each, and what a good answer is. */
#ifndef RAIL_GATHER_KIND_H
#define RAIL_GATHER_KIND_H

#include <stddef.h>

#include "gather.h"

/* "lldp", "node", "ib": its option, and its folder. */
const char *gather_kind_name(enum gather_kind kind);
/* What its files end with: ".json", ".txt". */
const char *gather_kind_ending(enum gather_kind kind);
/* The most bytes that an answer may have. */
size_t gather_kind_max(enum gather_kind kind);
/* How many seconds its command may take, unless the user says. */
int gather_kind_timeout(enum gather_kind kind);

/*
 * What TASK's host is to run, for its shell; INSTEAD (may be NULL) replaces
 * the kind's own command.  The caller frees it; NULL: out of memory.
 */
char *gather_kind_command(const struct gather_task *task, const char *instead);

/*
 * Whether LEN bytes of TEXT (with a NUL behind) are what the kind's source
 * reads: 0, or -1 and ERR.  *CALLED becomes the name that the host has for
 * itself where that is another one (the caller frees it), else NULL.
 */
int gather_kind_check(const struct gather_task *task, const char *text,
		      size_t len, char **called, struct rail_error *err);

#endif
