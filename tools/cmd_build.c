/* SPDX-License-Identifier: GPL-2.0-or-later */
/* railyard build: discoveries -> the map. */
#include <stdbool.h>
#include <stdio.h>

#include "cli.h"
#include "sources.h"
#include "topology/map.h"

enum { WARNINGS_BEFORE_ERROR = 5 };

struct build_options {
	struct sources *sources;
	const char *name;
	const char *output;
};

static int build(const struct cli_verb *verb, const struct build_options *o)
{
	struct infer_notes notes = { 0 };
	struct rail_error err;
	struct fabric *f;
	int rc = -1;

	f = sources_fabric(o->sources, o->name, &notes, &err);
	if (f)
		rc = map_save(f, o->output, &err);
	/* They may be why there is no map. */
	cli_warn(verb, &notes, rc < 0 ? WARNINGS_BEFORE_ERROR : 0);
	infer_notes_free(&notes);
	fabric_destroy(f);
	return rc < 0 ? cli_failed(verb, &err) : CLI_OK;
}

/* Takes option C; false with *STATUS when it will not do. */
static bool take(const struct cli_verb *verb, struct build_options *o, int c,
		 int *status)
{
	struct rail_error err;
	int rc = 0;

	if (c == 'n')
		o->name = optarg;
	else if (c == 'o')
		o->output = optarg;
	else if (c == 'r')
		rc = sources_take_rails(o->sources, optarg, &err);
	else
		rc = sources_take(o->sources, c, optarg, &err);
	if (rc < 0) {
		*status = cli_misuse(verb, "%s", err.text);
		return false;
	}
	return true;
}

static int parse(const struct cli_verb *verb, int argc, char **argv,
		 struct build_options *o, int *status)
{
	static const struct option own_words[] = {
		{ "name", required_argument, NULL, 'n' },
		{ "output", required_argument, NULL, 'o' },
		{ "rails", required_argument, NULL, 'r' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	static const struct cli_options own = {
		.letters = ":n:o:h", .words = own_words,
	};
	struct sources_options known;
	int c;

	sources_options(&known, &own);
	while ((c = cli_getopt(verb, argc, argv, &known.cli, status)) !=
	       CLI_END)
		if (c == CLI_DONE || !take(verb, o, c, status))
			return -1;
	return 0;
}

static int check(const struct cli_verb *verb, int argc, char **argv,
		 const struct build_options *o)
{
	struct rail_error err;

	if (optind < argc)
		return cli_misuse(verb, "\"%s\" is one word too many",
				  argv[optind]);
	if (sources_check(o->sources, &err) < 0)
		return cli_misuse(verb, "%s", err.text);
	if (!fabric_name_ok(o->name))
		return cli_misuse(verb, "--name: \"%s\" cannot name a fabric: "
				  "1 to %d letters, digits, '.', '_', '-' were "
				  "expected", o->name, FABRIC_NAME_MAX);
	return CLI_OK;
}

static int run(const struct cli_verb *verb, int argc, char **argv)
{
	struct build_options o = { .name = "fabric", .output = "-" };
	struct rail_error err;
	int status;

	o.sources = sources_create();
	if (!o.sources) {
		rail_error_nomem(&err);
		return cli_failed(verb, &err);
	}
	if (parse(verb, argc, argv, &o, &status) == 0) {
		status = check(verb, argc, argv, &o);
		if (status == CLI_OK)
			status = build(verb, &o);
	}
	sources_destroy(o.sources);
	return status;
}

const struct cli_verb cmd_build = {
	.name = "build",
	.summary = "make the map out of a discovery of the fabric",
	.help =
	"SOURCE... [-n NAME] [-o FILE]\n"
	"Makes the map of a fabric: nodes, rails, islands, pods.  What is odd "
	"(a rail\nnot seen, a switch that no node reaches) is a warning, and "
	"the map is made.\n"
	"Sources are mixed as one likes, in any order (-: stdin):\n\n"
	SOURCES_HELP
	"  -n, --name=NAME      what to call the fabric (default: fabric)\n"
	"  -o, --output=FILE    write the map to FILE instead of stdout\n"
	"  -h, --help           this help\n",
	.run = run,
};
