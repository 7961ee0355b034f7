/* SPDX-License-Identifier: GPL-2.0-or-later */
/* railyard discover: the GPUs and NICs of a node. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "file.h"
#include "source_hwloc.h"
#include "topology/fabric.h"
#include "write_node.h"

struct discover {
	struct source_hwloc source;
	struct node_rule *rules;
	const char *output;
	bool json;
};

static int print(const struct discover *d, const struct node *node,
		 struct rail_error *err)
{
	struct file_out out;
	int rc = 0;

	if (file_begin(&out, d->output, err) < 0)
		return -1;
	if (d->json)
		node_format(out.stream, node);
	else
		rc = write_node(out.stream, node, !strcmp(d->output, "-") &&
				cli_colour_terminal());
	if (rc == 0)
		return file_commit(&out, err);
	file_abandon(&out);
	return rail_error_nomem(err);
}

static int discover(const struct cli_verb *verb, const struct discover *d)
{
	struct infer_notes notes = { 0 };
	struct rail_error err;
	struct node *node = source_hwloc_read(&d->source, &notes, &err);
	int rc = node ? print(d, node, &err) : -1;

	cli_warn(verb, &notes, 0);
	infer_notes_free(&notes);
	node_destroy(node);
	return rc == 0 ? CLI_OK : cli_failed(verb, &err);
}

static int add_rule(const struct cli_verb *verb, struct discover *d,
		    enum node_role role, const char *option)
{
	if (!*optarg)
		return cli_misuse(verb, "%s: \"\", expected a pattern as "
				  "\"mlx5_1*\"", option);
	d->rules[d->source.n_rules++] = (struct node_rule){
		.role = role, .pattern = optarg, .option = option,
	};
	return CLI_OK;
}

static int take(const struct cli_verb *verb, struct discover *d, int c)
{
	switch (c) {
	case 'j':
		d->json = true;
		break;
	case 'n':
		if (!fabric_name_ok(optarg))
			return cli_misuse(verb, "--host: \"%.128s\" is not a "
					  "node name: letters, digits, '.', "
					  "'_' and '-' were expected", optarg);
		d->source.host = optarg;
		break;
	case 'o':
		d->output = optarg;
		break;
	case 'x':
		d->source.xml = optarg;
		break;
	case 'y':
		d->source.sysfs = optarg;
		break;
	case 'r':
		return add_rule(verb, d, NODE_RAIL, "--rail");
	case 's':
		return add_rule(verb, d, NODE_STORAGE, "--storage");
	case 'm':
		return add_rule(verb, d, NODE_MANAGEMENT, "--management");
	}
	return CLI_OK;
}

/* CLI_OK, or the status to end with; *DONE: end in either case. */
static int parse(const struct cli_verb *verb, int argc, char **argv,
		 struct discover *d, bool *done)
{
	static const struct option options[] = {
		{ "host", required_argument, NULL, 'n' },
		{ "hwloc-xml", required_argument, NULL, 'x' },
		{ "json", no_argument, NULL, 'j' },
		{ "management", required_argument, NULL, 'm' },
		{ "output", required_argument, NULL, 'o' },
		{ "rail", required_argument, NULL, 'r' },
		{ "storage", required_argument, NULL, 's' },
		{ "sysfs", required_argument, NULL, 'y' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	static const struct cli_options known = {
		.letters = ":jm:n:o:r:s:x:h", .words = options, .lists = "mrs",
	};
	int c, status = CLI_OK;

	while ((c = cli_getopt(verb, argc, argv, &known, &status)) !=
	       CLI_END) {
		*done = c == CLI_DONE;
		if (*done)
			return status;
		status = take(verb, d, c);
		if (status != CLI_OK)
			return status;
	}
	if (optind < argc)
		return cli_misuse(verb, "\"%s\" is one word too many",
				  argv[optind]);
	return CLI_OK;
}

static int run(const struct cli_verb *verb, int argc, char **argv)
{
	struct discover d = { .output = "-" };
	struct rail_error err;
	bool done = false;
	int status;

	/* Each rule is an argument. */
	d.rules = calloc((size_t)argc + 1, sizeof(*d.rules));
	if (!d.rules) {
		rail_error_nomem(&err);
		return cli_failed(verb, &err);
	}
	d.source.rules = d.rules;
	status = parse(verb, argc, argv, &d, &done);
	if (status == CLI_OK && !done)
		status = discover(verb, &d);
	free(d.rules);
	return status;
}

const struct cli_verb cmd_discover = {
	.name = "discover",
	.summary = "list a node's GPUs and NICs, and which NIC is whose",
	.help =
	"[-j] [-x FILE] [-n NAME] [-o FILE]\n"
	"                [--rail|--storage|--management=PATTERN]...\n"
	"Lists the GPUs and NICs of this node, how near each is to each, the "
	"NIC that\neach GPU pairs with, and which NICs carry no rail and "
	"why.\n\n"
	"  -j, --json                one JSON object (railyard-node(5)), for\n"
	"                            \"railyard build --node\"\n"
	"  -m, --management=PATTERN  NICs that PATTERN fits are for management\n"
	"  -n, --host=NAME           the node's name, not that which it has\n"
	"  -o, --output=FILE         write to FILE instead of stdout\n"
	"  -r, --rail=PATTERN        NICs that PATTERN fits carry rails\n"
	"  -s, --storage=PATTERN     NICs that PATTERN fits are for storage\n"
	"  -x, --hwloc-xml=FILE      another node, from what \"lstopo --of "
	"xml\" wrote\n"
	"                            there (-: stdin)\n"
	"      --sysfs=DIR           look for RDMA devices in DIR, not in "
	"/sys\n"
	"  -h, --help                this help\n\n"
	"PATTERN is as the shell's, for a name (\"mlx5_[12]\"), a network "
	"device, a PCI\naddress, a model (\"BlueField*\"), a board or a GID; "
	"the first that fits counts.\n",
	.run = run,
};
