/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A node's report on itself <-> a word among others. */
#include "health_report.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* As a word, and as a member of JSON. */
static const char as_word[] = "railyard=";
static const char as_member[] = "\"railyard\":\"";

/* --- finding it ---------------------------------------------------------- */

struct place {
	const char *start, *end;	/* all of it, with key and quotes */
	const char *text, *text_end;	/* "1;node=..." */
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

static bool is_json(const char *extra)
{
	return extra[strspn(extra, " \t\n")] == '{';
}

static bool find_word(const char *extra, struct place *p)
{
	const char *at = extra;

	while ((at = strstr(at, as_word))) {
		if (at == extra || is_blank(at[-1])) {
			p->start = at;
			p->text = at + strlen(as_word);
			p->end = p->text + strcspn(p->text, " \t\n");
			p->text_end = p->end;
			return true;
		}
		at += strlen(as_word);
	}
	return false;
}

static bool find_member(const char *extra, struct place *p)
{
	const char *at = strstr(extra, as_member);

	if (!at)
		return false;
	p->start = at;
	p->text = at + strlen(as_member);
	p->text_end = p->text + strcspn(p->text, "\"");
	p->end = *p->text_end ? p->text_end + 1 : p->text_end;
	return true;
}

static bool find(const char *extra, bool json, struct place *p)
{
	return json ? find_member(extra, p) : find_word(extra, p);
}

/* --- reading it ---------------------------------------------------------- */

struct reader {
	const char *p, *end;
	struct rail_error *err;
};

static int fail(const struct reader *r, const char *expected)
{
	return rail_error_set(r->err, "\"%.*s\": expected %s",
			      (int)(r->end - r->p > 40 ? 40 : r->end - r->p),
			      r->p, expected);
}

static bool take(struct reader *r, const char *text)
{
	size_t len = strlen(text);

	if ((size_t)(r->end - r->p) < len || memcmp(r->p, text, len))
		return false;
	r->p += len;
	return true;
}

static int take_number(struct reader *r, int64_t max, int64_t *n)
{
	const char *start = r->p;

	*n = 0;
	for (; r->p < r->end && *r->p >= '0' && *r->p <= '9'; r->p++) {
		*n = *n * 10 + (*r->p - '0');
		if (*n > max)
			break;
	}
	if (r->p > start && *n <= max)
		return 0;
	r->p = start;
	return fail(r, "a number");
}

/* Up to one of ENDS, into TEXT of SIZE bytes. */
static int take_text(struct reader *r, const char *ends, char *text,
		     size_t size)
{
	size_t len = 0;

	while (r->p + len < r->end && !strchr(ends, r->p[len]))
		len++;
	if (!len || len >= size)
		return fail(r, "a name");
	memcpy(text, r->p, len);
	text[len] = '\0';
	if (!fabric_name_ok(text))
		return fail(r, "a name");
	r->p += len;
	return 0;
}

/* "down@1764158000" */
static int take_why(struct reader *r, char why[HEALTH_WORD_MAX + 1],
		    int64_t *since)
{
	if (take_text(r, "@;,", why, HEALTH_WORD_MAX + 1) < 0)
		return -1;
	if (!take(r, "@"))
		return fail(r, "@SECONDS since 1970");
	return take_number(r, INT64_C(1) << 40, since);
}

static int take_lost(struct reader *r, struct health_report *out)
{
	do {
		struct health_lost *l = &out->lost[out->n_lost];

		if (out->n_lost == out->rails)
			return fail(r, "fewer NICs than rails");
		if (take_text(r, ":;,", l->nic, sizeof(l->nic)) < 0)
			return -1;
		if (!take(r, ":"))
			return fail(r, "NIC:REASON@SECONDS");
		if (take_why(r, l->why, &l->since) < 0)
			return -1;
		for (int i = 0; i < out->n_lost; i++)
			if (!strcmp(out->lost[i].nic, l->nic))
				return fail(r, "each NIC once");
		out->n_lost++;
	} while (take(r, ","));
	return 0;
}

static int read_all(struct reader *r, struct health_report *out)
{
	int64_t n;

	if (take_number(r, 999999, &n) < 0)
		return -1;
	if (n != HEALTH_REPORT_VERSION)
		return rail_error_set(r->err, "version %d, this railyard reads "
				      "%d", (int)n, HEALTH_REPORT_VERSION);
	if (!take(r, ";node="))
		return fail(r, ";node=NAME");
	if (take_text(r, ";", out->node, sizeof(out->node)) < 0)
		return -1;
	if (!take(r, ";rails="))
		return fail(r, ";rails=NUMBER");
	if (take_number(r, FABRIC_MAX_RAILS, &n) < 0)
		return -1;
	out->rails = (int)n;
	if (take(r, ";lost=") && take_lost(r, out) < 0)
		return -1;
	if (take(r, ";sick=") && take_why(r, out->sick, &out->sick_since) < 0)
		return -1;
	return r->p == r->end ? 0 : fail(r, "lost= or sick=, then the end");
}

int health_report_parse(const char *extra, struct health_report *r,
			struct rail_error *err)
{
	struct reader reader = { .err = err };
	struct place p, other;
	bool json;

	memset(r, 0, sizeof(*r));
	json = extra && is_json(extra);
	if (!extra || !find(extra, json, &p))
		return 0;
	if (json && !*p.text_end)
		return rail_error_set(err, "it has no end");
	if (find(p.end, json, &other))
		return rail_error_set(err, "two reports");
	reader.p = p.text;
	reader.end = p.text_end;
	if (!read_all(&reader, r))
		return 1;
	memset(r, 0, sizeof(*r));
	return -1;
}

/* --- writing it ---------------------------------------------------------- */

char *health_report_format(const struct health_report *r)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return NULL;
	fprintf(out, "%s%d;node=%s;rails=%d", as_word, HEALTH_REPORT_VERSION,
		r->node, r->rails);
	for (int i = 0; i < r->n_lost; i++)
		fprintf(out, "%s%s:%s@%" PRId64, i ? "," : ";lost=",
			r->lost[i].nic, r->lost[i].why, r->lost[i].since);
	if (r->sick[0])
		fprintf(out, ";sick=%s@%" PRId64, r->sick, r->sick_since);
	if (!fclose(out))
		return text;
	free(text);
	return NULL;
}

/* Cuts [START, END) out of TEXT, with the comma or the blank that set it off. */
static void cut(char *text, size_t start, size_t end, bool json)
{
	const char gap = json ? ',' : ' ';

	if (text[end] == gap)
		end++;
	else if (start && text[start - 1] == gap)
		start--;
	memmove(text + start, text + end, strlen(text + end) + 1);
}

static void put_member(FILE *out, char *rest, const char *word)
{
	char *brace = strrchr(rest, '}');
	size_t len;

	if (!brace) {
		fputs(rest, out);
		return;
	}
	*brace = '\0';
	len = strlen(rest);
	while (len && is_blank(rest[len - 1]))
		rest[--len] = '\0';
	fprintf(out, "%s%s%s%s\"}%s", rest, rest[len - 1] == '{' ? "" : ",",
		as_member, word + strlen(as_word), brace + 1);
}

char *health_report_merge(const char *extra, const char *word)
{
	char *rest = strdup(extra ? extra : ""), *text = NULL;
	bool json = rest && is_json(rest);
	struct place p;
	FILE *out;
	size_t len;

	while (rest && find(rest, json, &p))
		cut(rest, (size_t)(p.start - rest), (size_t)(p.end - rest),
		    json);
	out = rest ? open_memstream(&text, &len) : NULL;
	if (out) {
		if (word && json)
			put_member(out, rest, word);
		else
			fprintf(out, "%s%s%s", rest, word && *rest ? " " : "",
				word ? word : "");
		if (fclose(out)) {
			free(text);
			text = NULL;
		}
	}
	free(rest);
	return text;
}
