/* SPDX-License-Identifier: GPL-2.0-or-later */
/* railyard(1): the table of its subcommands, nothing else. */
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "topology/text.h"

static const struct cli_verb *const verbs[] = {
	&cmd_discover, &cmd_gather, &cmd_build, &cmd_check, &cmd_diff,
	&cmd_show, &cmd_place, &cmd_health, &cmd_ledger, &cmd_doctor,
	&cmd_export, &cmd_run, &cmd_synth, NULL,
};

static void print_help(FILE *out)
{
	fputs("Usage: railyard VERB [OPTION...]\n"
	      "Maps, checks, draws and asks a rail-aligned GPU fabric.\n\n",
	      out);
	for (int i = 0; verbs[i]; i++)
		fprintf(out, "  %-8s %s\n", verbs[i]->name, verbs[i]->summary);
	fputs("\n  railyard VERB --help   the options of VERB\n"
	      "  railyard --version\n\n"
	      "Status: 0 fine, 1 a finding or a refusal, 2 wrong usage, "
	      "3 bad input or system.\n", out);
}

/* Data that did not reach its reader is an error of ours, too. */
static int finish(int status)
{
	if (fflush(stdout) != EOF && !ferror(stdout))
		return status;
	fprintf(stderr, "railyard: stdout: cannot write it: %s\n",
		strerror(errno));
	return CLI_INPUT;
}

int main(int argc, char **argv)
{
	const char *word = argc > 1 ? argv[1] : "";

	setlocale(LC_CTYPE, "");
	if (!strcmp(word, "--help") || !strcmp(word, "-h")) {
		print_help(stdout);
		return finish(CLI_OK);
	}
	if (!strcmp(word, "--version") || !strcmp(word, "-V")) {
		puts("railyard " RAILYARD_VERSION);
		return finish(CLI_OK);
	}
	for (int i = 0; verbs[i]; i++)
		if (!strcmp(word, verbs[i]->name))
			return finish(verbs[i]->run(verbs[i], argc - 1,
						    argv + 1));
	if (!*word) {
		print_help(stderr);
	} else {
		text_disarm(argv[1]);
		fprintf(stderr, "railyard: unknown %s \"%s\"; see railyard "
			"--help\n", *word == '-' ? "option" : "verb", word);
	}
	return CLI_USAGE;
}
