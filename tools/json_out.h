/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What --json prints, put together with json-c. */
#ifndef RAIL_JSON_OUT_H
#define RAIL_JSON_OUT_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdio.h>

/*
 * VALUE is taken, and may be NULL where it could not be made: that, and what
 * could not be added, makes *FAILED true, so that a writer asks once, at its
 * end.
 */
void json_out_add(struct json_object *o, const char *key,
		  struct json_object *value, bool *failed);
void json_out_add_int(struct json_object *o, const char *key, int value,
		      bool *failed);
/* null where TEXT is NULL */
void json_out_add_text(struct json_object *o, const char *key,
		       const char *text, bool *failed);
void json_out_add_null(struct json_object *o, const char *key, bool *failed);
void json_out_append(struct json_object *array, struct json_object *value,
		     bool *failed);

/*
 * Writes O in one line without its end, or in several that people can read,
 * and puts it.  -1 when FAILED, or when there is no memory for the text.
 */
int json_out_line(struct json_object *o, bool failed, FILE *out);
int json_out_pretty(struct json_object *o, bool failed, FILE *out);

#endif
