/* SPDX-License-Identifier: GPL-2.0-or-later */
/* railyard diff: what changed between two discoveries. */
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "write_diff.h"

enum { LINES_A_KIND = 20 };

struct diff_options {
	bool all, json, quiet;
};

/* Whether WAS and IS are the same, told as asked. */
static int diff(const struct cli_verb *verb, const struct diff_options *o,
		const struct fabric *was, const struct fabric *is)
{
	struct diff_file files[DIFF_FILES];
	struct write_diff w = { .files = files,
				.most = o->all ? 0 : LINES_A_KIND };
	struct diff_report *r;
	struct rail_error err;
	int status = CLI_INPUT;

	w.report = r = diff_fabrics(was, is, &err);
	if (!r || diff_files(was, is, files, &err) < 0) {
		cli_failed(verb, &err);
		goto out;
	}
	if (o->json && write_diff_json(&w, stdout) < 0) {
		rail_error_nomem(&err);
		cli_failed(verb, &err);
		goto out;
	}
	if (!o->json && !o->quiet)
		write_diff_text(&w, stdout);
	status = r->n_changes || diff_files_any(files) ? CLI_FINDING : CLI_OK;
out:
	diff_report_destroy(r);
	return status;
}

static int parse(const struct cli_verb *verb, int argc, char **argv,
		 struct diff_options *o, int *status)
{
	static const struct option options[] = {
		{ "all", no_argument, NULL, 'a' },
		{ "json", no_argument, NULL, 'j' },
		{ "quiet", no_argument, NULL, 'q' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	static const struct cli_options known = {
		.letters = ":ajqh", .words = options,
	};
	int c;

	while ((c = cli_getopt(verb, argc, argv, &known, status)) !=
	       CLI_END) {
		if (c == CLI_DONE)
			return -1;
		o->all |= c == 'a';
		o->json |= c == 'j';
		o->quiet |= c == 'q';
	}
	return 0;
}

static int run(const struct cli_verb *verb, int argc, char **argv)
{
	struct diff_options o = { .all = false };
	struct fabric *was, *is = NULL;
	int status;

	if (parse(verb, argc, argv, &o, &status) < 0)
		return status;
	if (argc - optind < 2)
		return cli_misuse(verb, "%s is missing", argc - optind ?
				  "NEW" : "OLD");
	if (argc - optind > 2)
		return cli_misuse(verb, "\"%s\" is one word too many",
				  argv[optind + 2]);
	if (!strcmp(argv[optind], "-") && !strcmp(argv[optind + 1], "-"))
		return cli_misuse(verb, "\"-\" is given twice, and stdin can "
				  "be read once");
	was = cli_load_map(verb, argv[optind]);
	if (was)
		is = cli_load_map(verb, argv[optind + 1]);
	status = is ? diff(verb, &o, was, is) : CLI_INPUT;
	fabric_destroy(was);
	fabric_destroy(is);
	return status;
}

const struct cli_verb cmd_diff = {
	.name = "diff",
	.summary = "what changed between two maps, and whether Slurm must know",
	.help =
	"OLD NEW [-aq] [-j]\n"
	"Tells what changed from the map OLD to the map NEW (-: stdin), and "
	"which of the\nfiles that are exported for Slurm change.  Status 1 "
	"when anything did.\n\n"
	"  -a, --all            every change, not 20 of a kind\n"
	"  -j, --json           one JSON object, with every change\n"
	"  -q, --quiet          nothing but the status\n"
	"  -h, --help           this help\n",
	.run = run,
};
