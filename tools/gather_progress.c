/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How far a long work has come: one line on a terminal. */
#include "gather_progress.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum {
	PLAIN_EVERY = 60,	/* seconds, where it is no terminal */
	USUAL_WIDTH = 80,
	LONGEST = 100 * 3600,	/* seconds that are worth a guess */
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void gather_progress_start(struct gather_progress *p, FILE *out, bool quiet)
{
	const char *term = getenv("TERM");

	*p = (struct gather_progress){
		.out = out, .quiet = quiet, .start = now(), .last = now(),
		.terminal = isatty(fileno(out)) && term &&
			    strcmp(term, "dumb") != 0,
	};
}

double gather_progress_seconds(const struct gather_progress *p)
{
	return now() - p->start;
}

void gather_progress_format(char *text, size_t size,
			    const struct gather_standing *s, double seconds)
{
	double rate = seconds > 0 ? (s->done + s->failed) / seconds : 0;
	double rest = rate > 0 ? s->left / rate : 0;
	int n = snprintf(text, size, "%d done, %d failed, %d running, %d left",
			 s->done, s->failed, s->running, s->left);

	if (n < 0 || (size_t)n >= size || rate <= 0 || rest > LONGEST)
		return;
	snprintf(text + n, size - (size_t)n, ", %.*f/s, %d:%02d:%02d to go",
		 rate < 10, rate, (int)rest / 3600, (int)rest / 60 % 60,
		 (int)rest % 60);
}

static void clear(struct gather_progress *p)
{
	if (p->shown)
		fputs("\r\033[K", p->out);
	p->shown = false;
}

/* As much of TEXT as does not make the terminal go to the next line. */
static int fitting(const struct gather_progress *p)
{
	struct winsize size;

	if (ioctl(fileno(p->out), TIOCGWINSZ, &size) < 0 || size.ws_col < 2)
		return USUAL_WIDTH - 1;
	return size.ws_col - 1;
}

void gather_progress_show(struct gather_progress *p,
			  const struct gather_standing *s)
{
	double every = p->terminal ? 0.2 : PLAIN_EVERY;
	char text[160];

	if (p->quiet || now() - p->last < every)
		return;
	p->last = now();
	gather_progress_format(text, sizeof(text), s, p->last - p->start);
	clear(p);
	if (p->terminal)
		fprintf(p->out, "%.*s", fitting(p), text);
	else
		fprintf(p->out, "railyard gather: %s\n", text);
	p->shown = p->terminal;
	fflush(p->out);
}

void gather_progress_tell(struct gather_progress *p, const char *fmt, ...)
{
	va_list ap;

	if (p->quiet)
		return;
	clear(p);
	va_start(ap, fmt);
	vfprintf(p->out, fmt, ap);
	va_end(ap);
	putc('\n', p->out);
	fflush(p->out);
}

void gather_progress_end(struct gather_progress *p)
{
	clear(p);
	fflush(p->out);
}
