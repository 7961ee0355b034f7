/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the options of railyard place. */
#include "place_options.h"

#include <stdlib.h>
#include <string.h>

#include "topology/text.h"

static const struct {
	char letter;
	const char *option;
} lists[PLACE_N_LISTS] = {
	[PLACE_DOWN] = { 'd', "--down" },
	[PLACE_BUSY] = { 'b', "--busy" },
	[PLACE_EXCLUDED] = { 'x', "--exclude" },
	[PLACE_REQUIRED] = { 'w', "--nodelist" },
};

const char *place_options_list(enum place_list list)
{
	return lists[list].option;
}

/* --- numbers ------------------------------------------------------------- */

/* The number that *TEXT begins with, from LOW to HIGH, or -1; moves *TEXT. */
static int take_number(const char **text, int low, int high)
{
	size_t len = strspn(*text, "0123456789");
	long n;

	if (!len || len > 9)
		return -1;
	n = strtol(*text, NULL, 10);
	*text += len;
	return n < low || n > high ? -1 : (int)n;
}

static int parse_number(const char *text, int high)
{
	int n = take_number(&text, 1, high);

	return *text ? -1 : n;
}

/* "6" or "4-8". */
static int parse_nodes(const struct cli_verb *verb, const char *text,
		       struct place_options *o)
{
	const char *rest = text;

	o->low = o->high = take_number(&rest, 1, FABRIC_MAX_NODES);
	if (o->low > 0 && *rest == '-') {
		rest++;
		o->high = take_number(&rest, 1, FABRIC_MAX_NODES);
	}
	if (o->low < 0 || o->high < 0 || *rest)
		return cli_misuse(verb, "--nodes: \"%s\" is not a number from "
				  "1 to %d, or two as MIN-MAX", text,
				  FABRIC_MAX_NODES);
	if (o->high < o->low)
		return cli_misuse(verb, "--nodes: \"%s\" has its maximum below "
				  "its minimum", text);
	return 0;
}

/* Slurm's word for a set of numbers, "0-3,6"; 0: it is none. */
static uint64_t parse_indexes(const char *text)
{
	uint64_t set = 0;

	for (;; text++) {
		int first = take_number(&text, 0, 63), last = first;

		if (first >= 0 && *text == '-') {
			text++;
			last = take_number(&text, first, 63);
		}
		if (first < 0 || last < 0)
			return 0;
		for (int i = first; i <= last; i++)
			set |= UINT64_C(1) << i;
		if (*text != ',')
			return *text ? 0 : set;
	}
}

/* --- hosts --------------------------------------------------------------- */

static struct hostlist *parse_hosts(const struct cli_verb *verb,
				    const char *option, const char *text,
				    int *status)
{
	struct rail_error err;
	struct hostlist *hosts = hostlist_parse(text, 0, &err);

	if (hosts)
		return hosts;
	cli_complain(verb, "%s: %s", option, err.text);
	*status = CLI_USAGE;
	return NULL;
}

static int out_of_memory(const struct cli_verb *verb)
{
	cli_complain(verb, "out of memory");
	return CLI_INPUT;
}

/* Adds optarg to the list of option C. */
static int take_hosts(const struct cli_verb *verb, int c,
		      struct place_options *o)
{
	struct hostlist *more;
	int i = 0, rc = 0, status;

	while (lists[i].letter != c)
		i++;
	more = parse_hosts(verb, lists[i].option, optarg, &status);
	if (!more)
		return status;
	if (!o->hosts[i]) {
		o->hosts[i] = more;
		return 0;
	}
	for (int k = 0; k < more->count && rc == 0; k++)
		rc = hostlist_append(o->hosts[i], more->names[k]);
	hostlist_destroy(more);
	return rc ? out_of_memory(verb) : 0;
}

/* HOSTS:INDEXES; names of hosts have no colon. */
static int take_busy_gpus(const struct cli_verb *verb, const char *text,
			  struct place_options *o)
{
	const char *colon = strrchr(text, ':');
	uint64_t gpus = colon > text ? parse_indexes(colon + 1) : 0;
	struct place_busy *more;
	struct hostlist *hosts;
	char *names;
	int status;

	if (!gpus)
		return cli_misuse(verb, "--busy-gpus: \"%s\" is not "
				  "HOSTS:INDEXES, as gpu[01-04]:0-3,6", text);
	names = strndup(text, (size_t)(colon - text));
	if (!names)
		return out_of_memory(verb);
	hosts = parse_hosts(verb, "--busy-gpus", names, &status);
	free(names);
	if (!hosts)
		return status;
	more = realloc(o->busy, ((size_t)o->n_busy + 1) * sizeof(*more));
	if (!more) {
		hostlist_destroy(hosts);
		return out_of_memory(verb);
	}
	o->busy = more;
	o->busy[o->n_busy++] = (struct place_busy){ hosts, gpus };
	return 0;
}

/* --- options ------------------------------------------------------------- */

enum { GPUS = 'g', BUSY_GPUS = 'B' };

/* 0, or the status of what is wrong and told. */
static int take_option(const struct cli_verb *verb, int c,
		       struct place_options *o)
{
	switch (c) {
	case 'N':
		return parse_nodes(verb, optarg, o);
	case 'r':
		if (place_mode_parse(optarg, &o->mode) < 0 ||
		    o->mode == PLACE_OFF)
			return cli_misuse(verb, "--rail: \"%s\" is neither "
					  "best nor strict", optarg);
		return 0;
	case 'W':
		if (place_within_parse(optarg, &o->within) < 0)
			return cli_misuse(verb, "--rail-within: \"%s\" is "
					  "neither island, pod, zone, zone2 "
					  "to zone%d nor fabric", optarg,
					  FABRIC_MAX_LEVELS);
		return 0;
	case 's':
		o->segment = parse_number(optarg, FABRIC_MAX_NODES);
		if (o->segment < 0)
			return cli_misuse(verb, "--segment: \"%s\" is not a "
					  "number from 1 to %d", optarg,
					  FABRIC_MAX_NODES);
		return 0;
	case 'S':
		o->spares = parse_number(optarg, FABRIC_MAX_NODES);
		if (o->spares < 0)
			return cli_misuse(verb, "--spares: \"%s\" is not a "
					  "number from 1 to %d", optarg,
					  FABRIC_MAX_NODES);
		return 0;
	case 'u':
		o->uniform = true;
		return 0;
	case GPUS:
		o->gpus = parse_number(optarg, FABRIC_MAX_RAILS);
		if (o->gpus < 0)
			return cli_misuse(verb, "--gpus: \"%s\" is not a "
					  "number from 1 to %d", optarg,
					  FABRIC_MAX_RAILS);
		return 0;
	case 'm':
		o->min_rails = parse_number(optarg, FABRIC_MAX_RAILS);
		if (o->min_rails < 0)
			return cli_misuse(verb, "--rail-min: \"%s\" is not a "
					  "number from 1 to %d", optarg,
					  FABRIC_MAX_RAILS);
		return 0;
	case 'H':
		o->health = optarg;
		return 0;
	case BUSY_GPUS:
		return take_busy_gpus(verb, optarg, o);
	case 'j':
		o->json = true;
		return 0;
	default:
		return take_hosts(verb, c, o);
	}
}

int place_options_parse(const struct cli_verb *verb, int argc, char **argv,
			struct place_options *o, int *status)
{
	static const struct option options[] = {
		{ "nodes", required_argument, NULL, 'N' },
		{ "rail", required_argument, NULL, 'r' },
		{ "rail-within", required_argument, NULL, 'W' },
		{ "segment", required_argument, NULL, 's' },
		{ "rail-segment", required_argument, NULL, 's' },
		{ "spares", required_argument, NULL, 'S' },
		{ "rail-spares", required_argument, NULL, 'S' },
		{ "uniform", no_argument, NULL, 'u' },
		{ "rail-uniform", no_argument, NULL, 'u' },
		{ "gpus", required_argument, NULL, GPUS },
		{ "busy-gpus", required_argument, NULL, BUSY_GPUS },
		{ "rail-min", required_argument, NULL, 'm' },
		{ "health", required_argument, NULL, 'H' },
		{ "down", required_argument, NULL, 'd' },
		{ "busy", required_argument, NULL, 'b' },
		{ "nodelist", required_argument, NULL, 'w' },
		{ "exclude", required_argument, NULL, 'x' },
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	static const struct cli_options known = {
		.letters = ":N:r:W:s:S:ug:B:m:H:d:b:w:x:jh", .words = options,
		.lists = "dbwxB",
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
	if (!o->low)
		*status = cli_misuse(verb, "--nodes=N is missing");
	else if (o->spares >= o->low)
		*status = cli_misuse(verb, "--spares=%d leaves no slot of "
				     "%d node%s", o->spares, o->low,
				     text_plural(o->low));
	else if (o->n_busy && !o->gpus)
		*status = cli_misuse(verb, "--busy-gpus matters only with "
				     "--gpus");
	else if (o->min_rails && !o->health)
		*status = cli_misuse(verb, "--rail-min matters only with "
				     "--health");
	return *status ? -1 : 0;
}

void place_options_free(struct place_options *o)
{
	for (int i = 0; i < PLACE_N_LISTS; i++)
		hostlist_destroy(o->hosts[i]);
	for (int i = 0; i < o->n_busy; i++)
		hostlist_destroy(o->busy[i].hosts);
	free(o->busy);
}
