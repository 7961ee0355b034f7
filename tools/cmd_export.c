/* SPDX-License-Identifier: GPL-2.0-or-later */
/* railyard export: the map in the formats of other programs. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "export.h"
#include "file.h"
#include "write_dot.h"
#include "write_env.h"
#include "write_gres_conf.h"
#include "write_netlist.h"
#include "write_plan.h"
#include "write_slurm_conf.h"
#include "write_topology_conf.h"
#include "write_topology_yaml.h"

/* Options that not every format has a use for. */
enum takes {
	TAKES_SIZE = 1 << 0,	/* --block-size */
	TAKES_SLURM = 1 << 1,	/* --slurm */
	TAKES_NODE = 1 << 2,	/* --node */
};

struct format {
	const char *name;
	const char *summary;
	int takes;
	export_writer *write;
};

static const struct format formats[] = {
	{ "topology.conf", "Slurm's topology/tree: a leaf switch an island",
	  TAKES_SLURM, write_topology_conf },
	{ "topology-block", "topology.conf of Slurm's topology/block",
	  TAKES_SIZE | TAKES_SLURM, write_topology_block },
	{ "topology.yaml", "tree, block and flat in one, for Slurm 25.05 on",
	  TAKES_SIZE | TAKES_SLURM, write_topology_yaml },
	{ "slurm.conf", "NodeName lines: cores, memory, GPUs, vendor",
	  0, write_slurm_conf },
	{ "gres.conf", "GPUs with the cores and links of each",
	  0, write_gres_conf },
	{ "env", "NCCL and UCX: which NICs carry the rails",
	  TAKES_NODE, write_env },
	{ "plan", "cable plan, CSV: a line a cable",
	  0, write_plan },
	{ "dot", "picture by Graphviz: every cable, or by pods",
	  0, write_dot },
	{ "ibsim", "netlist for the simulator ibsim",
	  0, write_netlist },
	{ 0 },
};

struct options {
	/* as they were given; NULL: not */
	const char *name, *output, *node, *size, *slurm;
	bool list;
	const struct format *format;
	struct export_request request;
};

static int list_formats(void)
{
	for (const struct format *f = formats; f->name; f++)
		printf("%-14s  %s\n", f->name, f->summary);
	return CLI_OK;
}

static const struct format *find_format(const char *name)
{
	for (const struct format *f = formats; f->name; f++)
		if (!strcmp(f->name, name))
			return f;
	return NULL;
}

static int export(const struct cli_verb *verb, const char *path,
		  struct options *o)
{
	struct fabric *f = cli_load_map(verb, path);
	struct infer_notes notes = { 0 };
	enum export_result result;
	struct file_out out;
	struct rail_error err;
	int status;

	if (!f)
		return CLI_INPUT;
	o->request.fabric = f;
	o->request.node = o->node ? fabric_find_node(f, o->node) : -1;
	o->request.notes = &notes;
	if (o->node && o->request.node < 0) {
		cli_complain(verb, "%s: no node \"%s\" in it",
			     !strcmp(path, "-") ? "stdin" : path, o->node);
		status = CLI_INPUT;
		goto out;
	}
	if (file_begin(&out, o->output, &err) < 0) {
		status = cli_failed(verb, &err);
		goto out;
	}
	o->request.out = out.stream;
	result = o->format->write(&o->request, &err);
	cli_warn(verb, &notes, 0);
	if (result != EXPORT_OK) {
		file_abandon(&out);
		status = cli_failed(verb, &err);
		if (result == EXPORT_REFUSED)
			status = CLI_FINDING;
	} else {
		status = file_commit(&out, &err) < 0 ? cli_failed(verb, &err) :
						       CLI_OK;
	}
out:
	infer_notes_free(&notes);
	fabric_destroy(f);
	return status;
}

static int read_format(const struct cli_verb *verb, struct options *o)
{
	o->format = find_format(o->name);
	if (o->format)
		return CLI_OK;
	return cli_misuse(verb, "unknown format \"%s\" (railyard export --list "
			  "shows them)", o->name);
}

static int read_size(const struct cli_verb *verb, struct options *o)
{
	char *end;
	long n;

	if (!o->size)
		return CLI_OK;
	n = strtol(o->size, &end, 10);
	if (*end || end == o->size || n < 1 || n > FABRIC_MAX_NODES)
		return cli_misuse(verb, "--block-size=\"%s\": 1 to %d nodes "
				  "were expected", o->size, FABRIC_MAX_NODES);
	o->request.block_size = (int)n;
	return CLI_OK;
}

/* "25.05": a year and a month, which is all that matters here. */
static int read_slurm(const struct cli_verb *verb, struct options *o)
{
	int year, month, end = 0;

	if (!o->slurm)
		return CLI_OK;
	if (sscanf(o->slurm, "%2d.%2d%n", &year, &month, &end) < 2 ||
	    (o->slurm[end] && o->slurm[end] != '.') || year < 24 ||
	    month < 1 || month > 12 || 100 * year + month < EXPORT_SLURM_2411)
		return cli_misuse(verb, "--slurm=\"%s\": a release from 24.11 "
				  "on was expected, as 25.05", o->slurm);
	o->request.slurm = 100 * year + month;
	return CLI_OK;
}

/* An option that would do nothing is a mistake. */
static int check_use(const struct cli_verb *verb, const struct options *o)
{
	int given = (o->size ? TAKES_SIZE : 0) | (o->slurm ? TAKES_SLURM : 0) |
		    (o->node ? TAKES_NODE : 0);

	given &= ~o->format->takes;
	if (!given)
		return CLI_OK;
	return cli_misuse(verb, "%s has no use with --format=%s",
			  given & TAKES_SIZE  ? "--block-size" :
			  given & TAKES_SLURM ? "--slurm" : "--node",
			  o->format->name);
}

static int read_values(const struct cli_verb *verb, struct options *o)
{
	int status = read_format(verb, o);

	if (status == CLI_OK)
		status = check_use(verb, o);
	if (status == CLI_OK)
		status = read_size(verb, o);
	return status == CLI_OK ? read_slurm(verb, o) : status;
}

static int parse(const struct cli_verb *verb, int argc, char **argv,
		 struct options *o, int *status)
{
	static const struct option options[] = {
		{ "block-size", required_argument, NULL, 'b' },
		{ "format", required_argument, NULL, 'f' },
		{ "node", required_argument, NULL, 'n' },
		{ "list", no_argument, NULL, 'l' },
		{ "output", required_argument, NULL, 'o' },
		{ "slurm", required_argument, NULL, 's' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	static const struct cli_options known = {
		.letters = ":b:f:ln:o:s:h", .words = options,
	};
	int c;

	while ((c = cli_getopt(verb, argc, argv, &known, status)) !=
	       CLI_END) {
		if (c == CLI_DONE)
			return -1;
		if (c == 'b')
			o->size = optarg;
		else if (c == 'f')
			o->name = optarg;
		else if (c == 'l')
			o->list = true;
		else if (c == 'n')
			o->node = optarg;
		else if (c == 'o')
			o->output = optarg;
		else
			o->slurm = optarg;
	}
	return 0;
}

static int run(const struct cli_verb *verb, int argc, char **argv)
{
	struct options o = { 0 };
	const char *path;
	int status;

	if (parse(verb, argc, argv, &o, &status) < 0)
		return status;
	if (o.list)
		return list_formats();
	if (!o.name)
		return cli_misuse(verb, "--format=FORMAT is missing");
	status = read_values(verb, &o);
	if (status != CLI_OK)
		return status;
	path = cli_operand(verb, argc, argv, "MAP");
	return path ? export(verb, path, &o) : CLI_USAGE;
}

const struct cli_verb cmd_export = {
	.name = "export",
	.summary = "write the map in another program's format",
	.help =
	"MAP -f FORMAT [-o FILE]\n"
	"       railyard export --list\n"
	"Writes MAP (-: stdin) in another program's format.  What that program "
	"would die\nof is refused, with status 1.\n\n"
	"  -f, --format=FORMAT  one of those that --list shows\n"
	"  -l, --list           list the formats\n"
	"  -b, --block-size=N   nodes of a base block of topology/block;\n"
	"                       by default the most that serve jobs of any size\n"
	"  -n, --node=NODE      env: the lines of this node alone\n"
	"  -s, --slurm=RELEASE  the oldest Slurm that will read it, as 25.05;\n"
	"                       by default the oldest that can\n"
	"  -o, --output=FILE    write to FILE instead of stdout\n"
	"  -h, --help           this help\n",
	.run = run,
};
