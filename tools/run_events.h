/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The program that railyard run has started, and the signals of both. */
#ifndef RAIL_RUN_EVENTS_H
#define RAIL_RUN_EVENTS_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

#include "topology/error.h"

struct run_events {
	int fd;		/* of the signals; -1 */
	sigset_t before;	/* the mask that programs get */
	pid_t program;	/* 0: none runs */
	bool group;	/* it leads a process group */
	pid_t leader;	/* of the last program's group; 0: none */
	int status;	/* of the last one, as from wait() */
	int ending;	/* the signal that told us to end; 0: none */
};

/*
 * From here on signals wait until we look: SIGTERM, SIGINT, SIGHUP, SIGQUIT,
 * SIGUSR1, SIGUSR2, SIGCONT and SIGALRM go to the program; after the first
 * four EV->ending is set.  -1 and ERR.
 */
int run_events_open(struct run_events *ev, struct rail_error *err);
void run_events_close(struct run_events *ev);

/*
 * Starts ARGV, looked up in PATH, with our environment, as EV->program: where
 * stdin is no terminal in a process group of its own; it gets SIGTERM should we
 * die.  -1 and ERR when it cannot be started.
 */
int run_events_start(struct run_events *ev, char *const *argv,
		     struct rail_error *err);

/* Sends SIGNAL to the program, and with ALL to all its process group. */
void run_events_kill(const struct run_events *ev, int signal, bool all);

/*
 * Waits until FD (-1: none) can be read, the program has ended, we were told to
 * end, or MS milliseconds are over; true in the first case.  Passes signals
 * on.
 */
bool run_events_wait(struct run_events *ev, int fd, int ms);

/* Seconds, of a clock that is never set. */
double run_events_now(void);

#endif
