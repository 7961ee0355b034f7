/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Walks JSON text for its keys and positions.  json-c has found the text
 * valid, so nothing is checked but the end of it.
 */
#include <stdlib.h>
#include <string.h>

#include "jsontext_scan.h"

static const char *skip_blank(const char *p, const char *end)
{
	while (p < end && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r'))
		p++;
	return p;
}

/* From an opening quote to behind the closing one. */
static const char *skip_string(const char *p, const char *end)
{
	for (p++; p < end && *p != '"'; p++)
		if (*p == '\\')
			p++;
	return p < end ? p + 1 : end;
}

/* From the start of a value to behind it. */
static const char *skip_value(const char *p, const char *end)
{
	int depth = 0;

	while (p < end) {
		switch (*p) {
		case '"':
			p = skip_string(p, end);
			break;
		case '{':
		case '[':
			depth++;
			p++;
			continue;
		case '}':
		case ']':
			depth--;
			p++;
			break;
		default:
			while (p < end && !strchr("\"{}[], \t\r\n:", *p))
				p++;
		}
		if (depth <= 0)
			break;
		while (p < end && strchr(" \t\r\n,:", *p))
			p++;
	}
	return p;
}

/* --- positions ---------------------------------------------------------- */

/* From an object's '{' to the quote of KEY; *VALUE is where its value is. */
static const char *find_key(const char *p, const char *end, const char *key,
			    const char **value)
{
	size_t len = strlen(key);

	p = skip_blank(p + 1, end);
	while (p < end && *p == '"') {
		const char *name = p, *close = skip_string(p, end);

		p = skip_blank(close, end);	/* at the ':' */
		p = skip_blank(p < end ? p + 1 : p, end);
		*value = p;
		if ((size_t)(close - name) == len + 2 &&
		    memcmp(name + 1, key, len) == 0)
			return name;
		p = skip_blank(skip_value(p, end), end);
		p = skip_blank(p < end ? p + 1 : p, end);
	}
	return *value = end;
}

/* From an array's '[' to its element INDEX. */
static const char *find_element(const char *p, const char *end, size_t index)
{
	p = skip_blank(p + 1, end);
	while (index-- && p < end) {
		p = skip_blank(skip_value(p, end), end);
		p = skip_blank(p < end ? p + 1 : p, end);
	}
	return p;
}

static const char *find_path(const struct jsontext *t,
			     const struct jsontext_path *path)
{
	const char *end = t->text + t->len, *p;

	const char *object;

	if (!path)
		return skip_blank(t->text + t->start, end);
	p = object = find_path(t, path->up);
	if (p >= end)
		return end;
	if (path->key)
		find_key(p, end, path->key, &p);
	else
		p = find_element(p, end, path->index);
	/* A key that is spelt with escapes: its object is near enough. */
	return p >= end && t->escapes ? object : p;
}

size_t jsontext_offset(const struct jsontext *t,
		       const struct jsontext_path *path)
{
	return (size_t)(find_path(t, path) - t->text);
}

/* From what is before an element to the element, over the key of a member. */
static size_t to_element(const struct jsontext *t, const char *p)
{
	const char *end = t->text + t->len, *colon;

	p = skip_blank(p < end ? p + 1 : p, end);
	if (p < end && *p == '"') {
		colon = skip_blank(skip_string(p, end), end);
		if (colon < end && *colon == ':')
			p = skip_blank(colon + 1, end);
	}
	return (size_t)(p - t->text);
}

size_t jsontext_first_element(const struct jsontext *t, size_t offset)
{
	return to_element(t, t->text + offset);
}

size_t jsontext_next_element(const struct jsontext *t, size_t offset)
{
	const char *end = t->text + t->len;

	return to_element(t, skip_blank(skip_value(t->text + offset, end),
					end));
}

size_t jsontext_key_offset(const struct jsontext *t,
			   const struct jsontext_path *path, const char *key)
{
	const char *end = t->text + t->len, *object = find_path(t, path);
	const char *value;

	if (object >= end)
		return t->len;
	return (size_t)(find_key(object, end, key, &value) - t->text);
}

/* --- duplicate keys ----------------------------------------------------- */

enum { FEW = 16 };	/* up to here, comparing all pairs is fastest */

/* The keys of the objects around the place of the walk, innermost last. */
struct walk {
	const char *text, *start, *end;
	bool escapes;
	struct jsontext_span *keys;
	size_t n_keys, capacity;
	struct jsontext_span bad;
	enum jsontext_keys result;
};

static int push_key(struct walk *w, const char *start, const char *close)
{
	struct jsontext_span key = {
		.start = (size_t)(start - w->text),
		.len = (size_t)(close - start),
	};

	if (!w->escapes && memchr(start, '\\', key.len)) {
		w->bad = key;
		w->result = JSONTEXT_KEYS_ESCAPE;
		return -1;
	}
	if (w->n_keys == w->capacity) {
		size_t capacity = w->capacity ? w->capacity * 2 : 64;
		void *keys = realloc(w->keys, capacity * sizeof(*w->keys));

		if (!keys) {
			w->result = JSONTEXT_KEYS_NOMEM;
			return -1;
		}
		w->keys = keys;
		w->capacity = capacity;
	}
	w->keys[w->n_keys++] = key;
	return 0;
}

static int compare_spans(const void *x, const void *y, void *text)
{
	const struct jsontext_span *a = x, *b = y;
	const char *t = text;
	int order;

	if (a->len != b->len)
		return a->len < b->len ? -1 : 1;
	order = memcmp(t + a->start, t + b->start, a->len);
	if (order)
		return order;
	return a->start < b->start ? -1 : a->start > b->start;
}

static bool same_key(const struct walk *w, const struct jsontext_span *a,
		     const struct jsontext_span *b)
{
	return a->len == b->len &&
	       memcmp(w->text + a->start, w->text + b->start, a->len) == 0;
}

static int found_twice(struct walk *w, struct jsontext_span key)
{
	w->bad = key;
	w->result = JSONTEXT_KEYS_TWICE;
	return -1;
}

/* Whether the N keys of one object are all different. */
static int check_object(struct walk *w, struct jsontext_span *keys, size_t n)
{
	if (n <= FEW) {
		for (size_t i = 1; i < n; i++)
			for (size_t j = 0; j < i; j++)
				if (same_key(w, &keys[i], &keys[j]))
					return found_twice(w, keys[i]);
		return 0;
	}
	qsort_r(keys, n, sizeof(*keys), compare_spans, (void *)w->text);
	for (size_t i = 1; i < n; i++)
		if (same_key(w, &keys[i], &keys[i - 1]))
			return found_twice(w, keys[i]);
	return 0;
}

/*
 * Walks the whole value once.  STARTS[d] is the number of keys there were
 * when the container at depth d began; an array just has none of its own.
 * A string is a key when a ':' follows it.
 */
static void walk_text(struct walk *w)
{
	size_t starts[JSONTEXT_MAX_DEPTH + 2];
	const char *p = w->start, *close, *next;
	int depth = 0;

	while (p < w->end) {
		switch (*p) {
		case '"':
			close = skip_string(p, w->end);
			next = skip_blank(close, w->end);
			if (next < w->end && *next == ':' &&
			    push_key(w, p + 1, close - 1))
				return;
			p = next;
			continue;
		case '{':
		case '[':
			if (depth > JSONTEXT_MAX_DEPTH)
				return;	/* json-c has refused that */
			starts[depth++] = w->n_keys;
			break;
		case '}':
		case ']':
			if (depth == 0)
				return;
			depth--;
			if (w->n_keys > starts[depth] &&
			    check_object(w, w->keys + starts[depth],
					 w->n_keys - starts[depth]))
				return;
			w->n_keys = starts[depth];
			break;
		}
		p++;
	}
}

enum jsontext_keys jsontext_scan_keys(const struct jsontext *t,
				      struct jsontext_span *key)
{
	struct walk w = {
		.text = t->text,
		.start = t->text + t->start,
		.end = t->text + t->len,
		.escapes = t->escapes,
		.result = JSONTEXT_KEYS_FINE,
	};

	walk_text(&w);
	free(w.keys);
	*key = w.bad;
	return w.result;
}
