/* SPDX-License-Identifier: GPL-2.0-or-later */
/* railyard export: the map in the formats of other programs. */
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "file.h"
#include "write_topology_conf.h"

struct format {
	const char *name;
	int (*write)(const struct fabric *f, FILE *out, struct rail_error *err);
};

static const struct format formats[] = {
	{ "topology.conf", write_topology_conf },
	{ NULL, NULL },
};

static const struct format *find_format(const char *name)
{
	for (const struct format *f = formats; f->name; f++)
		if (!strcmp(f->name, name))
			return f;
	return NULL;
}

static int export(const struct cli_verb *verb, const char *path,
		  const struct format *format, const char *output)
{
	struct fabric *f = cli_load_map(verb, path);
	struct file_out out;
	struct rail_error err;
	int rc = -1;

	if (!f)
		return CLI_INPUT;
	if (file_begin(&out, output, &err) == 0) {
		if (format->write(f, out.stream, &err) < 0)
			file_abandon(&out);
		else
			rc = file_commit(&out, &err);
	}
	fabric_destroy(f);
	return rc < 0 ? cli_failed(verb, &err) : CLI_OK;
}

static int run(const struct cli_verb *verb, int argc, char **argv)
{
	static const struct option options[] = {
		{ "format", required_argument, NULL, 'f' },
		{ "output", required_argument, NULL, 'o' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	static const struct cli_options known = {
		.letters = ":f:o:h", .words = options,
	};
	const char *name = NULL, *output = NULL, *path;
	const struct format *format;
	int c, status;

	while ((c = cli_getopt(verb, argc, argv, &known, &status)) !=
	       CLI_END) {
		if (c == CLI_DONE)
			return status;
		if (c == 'f')
			name = optarg;
		else
			output = optarg;
	}
	if (!name)
		return cli_misuse(verb, "--format=FORMAT is missing");
	format = find_format(name);
	if (!format)
		return cli_misuse(verb, "unknown format \"%s\": expected "
				  "topology.conf", name);
	path = cli_operand(verb, argc, argv, "MAP");
	return path ? export(verb, path, format, output) : CLI_USAGE;
}

const struct cli_verb cmd_export = {
	.name = "export",
	.summary = "write the map in another program's format",
	.help =
	"MAP -f FORMAT [-o FILE]\n"
	"Writes MAP (-: stdin) in another program's format.\n\n"
	"  -f, --format=FORMAT  topology.conf: Slurm's topology/tree, a leaf\n"
	"                       switch an island\n"
	"  -o, --output=FILE    write to FILE instead of stdout\n"
	"  -h, --help           this help\n",
	.run = run,
};
