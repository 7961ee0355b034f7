/* SPDX-License-Identifier: GPL-2.0-or-later */
/* railyard check: what is wrong with the wiring of a fabric. */
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "source_plan.h"
#include "write_findings.h"

enum { LINES_A_KIND = 20 };

struct check_options {
	struct write_findings w;
	bool json, quiet;
	bool only, ignore;
	const char *plan;	/* NULL: none */
};

/* Against what most do, or the plan: *PLAN, if there is one. */
static struct check_report *find(const struct cli_verb *verb,
				 const struct check_options *o,
				 const struct fabric *f, struct links **plan)
{
	struct infer_notes notes = { 0 };
	struct check_report *r = NULL;
	struct rail_error err;

	if (o->plan)
		*plan = source_plan_read(o->plan, &notes, &err);
	if (*plan)
		r = check_plan(f, *plan, &err);
	else if (!o->plan)
		r = check_fabric(f, &err);
	cli_warn(verb, &notes, 0);
	infer_notes_free(&notes);
	if (!r)
		cli_failed(verb, &err);
	return r;
}

static int check(const struct cli_verb *verb, const struct check_options *o,
		 const char *path)
{
	struct fabric *f = cli_load_map(verb, path);
	struct links *plan = NULL;
	struct write_findings w = o->w;
	struct check_report *r;
	struct rail_error err;
	int status = CLI_INPUT;

	if (!f)
		return CLI_INPUT;
	w.report = r = find(verb, o, f, &plan);
	if (!r)
		goto out;
	if (o->json && write_findings_json(&w, stdout) < 0) {
		rail_error_nomem(&err);
		cli_failed(verb, &err);
		goto out;
	}
	if (!o->json && !o->quiet)
		write_findings_text(&w, stdout);
	status = write_findings_count(&w, CHECK_ERROR) ||
		 write_findings_count(&w, CHECK_WARNING) ? CLI_FINDING :
							   CLI_OK;
out:
	check_report_destroy(r);
	links_destroy(plan);
	fabric_destroy(f);
	return status;
}

/* Marks the kinds of LIST, which are separated by commas, with MARK. */
static int mark_kinds(const struct cli_verb *verb, struct check_options *o,
		      const char *option, const char *list, bool mark)
{
	const char *end;

	for (;; list = end + 1) {
		int k = 0;

		end = strchrnul(list, ',');
		while (k < N_CHECK_KINDS &&
		       (strncmp(check_kind_name(k), list,
				(size_t)(end - list)) ||
			check_kind_name(k)[end - list]))
			k++;
		if (k == N_CHECK_KINDS) {
			cli_misuse(verb, "--%s: \"%.*s\" is no kind of finding",
				   option, (int)(end - list), list);
			return -1;
		}
		o->w.left_out[k] = mark;
		if (!*end)
			return 0;
	}
}

static int take_kinds(const struct cli_verb *verb, struct check_options *o,
		      bool only, const char *list)
{
	if (only ? o->ignore : o->only) {
		cli_misuse(verb, "--only and --ignore exclude each other");
		return -1;
	}
	if (only && !o->only)
		memset(o->w.left_out, true, sizeof(o->w.left_out));
	o->only |= only;
	o->ignore |= !only;
	return mark_kinds(verb, o, only ? "only" : "ignore", list, !only);
}

static int parse(const struct cli_verb *verb, int argc, char **argv,
		 struct check_options *o, int *status)
{
	static const struct option options[] = {
		{ "all", no_argument, NULL, 'a' },
		{ "ignore", required_argument, NULL, 'i' },
		{ "json", no_argument, NULL, 'j' },
		{ "only", required_argument, NULL, 'o' },
		{ "plan", required_argument, NULL, 'p' },
		{ "quiet", no_argument, NULL, 'q' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	static const struct cli_options known = {
		.letters = ":ai:jo:p:qh", .words = options, .lists = "io",
	};
	int c;

	while ((c = cli_getopt(verb, argc, argv, &known, status)) !=
	       CLI_END) {
		switch (c) {
		case CLI_DONE:
			return -1;
		case 'a':
			o->w.most = 0;
			break;
		case 'j':
			o->json = true;
			break;
		case 'p':
			o->plan = optarg;
			break;
		case 'q':
			o->quiet = true;
			break;
		default:
			*status = CLI_USAGE;
			if (take_kinds(verb, o, c == 'o', optarg) < 0)
				return -1;
		}
	}
	return 0;
}

static int run(const struct cli_verb *verb, int argc, char **argv)
{
	struct check_options o = { .w.most = LINES_A_KIND };
	const char *path;
	int status;

	if (parse(verb, argc, argv, &o, &status) < 0)
		return status;
	path = cli_operand(verb, argc, argv, "MAP");
	if (!path)
		return CLI_USAGE;
	if (o.plan && !strcmp(o.plan, "-") && !strcmp(path, "-"))
		return cli_misuse(verb, "\"-\" is given twice, and stdin can "
				  "be read once");
	o.w.colour = cli_colour_terminal();
	return check(verb, &o, path);
}

const struct cli_verb cmd_check = {
	.name = "check",
	.summary = "find miswired, missing and odd cables",
	.help =
	"MAP [-p FILE] [-aq] [-j] [--only=KINDS | --ignore=KINDS]\n"
	"Checks the wiring of MAP (-: stdin): each island, pod and kind of "
	"node against\nwhat most of its own parts do; or every cable against "
	"a plan.  Each finding says\nwhat is wrong and what to do.  "
	"Status 1 when there is an error or a warning.\n\n"
	"  -a, --all            every finding, not 20 of a kind\n"
	"  -i, --ignore=KINDS   leave out these kinds of findings\n"
	"  -j, --json           one JSON object, with every finding\n"
	"  -o, --only=KINDS     these kinds alone\n"
	"  -p, --plan=FILE      against this cable plan: CSV, a line a cable\n"
	"  -q, --quiet          nothing but the status\n"
	"  -h, --help           this help\n\n"
	"KINDS are names, separated by commas, as each heading gives them.\n",
	.run = run,
};
