/* SPDX-License-Identifier: GPL-2.0-or-later */
/* railyard synth: made-up fabrics, to try everything else on. */
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "file.h"
#include "synth.h"
#include "topology/map.h"
#include "write_ibsim.h"

struct synth_options {
	const char *format;
	const char *output;
	bool list;
};

static int list_presets(void)
{
	for (const struct synth_preset *p = synth_presets; p->name; p++)
		printf("%-12s %s\n", p->name, p->summary);
	return CLI_OK;
}

static int write_netlist(const struct links *l, const char *path,
			 struct rail_error *err)
{
	struct file_out out;

	if (file_begin(&out, path, err) < 0)
		return -1;
	if (write_ibsim(l, l->sources[0], out.stream, err) < 0) {
		file_abandon(&out);
		return -1;
	}
	return file_commit(&out, err);
}

/* Through the same inference as a discovered fabric. */
static int write_map(const struct links *l, const char *path,
		     struct rail_error *err)
{
	struct fabric *f = infer_fabric(l, l->sources[0], NULL, err);
	int rc = f ? map_save(f, path ? path : "-", err) : -1;

	fabric_destroy(f);
	return rc;
}

static int write_preset(const struct cli_verb *verb, const char *name,
			const struct synth_options *o)
{
	const struct synth_preset *p = synth_find(name);
	struct rail_error err;
	struct links *l;
	int rc;

	if (!p)
		return cli_misuse(verb, "unknown preset \"%s\" (railyard synth "
				  "--list shows them)", name);
	l = synth_links(p, &err);
	if (!l)
		return cli_failed(verb, &err);
	if (!strcmp(o->format, "map"))
		rc = write_map(l, o->output, &err);
	else
		rc = write_netlist(l, o->output, &err);
	links_destroy(l);
	return rc < 0 ? cli_failed(verb, &err) : CLI_OK;
}

static int parse(const struct cli_verb *verb, int argc, char **argv,
		 struct synth_options *o, int *status)
{
	static const struct option options[] = {
		{ "format", required_argument, NULL, 'f' },
		{ "list", no_argument, NULL, 'l' },
		{ "output", required_argument, NULL, 'o' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	static const struct cli_options known = {
		.letters = ":f:lo:h", .words = options,
	};
	int c;

	while ((c = cli_getopt(verb, argc, argv, &known, status)) !=
	       CLI_END) {
		if (c == CLI_DONE)
			return -1;
		if (c == 'f')
			o->format = optarg;
		else if (c == 'o')
			o->output = optarg;
		else
			o->list = true;
	}
	if (!strcmp(o->format, "ibsim") || !strcmp(o->format, "map"))
		return 0;
	*status = cli_misuse(verb, "unknown format \"%s\": expected ibsim or "
			     "map", o->format);
	return -1;
}

static int run(const struct cli_verb *verb, int argc, char **argv)
{
	struct synth_options o = { .format = "ibsim" };
	const char *name;
	int status;

	if (parse(verb, argc, argv, &o, &status) < 0)
		return status;
	if (o.list)
		return list_presets();
	name = cli_operand(verb, argc, argv, "PRESET");
	return name ? write_preset(verb, name, &o) : CLI_USAGE;
}

const struct cli_verb cmd_synth = {
	.name = "synth",
	.summary = "write a made-up fabric of a known shape",
	.help =
	"PRESET [-f FORMAT] [-o FILE]\n"
	"       railyard synth --list\n"
	"Writes the fabric PRESET.\n\n"
	"  -f, --format=FORMAT  ibsim: a netlist for ibsim (default);\n"
	"                       map: the map that its discovery would give\n"
	"  -o, --output=FILE    write to FILE instead of stdout\n"
	"  -l, --list           list the presets\n"
	"  -h, --help           this help\n",
	.run = run,
};
