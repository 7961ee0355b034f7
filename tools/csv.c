/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Takes comma-separated values apart (RFC 4180, and what people make of it). */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "csv.h"

enum { MAX_FIELDS = 4096 };

static int column(const struct csv *c, const char *at)
{
	return (int)(at - c->line_start) + 1;
}

static int complain(struct csv *c, int line, int col, const char *what)
{
	return rail_error_at(c->err, c->label, line, col, "%s", what);
}

/* What is no text is told by its first bytes, or by a NUL anywhere. */
static int check_text(struct csv *c, const char *text, size_t len)
{
	const char *nul;
	int line, col;

	if (len >= 2 && (!memcmp(text, "\xff\xfe", 2) ||
			 !memcmp(text, "\xfe\xff", 2)))
		return complain(c, 0, 0, "it is UTF-16: CSV in UTF-8 was "
				"expected");
	nul = memchr(text, '\0', len);
	if (!nul)
		return 0;
	rail_error_locate(text, len, (size_t)(nul - text), &line, &col);
	return complain(c, line, col, "it is binary: CSV was expected");
}

int csv_open(struct csv *c, const char *text, size_t len, char separator,
	     const char *label, struct rail_error *err)
{
	*c = (struct csv){
		.line = 1, .p = text, .end = text + len, .label = label,
		.separator = separator, .err = err,
	};
	if (check_text(c, text, len) < 0)
		return -1;
	if (len >= 3 && !memcmp(text, "\xef\xbb\xbf", 3))
		c->p += 3;
	c->line_start = c->p;
	/* No record is longer than the text, once its NULs are where the
	 * separators were. */
	c->buffer = malloc(len + 2);
	return c->buffer ? 0 : rail_error_nomem(err);
}

void csv_close(struct csv *c)
{
	free(c->buffer);
	free(c->fields);
	c->buffer = NULL;
	c->fields = NULL;
}

static bool at_line_end(const struct csv *c)
{
	return c->p < c->end && (*c->p == '\n' || *c->p == '\r');
}

static void pass_line_end(struct csv *c)
{
	if (*c->p++ == '\r' && c->p < c->end && *c->p == '\n')
		c->p++;
	c->line++;
	c->line_start = c->p;
}

static bool is_blank(const struct csv *c, char ch)
{
	return ch != c->separator && (ch == ' ' || ch == '\t');
}

static void pass_blanks(struct csv *c)
{
	while (c->p < c->end && is_blank(c, *c->p))
		c->p++;
}

static bool is_comment(const struct csv *c)
{
	return c->p < c->end && *c->p == '#' &&
	       !(c->p + 1 < c->end && c->p[1] == c->separator);
}

/* Steps over lines that are no records; false at the end. */
static bool find_record(struct csv *c)
{
	while (c->p < c->end) {
		const char *start = c->p;

		pass_blanks(c);
		if (is_comment(c))
			while (c->p < c->end && !at_line_end(c))
				c->p++;
		if (c->p == c->end)
			return false;
		if (!at_line_end(c)) {
			c->p = start;
			return true;
		}
		pass_line_end(c);
	}
	return false;
}

/* In quotes; ends behind the closing one. */
static int read_quoted(struct csv *c)
{
	int line = c->line, col = column(c, c->p);

	for (c->p++;;) {
		if (c->p == c->end)
			return complain(c, line, col, "this quote does not "
					"end");
		if (*c->p == '"' && (c->p + 1 == c->end || c->p[1] != '"'))
			break;
		if (at_line_end(c)) {
			*c->used++ = ' ';
			pass_line_end(c);
			continue;
		}
		c->p += *c->p == '"';
		*c->used++ = *c->p++;
	}
	c->p++;
	pass_blanks(c);
	if (c->p < c->end && !at_line_end(c) && *c->p != c->separator)
		return complain(c, c->line, column(c, c->p),
				"text behind a closing quote");
	return 0;
}

static int read_field(struct csv *c, struct csv_field *f)
{
	pass_blanks(c);
	*f = (struct csv_field){ c->used, c->line, column(c, c->p) };
	if (c->p < c->end && *c->p == '"') {
		if (read_quoted(c) < 0)
			return -1;
	} else {
		while (c->p < c->end && !at_line_end(c) &&
		       *c->p != c->separator)
			*c->used++ = *c->p++;
	}
	while (*f->text == ' ' && f->text < c->used)
		f->text++;
	while (c->used > f->text && (c->used[-1] == ' ' ||
				     c->used[-1] == '\t'))
		c->used--;
	*c->used++ = '\0';
	return 0;
}

/* Room for one more; doubles at each power of two. */
static int grow(struct csv *c)
{
	int n = c->n_fields;
	struct csv_field *bigger;

	if (n == MAX_FIELDS)
		return complain(c, c->line, column(c, c->p),
				"too many fields in one line");
	if (n & (n - 1))
		return 0;
	bigger = realloc(c->fields, (n ? (size_t)n * 2 : 1) * sizeof(*bigger));
	if (!bigger)
		return rail_error_nomem(c->err);
	c->fields = bigger;
	return 0;
}

int csv_next(struct csv *c)
{
	c->n_fields = 0;
	c->used = c->buffer;
	if (!find_record(c))
		return 0;
	for (;;) {
		if (grow(c) < 0 || read_field(c, &c->fields[c->n_fields]) < 0)
			return -1;
		c->n_fields++;
		if (c->p == c->end)
			return 1;
		if (at_line_end(c)) {
			pass_line_end(c);
			return 1;
		}
		c->p++;		/* the separator */
	}
}
