/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Starts the program, watches over it, and starts it again. */
#ifndef RAIL_RUN_LOOP_H
#define RAIL_RUN_LOOP_H

#include "cli.h"
#include "run_env.h"
#include "run_events.h"
#include "run_slurm.h"
#include "run_table.h"

struct run_options {
	int max_restarts, max_requeues;
	int restart_failed;	/* in a row, with no node lost */
	/* seconds */
	int poll, settle, lost_wait, kill_wait;
	bool probe;
	const char *fence;	/* NULL: none */
};

struct run {
	const struct cli_verb *verb;
	const struct run_options *o;
	char *const *argv;	/* the program */
	bool ours;		/* the slots are Railyard's */
	struct run_events ev;
	struct run_slurm slurm;
	struct run_table table;
	struct run_env env;
	struct hostlist *before;	/* steps that are not the program's */
	struct hostlist *own;		/* its steps, once seen; or NULL */
	struct hostlist *ended;		/* those of its runs before; or NULL */
	int port, restarts, failures;
	bool over;		/* the job is */
	bool mute;		/* Slurm does not answer, which was said */
	double next_job, next_nodes;	/* when Slurm is asked again */
	/* of this restart: seconds, as run_events_now() */
	double noticed, stopped, placed;
	double detect;		/* -1: not known */
};

/* Until the program has ended for good; its exit status, or that of a
 * CLI_INPUT. */
int run_loop(struct run *r);

/* --- run_news.c ---------------------------------------------------------- */

/*
 * Asks Slurm what is new of the job, and of its nodes, when it is time to, or
 * with NOW at once; FAILED as in run_table_take_nodes().  Says what was
 * lost.
 */
void run_news(struct run *r, bool now, bool failed);

/*
 * The program has failed: whether a slot's node is lost.  Waits for that where
 * one does not answer.
 */
bool run_news_settle(struct run *r);

/*
 * A node that is not lost and yet does not answer, or has no slurmd any more:
 * one of a slot, or while a slot is without one a spare; NULL: all do, or nobody
 * can tell.
 */
const struct run_member *run_news_silent(struct run *r);

/* --- run_stop.c ---------------------------------------------------------- */

/*
 * Ends the program and its steps, makes sure that nothing of it runs on nodes
 * that are lost, and waits for Slurm's word on those that do not answer.  -1
 * when that could not be done in time, which was said.
 */
int run_stop(struct run *r);

/* The steps of the program that are not over; NULL: not known. */
struct hostlist *run_stop_steps(struct run *r);

/* Remembers which steps the program has, as soon as it has any. */
void run_stop_learn(struct run *r);

/*
 * A step that run_stop() has ended and that Slurm has again, with what it holds:
 * slurmctld was killed before it had saved that end.  NULL: there is none.
 */
const char *run_stop_revived(struct run *r);

#endif
