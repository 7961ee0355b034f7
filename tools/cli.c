/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Options and messages of all subcommands. */
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "topology/map.h"
#include "topology/text.h"

/* What was typed comes again here, and a script may have typed anything. */
__attribute__((format(printf, 2, 0)))
static void complain(const struct cli_verb *verb, const char *fmt, va_list ap)
{
	char *text;

	fprintf(stderr, "railyard %s: ", verb->name);
	if (vasprintf(&text, fmt, ap) < 0)
		return;
	text_disarm(text);
	fputs(text, stderr);
	free(text);
}

void cli_complain(const struct cli_verb *verb, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	complain(verb, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
}

int cli_misuse(const struct cli_verb *verb, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	complain(verb, fmt, ap);
	va_end(ap);
	fprintf(stderr, "; see railyard %s --help\n", verb->name);
	return CLI_USAGE;
}

int cli_failed(const struct cli_verb *verb, const struct rail_error *err)
{
	cli_complain(verb, "%s", err->text);
	return CLI_INPUT;
}

void cli_warn(const struct cli_verb *verb, const struct infer_notes *notes,
	      int most)
{
	int left = most && notes->count > most ? notes->count - most : 0;

	for (int i = 0; i < notes->count - left; i++)
		cli_complain(verb, "warning: %s", notes->lines[i]);
	if (left)
		cli_complain(verb, "%d more warning%s", left,
			     text_plural(left));
}

bool cli_colour_terminal(void)
{
	const char *no_colour = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	return isatty(STDOUT_FILENO) && !(no_colour && *no_colour) && term &&
	       strcmp(term, "dumb") != 0;
}

/* The option at fault as it was typed: getopt only knows its number. */
static const char *offender(char **argv, const struct option *options,
			    char *buf)
{
	if (!strncmp(argv[optind - 1], "--", 2) && argv[optind - 1][2])
		return argv[optind - 1];
	for (; options->name; options++)
		if (optopt > 0xff && options->val == optopt)
			return options->name;
	buf[0] = '-';
	buf[1] = (char)optopt;
	buf[2] = '\0';
	return buf;
}

/* The words that begin with WORD, as "--nodes or --nodelist"; "": only one. */
static void list_matches(const char *word, const struct option *options,
			 char *text, size_t size)
{
	size_t len = strcspn(word, "="), used = 0;
	int n = 0;

	for (; options->name && used < size; options++) {
		if (strncmp(options->name, word, len))
			continue;
		used += (size_t)snprintf(text + used, size - used, "%s--%s",
					 n++ ? " or " : "", options->name);
	}
	if (n < 2)
		*text = '\0';
}

static int bad_option(const struct cli_verb *verb, int c, char **argv,
		      const struct option *options)
{
	char buf[3], matches[160];
	const char *word = offender(argv, options, buf);

	if (c == ':')
		return cli_misuse(verb, "option \"%s\" needs a value", word);
	/* A known option is only at fault for "--help=yes". */
	for (int i = 0; optopt && options[i].name; i++)
		if (options[i].val == optopt)
			return cli_misuse(verb, "\"%s\": --%s takes no value",
					  word, options[i].name);
	if (!strncmp(word, "--", 2)) {
		list_matches(word + 2, options, matches, sizeof(matches));
		if (*matches)
			return cli_misuse(verb, "\"%s\" may be %s", word,
					  matches);
	}
	return cli_misuse(verb, "unknown option \"%s\"", word);
}

/* Whether option C has a value, was there before, and is no list. */
static const struct option *given_again(const struct cli_options *o, int c)
{
	static bool given[UCHAR_MAX + 1];	/* as optind: one verb a run */
	const struct option *word = o->words;
	bool before = given[(unsigned char)c];

	given[(unsigned char)c] = true;
	while (word->name && word->val != c)
		word++;
	if (!before || !word->name || word->has_arg == no_argument ||
	    (o->lists && strchr(o->lists, c)))
		return NULL;
	return word;
}

int cli_getopt(const struct cli_verb *verb, int argc, char **argv,
	       const struct cli_options *o, int *status)
{
	const struct option *again;
	int c;

	opterr = 0;
	c = getopt_long(argc, argv, o->letters, o->words, NULL);
	switch (c) {
	case CLI_END:
		return CLI_END;
	case 'h':
		printf("Usage: railyard %s %s", verb->name, verb->help);
		*status = CLI_OK;
		return CLI_DONE;
	case ':':
	case '?':
		*status = bad_option(verb, c, argv, o->words);
		return CLI_DONE;
	}
	again = given_again(o, c);
	if (!again)
		return c;
	*status = cli_misuse(verb, "--%s is given twice", again->name);
	return CLI_DONE;
}

const char *cli_operand(const struct cli_verb *verb, int argc, char **argv,
			const char *what)
{
	if (optind >= argc) {
		cli_misuse(verb, "%s is missing", what);
		return NULL;
	}
	if (optind + 1 < argc) {
		cli_misuse(verb, "\"%s\" is one word too many",
			   argv[optind + 1]);
		return NULL;
	}
	return argv[optind];
}

struct fabric *cli_load_map(const struct cli_verb *verb, const char *path)
{
	struct rail_error err;
	struct fabric *f = map_load(path, &err);

	if (!f)
		cli_failed(verb, &err);
	return f;
}
