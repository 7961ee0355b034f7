/* SPDX-License-Identifier: GPL-2.0-or-later */
/* railyard gather: asks many hosts what they see of the fabric. */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "gather_kind.h"
#include "gather_report.h"
#include "gather_work.h"
#include "topology/text.h"

enum {
	JOBS = 32,
	MAX_JOBS = 400,		/* two pipes each: within 1,024 files */
	MAX_TIMEOUT = 24 * 3600,
	MAX_RETRIES = 100,
};

struct gather_options {
	const char *folder, *via, *command;
	struct hostlist *hosts, *except;
	struct gather_tasks subnets;	/* --ib */
	bool lldp, node, stdin_hosts;
	bool force, dry_run, json, quiet;
	int jobs, timeout, retries;
	char **argv;	/* as it was typed */
	int argc;
};

/* --- options ------------------------------------------------------------- */

static int take_number(const struct cli_verb *verb, const char *option,
		       const char *text, int min, int max, int *value)
{
	char *end;
	long n = strtol(text, &end, 10);

	if (*text < '0' || *text > '9' || *end || n < min || n > max) {
		cli_misuse(verb, "--%s: \"%s\" is no number from %d to %d",
			   option, text, min, max);
		return -1;
	}
	*value = (int)n;
	return 0;
}

/* Of a word or file with hosts: usage where the user typed it. */
static int take_hosts(const struct cli_verb *verb, struct gather_options *o,
		      int c, int *status)
{
	struct rail_error err;
	int rc;

	if (c == 'F') {
		o->stdin_hosts |= !strcmp(optarg, "-");
		rc = gather_hosts_file(o->hosts, optarg, &err);
		if (rc < 0)
			*status = cli_failed(verb, &err);
		return rc;
	}
	if (c == 'i')
		rc = gather_hosts_ib(&o->subnets, optarg, &err);
	else
		rc = gather_hosts_add(c == 'x' ? o->except : o->hosts, optarg,
				      &err);
	if (rc < 0)
		*status = cli_misuse(verb, "--%s: %s", c == 'i' ? "ib" :
				     c == 'x' ? "exclude" : "hosts", err.text);
	return rc;
}

static int take(const struct cli_verb *verb, struct gather_options *o, int c,
		int *status)
{
	*status = CLI_USAGE;
	switch (c) {
	case 'o':
		o->folder = optarg;
		return 0;
	case 'v':
		o->via = optarg;
		return 0;
	case 'c':
		o->command = optarg;
		return 0;
	case 'l':
		o->lldp = true;
		return 0;
	case 'N':
		o->node = true;
		return 0;
	case 'a':
		o->lldp = o->node = true;
		return 0;
	case 'f':
		o->force = true;
		return 0;
	case 'n':
		o->dry_run = true;
		return 0;
	case 'J':
		o->json = true;
		return 0;
	case 'q':
		o->quiet = true;
		return 0;
	case 'j':
		return take_number(verb, "jobs", optarg, 1, MAX_JOBS,
				   &o->jobs);
	case 't':
		return take_number(verb, "timeout", optarg, 1, MAX_TIMEOUT,
				   &o->timeout);
	case 'r':
		return take_number(verb, "retry", optarg, 0, MAX_RETRIES,
				   &o->retries);
	default:
		return take_hosts(verb, o, c, status);
	}
}

static int parse(const struct cli_verb *verb, int argc, char **argv,
		 struct gather_options *o, int *status)
{
	static const struct option options[] = {
		{ "all", no_argument, NULL, 'a' },
		{ "command", required_argument, NULL, 'c' },
		{ "dry-run", no_argument, NULL, 'n' },
		{ "exclude", required_argument, NULL, 'x' },
		{ "force", no_argument, NULL, 'f' },
		{ "hosts", required_argument, NULL, 'w' },
		{ "hosts-file", required_argument, NULL, 'F' },
		{ "ib", required_argument, NULL, 'i' },
		{ "jobs", required_argument, NULL, 'j' },
		{ "json", no_argument, NULL, 'J' },
		{ "lldp", no_argument, NULL, 'l' },
		{ "node", no_argument, NULL, 'N' },
		{ "output", required_argument, NULL, 'o' },
		{ "quiet", no_argument, NULL, 'q' },
		{ "retry", required_argument, NULL, 'r' },
		{ "timeout", required_argument, NULL, 't' },
		{ "via", required_argument, NULL, 'v' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	static const struct cli_options known = {
		.letters = ":ac:nx:fw:F:i:j:Jlo:qr:t:v:h", .words = options,
		.lists = "xwFi",
	};
	int c;

	while ((c = cli_getopt(verb, argc, argv, &known, status)) != CLI_END)
		if (c == CLI_DONE || take(verb, o, c, status) < 0)
			return -1;
	return 0;
}

/* What the options make together: 0, or a status. */
static int judge(const struct cli_verb *verb, int argc, char **argv,
		 const struct gather_options *o)
{
	int kinds = o->lldp + o->node + (o->subnets.count > 0);

	if (optind < argc)
		return cli_misuse(verb, "\"%s\" is one word too many",
				  argv[optind]);
	if (!o->folder)
		return cli_misuse(verb, "--output=DIR is missing");
	if (!*o->folder)
		return cli_misuse(verb, "--output: \"\" names no folder");
	if (!kinds)
		return cli_misuse(verb, "what to gather is missing: --lldp, "
				  "--node, --all or --ib=HOSTS");
	if ((o->lldp || o->node) && !o->hosts->count)
		return cli_misuse(verb, "--hosts=LIST or --hosts-file=FILE is "
				  "missing");
	if (!o->lldp && !o->node && o->hosts->count)
		return cli_misuse(verb, "--ib has its own hosts: --hosts needs "
				  "--lldp, --node or --all");
	if (o->command && kinds > 1)
		return cli_misuse(verb, "--command is for one of --lldp, "
				  "--node and --ib");
	return 0;
}

/* --- the tasks ----------------------------------------------------------- */

static int add_hosts(struct gather_tasks *t, const struct gather_options *o,
		     enum gather_kind kind, struct rail_error *err)
{
	for (int i = 0; i < o->hosts->count; i++)
		if (gather_tasks_add(t, kind, o->hosts->names[i], NULL,
				     err) < 0)
			return -1;
	return 0;
}

static int make_tasks(struct gather_tasks *t, const struct gather_options *o,
		      struct rail_error *err)
{
	/* The longest first: it runs beside all the others. */
	for (int i = 0; i < o->subnets.count; i++)
		if (gather_tasks_add(t, GATHER_IB, o->subnets.tasks[i].host,
				     o->subnets.tasks[i].nic, err) < 0)
			return -1;
	if (gather_hosts_tidy(o->hosts, o->except) < 0)
		return rail_error_nomem(err);
	if (o->lldp && add_hosts(t, o, GATHER_LLDP, err) < 0)
		return -1;
	return o->node ? add_hosts(t, o, GATHER_NODE, err) : 0;
}

/* --- the result ---------------------------------------------------------- */

/* As it was typed, but for --force, which would begin again. */
static char *command_again(const struct gather_options *o)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return NULL;
	fputs("railyard gather", out);
	for (int i = 1; i < o->argc; i++) {
		const char *word = o->argv[i];

		if (!strcmp(word, "-f") || !strcmp(word, "--force"))
			continue;
		putc(' ', out);
		gather_words_quote(out, word);
	}
	if (o->stdin_hosts)
		fputs("   (with the same hosts on stdin)", out);
	if (fclose(out) == EOF) {
		free(text);
		return NULL;
	}
	return text;
}

static void warn_of_aliases(const struct cli_verb *verb,
			    const struct hostlist *aliases)
{
	int n = aliases->count / 2;

	if (n)
		cli_complain(verb, "warning: %d host%s call%s %s otherwise, as "
			     "%s: \"%s\"", n, text_plural(n), n == 1 ? "s" : "",
			     n == 1 ? "itself" : "themselves",
			     aliases->names[0], aliases->names[1]);
}

static int report(const struct cli_verb *verb, const struct gather_options *o,
		  const struct gather_tasks *t,
		  const struct gather_progress *progress, int signal)
{
	struct gather_count c = gather_tasks_count(t, N_GATHER_KINDS);
	char *again = command_again(o), *next = NULL;
	struct gather_report r = {
		.tasks = t, .path = o->folder, .interrupted = signal != 0,
		.seconds = gather_progress_seconds(progress), .again = again,
	};
	struct rail_error err;
	int rc = again ? gather_report_next(o->folder, &next) : -1;

	r.next = next;
	if (rc == 0 && o->json)
		rc = gather_report_json(&r, stdout);
	else if (rc == 0 && !o->quiet)
		rc = gather_report_text(&r, stdout);
	free(again);
	free(next);
	if (rc < 0) {
		rail_error_nomem(&err);
		return cli_failed(verb, &err);
	}
	return c.before + c.done == c.asked ? CLI_OK : CLI_FINDING;
}

static int dry_run(const struct cli_verb *verb, const struct gather_options *o,
		   struct gather_work *w)
{
	struct rail_error err;

	if (gather_dir_find(o->folder, w->tasks, o->force, true, &err) < 0 ||
	    gather_work_print(w, stdout, &err) < 0)
		return cli_failed(verb, &err);
	return CLI_OK;
}

/* Ends as who was told to by SIGNAL, so that whoever started us knows. */
static void die_of(int signal)
{
	fflush(stdout);
	raise(signal);
}

static int gather(const struct cli_verb *verb, const struct gather_options *o,
		  struct gather_work *w)
{
	struct gather_progress progress;
	struct gather_dir dir;
	struct rail_error err;
	int signal = 0, status, rc;

	if (gather_dir_open(&dir, o->folder, &err) < 0)
		return cli_failed(verb, &err);
	w->dir = &dir;
	w->progress = &progress;
	gather_progress_start(&progress, stderr, o->quiet);
	rc = gather_dir_find(o->folder, w->tasks, o->force, false, &err);
	if (rc == 0)
		rc = gather_work_run(w, &signal, &err);
	gather_progress_end(&progress);
	if (rc < 0)
		cli_failed(verb, &err);
	warn_of_aliases(verb, w->aliases);
	status = report(verb, o, w->tasks, &progress, signal);
	gather_dir_close(&dir);
	if (signal)
		die_of(signal);
	return rc < 0 ? CLI_INPUT : status;
}

static int start(const struct cli_verb *verb, const struct gather_options *o)
{
	struct hostlist *aliases = hostlist_create();
	struct gather_tasks tasks = { 0 };
	struct gather_via via = { 0 };
	struct gather_work w = {
		.tasks = &tasks, .via = &via, .command = o->command,
		.jobs = o->jobs, .timeout = o->timeout, .retries = o->retries,
		.aliases = aliases,
	};
	struct rail_error err;
	int status;

	if (gather_via_parse(&via, o->via, &err) < 0)
		status = cli_misuse(verb, "--via: %s", err.text);
	else if (!aliases || make_tasks(&tasks, o, &err) < 0)
		status = cli_failed(verb, aliases ? &err : (rail_error_nomem(
						 &err), &err));
	else if (!tasks.count)
		status = cli_misuse(verb, "--exclude leaves no host");
	else
		status = o->dry_run ? dry_run(verb, o, &w) :
				      gather(verb, o, &w);
	gather_tasks_clear(&tasks);
	gather_via_clear(&via);
	hostlist_destroy(aliases);
	return status;
}

/*
 * A stdout that is closed must not become the lock or a pipe, or the summary
 * would go there.  Writing to these fails, as it does where they are closed.
 */
static void fill_standard_files(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 &&
		    open("/dev/null", O_RDONLY) != fd)
			return;
}

static int run(const struct cli_verb *verb, int argc, char **argv)
{
	struct gather_options o = {
		.via = "ssh", .jobs = JOBS, .hosts = hostlist_create(),
		.except = hostlist_create(), .argc = argc,
		.argv = calloc((size_t)argc + 1, sizeof(*argv)),
	};
	struct rail_error err;
	int status;

	fill_standard_files();
	if (!o.hosts || !o.except || !o.argv) {
		rail_error_nomem(&err);
		status = cli_failed(verb, &err);
	} else {
		/* getopt() sorts them */
		memcpy(o.argv, argv, (size_t)argc * sizeof(*argv));
		if (parse(verb, argc, argv, &o, &status) == 0)
			status = judge(verb, argc, argv, &o);
		else if (status == CLI_OK)
			status = -1;	/* help was given */
		status = status == 0 ? start(verb, &o) :
			 status < 0 ? CLI_OK : status;
	}
	gather_tasks_clear(&o.subnets);
	hostlist_destroy(o.hosts);
	hostlist_destroy(o.except);
	free(o.argv);
	return status;
}

const struct cli_verb cmd_gather = {
	.name = "gather",
	.summary = "ask many hosts what they see of the fabric",
	.help =
	"-o DIR WHAT... HOSTS... [OPTION...]\n"
	"Runs discovery on many hosts at once and keeps their answers in DIR, "
	"as railyard\nbuild reads them.  The same command again does what is "
	"missing or has failed.\nStatus 1 when some hosts failed.\n\n"
	"WHAT:\n"
	"  -l, --lldp              lldpcli, on nodes or switches: who is plugged "
	"in\n"
	"      --node              railyard discover: GPUs and NICs\n"
	"  -a, --all               both\n"
	"  -i, --ib=HOSTS[:NICS]   ibnetdiscover on these hosts, one a subnet; "
	"NICS where\n"
	"                          a host is on several, as gpu01:mlx5_[0-7]\n\n"
	"HOSTS:\n"
	"  -w, --hosts=LIST        as gpu[0001-1024],leaf[01-32]\n"
	"  -F, --hosts-file=FILE   a list a line (-: stdin)\n"
	"  -x, --exclude=LIST      but not these\n\n"
	"OPTIONs:\n"
	"  -c, --command=COMMAND   run this on the hosts, which prints the "
	"same\n"
	"  -f, --force             forget the answers of these hosts first\n"
	"  -j, --jobs=N            hosts at a time (default: 32)\n"
	"  -J, --json              the summary as one JSON object\n"
	"  -n, --dry-run           print what would be executed\n"
	"  -o, --output=DIR        the folder for all of it\n"
	"  -q, --quiet             no progress, no summary\n"
	"  -r, --retry=N           try N times more what fails (default: 0)\n"
	"  -t, --timeout=SECONDS   for each host (default: 60; --ib: 600)\n"
	"  -v, --via=ssh|pdsh|srun, or a command with %h for the host\n"
	"  -h, --help              this help\n",
	.run = run,
};
