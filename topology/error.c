/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Error messages: formatting, and places in a text. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "error.h"
#include "text.h"

__attribute__((format(printf, 3, 0)))
static void append(struct rail_error *err, size_t at, const char *fmt,
		   va_list ap)
{
	if (at < sizeof(err->text))
		vsnprintf(err->text + at, sizeof(err->text) - at, fmt, ap);
	text_disarm(err->text);
}

int rail_error_set(struct rail_error *err, const char *fmt, ...)
{
	va_list ap;

	if (!err)
		return -1;
	va_start(ap, fmt);
	append(err, 0, fmt, ap);
	va_end(ap);
	return -1;
}

/* Writes FILE:LINE:COL: and returns its length, which may be too long. */
static size_t put_place(struct rail_error *err, const char *file, int line,
			int col)
{
	size_t size = sizeof(err->text);
	int n;

	if (!file)
		return 0;
	if (line > 0 && col > 0)
		n = snprintf(err->text, size, "%s:%d:%d: ", file, line, col);
	else if (line > 0)
		n = snprintf(err->text, size, "%s:%d: ", file, line);
	else
		n = snprintf(err->text, size, "%s: ", file);
	return n < 0 ? 0 : (size_t)n;
}

int rail_error_at(struct rail_error *err, const char *file, int line, int col,
		  const char *fmt, ...)
{
	va_list ap;

	if (!err)
		return -1;
	va_start(ap, fmt);
	append(err, put_place(err, file, line, col), fmt, ap);
	va_end(ap);
	return -1;
}

int rail_error_nomem(struct rail_error *err)
{
	return rail_error_set(err, "out of memory");
}

void rail_error_locate(const char *text, size_t len, size_t offset, int *line,
		       int *col)
{
	size_t end = offset < len ? offset : len, start = 0;
	const char *nl;

	*line = 1;
	while (start < end && (nl = memchr(text + start, '\n', end - start))) {
		start = (size_t)(nl - text) + 1;
		(*line)++;
	}
	*col = (int)(end - start) + 1;
}
