/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Options and messages of all subcommands. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "topology/map.h"
#include "topology/text.h"

static void complain(const struct cli_verb *verb, const char *fmt, va_list ap)
{
	fprintf(stderr, "railyard %s: ", verb->name);
	vfprintf(stderr, fmt, ap);
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

static int bad_option(const struct cli_verb *verb, int c, char **argv,
		      const struct option *options)
{
	char buf[3];
	const char *word = offender(argv, options, buf);

	if (c == ':')
		return cli_misuse(verb, "option \"%s\" needs a value", word);
	/* A known option is only at fault for "--help=yes". */
	for (; optopt && options->name; options++)
		if (options->val == optopt)
			return cli_misuse(verb, "\"%s\": --%s takes no value",
					  word, options->name);
	return cli_misuse(verb, "unknown option \"%s\"", word);
}

int cli_getopt(const struct cli_verb *verb, int argc, char **argv,
	       const char *short_options, const struct option *options,
	       int *status)
{
	int c;

	opterr = 0;
	c = getopt_long(argc, argv, short_options, options, NULL);
	switch (c) {
	case 'h':
		printf("Usage: railyard %s %s", verb->name, verb->help);
		*status = CLI_OK;
		return CLI_DONE;
	case ':':
	case '?':
		*status = bad_option(verb, c, argv, options);
		return CLI_DONE;
	default:
		return c;
	}
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
