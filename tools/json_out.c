/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Objects and arrays of json-c, and one look at what went wrong with them. */
#include "json_out.h"

void json_out_add(struct json_object *o, const char *key,
		  struct json_object *value, bool *failed)
{
	if (!o || !value || json_object_object_add(o, key, value) < 0) {
		json_object_put(value);
		*failed = true;
	}
}

void json_out_add_int(struct json_object *o, const char *key, int value,
		      bool *failed)
{
	json_out_add(o, key, json_object_new_int(value), failed);
}

void json_out_add_text(struct json_object *o, const char *key,
		       const char *text, bool *failed)
{
	if (text)
		json_out_add(o, key, json_object_new_string(text), failed);
	else
		json_out_add_null(o, key, failed);
}

void json_out_add_null(struct json_object *o, const char *key, bool *failed)
{
	if (!o || json_object_object_add(o, key, NULL) < 0)
		*failed = true;
}

void json_out_append(struct json_object *array, struct json_object *value,
		     bool *failed)
{
	if (!array || !value || json_object_array_add(array, value) < 0) {
		json_object_put(value);
		*failed = true;
	}
}

static int print(struct json_object *o, bool failed, int form, FILE *out)
{
	const char *text = failed ? NULL : json_object_to_json_string_ext(
		o, form | JSON_C_TO_STRING_NOSLASHESCAPE);

	if (text)
		fputs(text, out);
	json_object_put(o);
	return text ? 0 : -1;
}

int json_out_line(struct json_object *o, bool failed, FILE *out)
{
	return print(o, failed, JSON_C_TO_STRING_PLAIN, out);
}

int json_out_pretty(struct json_object *o, bool failed, FILE *out)
{
	return print(o, failed, JSON_C_TO_STRING_PRETTY, out);
}
