/* SPDX-License-Identifier: GPL-2.0-or-later */
/* railyard place: asks the placement engine, offline. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "topology/hostlist.h"
#include "topology/nodeset.h"
#include "topology/place.h"
#include "topology/ranks.h"
#include "write_choice.h"

struct place_options {
	int nodes;
	enum place_mode mode;
	enum place_within within;
	const char *down, *busy, *required, *excluded;
	bool json;
};

/* The sets that a decision is made of. */
struct place_sets {
	struct nodeset *healthy;	/* the fabric without the excluded */
	struct nodeset *free_nodes;
	struct nodeset *required;	/* NULL: none */
};

/* LIST, a host list or NULL, into SET; a name that F lacks is an error. */
static int add_hosts(const struct fabric *f, const char *option,
		     const char *list, struct nodeset *set,
		     struct rail_error *err)
{
	struct rail_error why;
	struct hostlist *hosts;
	int rc = 0;

	if (!list)
		return 0;
	hosts = hostlist_parse(list, 0, &why);
	if (!hosts)
		return rail_error_set(err, "%s: %s", option, why.text);
	for (int i = 0; i < hosts->count && rc == 0; i++) {
		int node = fabric_find_node(f, hosts->names[i]);

		if (node >= 0)
			nodeset_add(set, node);
		else
			rc = rail_error_set(err, "%s: the map has no node "
					    "\"%s\"", option,
					    hosts->names[i]);
	}
	hostlist_destroy(hosts);
	return rc;
}

/* CLI_OK, or the status of what is wrong, told in ERR. */
static int make_sets(const struct fabric *f, const struct place_options *o,
		     struct place_sets *s, struct rail_error *err)
{
	struct nodeset *taken = nodeset_create(f->n_nodes);
	int status = CLI_USAGE;

	s->healthy = nodeset_create(f->n_nodes);
	s->free_nodes = nodeset_create(f->n_nodes);
	s->required = nodeset_create(f->n_nodes);
	if (!taken || !s->healthy || !s->free_nodes || !s->required) {
		rail_error_nomem(err);
		status = CLI_INPUT;
		goto out;
	}
	nodeset_fill(s->healthy);
	if (add_hosts(f, "--exclude", o->excluded, taken, err) < 0)
		goto out;
	nodeset_subtract(s->healthy, taken);
	if (add_hosts(f, "--down", o->down, taken, err) < 0 ||
	    add_hosts(f, "--busy", o->busy, taken, err) < 0 ||
	    add_hosts(f, "--nodelist", o->required, s->required, err) < 0)
		goto out;
	nodeset_fill(s->free_nodes);
	nodeset_subtract(s->free_nodes, taken);
	status = CLI_OK;
out:
	nodeset_destroy(taken);
	return status;
}

static void free_sets(struct place_sets *s)
{
	nodeset_destroy(s->healthy);
	nodeset_destroy(s->free_nodes);
	nodeset_destroy(s->required);
}

/* What the same request would get from an empty, healthy fabric. */
static void find_optimum(const struct fabric *f, const struct place_sets *s,
			 const struct place_request *req,
			 struct write_choice *w)
{
	struct place_request best = *req;
	struct place_choice choice;

	best.mode = PLACE_BEST;
	if (place(f, s->healthy, &best, &choice) == 0) {
		w->best_islands = choice.islands;
		w->best_pods = choice.pods;
	}
	place_choice_free(&choice);
}

static int decide(const struct cli_verb *verb, const struct fabric *f,
		  const struct place_options *o, const struct place_sets *s)
{
	struct place_request req = {
		.nodes = o->nodes, .mode = o->mode, .within = o->within,
		.baseline = s->healthy,
		.required = nodeset_count(s->required) ? s->required : NULL,
	};
	struct place_choice choice;
	struct write_choice w = { .fabric = f, .request = &req,
				  .choice = &choice };
	int status = CLI_FINDING, rc = 0;

	if (place(f, s->free_nodes, &req, &choice) == 0)
		status = CLI_OK;
	else if (choice.verdict == PLACE_NOMEM)
		status = CLI_INPUT;
	find_optimum(f, s, &req, &w);
	if (status != CLI_INPUT && o->json)
		rc = write_choice_json(&w, stdout);
	else if (status == CLI_OK)
		rc = write_choice_text(&w, stdout);
	else
		cli_complain(verb, "not placed: %s", choice.why);
	if (rc < 0) {
		cli_complain(verb, "out of memory");
		status = CLI_INPUT;
	}
	place_choice_free(&choice);
	return status;
}

static int place_on_map(const struct cli_verb *verb, const char *path,
			const struct place_options *o)
{
	struct fabric *f = cli_load_map(verb, path);
	struct place_sets sets = { 0 };
	struct rail_error err;
	int status;

	if (!f)
		return CLI_INPUT;
	status = make_sets(f, o, &sets, &err);
	if (status != CLI_OK)
		cli_complain(verb, "%s", err.text);
	else
		status = decide(verb, f, o, &sets);
	free_sets(&sets);
	fabric_destroy(f);
	return status;
}

static int parse_count(const char *word)
{
	char *end;
	long n;

	errno = 0;
	n = strtol(word, &end, 10);
	if (errno || end == word || *end || n < 1 || n > FABRIC_MAX_NODES)
		return -1;
	return (int)n;
}

/* 0, or CLI_USAGE and told. */
static int take_option(const struct cli_verb *verb, int c,
		       struct place_options *o)
{
	switch (c) {
	case 'N':
		o->nodes = parse_count(optarg);
		if (o->nodes < 0)
			return cli_misuse(verb, "--nodes: \"%s\" is not a "
					  "number from 1 to %d", optarg,
					  FABRIC_MAX_NODES);
		break;
	case 'r':
		if (place_mode_parse(optarg, &o->mode) < 0 ||
		    o->mode == PLACE_OFF)
			return cli_misuse(verb, "--rail: \"%s\" is neither "
					  "best nor strict", optarg);
		break;
	case 'W':
		if (place_within_parse(optarg, &o->within) < 0)
			return cli_misuse(verb, "--rail-within: \"%s\" is "
					  "neither island, pod nor fabric",
					  optarg);
		break;
	case 'd':
		o->down = optarg;
		break;
	case 'b':
		o->busy = optarg;
		break;
	case 'w':
		o->required = optarg;
		break;
	case 'x':
		o->excluded = optarg;
		break;
	case 'j':
		o->json = true;
		break;
	}
	return 0;
}

static int run(const struct cli_verb *verb, int argc, char **argv)
{
	static const struct option options[] = {
		{ "nodes", required_argument, NULL, 'N' },
		{ "rail", required_argument, NULL, 'r' },
		{ "rail-within", required_argument, NULL, 'W' },
		{ "down", required_argument, NULL, 'd' },
		{ "busy", required_argument, NULL, 'b' },
		{ "nodelist", required_argument, NULL, 'w' },
		{ "exclude", required_argument, NULL, 'x' },
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	struct place_options o = { .mode = PLACE_BEST };
	const char *path;
	int c, status;

	while ((c = cli_getopt(verb, argc, argv, ":N:r:W:d:b:w:x:jh", options,
			       &status)) != CLI_END) {
		if (c == CLI_DONE)
			return status;
		status = take_option(verb, c, &o);
		if (status)
			return status;
	}
	if (!o.nodes)
		return cli_misuse(verb, "--nodes=N is missing");
	path = cli_operand(verb, argc, argv, "MAP");
	return path ? place_on_map(verb, path, &o) : CLI_USAGE;
}

const struct cli_verb cmd_place = {
	.name = "place",
	.summary = "ask where a job would go",
	.help =
	"MAP -N NODES [OPTION...]\n"
	"Chooses NODES nodes of MAP (-: stdin) as the select plugin does, and "
	"says why.\nStatus 1: it cannot be placed.\n\n"
	"  -N, --nodes=NODES    how many nodes\n"
	"  -r, --rail=MODE      best: the fewest pods, then islands, of what "
	"is free\n"
	"                       (default); strict: only what an empty, "
	"healthy fabric\n"
	"                       would give\n"
	"  -W, --rail-within=LEVEL\n"
	"                       stay inside one island, pod or fabric\n"
	"  -d, --down=HOSTS     nodes that do not work\n"
	"  -b, --busy=HOSTS     nodes that other jobs have\n"
	"  -w, --nodelist=HOSTS nodes that must be in it\n"
	"  -x, --exclude=HOSTS  nodes that must not\n"
	"  -j, --json           JSON instead of text\n"
	"  -h, --help           this help\n",
	.run = run,
};
