/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What squeue and scontrol print: of a job, its steps, its nodes. */
#ifndef RAIL_RUN_PARSE_H
#define RAIL_RUN_PARSE_H

#include <stdbool.h>
#include <time.h>

#include "topology/hostlist.h"

enum run_job_state {
	RUN_JOB_RUNNING,
	RUN_JOB_SUSPENDED,
	RUN_JOB_OVER,	/* or on its way there */
};

struct run_job {
	enum run_job_state state;
	struct hostlist *nodes;	/* that it still has; run_job_clear() */
};

/* What RUN_JOB_COMMAND's -o prints: "RUNNING gpu[01-04]".  An empty TEXT is a
 * job that is over.  -1 and ERR; *JOB then needs no run_job_clear(). */
#define RUN_JOB_FORMAT "%T %N"
int run_parse_job(const char *text, struct run_job *job,
		  struct rail_error *err);
void run_job_clear(struct run_job *job);

/*
 * The steps of TEXT, a line each as squeue -s -o %i prints them, that srun has
 * started (their number is one): a list of "7.0", which the caller destroys.
 * NULL: out of memory.
 */
struct hostlist *run_parse_steps(const char *text);

/* A node, as scontrol -o show node has it in a line. */
struct run_node {
	char name[256], address[256];
	int port;	/* 0: not said, the usual one */
	bool lost;	/* DOWN, FAIL: nothing runs there, or should */
	bool silent;	/* its slurmd does not answer slurmctld */
	bool drained;
	char state[128], reason[128];
	time_t since;	/* of the reason; 0: not said */
};

/* The next node of *TEXT, which is moved on; false: there is no more. */
bool run_parse_node(const char **text, struct run_node *node);

/* NAME's value in the lines "NAME = value unit" of scontrol show config; -1:
 * not there, or no number from 0 to MAX. */
int run_parse_config(const char *text, const char *name, int max);

#endif
