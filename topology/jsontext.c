/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Strict JSON: json-c for the values, the text for the places. */
#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "jsontext.h"
#include "jsontext_scan.h"

/* A message about the byte at OFFSET. */
static int fail_offset(const struct jsontext *t, size_t offset,
		       const char *what)
{
	int line, col;

	rail_error_locate(t->text, t->len, offset, &line, &col);
	return rail_error_at(t->err, t->name, line, col, "%s", what);
}

int jsontext_fail(const struct jsontext *t, const struct jsontext_path *path,
		  const char *fmt, ...)
{
	char what[sizeof(t->err->text)];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	return fail_offset(t, jsontext_offset(t, path), what);
}

/* --- the whole text ----------------------------------------------------- */

static const char *explain(enum json_tokener_error error)
{
	switch (error) {
	case json_tokener_error_depth:
		return "nested too deeply";
	case json_tokener_error_parse_eof:
		return "the text ends too early";
	case json_tokener_error_parse_utf8_string:
		return "a string is not UTF-8";
	case json_tokener_error_parse_number:
		return "this is not a number in JSON";
	case json_tokener_error_parse_string:
		return "a string holds what JSON does not allow there";
	case json_tokener_error_parse_array:
		return "',' or ']' was expected";
	case json_tokener_error_parse_object_key_name:
		return "a key in double quotes was expected";
	case json_tokener_error_parse_object_key_sep:
		return "':' was expected";
	case json_tokener_error_parse_object_value_sep:
		return "',' or '}' was expected";
	default:
		return "this is not JSON";
	}
}

/* Whether nothing but white space is at and after OFFSET. */
static bool blank_from(const struct jsontext *t, size_t offset)
{
	while (offset < t->len && memchr(" \t\r\n", t->text[offset], 4))
		offset++;
	return offset == t->len;
}

/* *END is behind the value, or where it went wrong. */
static struct json_object *tokenize(const struct jsontext *t,
				    struct json_tokener *tok, size_t *end)
{
	struct json_object *value;
	enum json_tokener_error error;
	const char *nul;

	value = json_tokener_parse_ex(tok, t->text + t->start,
				      (int)(t->len - t->start));
	error = json_tokener_get_error(tok);
	*end = t->start + json_tokener_get_parse_end(tok);
	if (error == json_tokener_continue) {
		/* A number at the very end needs a NUL to be finished. */
		value = json_tokener_parse_ex(tok, "", 1);
		error = json_tokener_get_error(tok);
		*end = t->len;
		if (error != json_tokener_success)
			error = json_tokener_error_parse_eof;
	}
	if (error == json_tokener_success && value)
		return value;
	if (error == json_tokener_success) {
		/* Its value is NULL, which must not pass for a failure. */
		fail_offset(t, t->start + strspn(t->text + t->start, " \t\r\n"),
			    "null, an object or an array was expected");
		return NULL;
	}
	json_object_put(value);
	/* json-c stops at a NUL or, before 0.18, behind it. */
	nul = memchr(t->text + t->start, '\0',
		     *end - t->start + (*end < t->len));
	if (nul)
		fail_offset(t, (size_t)(nul - t->text), "a NUL byte");
	else
		fail_offset(t, *end, explain(error));
	return NULL;
}

/* What json-c lets pass: a key twice in one object. */
static int check_keys(const struct jsontext *t)
{
	char what[sizeof(t->err->text)];
	struct jsontext_span key;

	switch (jsontext_scan_keys(t, &key)) {
	case JSONTEXT_KEYS_FINE:
		return 0;
	case JSONTEXT_KEYS_TWICE:
		snprintf(what, sizeof(what), "key \"%.*s\" appears twice",
			 key.len > 100 ? 100 : (int)key.len,
			 t->text + key.start);
		break;
	case JSONTEXT_KEYS_ESCAPE:
		snprintf(what, sizeof(what), "a key holds an escape");
		break;
	case JSONTEXT_KEYS_NOMEM:
	default:
		return rail_error_nomem(t->err);
	}
	return fail_offset(t, key.start - 1, what);
}

static struct json_object *parse_value(const struct jsontext *t, size_t *end)
{
	struct json_tokener *tok = json_tokener_new_ex(JSONTEXT_MAX_DEPTH);
	struct json_object *value;

	if (!tok) {
		rail_error_nomem(t->err);
		return NULL;
	}
	/* What follows the value is looked at here, for a better message. */
	json_tokener_set_flags(tok, JSON_TOKENER_STRICT |
					    JSON_TOKENER_VALIDATE_UTF8 |
					    JSON_TOKENER_ALLOW_TRAILING_CHARS);
	value = tokenize(t, tok, end);
	json_tokener_free(tok);
	return value;
}

struct json_object *jsontext_parse_next(const struct jsontext *t, size_t *next)
{
	struct jsontext one = *t;
	struct json_object *value;

	if (t->len - t->start > INT_MAX) {
		rail_error_at(t->err, t->name, 0, 0, "too large");
		return NULL;
	}
	if (t->len >= 3 && memcmp(t->text, "\xef\xbb\xbf", 3) == 0) {
		fail_offset(t, 0, "a byte order mark, which JSON has not");
		return NULL;
	}
	if (blank_from(t, t->start)) {
		rail_error_at(t->err, t->name, 0, 0,
			      "empty: JSON was expected");
		return NULL;
	}
	value = parse_value(t, &one.len);
	if (!value)
		return NULL;
	if (check_keys(&one)) {
		json_object_put(value);
		return NULL;
	}
	*next = one.len;
	while (*next < t->len && memchr(" \t\r\n", t->text[*next], 4))
		++*next;
	return value;
}

struct json_object *jsontext_parse(const struct jsontext *t)
{
	struct json_object *value;
	const char *nul = t->len ? memchr(t->text, '\0', t->len) : NULL;
	size_t next;

	if (nul) {
		fail_offset(t, (size_t)(nul - t->text), "a NUL byte");
		return NULL;
	}
	value = jsontext_parse_next(t, &next);
	if (!value || next == t->len)
		return value;
	fail_offset(t, next, "something follows the end of the value");
	json_object_put(value);
	return NULL;
}

/* --- values ------------------------------------------------------------- */

static const char *type_name(enum json_type type)
{
	switch (type) {
	case json_type_null:
		return "null";
	case json_type_boolean:
		return "a boolean";
	case json_type_double:
		return "a fraction";
	case json_type_int:
		return "an integer";
	case json_type_object:
		return "an object";
	case json_type_array:
		return "an array";
	case json_type_string:
		return "a string";
	default:
		return "something else";
	}
}

/* What to call the value at PATH: its key, or that of the array it is in. */
static const char *path_name(const struct jsontext_path *path)
{
	while (path && !path->key)
		path = path->up;
	return path ? path->key : NULL;
}

int jsontext_type(const struct jsontext *t, const struct jsontext_path *path,
		  struct json_object *value, enum json_type type)
{
	enum json_type is = json_object_get_type(value);
	const char *name = path_name(path);

	if (is == type)
		return 0;
	if (!name)
		return jsontext_fail(t, path, "%s, %s was expected",
				     type_name(is), type_name(type));
	return jsontext_fail(t, path, "%s\"%s\" is %s, %s was expected",
			     path->key ? "" : "an element of ", name,
			     type_name(is), type_name(type));
}

static int find_member(const struct jsontext_member *members, size_t n,
		       const char *key)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(members[i].key, key) == 0)
			return (int)i;
	return -1;
}

static int unknown_key(const struct jsontext *t,
		       const struct jsontext_path *path, const char *key,
		       const struct jsontext_member *members, size_t n)
{
	char what[sizeof(t->err->text)];
	int used = snprintf(what, sizeof(what),
			    "unknown key \"%.100s\"; one of", key);

	for (size_t i = 0; i < n && used < (int)sizeof(what); i++)
		used += snprintf(what + used, sizeof(what) - (size_t)used,
				 " \"%s\"%s", members[i].key,
				 i + 1 < n ? "," : " was expected");
	return fail_offset(t, jsontext_key_offset(t, path, key), what);
}

int jsontext_members(const struct jsontext *t,
		     const struct jsontext_path *path,
		     struct json_object *value,
		     const struct jsontext_member *members, size_t n,
		     struct json_object **out)
{
	bool seen[JSONTEXT_MAX_MEMBERS] = { false };

	if (jsontext_type(t, path, value, json_type_object))
		return -1;
	memset(out, 0, n * sizeof(*out));
	json_object_object_foreach(value, key, member) {
		struct jsontext_path at = { .up = path, .key = key };
		int i = find_member(members, n, key);

		if (i < 0)
			return unknown_key(t, path, key, members, n);
		if (members[i].type != json_type_null &&
		    jsontext_type(t, &at, member, members[i].type))
			return -1;
		seen[i] = true;
		out[i] = member;
	}
	for (size_t i = 0; i < n; i++)
		if (members[i].required && !seen[i])
			return jsontext_fail(t, path, "\"%s\" is missing",
					     members[i].key);
	return 0;
}

int jsontext_int(const struct jsontext *t, const struct jsontext_path *path,
		 struct json_object *value, int min, int max, int *out)
{
	int64_t n;

	if (jsontext_type(t, path, value, json_type_int))
		return -1;
	/* json-c cuts what does not fit to INT64_MIN or INT64_MAX. */
	n = json_object_get_int64(value);
	if (n < min || n > max)
		return jsontext_fail(t, path,
				     "\"%s\" is %s%" PRId64
				     ", %d to %d was expected",
				     path_name(path),
				     n == INT64_MAX ? "at least " : "", n, min,
				     max);
	*out = (int)n;
	return 0;
}

const char *jsontext_string(const struct jsontext *t,
			    const struct jsontext_path *path,
			    struct json_object *value)
{
	const char *s;

	if (jsontext_type(t, path, value, json_type_string))
		return NULL;
	s = json_object_get_string(value);
	if (strlen(s) != (size_t)json_object_get_string_len(value)) {
		jsontext_fail(t, path, "a string holds a NUL");
		return NULL;
	}
	return s;
}
