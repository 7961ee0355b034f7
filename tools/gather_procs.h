/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Many processes at once, but not too many, and none that outlives us. */
#ifndef RAIL_GATHER_PROCS_H
#define RAIL_GATHER_PROCS_H

#include <stdbool.h>
#include <stddef.h>

#include "topology/error.h"

enum gather_end {
	GATHER_END_EXIT,	/* by itself: status is wait()'s */
	GATHER_END_TIMEOUT,
	GATHER_END_STOPPED,	/* output() did not want more */
	GATHER_END_SIGNAL,	/* we were told to end */
};

/* What to start. */
struct gather_start {
	char *const *argv;	/* looked up in PATH; needed for the call */
	int timeout;	/* seconds */
	bool while_silent;	/* ... since it last printed anything */
	void *process;	/* yours, as the functions below get it */
};

struct gather_procs {
	int most;	/* processes at once */
	void *ctx;
	/* Something to start: 1; nothing, or not yet: 0; to give up: -1. */
	int (*next)(void *ctx, struct gather_start *start);
	/* What it printed; -1: it is killed. */
	int (*output)(void *ctx, void *process, bool is_stderr,
		      const char *text, size_t len);
	/* It has ended, and all that it printed was told; -1: to give up. */
	int (*ended)(void *ctx, void *process, enum gather_end how,
		     int status);
	/* Called five times a second, or more often. */
	void (*tick)(void *ctx, int running);
};

/*
 * Runs until next() has nothing and nothing runs.  Each process is the leader
 * of a session of its own, without a terminal and with an empty stdin; what is
 * left of its group when it ends is killed.  What is to end gets SIGTERM, and
 * a moment later SIGKILL.  SIGINT, SIGTERM and SIGHUP (unless ignored) end
 * all of them; *SIGNAL is then which one it was, else 0.
 *
 * -1 and ERR where a program cannot be started, or to give up (ERR is then
 * whoever said so's).
 */
int gather_procs_run(const struct gather_procs *p, int *signal,
		     struct rail_error *err);

#endif
