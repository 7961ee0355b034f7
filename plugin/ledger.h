/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What must outlive slurmctld: which node held which slot of each job, and
 * which nodes failed under it.  Kept in memory and in a journal of one JSON
 * record a line (topology/book.h).  The journal is written by a thread of its own, so that
 * nobody waits for a disk under slurmctld's locks, and replayed at start.
 *
 * All calls but ledger_open() and ledger_close() are made under slurmctld's
 * job write lock; none of them touches a file.
 */
#ifndef RAIL_LEDGER_H
#define RAIL_LEDGER_H

#include "topology/book.h"
#include "topology/error.h"

/*
 * Replays the journal at PATH and opens it for more.  SAY gets one line on
 * what was odd (a torn record, a journal of another version, which is put
 * aside, one that cannot be read or written), at once or later from the writing
 * thread.  Failures older than
 * DAYS are forgotten.  -1 and ERR when there can be no ledger; then all
 * calls below do nothing.
 */
int ledger_open(const char *path, int days, void (*say)(const char *line),
		struct rail_error *err);

/* Writes what is still to be written and forgets everything. */
void ledger_close(void);

/* What is known of job ID, or NULL.  Valid until the next call. */
const struct ledger_job *ledger_find(uint32_t id);

/* Job ID runs: SLOTS[i] is the name of slot i's node.  Copied. */
void ledger_start(uint32_t id, uint32_t restarts, const char *const *slots,
		  int n_slots);

/* NODE failed under job ID, and had lost RAILS (a bit a rail). */
void ledger_fail(uint32_t id, const char *node, uint64_t rails);

/* All failures that are remembered. */
const struct failures *ledger_failures(void);

/*
 * Calls VISIT for every job whose last record is a failure no older than
 * SECONDS: it waits to come back.
 */
void ledger_waiting(int seconds,
		    void (*visit)(const struct ledger_job *job, void *arg),
		    void *arg);

/* Calls VISIT for every job; it may call ledger_fail() for that one. */
void ledger_each(void (*visit)(const struct ledger_job *job, void *arg),
		 void *arg);

/* Ends the records of jobs of which GONE says that they are over. */
void ledger_sweep(bool (*gone)(uint32_t id));

#endif
