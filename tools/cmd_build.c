/* SPDX-License-Identifier: GPL-2.0-or-later */
/* railyard build: a discovery -> the map. */
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "source_ibnetdiscover.h"
#include "topology/map.h"

enum { WARNINGS_BEFORE_ERROR = 5 };

struct build_options {
	const char *ib;
	const char *name;
	const char *output;
};

static int build(const struct cli_verb *verb, const struct build_options *o)
{
	struct infer_notes notes = { 0 };
	struct rail_error err;
	struct links *l;
	struct fabric *f = NULL;
	int rc = -1;

	l = source_ibnetdiscover_read(o->ib, &notes, &err);
	if (l)
		f = infer_fabric(l, o->name, &notes, &err);
	if (f)
		rc = map_save(f, o->output, &err);
	/* They may be why there is no map. */
	cli_warn(verb, &notes, rc < 0 ? WARNINGS_BEFORE_ERROR : 0);
	infer_notes_free(&notes);
	fabric_destroy(f);
	links_destroy(l);
	return rc < 0 ? cli_failed(verb, &err) : CLI_OK;
}

static int parse(const struct cli_verb *verb, int argc, char **argv,
		 struct build_options *o, int *status)
{
	static const struct option options[] = {
		{ "ib", required_argument, NULL, 'i' },
		{ "name", required_argument, NULL, 'n' },
		{ "output", required_argument, NULL, 'o' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	static const struct cli_options known = {
		.letters = ":i:n:o:h", .words = options,
	};
	int c;

	while ((c = cli_getopt(verb, argc, argv, &known, status)) !=
	       CLI_END) {
		if (c == CLI_DONE)
			return -1;
		if (c == 'i')
			o->ib = optarg;
		else if (c == 'n')
			o->name = optarg;
		else
			o->output = optarg;
	}
	return 0;
}

static int run(const struct cli_verb *verb, int argc, char **argv)
{
	struct build_options o = { .name = "fabric", .output = "-" };
	int status;

	if (parse(verb, argc, argv, &o, &status) < 0)
		return status;
	if (optind < argc)
		return cli_misuse(verb, "\"%s\" is one word too many",
				  argv[optind]);
	if (!o.ib)
		return cli_misuse(verb, "--ib=FILE is missing");
	if (!fabric_name_ok(o.name))
		return cli_misuse(verb, "--name: \"%s\" cannot name a fabric: "
				  "1 to %d letters, digits, '.', '_', '-' were "
				  "expected", o.name, FABRIC_NAME_MAX);
	return build(verb, &o);
}

const struct cli_verb cmd_build = {
	.name = "build",
	.summary = "make the map out of a discovery of the fabric",
	.help =
	"--ib=FILE [-n NAME] [-o FILE]\n"
	"Makes the map of a fabric: nodes, rails, islands, pods.  What is odd "
	"(a rail\nnot seen, a switch that no node reaches) is a warning, and "
	"the map is made.\n\n"
	"  -i, --ib=FILE        what ibnetdiscover printed (-: stdin)\n"
	"  -n, --name=NAME      what to call the fabric (default: fabric)\n"
	"  -o, --output=FILE    write the map to FILE instead of stdout\n"
	"  -h, --help           this help\n",
	.run = run,
};
