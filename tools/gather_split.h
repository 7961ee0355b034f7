/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What pdsh and srun print of many hosts -> the answer of each. */
#ifndef RAIL_GATHER_SPLIT_H
#define RAIL_GATHER_SPLIT_H

#include "gather_bytes.h"

/* What one host said. */
struct gather_answer {
	struct gather_bytes out, err;
	int status;	/* of its command, as wait() gives it */
};

/*
 * Takes lines "LABEL: TEXT" apart.  The label is a host's name (pdsh; without
 * its domain, if pdsh leaves that out) or the number of a task (srun), whose
 * host's name the answer begins with.  On stdout the texts are base64, as
 * gather_via.c has it made: binary, whole, and with a status at the end.
 */
struct gather_split;

/* Of N HOSTS, which must stay.  Of each host at most MAX bytes of stdout and
 * MAX_ERR of stderr are kept.  NULL: out of memory. */
struct gather_split *gather_split_create(const char *const *hosts, int n,
					 bool numbered, size_t max,
					 size_t max_err);
void gather_split_destroy(struct gather_split *s);	/* NULL will do */

/*
 * Takes LEN bytes of TEXT in.  ENDED is called for each host (its index in
 * hosts[]) whose answer is whole with that, and whose command did not fail: 0,
 * or -1 to stop.  -1: out of memory, or stopped.
 */
int gather_split_feed(struct gather_split *s, bool is_stderr, const char *text,
		      size_t len,
		      int (*ended)(void *ctx, int host,
				   struct gather_answer *answer), void *ctx);

/*
 * What there is of a host for which ENDED was not called, once the program has
 * ended.  *ERR is its stderr or, where that is empty, what the program itself
 * said.  Whether the host's command ended, with the answer's status: stderr
 * may come later than that, so failures are told here.  All stays S's.
 */
bool gather_split_left(struct gather_split *s, int host,
		       const struct gather_answer **answer,
		       const struct gather_bytes **err);

#endif
