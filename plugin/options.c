/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The --rail options: values, rules between them, wire form. */
#include "options.h"

#include <stdio.h>
#include <string.h>

int options_set_mode(struct options *o, const char *value,
		     struct rail_error *err)
{
	if (place_mode_parse(value, &o->mode))
		return rail_error_set(err, "--rail=\"%.32s\": expected best, "
				      "strict or off", value);
	o->has_mode = true;
	return 0;
}

int options_set_within(struct options *o, const char *value,
		       struct rail_error *err)
{
	if (place_within_parse(value, &o->within))
		return rail_error_set(err, "--rail-within=\"%.32s\": expected "
				      "island, pod or fabric", value);
	o->has_within = true;
	return 0;
}

int options_finish(struct options *o, struct rail_error *err)
{
	if (!o->has_within)
		return 0;
	if (o->has_mode && o->mode == PLACE_OFF)
		return rail_error_set(err, "--rail-within=%s contradicts "
				      "--rail=off: leave one of them out",
				      place_within_name(o->within));
	if (!o->has_mode) {
		o->has_mode = true;
		o->mode = PLACE_BEST;
	}
	return 0;
}

void options_format(const struct options *o, char *text, size_t size)
{
	text[0] = '\0';
	if (o->has_mode)
		snprintf(text, size, "rail=%s%s%s", place_mode_name(o->mode),
			 o->has_within ? ",within=" : "",
			 o->has_within ? place_within_name(o->within) : "");
}

static int parse_field(struct options *o, const char *field,
		       struct rail_error *err)
{
	if (!strncmp(field, "rail=", 5) && !o->has_mode)
		return options_set_mode(o, field + 5, err);
	if (!strncmp(field, "within=", 7) && !o->has_within)
		return options_set_within(o, field + 7, err);
	return rail_error_set(err, "\"%.32s\": expected rail= or within=, each "
			      "once", field);
}

int options_parse(struct options *o, const char *text, struct rail_error *err)
{
	char copy[64], *next = copy, *field, *save = NULL;

	memset(o, 0, sizeof(*o));
	if (strlen(text) >= sizeof(copy))
		return rail_error_set(err, "\"%.32s...\": expected fewer than "
				      "%zu bytes", text, sizeof(copy));
	strcpy(copy, text);
	for (; (field = strtok_r(next, ",", &save)); next = NULL)
		if (parse_field(o, field, err))
			goto fail;
	if (!o->has_mode) {
		rail_error_set(err, "\"%.32s\": expected rail=MODE", text);
		goto fail;
	}
	if (!options_finish(o, err))
		return 0;
fail:
	memset(o, 0, sizeof(*o));
	return -1;
}
