/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The few things that every message to people needs. */
#include "text.h"

#include <stdarg.h>
#include <stdio.h>

const char *text_plural(int n)
{
	return n == 1 ? "" : "s";
}

void text_disarm(char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			*s = '?';
}

char *text_format(const char *fmt, ...)
{
	char *text;
	va_list ap;
	int rc;

	va_start(ap, fmt);
	rc = vasprintf(&text, fmt, ap);
	va_end(ap);
	return rc < 0 ? NULL : text;
}
