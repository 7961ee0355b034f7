/* SPDX-License-Identifier: GPL-2.0-or-later */
/* railyard synth: made-up fabrics, to try everything else on. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "file.h"
#include "synth.h"
#include "synth_fail.h"
#include "synth_shape.h"
#include "topology/map.h"
#include "write_failures.h"
#include "write_ibsim.h"
#include "write_presets.h"

struct synth_options {
	const char *format;
	const char *output;
	const char *csv;
	bool list;
	struct synth_shape shape;
	struct synth_fail fail;
	const char *faults, *seed, *fail_list;	/* as given */
};

static int list_presets(const struct cli_verb *verb)
{
	struct rail_error err;

	return write_presets(stdout, &err) < 0 ? cli_failed(verb, &err) :
						 CLI_OK;
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

/* --- what is asked for --------------------------------------------------- */

static int unknown_preset(const struct cli_verb *verb, const char *name)
{
	const struct synth_preset *p = synth_guess(name);

	if (p)
		return cli_misuse(verb, "unknown preset \"%s\": did you mean "
				  "\"%s\"? (railyard synth --list shows them)",
				  name, p->spec.name);
	return cli_misuse(verb, "unknown preset \"%s\" (railyard synth --list "
			  "shows them)", name);
}

/* "superpod-h100:16": cuts the units off; 0 where there are none. */
static int read_units(const struct cli_verb *verb, char *name, int *units)
{
	char *colon = strchr(name, ':'), *end;
	long n;

	*units = 0;
	if (!colon)
		return CLI_OK;
	*colon = '\0';
	n = strtol(colon + 1, &end, 10);
	if (!isdigit((unsigned char)colon[1]) || *end || n < 1 ||
	    n > FABRIC_MAX_NODES)
		return cli_misuse(verb, "%s: \"%s\": a number from 1 on was "
				  "expected behind ':'", name, colon + 1);
	*units = (int)n;
	return CLI_OK;
}

static int take_preset(const struct cli_verb *verb, char *name,
		       const struct synth_options *o,
		       const struct synth_preset **preset,
		       struct synth_spec *spec)
{
	struct rail_error err;
	int units, status;

	status = read_units(verb, name, &units);
	if (status != CLI_OK)
		return status;
	*preset = synth_find(name);
	if (!*preset)
		return unknown_preset(verb, name);
	if (synth_take(*preset, units, spec, &err) < 0)
		return cli_misuse(verb, "%s", err.text);
	if ((*preset)->from_csv != (o->csv != NULL))
		return cli_misuse(verb, o->csv ?
				  "--csv has no use with the preset \"%s\"" :
				  "preset \"%s\": a file of hosts was "
				  "expected, --csv=FILE", name);
	spec->csv = o->csv;
	if (o->shape.any && !(*preset)->free)
		return cli_misuse(verb, "--%s has no use with the preset "
				  "\"%s\"", o->shape.any, name);
	return synth_shape_apply(verb, &o->shape, *preset, spec);
}

/* --- what fails ---------------------------------------------------------- */

static int write_fail_list(const struct synth_options *o, const char *name,
			   const struct synth_failures *done,
			   struct rail_error *err)
{
	struct file_out out;

	if (file_begin(&out, o->fail_list, err) < 0)
		return -1;
	write_failures_json(out.stream, name, o->fail.seed, done);
	return file_commit(&out, err);
}

/* CLI_OK, or what is wrong was told. */
static int let_fail(const struct cli_verb *verb, struct links *l,
		    const struct synth_spec *spec,
		    const struct synth_options *o)
{
	struct synth_failures done = { .n = 0 };
	struct synth_fail fail = o->fail;
	struct synth_size size = { 0 };
	struct rail_error err;
	int status = CLI_OK;

	if (!o->faults)
		return CLI_OK;
	if (!spec->csv)
		synth_size(spec, &size);
	memcpy(fail.ports, size.ports, sizeof(fail.ports));
	if (synth_fail(l, &fail, &done, &err) < 0)
		status = cli_misuse(verb, "--fail: %s", err.text);
	else if (o->fail_list &&
		 write_fail_list(o, l->sources[0], &done, &err) < 0)
		status = cli_failed(verb, &err);
	else
		write_failures_text(stderr, "railyard synth: ", o->fail.seed,
				    &done);
	synth_failures_free(&done);
	return status;
}

static int write_preset(const struct cli_verb *verb, const char *operand,
			const struct synth_options *o)
{
	const struct synth_preset *p;
	struct synth_spec spec;
	struct rail_error err;
	struct links *l;
	char *name = strdup(operand);
	int rc, status;

	if (!name) {
		rail_error_nomem(&err);
		return cli_failed(verb, &err);
	}
	status = take_preset(verb, name, o, &p, &spec);
	free(name);
	if (status != CLI_OK)
		return status;
	l = synth_links(p, &spec, &err);
	/* There is no such network: that was not asked for as it can be. */
	if (!l)
		return p->free ? cli_misuse(verb, "%s", err.text) :
				 cli_failed(verb, &err);
	status = let_fail(verb, l, &spec, o);
	if (status == CLI_OK) {
		if (!strcmp(o->format, "map"))
			rc = write_map(l, o->output, &err);
		else
			rc = write_netlist(l, o->output, &err);
		if (rc < 0)
			status = cli_failed(verb, &err);
	}
	links_destroy(l);
	return status;
}

/* --- options ------------------------------------------------------------- */

static int read_seed(const struct cli_verb *verb, struct synth_options *o)
{
	char *end;

	errno = 0;
	o->fail.seed = strtoull(o->seed, &end, 10);
	if (!isdigit((unsigned char)*o->seed) || *end || errno)
		return cli_misuse(verb, "--seed=\"%s\": a number from 0 to "
				  "2^64 - 1 was expected", o->seed);
	return CLI_OK;
}

static int read_faults(const struct cli_verb *verb, struct synth_options *o)
{
	struct rail_error err;

	o->fail.seed = 1;
	if (!o->faults && (o->seed || o->fail_list))
		return cli_misuse(verb, "--%s has no use without --fail",
				  o->seed ? "seed" : "fail-list");
	if (o->faults && synth_fail_parse(o->faults, &o->fail, &err) < 0)
		return cli_misuse(verb, "--fail: %s", err.text);
	if (o->fail_list && !strcmp(o->fail_list, "-") &&
	    (!o->output || !strcmp(o->output, "-")))
		return cli_misuse(verb, "--fail-list=-: the fabric goes to "
				  "stdout already");
	if (o->fail_list && o->output && strcmp(o->output, "-") &&
	    !strcmp(o->fail_list, o->output))
		return cli_misuse(verb, "--fail-list=%s: the fabric goes there "
				  "already", o->fail_list);
	return o->seed ? read_seed(verb, o) : CLI_OK;
}

static void take_option(struct synth_options *o, int letter, const char *value)
{
	switch (letter) {
	case 'f':
		o->format = value;
		break;
	case 'o':
		o->output = value;
		break;
	case 'V':
		o->csv = value;
		break;
	case 'F':
		o->faults = value;
		break;
	case 'D':
		o->seed = value;
		break;
	case 'E':
		o->fail_list = value;
		break;
	default:
		o->list = true;
	}
}

static int parse(const struct cli_verb *verb, int argc, char **argv,
		 struct synth_options *o, int *status)
{
	static const struct option options[] = {
		{ "format", required_argument, NULL, 'f' },
		{ "list", no_argument, NULL, 'l' },
		{ "output", required_argument, NULL, 'o' },
		{ "csv", required_argument, NULL, 'V' },
		{ "fail", required_argument, NULL, 'F' },
		{ "seed", required_argument, NULL, 'D' },
		{ "fail-list", required_argument, NULL, 'E' },
		SYNTH_SHAPE_WORDS,
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
		if (synth_shape_has(c)) {
			*status = synth_shape_read(verb, &o->shape, c, optarg);
			if (*status != CLI_OK)
				return -1;
		} else {
			take_option(o, c, optarg);
		}
	}
	*status = read_faults(verb, o);
	if (*status != CLI_OK)
		return -1;
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
		return list_presets(verb);
	name = cli_operand(verb, argc, argv, "PRESET");
	return name ? write_preset(verb, name, &o) : CLI_USAGE;
}

const struct cli_verb cmd_synth = {
	.name = "synth",
	.summary = "write a made-up fabric of a known shape",
	.help =
	"PRESET[:UNITS] [-f FORMAT] [-o FILE] [--fail=FAULTS]\n"
	"       railyard synth --list\n"
	"Writes the fabric PRESET; of those that come in units, of so many.\n"
	"\n"
	"  -f, --format=FORMAT  ibsim: a netlist for ibsim (default);\n"
	"                       map: the map that its discovery would give\n"
	"  -o, --output=FILE    write to FILE instead of stdout\n"
	"  -l, --list           list the presets\n"
	"      --csv=FILE       lingjun: the hosts, and the switches of each\n"
	"      --speed=SPEED    of every link: 4xHDR, 400G, ...\n"
	"      --fail=FAULT=N,... what is broken in it, each N or a share, N%:\n"
	"                       links, uplinks, nodes, leafs, spines, cores,\n"
	"                       planes, swaps, ... (railyard(1) has them all)\n"
	"      --seed=N         where, the same each time (1)\n"
	"      --fail-list=FILE write what is broken to FILE, as JSON\n"
	"  -h, --help           this help\n"
	"\n"
	"The preset clos has any size; what is not given is worked out:\n"
	"\n"
	"      --pods=N         pods (default: 2)\n"
	"      --islands=N      islands of a pod (4)\n"
	"      --nodes=N        nodes of an island (32)\n"
	"      --rails=N        NICs of a node (8)\n"
	"      --planes=N       ports of a NIC (1)\n"
	"      --tor            one leaf takes all rails of its nodes\n"
	"      --uplinks=N      cables from a leaf to spines\n"
	"      --spines=N       spines of a pod\n"
	"      --cores=N        cores of all pods, or of a zone\n"
	"      --zones=N        zones of pods, each with cores of its own\n"
	"      --radix=N        ports of a switch\n"
	"      --prefix=NAME    what nodes are called, with a number (gpu)\n",
	.run = run,
};
