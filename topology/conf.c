/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads railyard.conf. */
#include "conf.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct place_in_file {
	const char *path;
	int line, column;
};

#define REFUSE(at, ...) \
	rail_error_at(err, (at)->path, (at)->line, (at)->column, __VA_ARGS__)

static int set_map(struct conf *c, const char *value,
		   const struct place_in_file *at, struct rail_error *err)
{
	const char *slash = strrchr(at->path, '/');
	int dir = value[0] == '/' || !slash ? 0 : (int)(slash - at->path) + 1;

	if (snprintf(c->map, sizeof(c->map), "%.*s%s", dir, at->path, value) >=
	    (int)sizeof(c->map))
		return REFUSE(at, "Map: the path is longer than %zu bytes",
			      sizeof(c->map) - 1);
	return 0;
}

static int set_mode(struct conf *c, const char *value,
		    const struct place_in_file *at, struct rail_error *err)
{
	if (place_mode_parse(value, &c->default_mode))
		return REFUSE(at, "DefaultMode=\"%.32s\": expected off, best "
			      "or strict", value);
	return 0;
}

static int parse_number(const char *key, const char *value, int low, int high,
			int *out, const struct place_in_file *at,
			struct rail_error *err)
{
	char *end;
	long n;

	errno = 0;
	n = strtol(value, &end, 10);
	if (errno || end == value || *end || n < low || n > high)
		return REFUSE(at, "%s=\"%.32s\": expected a number from %d to "
			      "%d", key, value, low, high);
	*out = (int)n;
	return 0;
}

static int set_limit(struct conf *c, const char *value,
		     const struct place_in_file *at, struct rail_error *err)
{
	return parse_number("DecisionLimit", value, 1, 10000,
			    &c->decision_limit_ms, at, err);
}

static int set_hold(struct conf *c, const char *value,
		    const struct place_in_file *at, struct rail_error *err)
{
	return parse_number("HoldTime", value, 0, 86400, &c->hold_seconds, at,
			    err);
}

static int set_days(struct conf *c, const char *value,
		    const struct place_in_file *at, struct rail_error *err)
{
	return parse_number("LedgerDays", value, 1, 3650, &c->ledger_days, at,
			    err);
}

static const struct key {
	const char *name;
	int (*set)(struct conf *c, const char *value,
		   const struct place_in_file *at, struct rail_error *err);
} keys[] = {
	{ "Map", set_map },
	{ "DefaultMode", set_mode },
	{ "DecisionLimit", set_limit },
	{ "HoldTime", set_hold },
	{ "LedgerDays", set_days },
};

enum { N_KEYS = sizeof(keys) / sizeof(keys[0]) };

static void trim_end(char *text)
{
	size_t len = strlen(text);

	while (len && isspace((unsigned char)text[len - 1]))
		text[--len] = '\0';
}

static int parse_line(struct conf *c, char *line, bool *seen,
		      struct place_in_file *at, struct rail_error *err)
{
	char *start = line + strspn(line, " \t"), *equals, *value;

	line[strcspn(line, "#")] = '\0';
	trim_end(line);
	if (start >= line + strlen(line))
		return 0;
	at->column = (int)(start - line) + 1;
	equals = strchr(start, '=');
	if (!equals)
		return REFUSE(at, "\"%.64s\": expected Key=Value", start);
	*equals = '\0';
	trim_end(start);
	value = equals + 1 + strspn(equals + 1, " \t");
	for (int k = 0; k < N_KEYS; k++) {
		if (strcasecmp(start, keys[k].name))
			continue;
		if (seen[k])
			return REFUSE(at, "%s is set twice", keys[k].name);
		seen[k] = true;
		at->column = (int)(value - line) + 1;
		if (!*value)
			return REFUSE(at, "%s has no value", keys[k].name);
		return keys[k].set(c, value, at, err);
	}
	return REFUSE(at, "unknown key \"%.64s\", expected Map, DefaultMode, "
		      "DecisionLimit, HoldTime or LedgerDays", start);
}

int conf_load(struct conf *c, const char *path, struct rail_error *err)
{
	struct place_in_file at = { .path = path };
	bool seen[N_KEYS] = { false };
	FILE *in = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;
	ssize_t len;
	int rc = 0;

	memset(c, 0, sizeof(*c));
	c->decision_limit_ms = 50;
	c->hold_seconds = 300;
	c->ledger_days = 7;
	if (!in)
		return rail_error_at(err, path, 0, 0, "%s", strerror(errno));
	while (!rc && (len = getline(&line, &size, in)) >= 0) {
		at.line++;
		at.column = 1;
		if (strlen(line) != (size_t)len)
			rc = REFUSE(&at, "a NUL byte: this is no text file");
		else
			rc = parse_line(c, line, seen, &at, err);
	}
	if (!rc && ferror(in))
		rc = rail_error_at(err, path, 0, 0, "%s", strerror(errno));
	if (!rc && !c->map[0])
		rc = rail_error_at(err, path, 0, 0, "Map is missing, expected "
				   "Map=PATH of a railyard-map(5)");
	free(line);
	fclose(in);
	return rc;
}
