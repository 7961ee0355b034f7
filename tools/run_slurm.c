/* SPDX-License-Identifier: GPL-2.0-or-later */
/* squeue, scontrol, scancel: no library of Slurm's is linked. */
#include "run_slurm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "program.h"

enum { USUAL_PORT = 6818, SECONDS = 10 };

static bool wait_for(void *arg, int fd, int ms)
{
	return run_events_wait(arg, fd, ms);
}

char *run_ask(struct run_events *ev, const char *const *argv, int seconds,
	      struct rail_error *err)
{
	const struct program p = { .argv = argv, .seconds = seconds,
				   .wait = wait_for, .arg = ev,
				   .blocked = &ev->before };

	return program_run(&p, err);
}

static char *ask(const struct run_slurm *s, const char *const *argv,
		 struct rail_error *err)
{
	return run_ask(s->ev, argv, SECONDS, err);
}

int run_slurm_job(const struct run_slurm *s, struct run_job *job,
		  struct rail_error *err)
{
	const char *const argv[] = { "squeue", "-h", "-t", "all", "-j", s->job,
				     "-o", RUN_JOB_FORMAT, NULL };
	struct rail_error why;
	char *text = ask(s, argv, &why);
	int rc;

	/* slurmctld has forgotten it */
	if (!text && strstr(why.text, "Invalid job id"))
		return run_parse_job("", job, err);
	if (!text) {
		*err = why;
		return -1;
	}
	rc = run_parse_job(text, job, err);
	free(text);
	return rc;
}

char *run_slurm_nodes(const struct run_slurm *s, const char *hosts,
		      struct rail_error *err)
{
	const char *const argv[] = { "scontrol", "-o", "show", "node", hosts,
				     NULL };

	return ask(s, argv, err);
}

struct hostlist *run_slurm_steps(const struct run_slurm *s,
				 struct rail_error *err)
{
	const char *const argv[] = { "squeue", "-h", "-s", "-j", s->job, "-o",
				     "%i", NULL };
	char *text = ask(s, argv, err);
	struct hostlist *steps = text ? run_parse_steps(text) : NULL;

	if (text && !steps)
		rail_error_nomem(err);
	free(text);
	return steps;
}

int run_slurm_kill(const struct run_slurm *s, const struct hostlist *steps,
		   struct rail_error *err)
{
	const char **argv = calloc((size_t)steps->count + 4, sizeof(*argv));
	char *text;
	int n = 0;

	if (!argv)
		return rail_error_nomem(err);
	argv[n++] = "scancel";
	argv[n++] = "-s";
	argv[n++] = "KILL";
	for (int i = 0; i < steps->count; i++)
		argv[n++] = steps->names[i];
	text = steps->count ? ask(s, argv, err) : NULL;
	free(argv);
	free(text);
	return text || !steps->count ? 0 : -1;
}

int run_slurm_requeue(const struct run_slurm *s, struct rail_error *err)
{
	const char *const argv[] = { "scontrol", "requeue", s->job, NULL };
	char *text = ask(s, argv, err);

	free(text);
	return text ? 0 : -1;
}

char *run_slurm_comment(const struct run_slurm *s, struct rail_error *err)
{
	/* squeue fills the width with blanks */
	const char *const argv[] = { "squeue", "-h", "-j", s->job, "-O",
				     "system_comment:200000", NULL };

	return ask(s, argv, err);
}

int run_slurm_port(const struct run_slurm *s)
{
	const char *const argv[] = { "scontrol", "show", "config", NULL };
	struct rail_error err;
	char *text = ask(s, argv, &err);
	int port = text ? run_parse_config(text, "SlurmdPort", 65535) : -1;

	free(text);
	return port > 0 ? port : USUAL_PORT;
}
