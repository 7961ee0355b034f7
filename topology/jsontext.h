/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * JSON read strictly, with a line and a column for every complaint.  json-c
 * reads the values; it keeps no positions and forgets duplicate keys, so
 * this keeps the text beside the values and looks there when it must.
 */
#ifndef RAIL_JSONTEXT_H
#define RAIL_JSONTEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <json-c/json.h>

#include "error.h"

enum {
	JSONTEXT_MAX_DEPTH = 32,
	JSONTEXT_MAX_MEMBERS = 16,	/* of a table given below */
};

/* A text that is being read; the caller fills all of it. */
struct jsontext {
	const char *text;
	size_t len;
	const char *name;	/* for messages */
	struct rail_error *err;
	size_t start;	/* where in TEXT the value begins that is read */
	/* Keys may hold escapes.  They are compared as they stand: one key
	 * spelt in two ways is not found to be there twice. */
	bool escapes;
};

/* Where a value stands: a chain of frames on the stacks of its readers.  NULL
 * is the whole text. */
struct jsontext_path {
	const struct jsontext_path *up;
	const char *key;	/* of an object; NULL: an element of an array */
	size_t index;		/* of an array */
};

/* A member that an object may have. */
struct jsontext_member {
	const char *key;
	enum json_type type;	/* json_type_null: any */
	bool required;
};

/*
 * Reads the text: one value, strict JSON in UTF-8, no NUL byte, no duplicate
 * key, not too deep, nothing after it.  The caller puts the value; NULL and
 * T->err when it is no such text.
 */
struct json_object *jsontext_parse(const struct jsontext *t);

/*
 * The same where other values may follow, with or without blanks between, as
 * in what a program printed that was run twice.  *NEXT is where the next one
 * begins, or T->len.
 */
struct json_object *jsontext_parse_next(const struct jsontext *t, size_t *next);

/* The offset of the value at PATH, which is there. */
size_t jsontext_offset(const struct jsontext *t,
		       const struct jsontext_path *path);

/*
 * Walks over long arrays and objects, for which jsontext_offset() would begin
 * anew at each step: from the offset of one to that of its first element (of
 * an object: the value of its first member), and from there to the next.  The
 * caller knows whether there is one.
 */
size_t jsontext_first_element(const struct jsontext *t, size_t offset);
size_t jsontext_next_element(const struct jsontext *t, size_t offset);

/* Fills T->err with a message about the value at PATH.  Returns -1. */
int jsontext_fail(const struct jsontext *t, const struct jsontext_path *path,
		  const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/*
 * Takes VALUE apart, which must be an object with no other keys than those of
 * the N members: OUT[i] is the value of MEMBERS[i], or NULL if there is none.
 */
int jsontext_members(const struct jsontext *t,
		     const struct jsontext_path *path,
		     struct json_object *value,
		     const struct jsontext_member *members, size_t n,
		     struct json_object **out);

/* 0 when VALUE is of TYPE. */
int jsontext_type(const struct jsontext *t, const struct jsontext_path *path,
		  struct json_object *value, enum json_type type);

/* An integer from MIN to MAX. */
int jsontext_int(const struct jsontext *t, const struct jsontext_path *path,
		 struct json_object *value, int min, int max, int *out);

/* A string without NUL; it belongs to VALUE.  NULL when it is none. */
const char *jsontext_string(const struct jsontext *t,
			    const struct jsontext_path *path,
			    struct json_object *value);

#endif
