/* SPDX-License-Identifier: GPL-2.0-or-later */
/* railyard show: the map as a picture in the terminal, a file, a browser. */
#include <langinfo.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli.h"
#include "draw_html.h"
#include "draw_svg.h"
#include "draw_text.h"
#include "file.h"

enum format { FORMAT_TEXT, FORMAT_SVG, FORMAT_HTML };

static const char *const format_names[] = { "text", "svg", "html" };

struct show {
	enum format format;
	const char *output;
	struct draw_screen screen;
};

static void look_at_screen(struct draw_screen *screen, bool to_stdout)
{
	struct winsize size;

	screen->utf8 = !strcmp(nl_langinfo(CODESET), "UTF-8");
	if (!to_stdout || !isatty(STDOUT_FILENO))
		return;
	screen->colour = cli_colour_terminal();
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) {
		screen->columns = size.ws_col;
		screen->rows = size.ws_row;
	}
}

static int draw(const struct fabric *f, const struct show *s, FILE *out,
		struct rail_error *err)
{
	int rc = -1;

	switch (s->format) {
	case FORMAT_TEXT:
		rc = draw_text(f, &s->screen, out);
		break;
	case FORMAT_SVG:
		rc = draw_svg(f, out);
		break;
	case FORMAT_HTML:
		rc = draw_html(f, out);
		break;
	}
	return rc < 0 ? rail_error_nomem(err) : 0;
}

static int show(const struct cli_verb *verb, const char *path,
		const struct show *s)
{
	struct fabric *f = cli_load_map(verb, path);
	struct rail_error err;
	struct file_out out;
	int rc;

	if (!f)
		return CLI_INPUT;
	rc = file_begin(&out, s->output, &err);
	if (rc == 0) {
		rc = draw(f, s, out.stream, &err);
		if (rc == 0)
			rc = file_commit(&out, &err);
		else
			file_abandon(&out);
	}
	fabric_destroy(f);
	return rc == 0 ? CLI_OK : cli_failed(verb, &err);
}

static int read_format(const struct cli_verb *verb, const char *name,
		       enum format *format)
{
	for (int i = FORMAT_TEXT; i <= FORMAT_HTML; i++)
		if (!strcmp(name, format_names[i])) {
			*format = (enum format)i;
			return 0;
		}
	cli_misuse(verb, "--format: \"%s\", expected text, svg or html", name);
	return -1;
}

static int read_detail(const struct cli_verb *verb, int letter,
		       enum draw_detail *detail)
{
	enum draw_detail wanted = letter == 'i' ? DRAW_ISLANDS : DRAW_PODS;

	if (*detail != DRAW_AUTO && *detail != wanted) {
		cli_misuse(verb, "--islands and --pods are two pictures: "
			   "expected one");
		return -1;
	}
	*detail = wanted;
	return 0;
}

static int parse(const struct cli_verb *verb, int argc, char **argv,
		 struct show *s, int *status)
{
	static const struct option options[] = {
		{ "islands", no_argument, NULL, 'i' },
		{ "pods", no_argument, NULL, 'p' },
		{ "format", required_argument, NULL, 'f' },
		{ "output", required_argument, NULL, 'o' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	static const struct cli_options known = {
		.letters = ":ipf:o:h", .words = options,
	};
	int c, rc = 0;

	while (rc == 0 && (c = cli_getopt(verb, argc, argv, &known, status)) !=
			  CLI_END) {
		if (c == CLI_DONE)
			return -1;
		if (c == 'o')
			s->output = optarg;
		else if (c == 'f')
			rc = read_format(verb, optarg, &s->format);
		else
			rc = read_detail(verb, c, &s->screen.detail);
	}
	*status = CLI_USAGE;
	return rc;
}

static int run(const struct cli_verb *verb, int argc, char **argv)
{
	struct show s = { .screen = { .detail = DRAW_AUTO }, .output = "-" };
	const char *path;
	int status;

	if (parse(verb, argc, argv, &s, &status) < 0)
		return status;
	path = cli_operand(verb, argc, argv, "MAP");
	if (!path)
		return CLI_USAGE;
	if (s.format != FORMAT_TEXT && s.screen.detail != DRAW_AUTO)
		return cli_misuse(verb, "--islands and --pods are of the "
				  "terminal; --format=%s draws both",
				  format_names[s.format]);
	look_at_screen(&s.screen, !strcmp(s.output, "-"));
	return show(verb, path, &s);
}

const struct cli_verb cmd_show = {
	.name = "show",
	.summary = "draw the map: in the terminal, as SVG, as a web page",
	.help =
	"MAP [-i | -p] [-f FORMAT] [-o FILE]\n"
	"Draws MAP (-: stdin): islands as rows, rails as columns, and what "
	"was not\nseen marked.  More islands than the screen has lines become "
	"a line a pod.\n\n"
	"  -i, --islands        a line an island, however many\n"
	"  -p, --pods           a line a pod\n"
	"  -f, --format=FORMAT  text (as above), svg (a picture), or html (a "
	"page for\n"
	"                       a browser, to pan, zoom and search; it needs "
	"no network)\n"
	"  -o, --output=FILE    write to FILE instead of stdout\n"
	"  -h, --help           this help\n",
	.run = run,
};
