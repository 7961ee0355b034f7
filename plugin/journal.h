/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file of lines that a thread of its own appends to. */
#ifndef RAIL_JOURNAL_H
#define RAIL_JOURNAL_H

#include "topology/error.h"

struct journal;

/*
 * Starts the thread for the file at PATH, which is created with HEADER as its
 * first line when it is not there.  SAY gets a line when writing fails and
 * when it works again.  NULL and ERR when the thread cannot be started.
 */
struct journal *journal_open(const char *path, const char *header,
			     void (*say)(const char *line),
			     struct rail_error *err);

/*
 * Hands LINE (without a newline; copied) to the thread, and returns at once.
 * -1 when out of memory or when too much waits to be written.
 */
int journal_append(struct journal *j, const char *line);

/*
 * Ends the thread when all is written or has failed; but 2 s later, since
 * slurmctld waits, it is left to itself, which SAY gets a line about: it ends
 * when the disk answers, and writes no record that it has not begun with.
 */
void journal_close(struct journal *j);

#endif
