/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One program, run to its end: Slurm's commands, and a site's own. */
#ifndef RAIL_PROGRAM_H
#define RAIL_PROGRAM_H

#include <signal.h>
#include <stdbool.h>

#include "topology/error.h"

struct program {
	const char *const *argv;	/* argv[0] is found by PATH */
	int seconds;			/* it may take so long */
	/*
	 * Waits until FD can be read, for MS milliseconds at most, and looks
	 * after what cannot wait meanwhile; true in the first case, false is
	 * allowed early.  NULL: there is nothing else to look after.
	 */
	bool (*wait)(void *arg, int fd, int ms);
	void *arg;
	const sigset_t *blocked;	/* signals it blocks; NULL: as we do */
};

/*
 * Runs P without a shell, stdin empty, in a process group of its own, and
 * without what the user has set for his own eyes (SQUEUE_FORMAT).  Returns what
 * it printed, which the caller frees.  NULL and ERR, with the first line of what
 * it complained of: it cannot be run, takes too long, ends badly, or prints more
 * than 256 MiB.
 */
char *program_run(const struct program *p, struct rail_error *err);

/* The same, with nothing else to look after. */
char *program_output(const char *const *argv, int seconds,
		     struct rail_error *err);

#endif
