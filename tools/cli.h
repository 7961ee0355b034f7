/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What every subcommand of railyard(1) shares: statuses, options, talk. */
#ifndef RAIL_CLI_H
#define RAIL_CLI_H

#include <getopt.h>
#include <stdbool.h>

#include "topology/error.h"
#include "topology/fabric.h"
#include "topology/infer.h"

enum cli_status {
	CLI_OK,
	CLI_FINDING,	/* a refusal, or something to look at */
	CLI_USAGE,
	CLI_INPUT,	/* bad input, or the system failed */
};

struct cli_verb {
	const char *name;
	const char *summary;	/* one line */
	const char *help;	/* everything after "Usage: railyard NAME " */
	int (*run)(const struct cli_verb *verb, int argc, char **argv);
};

extern const struct cli_verb cmd_build, cmd_check, cmd_diff, cmd_discover,
	cmd_doctor, cmd_export, cmd_gather, cmd_health, cmd_ledger, cmd_place,
	cmd_run, cmd_show, cmd_synth;

/* Prints "railyard VERB: ..." and a line's end to stderr. */
void cli_complain(const struct cli_verb *verb, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* The same with a hint at --help; returns CLI_USAGE. */
int cli_misuse(const struct cli_verb *verb, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* Says what ERR says; returns CLI_INPUT. */
int cli_failed(const struct cli_verb *verb, const struct rail_error *err);
/* "warning: ...", a line a note; the first MOST and how many more (0: all). */
void cli_warn(const struct cli_verb *verb, const struct infer_notes *notes,
	      int most);

/* Whether stdout is a terminal that shows colours, and may. */
bool cli_colour_terminal(void);

/* What cli_getopt() returns beside the options' own values. */
enum {
	CLI_END = -1,	/* no more options */
	CLI_DONE = -2,	/* end with *status: help was given, or a misuse told */
};

/* What a verb takes; --help (-h) must be in both lists. */
struct cli_options {
	const char *letters;		/* as getopt()'s, from ':' on */
	const struct option *words;
	const char *lists;	/* letters of those that add up; NULL: none */
};

/*
 * getopt_long() with our own words for what is wrong.  Of an option with a
 * value that is given again only lists can make sense: others are refused.
 * --help is handled here.
 */
int cli_getopt(const struct cli_verb *verb, int argc, char **argv,
	       const struct cli_options *o, int *status);

/* The one operand that is expected, called WHAT in messages; NULL: told. */
const char *cli_operand(const struct cli_verb *verb, int argc, char **argv,
			const char *what);

/* Loads a map ("-": stdin), or complains and returns NULL. */
struct fabric *cli_load_map(const struct cli_verb *verb, const char *path);

#endif
