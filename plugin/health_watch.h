/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Follows the health file from a thread of its own. */
#ifndef RAIL_HEALTH_WATCH_H
#define RAIL_HEALTH_WATCH_H

#include "topology/error.h"
#include "topology/health.h"

struct health_watch;

/*
 * Starts the thread for the file at PATH, which looks at it twice a second,
 * and waits up to 200 ms for its first look.  No file: nothing is down.  One
 * that is no health file changes nothing; SAY gets a line when that begins,
 * and one when it can be read again.  A copy of the last good one is kept in
 * KEPT, for a start with a bad one.  NULL and ERR when there is no thread.
 */
struct health_watch *health_watch_open(const char *path, const char *kept,
				       void (*say)(const char *line),
				       struct rail_error *err);

/*
 * What it has read since the last call, which the caller destroys; NULL:
 * nothing new.  Returns at once.
 */
struct health *health_watch_take(struct health_watch *w);

/*
 * NULL will do.  Returns in some ms, also while the file system hangs: the thread
 * then ends by itself when that answers, and what it has read is dropped.
 */
void health_watch_close(struct health_watch *w);

#endif
