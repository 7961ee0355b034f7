/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Slurm's commands, for the job that railyard run is in. */
#ifndef RAIL_RUN_SLURM_H
#define RAIL_RUN_SLURM_H

#include "run_events.h"
#include "run_parse.h"

struct run_slurm {
	struct run_events *ev;	/* looked after while a command runs */
	const char *job;	/* its number */
};

/*
 * Runs ARGV, for at most SECONDS, while EV is looked after: program_run().
 */
char *run_ask(struct run_events *ev, const char *const *argv, int seconds,
	      struct rail_error *err);

/* The job's state and nodes; run_job_clear() unless -1 and ERR. */
int run_slurm_job(const struct run_slurm *s, struct run_job *job,
		  struct rail_error *err);

/* The lines of HOSTS, a host list, for run_parse_node(); the caller frees them.
 * NULL and ERR. */
char *run_slurm_nodes(const struct run_slurm *s, const char *hosts,
		      struct rail_error *err);

/* The steps that srun has started in the job and that are not over; the caller
 * destroys it.  NULL and ERR. */
struct hostlist *run_slurm_steps(const struct run_slurm *s,
				 struct rail_error *err);

/* SIGKILL to all tasks of STEPS. */
int run_slurm_kill(const struct run_slurm *s, const struct hostlist *steps,
		   struct rail_error *err);

/* Has Slurm start the job anew; -1 and ERR when it does not want to. */
int run_slurm_requeue(const struct run_slurm *s, struct rail_error *err);

/* What slurmctld's plugin says of the job; the caller frees it; NULL and ERR. */
char *run_slurm_comment(const struct run_slurm *s, struct rail_error *err);

/* The port of slurmds; the usual one where nobody says. */
int run_slurm_port(const struct run_slurm *s);

#endif
