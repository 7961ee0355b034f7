/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The --rail options: values, rules between them, wire form. */
#include "options.h"

#include <stdio.h>
#include <stdlib.h>
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
				      "island, pod, zone, zone2 to zone%d or "
				      "fabric", value, FABRIC_MAX_LEVELS);
	o->has_within = true;
	return 0;
}

/* Digits alone, so that what was read is written the same way. */
static int set_number(const char *option, const char *value, const char *what,
		      int max, int *out, struct rail_error *err)
{
	size_t len = strspn(value, "0123456789");
	long n = len && len < 8 && !value[len] && value[0] != '0' ?
			 strtol(value, NULL, 10) : 0;

	if (n < 1 || n > max)
		return rail_error_set(err, "%s=\"%.32s\": expected a number "
				      "of %s from 1 to %d", option, value,
				      what, max);
	*out = (int)n;
	return 0;
}

int options_set_segment(struct options *o, const char *value,
			struct rail_error *err)
{
	return set_number("--rail-segment", value, "nodes", FABRIC_MAX_NODES,
			  &o->segment, err);
}

int options_set_spares(struct options *o, const char *value,
		       struct rail_error *err)
{
	return set_number("--rail-spares", value, "nodes", FABRIC_MAX_NODES,
			  &o->spares, err);
}

int options_set_min(struct options *o, const char *value,
		    struct rail_error *err)
{
	return set_number("--rail-min", value, "rails", FABRIC_MAX_RAILS,
			  &o->min_rails, err);
}

int options_set_wait(struct options *o, const char *value,
		     struct rail_error *err)
{
	return set_number("--rail-wait", value, "minutes", OPTIONS_MAX_WAIT,
			  &o->wait, err);
}

void options_set_uniform(struct options *o)
{
	o->uniform = true;
}

int options_check_ranks(const char *value, struct rail_error *err)
{
	if (!strcmp(value, "slot") || !strcmp(value, "slurm"))
		return 0;
	return rail_error_set(err, "--rail-ranks=\"%.32s\": expected slot or "
			      "slurm", value);
}

/* The first option that --rail=off makes no sense with; "": none. */
static const char *first_wish(const struct options *o, char text[48])
{
	text[0] = '\0';
	if (o->has_within)
		snprintf(text, 48, "--rail-within=%s",
			 place_within_name(o->within));
	else if (o->segment)
		snprintf(text, 48, "--rail-segment=%d", o->segment);
	else if (o->uniform)
		snprintf(text, 48, "--rail-uniform");
	else if (o->spares)
		snprintf(text, 48, "--rail-spares=%d", o->spares);
	else if (o->min_rails)
		snprintf(text, 48, "--rail-min=%d", o->min_rails);
	else if (o->wait)
		snprintf(text, 48, "--rail-wait=%d", o->wait);
	return text;
}

int options_finish(struct options *o, struct rail_error *err)
{
	char wish[48];

	if (!first_wish(o, wish)[0])
		return 0;
	if (o->has_mode && o->mode == PLACE_OFF)
		return rail_error_set(err, "%s contradicts --rail=off: leave "
				      "one of them out", wish);
	if (o->wait && o->has_mode && o->mode == PLACE_BEST)
		return rail_error_set(err, "--rail-wait=%d contradicts "
				      "--rail=best, which never waits for a "
				      "better place: leave one of them out",
				      o->wait);
	if (!o->has_mode) {
		o->has_mode = true;
		o->mode = o->wait ? PLACE_STRICT : PLACE_BEST;
	}
	return 0;
}

void options_format(const struct options *o, char *text, size_t size)
{
	char segment[24] = "", spares[24] = "", min[16] = "", wait[20] = "";

	text[0] = '\0';
	if (!o->has_mode)
		return;
	if (o->segment)
		snprintf(segment, sizeof(segment), ",segment=%d", o->segment);
	if (o->spares)
		snprintf(spares, sizeof(spares), ",spares=%d", o->spares);
	if (o->min_rails)
		snprintf(min, sizeof(min), ",min=%d", o->min_rails);
	if (o->wait)
		snprintf(wait, sizeof(wait), ",wait=%d", o->wait);
	snprintf(text, size, "rail=%s%s%s%s%s%s%s%s", place_mode_name(o->mode),
		 o->has_within ? ",within=" : "",
		 o->has_within ? place_within_name(o->within) : "", segment,
		 o->uniform ? ",uniform" : "", spares, min, wait);
}

static int parse_field(struct options *o, const char *field,
		       struct rail_error *err)
{
	if (!strncmp(field, "rail=", 5) && !o->has_mode)
		return options_set_mode(o, field + 5, err);
	if (!strncmp(field, "within=", 7) && !o->has_within)
		return options_set_within(o, field + 7, err);
	if (!strncmp(field, "segment=", 8) && !o->segment)
		return options_set_segment(o, field + 8, err);
	if (!strcmp(field, "uniform") && !o->uniform) {
		options_set_uniform(o);
		return 0;
	}
	if (!strncmp(field, "spares=", 7) && !o->spares)
		return options_set_spares(o, field + 7, err);
	if (!strncmp(field, "min=", 4) && !o->min_rails)
		return options_set_min(o, field + 4, err);
	if (!strncmp(field, "wait=", 5) && !o->wait)
		return options_set_wait(o, field + 5, err);
	return rail_error_set(err, "\"%.32s\": expected rail=, within=, "
			      "segment=, uniform, spares=, min= or wait=, "
			      "each once", field);
}

int options_parse(struct options *o, const char *text, struct rail_error *err)
{
	char copy[OPTIONS_TEXT], *next = copy, *field, *save = NULL;

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
