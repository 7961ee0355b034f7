/* SPDX-License-Identifier: GPL-2.0-or-later */
/* railyard health: the table of its own verbs. */
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "health_parts.h"

static const struct cli_verb *const verbs[] = {
	&health_check, &health_list, &health_set_verb, &health_clear_verb,
	NULL,
};

/* Behind "health ". */
static const char *word_of(const struct cli_verb *v)
{
	return strchr(v->name, ' ') + 1;
}

static int run(const struct cli_verb *verb, int argc, char **argv)
{
	static const struct option words[] = {
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	static const struct cli_options known = { .letters = "+:h",
						  .words = words };
	int status;

	for (int i = 0; argc > 1 && verbs[i]; i++)
		if (!strcmp(argv[1], word_of(verbs[i])))
			return verbs[i]->run(verbs[i], argc - 1, argv + 1);
	if (cli_getopt(verb, argc, argv, &known, &status) == CLI_DONE)
		return status;
	if (optind >= argc)
		return cli_misuse(verb, "a verb is missing: check, list, set or "
				  "clear");
	return cli_misuse(verb, "unknown verb \"%s\"", argv[optind]);
}

const struct cli_verb cmd_health = {
	.name = "health",
	.summary = "say and list what is broken",
	.help =
	"VERB [OPTION...]\n"
	"Health is kept apart from the map: what is broken at the moment.\n\n"
	"  check     on a node: whether it is as it should be; tells slurmctld\n"
	"  list      what is down, who says so, and what follows from it\n"
	"  set       say that something is down\n"
	"  clear     take that back, or forgive a node its failures\n\n"
	"  -h, --help           this help; railyard health VERB --help: that "
	"of VERB\n",
	.run = run,
};
