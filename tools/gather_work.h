/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The work of a gather: tasks -> processes -> answers -> files. */
#ifndef RAIL_GATHER_WORK_H
#define RAIL_GATHER_WORK_H

#include "gather.h"
#include "gather_dir.h"
#include "gather_progress.h"
#include "gather_via.h"

struct gather_work {
	struct gather_tasks *tasks;
	const struct gather_via *via;
	const struct gather_dir *dir;
	struct gather_progress *progress;
	const char *command;	/* instead of the kind's own; or NULL */
	int jobs;
	int timeout;		/* seconds; 0: the kind's own */
	int retries;
	/* Names of hosts that call themselves otherwise, and what, by turns. */
	struct hostlist *aliases;
};

/*
 * Does what is GATHER_WAITING; each of these is GATHER_DONE or GATHER_FAILED
 * then, unless *SIGNAL ended it.  -1 and ERR: nothing can be run, or no file
 * written; what is done stays done.
 */
int gather_work_run(const struct gather_work *w, int *signal,
		    struct rail_error *err);

/* Prints what would be executed, a line a process, and does nothing. */
int gather_work_print(const struct gather_work *w, FILE *out,
		      struct rail_error *err);

#endif
