/* SPDX-License-Identifier: GPL-2.0-or-later */
/* railyard run: a program on the slots of a job, and on spares in their place. */
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "run_loop.h"

enum {
	POLL = 1,
	SETTLE = 2,
	LOST_WAIT = 300,
	KILL_WAIT = 60,
	MAX_RESTARTS = 100,
	MAX_REQUEUES = 16,
	DAY = 24 * 3600,
	MAX_TASKS = 4096,
	MAX_COUNT = 1000000,
};

struct options {
	struct run_options run;
	int tasks;	/* 0: as the job was submitted */
};

/* An option with a number: where it goes. */
struct number {
	int letter;
	const char *name;
	int *value, min, max;
};

static int take_number(const struct cli_verb *verb, const struct number *n)
{
	char *end;
	long value = strtol(optarg, &end, 10);

	if (*optarg < '0' || *optarg > '9' || *end || value < n->min ||
	    value > n->max) {
		cli_misuse(verb, "--%s: \"%s\" is no number from %d to %d",
			   n->name, optarg, n->min, n->max);
		return -1;
	}
	*n->value = (int)value;
	return 0;
}

static int take(const struct cli_verb *verb, struct options *o, int c)
{
	const struct number numbers[] = {
		{ 't', "tasks-per-node", &o->tasks, 1, MAX_TASKS },
		{ 'r', "max-restarts", &o->run.max_restarts, 0, MAX_COUNT },
		{ 'f', "restart-failed", &o->run.restart_failed, 0, MAX_COUNT },
		{ 'q', "max-requeues", &o->run.max_requeues, 0, MAX_COUNT },
		{ 'p', "poll", &o->run.poll, 1, DAY },
		{ 's', "settle", &o->run.settle, 0, DAY },
		{ 'l', "lost-wait", &o->run.lost_wait, 0, DAY },
		{ 'k', "kill-wait", &o->run.kill_wait, 1, DAY },
	};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		if (numbers[i].letter == c)
			return take_number(verb, &numbers[i]);
	if (c == 'n')
		o->run.probe = false;
	else
		o->run.fence = optarg;
	return 0;
}

static int parse(const struct cli_verb *verb, int argc, char **argv,
		 struct options *o, int *status)
{
	static const struct option options[] = {
		{ "fence", required_argument, NULL, 'F' },
		{ "kill-wait", required_argument, NULL, 'k' },
		{ "lost-wait", required_argument, NULL, 'l' },
		{ "max-requeues", required_argument, NULL, 'q' },
		{ "max-restarts", required_argument, NULL, 'r' },
		{ "no-probe", no_argument, NULL, 'n' },
		{ "poll", required_argument, NULL, 'p' },
		{ "restart-failed", required_argument, NULL, 'f' },
		{ "settle", required_argument, NULL, 's' },
		{ "tasks-per-node", required_argument, NULL, 't' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	/* the program has options of its own */
	static const struct cli_options known = {
		.letters = "+:F:k:l:q:r:np:f:s:t:h", .words = options,
	};
	int c;

	while ((c = cli_getopt(verb, argc, argv, &known, status)) != CLI_END) {
		if (c == CLI_DONE)
			return -1;
		*status = CLI_USAGE;
		if (take(verb, o, c) < 0)
			return -1;
	}
	if (optind < argc)
		return 0;
	*status = cli_misuse(verb, "the program is missing");
	return -1;
}

/* Whether Slurm ends the whole job when a node fails: slurmctld's plugin says
 * so. */
static bool is_killed(const struct run *r)
{
	struct rail_error err;
	char *text = run_slurm_comment(&r->slurm, &err);
	bool killed = text && strstr(text, "of no use without --no-kill");

	free(text);
	return killed;
}

static void warn(const struct cli_verb *verb, const struct run *r)
{
	if (!r->ours)
		cli_complain(verb, "warning: the job has no slots of "
			     "Railyard's: they go by Slurm's order of nodes");
	if (!r->table.layout->n_spares)
		cli_complain(verb, "warning: the job has no spares: see "
			     "--rail-spares in railyard-slurm(7)");
	else if (is_killed(r))
		cli_complain(verb, "warning: the job was submitted without "
			     "--no-kill: Slurm ends it when a node fails, and "
			     "spares are of no use");
}

static int start(const struct cli_verb *verb, const struct options *o,
		 char **argv)
{
	struct run r = { .verb = verb, .o = &o->run, .argv = argv,
			 .slurm.job = getenv("SLURM_JOB_ID") };
	struct layout *layout;
	struct rail_error err;
	int status;

	if (!r.slurm.job || !*r.slurm.job) {
		cli_complain(verb, "SLURM_JOB_ID is not set: this is for the "
			     "script of a job");
		return CLI_INPUT;
	}
	layout = run_env_layout(&r.ours, &err);
	if (!layout || run_table_make(&r.table, layout, &err))
		return cli_failed(verb, &err);
	r.env.tasks = o->tasks ? o->tasks : run_env_tasks();
	r.slurm.ev = &r.ev;
	if (run_env_open(&r.env, &err)) {
		status = cli_failed(verb, &err);
	} else if (run_events_open(&r.ev, &err)) {
		status = cli_failed(verb, &err);
	} else {
		warn(verb, &r);
		status = run_loop(&r);
		run_events_close(&r.ev);
	}
	run_env_close(&r.env);
	hostlist_destroy(r.before);
	hostlist_destroy(r.own);
	hostlist_destroy(r.ended);
	run_table_clear(&r.table);
	return status;
}

static int run(const struct cli_verb *verb, int argc, char **argv)
{
	struct options o = {
		.run = {
			.max_restarts = MAX_RESTARTS,
			.max_requeues = MAX_REQUEUES,
			.poll = POLL, .settle = SETTLE,
			.lost_wait = LOST_WAIT, .kill_wait = KILL_WAIT,
			.probe = true,
		},
	};
	int status;

	if (parse(verb, argc, argv, &o, &status) < 0)
		return status;
	return start(verb, &o, argv + optind);
}

const struct cli_verb cmd_run = {
	.name = "run",
	.summary = "run a program on a job's slots, spares in the place of "
		   "lost nodes",
	.help =
	"[OPTION...] [--] PROGRAM [ARG...]\n"
	"In the script of a job of --rail-spares: runs PROGRAM (srun ..., or a "
	"script of\nsruns) on the slots.  When a node is lost, ends it, gives "
	"the slot to a spare,\nand starts it again; out of spares, has the job "
	"requeued.  Ends with PROGRAM's\nstatus.\n\n"
	"OPTIONs:\n"
	"  -t, --tasks-per-node=N  tasks on each slot (default: as the job has "
	"it)\n"
	"  -r, --max-restarts=N    in this allocation (default: 100)\n"
	"  -f, --restart-failed=N  try again so often, with no node lost "
	"(default: 0)\n"
	"  -q, --max-requeues=N    no requeue when the job had so many "
	"(default: 16)\n"
	"  -p, --poll=S            ask Slurm every S seconds, or seldomer "
	"(default: 1)\n"
	"  -s, --settle=S          so long, after a failure, look for a lost node "
	"(2)\n"
	"  -l, --lost-wait=S       and so long while one does not answer (300)\n"
	"  -k, --kill-wait=S       until what ran is dead, else requeue "
	"(default: 60)\n"
	"      --fence=COMMAND     COMMAND NODE ends with 0 once NODE is dead\n"
	"      --no-probe          a node that Slurm has given up is dead\n"
	"  -h, --help              this text\n",
	.run = run,
};
