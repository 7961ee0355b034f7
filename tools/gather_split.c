/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What pdsh and srun print of many hosts -> the answer of each. */
#include "gather_split.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "topology/fabric.h"

enum { MAX_LINE = 1 << 20 };

/* One label: of pdsh the host of the same index, of srun a task. */
struct stream {
	struct gather_answer answer;
	uint32_t bits;	/* of base64, not yet a byte */
	int n_bits;
	bool done;
	int host;	/* -1: it has not said yet */
};

struct gather_split {
	const char *const *hosts;
	int *order;		/* of hosts[], by name */
	struct stream *streams;
	int n;
	bool numbered;
	size_t max, max_err;
	struct gather_bytes lines[2];	/* not yet whole: stdout, stderr */
	struct gather_bytes talk;	/* stderr of nobody */
};

/* --- names --------------------------------------------------------------- */

static int by_name(const void *a, const void *b, void *hosts)
{
	const char *const *names = hosts;

	return strcmp(names[*(const int *)a], names[*(const int *)b]);
}

struct gather_split *gather_split_create(const char *const *hosts, int n,
					 bool numbered, size_t max,
					 size_t max_err)
{
	struct gather_split *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->order = calloc((size_t)n + 1, sizeof(*s->order));
	s->streams = calloc((size_t)n + 1, sizeof(*s->streams));
	if (!s->order || !s->streams) {
		gather_split_destroy(s);
		return NULL;
	}
	s->hosts = hosts;
	s->n = n;
	s->numbered = numbered;
	s->max = max;
	s->max_err = max_err;
	for (int i = 0; i < n; i++) {
		s->order[i] = i;
		s->streams[i].host = numbered ? -1 : i;
	}
	qsort_r(s->order, (size_t)n, sizeof(*s->order), by_name,
		(void *)(uintptr_t)hosts);
	return s;
}

void gather_split_destroy(struct gather_split *s)
{
	if (!s)
		return;
	for (int i = 0; s->streams && i < s->n; i++) {
		gather_bytes_clear(&s->streams[i].answer.out);
		gather_bytes_clear(&s->streams[i].answer.err);
	}
	gather_bytes_clear(&s->lines[0]);
	gather_bytes_clear(&s->lines[1]);
	gather_bytes_clear(&s->talk);
	free(s->streams);
	free(s->order);
	free(s);
}

/* Compares NAME with the LEN characters of LABEL as strcmp() would. */
static int compare(const char *name, const char *label, size_t len)
{
	int c = strncmp(name, label, len);

	return c ? c : name[len] != '\0';
}

/* The first of order[] that is not before LABEL. */
static int lower_bound(const struct gather_split *s, const char *label,
		       size_t len)
{
	int low = 0, high = s->n;

	while (low < high) {
		int middle = low + (high - low) / 2;

		if (compare(s->hosts[s->order[middle]], label, len) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* How many names from *AT on begin with the LEN characters of LABEL. */
static int find_prefix(const struct gather_split *s, const char *label,
		       size_t len, int *at)
{
	int n = 0;

	*at = lower_bound(s, label, len);
	while (*at + n < s->n &&
	       !strncmp(s->hosts[s->order[*at + n]], label, len))
		n++;
	return n;
}

/* Index of the host that is called so, with or without its domain; or -1. */
static int find_host(const struct gather_split *s, const char *label,
		     size_t len)
{
	char text[FABRIC_NAME_MAX + 2];
	int at = lower_bound(s, label, len);

	if (at < s->n && !compare(s->hosts[s->order[at]], label, len))
		return s->order[at];
	if (!len || len > FABRIC_NAME_MAX)
		return -1;
	memcpy(text, label, len);
	text[len] = '.';
	/* of gpu1.east and gpu1.west, which of them is not known */
	return find_prefix(s, text, len + 1, &at) == 1 ? s->order[at] : -1;
}

/* Index of the stream that LABEL names, or -1. */
static int find_stream(const struct gather_split *s, const char *label,
		       size_t len)
{
	int number = 0;

	if (!s->numbered)
		return find_host(s, label, len);
	for (; len && *label == ' '; len--)
		label++;
	if (!len)
		return -1;
	for (; len; len--, label++) {
		if (*label < '0' || *label > '9' || number > s->n)
			return -1;
		number = number * 10 + (*label - '0');
	}
	return number < s->n ? number : -1;
}

/* --- one answer ---------------------------------------------------------- */

static int base64_value(char c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) : -1;
}

static int decode(struct gather_split *s, struct stream *st, const char *text,
		  size_t len)
{
	char bytes[1024];
	size_t n = 0;
	int rc = 0;

	for (size_t i = 0; i < len && rc == 0; i++) {
		int value = base64_value(text[i]);

		if (value < 0)
			continue;	/* '=', or an odd character */
		st->bits = st->bits << 6 | (uint32_t)value;
		st->n_bits += 6;
		if (st->n_bits >= 8) {
			st->n_bits -= 8;
			bytes[n++] = (char)(st->bits >> st->n_bits);
		}
		if (n == sizeof(bytes)) {
			rc = gather_bytes_add(&st->answer.out, bytes, n,
					      s->max);
			n = 0;
		}
	}
	return rc ? rc : gather_bytes_add(&st->answer.out, bytes, n, s->max);
}

static const char mark[] = "railyard ";

/* The host that the first line names, for a task that is only a number. */
static void learn_host(struct gather_split *s, struct stream *st)
{
	const char *name = st->answer.out.text + strlen(mark);
	const char *end = memchr(st->answer.out.text, '\n',
				 st->answer.out.len);

	if (st->host < 0 && end && st->answer.out.len > strlen(mark) &&
	    !strncmp(st->answer.out.text, mark, strlen(mark)))
		st->host = find_host(s, name, (size_t)(end - name));
}

/*
 * Whether the last line is a status.  Then first and last line go, and so does
 * the line's end in front of the last, which was put there in case that the
 * answer had none.
 */
static bool is_whole(struct stream *st)
{
	struct gather_bytes *out = &st->answer.out;
	char *first, *last;
	int status, used = 0;

	if (out->cut || out->len < 2 || out->text[out->len - 1] != '\n')
		return false;
	last = memrchr(out->text, '\n', out->len - 1);
	first = memchr(out->text, '\n', out->len);
	if (!last || last <= first ||
	    sscanf(last + 1, "railyard %3d%n", &status, &used) != 1 ||
	    last[1 + used] != '\n')
		return false;
	out->len = (size_t)(last - 1 - first);
	memmove(out->text, first + 1, out->len);
	out->text[out->len] = '\0';
	st->answer.status = status << 8;
	return true;
}

/* --- lines --------------------------------------------------------------- */

typedef int ended_fn(void *ctx, int host, struct gather_answer *answer);

static int take_stdout(struct gather_split *s, struct stream *st,
		       const char *text, size_t len, ended_fn *ended,
		       void *ctx)
{
	if (st->done)
		return 0;
	if (decode(s, st, text, len) < 0)
		return -1;
	if (!st->answer.out.len)
		return 0;
	learn_host(s, st);
	if (st->host < 0 || !is_whole(st))
		return 0;
	st->done = true;
	if (st->answer.status)
		return 0;
	if (ended(ctx, st->host, &st->answer) < 0)
		return -1;
	gather_bytes_clear(&st->answer.out);
	gather_bytes_clear(&st->answer.err);
	return 0;
}

static int add_line(struct gather_bytes *b, const char *text, size_t len,
		    size_t max)
{
	return gather_bytes_add(b, text, len, max) ||
	       gather_bytes_add(b, "\n", 1, max) ? -1 : 0;
}

/* The stream of HOST, or NULL. */
static struct stream *stream_of(struct gather_split *s, int host)
{
	for (int i = 0; host >= 0 && i < s->n; i++)
		if (s->streams[i].host == host)
			return &s->streams[i];
	return NULL;
}

/*
 * Of the program itself: "pdsh@admin: gpu07: ssh exited with exit code 255",
 * "srun: error: gpu07: task 3: Exited with exit code 127".  What the host said
 * before tells more than such a line.
 */
static int take_talk(struct gather_split *s, const char *line, size_t len)
{
	const char *p = line, *end = line + len, *colon;

	for (; (colon = memmem(p, (size_t)(end - p), ": ", 2)); p = colon + 2) {
		struct stream *st = p == line ? NULL : stream_of(
			s, find_host(s, p, (size_t)(colon - p)));

		if (st && st->answer.err.len)
			return 0;
		if (st)
			return add_line(&st->answer.err, line, len,
					s->max_err);
	}
	return add_line(&s->talk, line, len, s->max_err);
}

static int take_line(struct gather_split *s, bool is_stderr, const char *line,
		     size_t len, ended_fn *ended, void *ctx)
{
	const char *colon = memchr(line, ':', len);
	int at = colon ? find_stream(s, line, (size_t)(colon - line)) : -1;
	const char *text;

	if (at < 0)
		return is_stderr ? take_talk(s, line, len) : 0;
	text = colon + 1;
	if (text < line + len && *text == ' ')
		text++;
	len -= (size_t)(text - line);
	return is_stderr ? add_line(&s->streams[at].answer.err, text, len,
				    s->max_err) :
			   take_stdout(s, &s->streams[at], text, len, ended,
				       ctx);
}

int gather_split_feed(struct gather_split *s, bool is_stderr, const char *text,
		      size_t len, ended_fn *ended, void *ctx)
{
	struct gather_bytes *line = &s->lines[is_stderr];
	const char *end;

	for (; (end = memchr(text, '\n', len)); text = end + 1) {
		size_t part = (size_t)(end - text);
		int rc;

		len -= part + 1;
		if (!line->len) {
			rc = take_line(s, is_stderr, text, part, ended, ctx);
		} else {
			rc = gather_bytes_add(line, text, part, MAX_LINE);
			if (rc == 0)
				rc = take_line(s, is_stderr, line->text,
					       line->len, ended, ctx);
			line->len = 0;
			line->cut = false;
		}
		if (rc < 0)
			return -1;
	}
	return gather_bytes_add(line, text, len, MAX_LINE);
}

bool gather_split_left(struct gather_split *s, int host,
		       const struct gather_answer **answer,
		       const struct gather_bytes **err)
{
	static const struct gather_answer nothing;
	struct stream *st = stream_of(s, host);

	*answer = st ? &st->answer : &nothing;
	*err = st && st->answer.err.len ? &st->answer.err : &s->talk;
	return st && st->done;
}
