/* SPDX-License-Identifier: GPL-2.0-or-later */
/* squeue, scontrol, scancel: no library of Slurm's is linked. */
#include "run_slurm.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "topology/text.h"

enum { USUAL_PORT = 6818 };

/* execvp() wants words that could be written to. */
#define WORD(text) ((char *)(uintptr_t)(text))

/* ARGV's output when it ends with 0; else NULL and ERR with its complaint. */
static char *ask(const struct run_slurm *s, char *const *argv,
		 struct rail_error *err)
{
	int status;
	char *text = run_ask(s->ev, argv, true, 0, &status, err);

	if (!text || !status)
		return text;
	text[strcspn(text, "\n")] = '\0';
	text_disarm(text);
	if (status == 127 && !*text)
		rail_error_set(err, "%s: it cannot be run", argv[0]);
	else
		rail_error_set(err, "%s failed (%d)%s%s", argv[0], status,
			       *text ? ": " : "", text);
	free(text);
	return NULL;
}

int run_slurm_job(const struct run_slurm *s, struct run_job *job,
		  struct rail_error *err)
{
	char *const argv[] = { WORD("squeue"), WORD("-h"), WORD("-t"),
			       WORD("all"), WORD("-j"), WORD(s->job),
			       WORD("-o"), WORD(RUN_JOB_FORMAT), NULL };
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
	char *const argv[] = { WORD("scontrol"), WORD("-o"), WORD("show"),
			       WORD("node"), WORD(hosts), NULL };

	return ask(s, argv, err);
}

struct hostlist *run_slurm_steps(const struct run_slurm *s,
				 struct rail_error *err)
{
	char *const argv[] = { WORD("squeue"), WORD("-h"), WORD("-s"),
			       WORD("-j"), WORD(s->job), WORD("-o"),
			       WORD("%i"), NULL };
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
	char **argv = calloc((size_t)steps->count + 4, sizeof(*argv));
	char *text;
	int n = 0;

	if (!argv)
		return rail_error_nomem(err);
	argv[n++] = WORD("scancel");
	argv[n++] = WORD("-s");
	argv[n++] = WORD("KILL");
	for (int i = 0; i < steps->count; i++)
		argv[n++] = steps->names[i];
	text = steps->count ? ask(s, argv, err) : NULL;
	free(argv);
	free(text);
	return text || !steps->count ? 0 : -1;
}

int run_slurm_requeue(const struct run_slurm *s, struct rail_error *err)
{
	char *const argv[] = { WORD("scontrol"), WORD("requeue"),
			       WORD(s->job), NULL };
	char *text = ask(s, argv, err);

	free(text);
	return text ? 0 : -1;
}

bool run_slurm_kills(const struct run_slurm *s)
{
	char *const argv[] = { WORD("squeue"), WORD("-h"), WORD("-j"),
			       WORD(s->job), WORD("-O"),
			       WORD("system_comment:1000"), NULL };
	struct rail_error err;
	char *text = ask(s, argv, &err);
	bool kills = text && strstr(text, "of no use without --no-kill");

	free(text);
	return kills;
}

int run_slurm_port(const struct run_slurm *s)
{
	char *const argv[] = { WORD("scontrol"), WORD("show"), WORD("config"),
			       NULL };
	struct rail_error err;
	char *text = ask(s, argv, &err);
	int port = text ? run_parse_config(text, "SlurmdPort", 65535) : -1;

	free(text);
	return port > 0 ? port : USUAL_PORT;
}
