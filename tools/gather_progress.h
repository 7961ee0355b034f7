/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How far a long work has come: one line on a terminal. */
#ifndef RAIL_GATHER_PROGRESS_H
#define RAIL_GATHER_PROGRESS_H

#include <stdbool.h>
#include <stdio.h>

struct gather_progress {
	FILE *out;
	bool quiet, terminal;
	bool shown;	/* a line is there, without an end */
	double start, last;	/* seconds, of some clock */
};

/* To OUT: on a terminal a line that stays in place, else one a minute. */
void gather_progress_start(struct gather_progress *p, FILE *out, bool quiet);

/* Where it stands; not more often than one can read. */
struct gather_standing {
	int done, failed, running, left;	/* left: also those that run */
};
void gather_progress_show(struct gather_progress *p,
			  const struct gather_standing *s);
/* The text of it, after SECONDS of work. */
void gather_progress_format(char *text, size_t size,
			    const struct gather_standing *s, double seconds);

/* A line that stays, above it. */
void gather_progress_tell(struct gather_progress *p, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* Takes the line away. */
void gather_progress_end(struct gather_progress *p);
double gather_progress_seconds(const struct gather_progress *p);

#endif
