/* SPDX-License-Identifier: GPL-2.0-or-later */
/* railyard show: the map as a picture in the terminal. */
#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli.h"
#include "draw_text.h"

static void look_at_screen(struct draw_screen *screen)
{
	const char *no_colour = getenv("NO_COLOR");
	const char *term = getenv("TERM");
	struct winsize size;

	screen->utf8 = !strcmp(nl_langinfo(CODESET), "UTF-8");
	if (!isatty(STDOUT_FILENO))
		return;
	screen->colour = !(no_colour && *no_colour) && term &&
			 strcmp(term, "dumb") != 0;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) {
		screen->columns = size.ws_col;
		screen->rows = size.ws_row;
	}
}

static int show(const struct cli_verb *verb, const char *path,
		const struct draw_screen *screen)
{
	struct fabric *f = cli_load_map(verb, path);
	struct rail_error err;
	int rc;

	if (!f)
		return CLI_INPUT;
	rc = draw_text(f, screen, stdout);
	fabric_destroy(f);
	if (rc == 0)
		return CLI_OK;
	rail_error_nomem(&err);
	return cli_failed(verb, &err);
}

static int run(const struct cli_verb *verb, int argc, char **argv)
{
	static const struct option options[] = {
		{ "islands", no_argument, NULL, 'i' },
		{ "pods", no_argument, NULL, 'p' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	static const struct cli_options known = {
		.letters = ":iph", .words = options,
	};
	struct draw_screen screen = { .detail = DRAW_AUTO };
	enum draw_detail detail;
	const char *path;
	int c, status;

	while ((c = cli_getopt(verb, argc, argv, &known, &status)) !=
	       CLI_END) {
		if (c == CLI_DONE)
			return status;
		detail = c == 'i' ? DRAW_ISLANDS : DRAW_PODS;
		if (screen.detail != DRAW_AUTO && screen.detail != detail)
			return cli_misuse(verb, "--islands and --pods are two "
					  "pictures: expected one");
		screen.detail = detail;
	}
	path = cli_operand(verb, argc, argv, "MAP");
	if (!path)
		return CLI_USAGE;
	look_at_screen(&screen);
	return show(verb, path, &screen);
}

const struct cli_verb cmd_show = {
	.name = "show",
	.summary = "draw the map in the terminal",
	.help =
	"MAP [-i | -p]\n"
	"Draws MAP (-: stdin): islands as rows, rails as columns, and what "
	"was not\nseen marked.  More islands than the screen has lines become "
	"a line a pod.\n\n"
	"  -i, --islands        a line an island, however many\n"
	"  -p, --pods           a line a pod\n"
	"  -h, --help           this help\n",
	.run = run,
};
