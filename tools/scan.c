/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The pieces that the readers of text formats are made of. */
#include <string.h>

#include "scan.h"

enum { BINARY_PROBE = 1024 };

bool scan_line(struct scan *s)
{
	s->line = s->line ? s->line_end + 1 : s->text;
	if (s->line >= s->text_end)
		return false;
	s->line_end = memchr(s->line, '\n', (size_t)(s->text_end - s->line));
	if (!s->line_end)
		s->line_end = s->text_end;
	s->p = s->line;
	s->line_number++;
	return true;
}

int scan_error(struct scan *s, const char *at, const char *what)
{
	return rail_error_at(s->err, s->label, s->line_number,
			     (int)(at - s->line) + 1, "%s", what);
}

bool scan_is_binary(const struct scan *s)
{
	const char *p = s->text;

	for (; p < s->text_end && p < s->text + BINARY_PROBE; p++)
		if ((unsigned char)*p < ' ' && *p != '\t' && *p != '\r' &&
		    *p != '\n')
			return true;
	return false;
}

void scan_blanks(struct scan *s)
{
	while (s->p < s->line_end && (*s->p == ' ' || *s->p == '\t'))
		s->p++;
}

bool scan_char(struct scan *s, char c)
{
	if (s->p >= s->line_end || *s->p != c)
		return false;
	s->p++;
	return true;
}

bool scan_word(struct scan *s, const char *word)
{
	size_t n = strlen(word);

	if ((size_t)(s->line_end - s->p) < n || memcmp(s->p, word, n))
		return false;
	s->p += n;
	return true;
}

int scan_number(struct scan *s, int max)
{
	long n = -1;

	while (s->p < s->line_end && *s->p >= '0' && *s->p <= '9') {
		n = (n < 0 ? 0 : n) * 10 + (*s->p++ - '0');
		if (n > max)
			return -1;
	}
	return (int)n;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int scan_hex(struct scan *s, uint64_t *value)
{
	int digits = 0;

	*value = 0;
	for (; s->p < s->line_end && hex_digit(*s->p) >= 0; s->p++) {
		*value = *value << 4 | (uint64_t)hex_digit(*s->p);
		if (++digits > 16)
			return -1;
	}
	return digits ? 0 : -1;
}

const char *scan_find(const struct scan *s, char c)
{
	return memchr(s->p, c, (size_t)(s->line_end - s->p));
}

const char *scan_find_last(const struct scan *s, char c)
{
	return memrchr(s->p, c, (size_t)(s->line_end - s->p));
}
