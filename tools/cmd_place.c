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
#include "topology/text.h"
#include "write_choice.h"

/* Options whose values are host lists; given several times they add up. */
enum list { DOWN, BUSY, EXCLUDED, REQUIRED, N_LISTS };

static const struct {
	char letter;
	const char *option;
} lists[N_LISTS] = {
	[DOWN] = { 'd', "--down" },
	[BUSY] = { 'b', "--busy" },
	[EXCLUDED] = { 'x', "--exclude" },
	[REQUIRED] = { 'w', "--nodelist" },
};

struct place_options {
	int nodes;
	enum place_mode mode;
	enum place_within within;
	struct hostlist *hosts[N_LISTS];	/* NULL: not given */
	bool json;
};

/* The sets that a decision is made of. */
struct place_sets {
	struct nodeset *healthy;	/* the fabric without the excluded */
	struct nodeset *free_nodes;
	struct nodeset *required;	/* NULL: none */
	struct hostlist *unknown;	/* that the map lacks; left out */
};

/*
 * The hosts of a list into SET.  A cluster has nodes that a map lacks, as for
 * logins: only who must be in the choice must be in the map.
 */
static int add_hosts(const struct fabric *f, const struct place_options *o,
		     enum list which, struct nodeset *set,
		     struct hostlist *unknown, struct rail_error *err)
{
	const struct hostlist *hosts = o->hosts[which];

	for (int i = 0; hosts && i < hosts->count; i++) {
		const char *name = hosts->names[i];
		int node = fabric_find_node(f, name);

		if (node >= 0)
			nodeset_add(set, node);
		else if (which == REQUIRED)
			return rail_error_set(err, "%s: the map has no node "
					      "\"%s\"", lists[which].option,
					      name);
		else if (hostlist_append(unknown, name) < 0)
			return rail_error_nomem(err);
	}
	return 0;
}

static int by_name(const void *a, const void *b)
{
	return hostlist_natural_cmp(*(char *const *)a, *(char *const *)b);
}

/* Several jobs may have the same login node: each name once. */
static int tell_unknown(const struct cli_verb *verb, struct hostlist *hosts,
			struct rail_error *err)
{
	const char **names;
	char *text;
	int n = 0;

	if (!hosts->count)
		return 0;
	names = calloc((size_t)hosts->count, sizeof(*names));
	if (!names)
		return rail_error_nomem(err);
	qsort(hosts->names, (size_t)hosts->count, sizeof(*hosts->names),
	      by_name);
	for (int i = 0; i < hosts->count; i++)
		if (!n || strcmp(names[n - 1], hosts->names[i]))
			names[n++] = hosts->names[i];
	text = hostlist_format(names, n);
	free(names);
	if (!text)
		return rail_error_nomem(err);
	cli_complain(verb, "warning: %d host%s left out, not in the map: %s",
		     n, text_plural(n), text);
	free(text);
	return 0;
}

/* CLI_OK, or the status of what is wrong, told in ERR. */
static int make_sets(const struct fabric *f, const struct place_options *o,
		     struct place_sets *s, struct rail_error *err)
{
	struct nodeset *taken = nodeset_create(f->n_nodes);
	int status = CLI_INPUT;

	s->healthy = nodeset_create(f->n_nodes);
	s->free_nodes = nodeset_create(f->n_nodes);
	s->required = nodeset_create(f->n_nodes);
	s->unknown = hostlist_create();
	if (!taken || !s->healthy || !s->free_nodes || !s->required ||
	    !s->unknown) {
		rail_error_nomem(err);
		goto out;
	}
	nodeset_fill(s->healthy);
	if (add_hosts(f, o, EXCLUDED, taken, s->unknown, err) < 0)
		goto out;
	nodeset_subtract(s->healthy, taken);
	if (add_hosts(f, o, DOWN, taken, s->unknown, err) < 0 ||
	    add_hosts(f, o, BUSY, taken, s->unknown, err) < 0)
		goto out;
	if (add_hosts(f, o, REQUIRED, s->required, NULL, err) < 0) {
		status = CLI_USAGE;
		goto out;
	}
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
	hostlist_destroy(s->unknown);
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
	else {
		cli_complain(verb, "not placed: %s", choice.why);
		write_choice_optimum(&w, "railyard place: ", stderr);
	}
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
	if (status == CLI_OK && tell_unknown(verb, sets.unknown, &err) < 0)
		status = CLI_INPUT;
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

/* Adds optarg to the list of option C. */
static int take_hosts(const struct cli_verb *verb, int c,
		      struct place_options *o)
{
	struct rail_error err;
	struct hostlist *more;
	int i = 0, rc = 0;

	while (lists[i].letter != c)
		i++;
	more = hostlist_parse(optarg, 0, &err);
	if (!more) {
		cli_complain(verb, "%s: %s", lists[i].option, err.text);
		return CLI_USAGE;
	}
	if (!o->hosts[i]) {
		o->hosts[i] = more;
		return 0;
	}
	for (int k = 0; k < more->count && rc == 0; k++)
		rc = hostlist_append(o->hosts[i], more->names[k]);
	hostlist_destroy(more);
	if (!rc)
		return 0;
	cli_complain(verb, "out of memory");
	return CLI_INPUT;
}

/* 0, or the status of what is wrong and told. */
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
	case 'j':
		o->json = true;
		break;
	default:
		return take_hosts(verb, c, o);
	}
	return 0;
}

/* -1: end with *STATUS. */
static int parse(const struct cli_verb *verb, int argc, char **argv,
		 struct place_options *o, int *status)
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
	static const struct cli_options known = {
		.letters = ":N:r:W:d:b:w:x:jh", .words = options,
		.lists = "dbwx",
	};
	int c;

	while ((c = cli_getopt(verb, argc, argv, &known, status)) !=
	       CLI_END) {
		if (c == CLI_DONE)
			return -1;
		*status = take_option(verb, c, o);
		if (*status)
			return -1;
	}
	if (o->nodes)
		return 0;
	*status = cli_misuse(verb, "--nodes=N is missing");
	return -1;
}

static int run(const struct cli_verb *verb, int argc, char **argv)
{
	struct place_options o = { .mode = PLACE_BEST };
	const char *path;
	int status = CLI_OK;

	if (parse(verb, argc, argv, &o, &status) == 0) {
		path = cli_operand(verb, argc, argv, "MAP");
		status = path ? place_on_map(verb, path, &o) : CLI_USAGE;
	}
	for (int i = 0; i < N_LISTS; i++)
		hostlist_destroy(o.hosts[i]);
	return status;
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
	"  -h, --help           this help\n\n"
	"Lists of hosts that are given several times add up.\n",
	.run = run,
};
