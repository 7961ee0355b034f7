/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Host lists: reading, writing, and comparing names as people do. */
#include <ctype.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hostlist.h"

enum {
	DEFAULT_MAX = 1 << 20,
	NAME_MAX_LEN = 255,	/* longest name that may come out of a list */
	DIGITS_MAX = 18,	/* so that a number fits 64 bits */
	QUOTE_MAX = 60,		/* how much of a list a message repeats */
};

/* --- lists -------------------------------------------------------------- */

struct hostlist *hostlist_create(void)
{
	return calloc(1, sizeof(struct hostlist));
}

void hostlist_destroy(struct hostlist *list)
{
	if (!list)
		return;
	for (int i = 0; i < list->count; i++)
		free(list->names[i]);
	free(list->names);
	free(list);
}

int hostlist_append(struct hostlist *list, const char *name)
{
	int n = list->count;
	char *copy;

	/* The capacity is not kept: it doubles at each power of two. */
	if ((n & (n - 1)) == 0) {
		size_t capacity = n ? (size_t)n * 2 : 1;
		char **names = realloc(list->names, capacity * sizeof(*names));

		if (!names)
			return -1;
		list->names = names;
	}
	copy = strdup(name);
	if (!copy)
		return -1;
	list->names[list->count++] = copy;
	return 0;
}

/* --- reading ------------------------------------------------------------ */

struct reader {
	const char *text;
	const char *pos;
	int max;
	struct hostlist *list;
	struct rail_error *err;
	char name[NAME_MAX_LEN + 1];	/* the name being put together */
};

static int fail_at(struct reader *r, const char *pos, const char *what)
{
	int len = (int)strnlen(r->text, QUOTE_MAX + 1);

	return rail_error_set(r->err, "host list \"%.*s%s\", column %td: %s",
			      len > QUOTE_MAX ? QUOTE_MAX : len, r->text,
			      len > QUOTE_MAX ? "..." : "", pos - r->text + 1,
			      what);
}

static bool name_char(char c)
{
	return isalnum((unsigned char)c) || c == '.' || c == '_' || c == '-';
}

/* A number of a range: its value and how many digits it was written with. */
static int read_number(struct reader *r, uint64_t *value, int *width)
{
	const char *start = r->pos;

	*value = 0;
	while (isdigit((unsigned char)*r->pos)) {
		if (r->pos - start == DIGITS_MAX)
			return fail_at(r, start,
				       "a number has more than 18 digits");
		*value = *value * 10 + (uint64_t)(*r->pos++ - '0');
	}
	*width = (int)(r->pos - start);
	if (*width == 0)
		return fail_at(r, r->pos, "a number was expected");
	return 0;
}

/* One "7" or "7-12" of a bracket. */
struct range {
	uint64_t first, last;
	int width;
};

static int read_range(struct reader *r, struct range *range)
{
	const char *start = r->pos;
	int width;

	if (read_number(r, &range->first, &range->width))
		return -1;
	range->last = range->first;
	if (*r->pos != '-')
		return 0;
	r->pos++;
	if (read_number(r, &range->last, &width))
		return -1;
	if (range->last < range->first)
		return fail_at(r, start, "a range runs backwards");
	return 0;
}

static int expand(struct reader *r, const char *term, size_t len);

/* The rest of the term after the bracket, once for each number of RANGE. */
static int expand_range(struct reader *r, const struct range *range,
			const char *after, const char *term, size_t len)
{
	size_t room = sizeof(r->name) - len;
	int n;

	for (uint64_t i = range->first; i <= range->last; i++) {
		n = snprintf(r->name + len, room, "%0*" PRIu64, range->width,
			     i);
		if (n < 0 || (size_t)n >= room)
			return fail_at(r, term, "a name is too long");
		r->pos = after;
		if (expand(r, term, len + (size_t)n))
			return -1;
	}
	return 0;
}

/* The bracket at r->pos; on return r->pos is at the end of the term. */
static int expand_bracket(struct reader *r, const char *term, size_t len)
{
	const char *close = strchr(r->pos, ']'), *next;
	struct range range;

	if (!close)
		return fail_at(r, r->pos, "'[' has no ']'");
	do {
		r->pos++;
		if (read_range(r, &range))
			return -1;
		if (*r->pos != ',' && *r->pos != ']')
			return fail_at(r, r->pos, "',' or ']' was expected");
		next = r->pos;
		if (expand_range(r, &range, close + 1, term, len))
			return -1;
		if (next != close)
			r->pos = next;
	} while (next != close);
	return 0;
}

/* What follows the LEN characters of the term's name that are known. */
static int expand(struct reader *r, const char *term, size_t len)
{
	while (name_char(*r->pos)) {
		if (len == NAME_MAX_LEN)
			return fail_at(r, term, "a name is too long");
		r->name[len++] = *r->pos++;
	}
	if (*r->pos == '[')
		return expand_bracket(r, term, len);
	if (*r->pos && *r->pos != ',')
		return fail_at(r, r->pos, "a character that no name has");
	if (len == 0)
		return fail_at(r, r->pos, "a name was expected");
	if (r->list->count == r->max) {
		return rail_error_set(r->err,
				      "a host list of more than %d names",
				      r->max);
	}
	r->name[len] = '\0';
	if (hostlist_append(r->list, r->name))
		return rail_error_nomem(r->err);
	return 0;
}

struct hostlist *hostlist_parse(const char *text, int max,
				struct rail_error *err)
{
	struct reader r = {
		.text = text,
		.pos = text,
		.max = max > 0 ? max : DEFAULT_MAX,
		.list = hostlist_create(),
		.err = err,
	};

	if (!r.list) {
		rail_error_nomem(err);
		return NULL;
	}
	if (!*text)
		return r.list;
	do {
		/* An option's or a hidden file's name is no host's. */
		if (*r.pos == '-' || *r.pos == '.') {
			fail_at(&r, r.pos, "no name starts like this");
			goto fail;
		}
		if (expand(&r, r.pos, 0))
			goto fail;
	} while (*r.pos++ == ',');
	return r.list;
fail:
	hostlist_destroy(r.list);
	return NULL;
}

/* --- writing ------------------------------------------------------------ */

/* A name taken apart: prefix, and the number at its end if it has one. */
struct parts {
	size_t prefix;	/* length */
	int width;	/* digits of the number; 0: there is none */
	uint64_t number;
};

static struct parts take_apart(const char *name)
{
	size_t len = strlen(name);
	struct parts p = { .prefix = len };

	while (p.prefix > 0 && p.width < DIGITS_MAX &&
	       isdigit((unsigned char)name[p.prefix - 1])) {
		p.prefix--;
		p.width++;
	}
	for (size_t i = p.prefix; i < len; i++)
		p.number = p.number * 10 + (uint64_t)(name[i] - '0');
	return p;
}

/* Whether B can stand in one bracket with A. */
static bool same_bracket(const char *a, const struct parts *pa, const char *b,
			 const struct parts *pb)
{
	return pa->width && pb->width && pa->prefix == pb->prefix &&
	       memcmp(a, b, pa->prefix) == 0;
}

/* Whether B is what a range ("%0*", the width of its FIRST) gives after A. */
static bool follows(const struct parts *first, const struct parts *a,
		    const struct parts *b)
{
	int width = snprintf(NULL, 0, "%0*" PRIu64, first->width, b->number);

	return b->number == a->number + 1 && b->width == width;
}

/* Writes the bracket's contents from names[i]; returns where it ends. */
static int put_bracket(FILE *out, const char *const *names, int count, int i)
{
	const char *head = names[i];
	struct parts p = take_apart(head), first, last;

	for (;;) {
		first = last = p;
		while (++i < count) {
			p = take_apart(names[i]);
			if (!same_bracket(head, &first, names[i], &p) ||
			    !follows(&first, &last, &p))
				break;
			last = p;
		}
		fprintf(out, "%0*" PRIu64, first.width, first.number);
		if (last.number != first.number)
			fprintf(out, "-%0*" PRIu64, first.width, last.number);
		if (i == count || !same_bracket(head, &first, names[i], &p))
			return i;
		fputc(',', out);
	}
}

/* Writes the names from names[i] that go together; returns the next. */
static int put_run(FILE *out, const char *const *names, int count, int i)
{
	struct parts p = take_apart(names[i]), next = { 0 };

	if (i + 1 < count)
		next = take_apart(names[i + 1]);
	if (i + 1 == count ||
	    !same_bracket(names[i], &p, names[i + 1], &next)) {
		fputs(names[i], out);
		return i + 1;
	}
	fprintf(out, "%.*s[", (int)p.prefix, names[i]);
	i = put_bracket(out, names, count, i);
	fputc(']', out);
	return i;
}

char *hostlist_format(const char *const *names, int count)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	bool failed;

	if (!out)
		return NULL;
	for (int i = 0; i < count;) {
		if (i)
			fputc(',', out);
		i = put_run(out, names, count, i);
	}
	failed = ferror(out);
	if (fclose(out) || failed) {
		free(text);
		return NULL;
	}
	return text;
}

/* --- order -------------------------------------------------------------- */

/* Compares the numbers at *A and *B, and steps over them. */
static int compare_numbers(const char **a, const char **b)
{
	const char *x = *a, *y = *b;
	size_t m, n;

	x += strspn(x, "0");
	y += strspn(y, "0");
	m = strspn(x, "0123456789");
	n = strspn(y, "0123456789");
	*a = x + m;
	*b = y + n;
	if (m != n)
		return m < n ? -1 : 1;
	return strncmp(x, y, m);
}

int hostlist_natural_cmp(const char *a, const char *b)
{
	const char *x = a, *y = b;
	int order;

	while (*x && *y) {
		if (isdigit((unsigned char)*x) && isdigit((unsigned char)*y)) {
			order = compare_numbers(&x, &y);
			if (order)
				return order;
		} else if (*x != *y) {
			break;
		} else {
			x++;
			y++;
		}
	}
	if (*x != *y)
		return (unsigned char)*x < (unsigned char)*y ? -1 : 1;
	/* gpu1 and gpu01: the same to people, but not the same string */
	return strcmp(a, b);
}

int hostlist_family_cmp(const char *a, const char *b)
{
	for (;; a++, b++) {
		while (isdigit((unsigned char)*a))
			a++;
		while (isdigit((unsigned char)*b))
			b++;
		if (*a != *b || !*a)
			return (unsigned char)*a - (unsigned char)*b;
	}
}
