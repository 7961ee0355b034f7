/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The health in force: the health file's entries, and what each node says of
 * itself in its Extra, put together anew when one of them has changed.
 *
 * All calls are made under slurmctld's node write lock; none touches a file.
 */
#ifndef RAIL_HEALTH_NOW_H
#define RAIL_HEALTH_NOW_H

#include "slurm_compat.h"
#include "snapshot.h"
#include "topology/health_view.h"

/* After snapshot_index(); logs one line when there can be none. */
void health_now_open(const struct snapshot *s);
/* Before snapshot_destroy(). */
void health_now_close(void);

/*
 * What it is now, valid until the next call.  NULL: nothing is known, and every
 * node counts as sound.  Of a large cluster's nodes each call reads some: what
 * they say of themselves is at most five seconds old.
 */
const struct health_view *health_now(const struct snapshot *s);

/*
 * Reads what these NODES of the map say of themselves, which are about to be
 * taken: whether that is news, and health_now() another one.
 */
bool health_now_look(const struct snapshot *s, const struct nodeset *nodes);

/* Whether a failure of NODE at time WHEN does not count: an admin said so
 * (railyard health clear --failures). */
bool health_now_pardoned(const char *node, time_t when);

/* What to add to a job's comment while nothing is acted on; else "". */
const char *health_now_remark(void);

#endif
