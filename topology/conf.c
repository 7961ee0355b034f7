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

/* A relative path lies beside the file. */
static int set_path(char out[CONF_PATH], const char *key, const char *value,
		    const struct place_in_file *at, struct rail_error *err)
{
	const char *slash = strrchr(at->path, '/');
	int dir = value[0] == '/' || !slash ? 0 : (int)(slash - at->path) + 1;

	if (snprintf(out, CONF_PATH, "%.*s%s", dir, at->path, value) >=
	    CONF_PATH)
		return REFUSE(at, "%s: the path is longer than %d bytes", key,
			      CONF_PATH - 1);
	return 0;
}

static int set_map(struct conf *c, const char *value,
		   const struct place_in_file *at, struct rail_error *err)
{
	return set_path(c->map, "Map", value, at, err);
}

static int set_health(struct conf *c, const char *value,
		      const struct place_in_file *at, struct rail_error *err)
{
	return set_path(c->health_file, "HealthFile", value, at, err);
}

static int set_domain(struct conf *c, const char *value,
		      const struct place_in_file *at, struct rail_error *err)
{
	struct rail_error why;

	if (domains_add(&c->domains, value, &why) < 0)
		return REFUSE(at, "PowerDomain: %s", why.text);
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

static int set_half_life(struct conf *c, const char *value,
			 const struct place_in_file *at, struct rail_error *err)
{
	return parse_number("FailureHalfLife", value, 60, 31536000,
			    &c->half_life, at, err);
}

static int set_after(struct conf *c, const char *value,
		     const struct place_in_file *at, struct rail_error *err)
{
	return parse_number("QuarantineAfter", value, 0, 16,
			    &c->quarantine_after, at, err);
}

static int set_quarantine(struct conf *c, const char *value,
			  const struct place_in_file *at,
			  struct rail_error *err)
{
	return parse_number("QuarantineTime", value, 60, 31536000,
			    &c->quarantine_seconds, at, err);
}

static int set_delay(struct conf *c, const char *value,
		     const struct place_in_file *at, struct rail_error *err)
{
	c->restart_delay = -1;
	return !strcmp(value, "slurm") ? 0 :
		parse_number("RestartDelay", value, 1, 86400,
			     &c->restart_delay, at, err);
}

static int set_share(struct conf *c, const char *value,
		     const struct place_in_file *at, struct rail_error *err)
{
	return parse_number("FreezeShare", value, 1, 100, &c->freeze_share,
			    at, err);
}

static int set_warn_age(struct conf *c, const char *value,
			const struct place_in_file *at, struct rail_error *err)
{
	return parse_number("MapWarnAge", value, 0, 3650, &c->map_warn_days,
			    at, err);
}

static int set_max_age(struct conf *c, const char *value,
		       const struct place_in_file *at, struct rail_error *err)
{
	return parse_number("MapMaxAge", value, 0, 3650, &c->map_max_days, at,
			    err);
}

static const struct key {
	const char *name;
	int (*set)(struct conf *c, const char *value,
		   const struct place_in_file *at, struct rail_error *err);
	bool repeats;	/* may be there several times */
} keys[] = {
	{ "Map", set_map, false },
	{ "MapWarnAge", set_warn_age, false },
	{ "MapMaxAge", set_max_age, false },
	{ "DefaultMode", set_mode, false },
	{ "DecisionLimit", set_limit, false },
	{ "HoldTime", set_hold, false },
	{ "LedgerDays", set_days, false },
	{ "FailureHalfLife", set_half_life, false },
	{ "QuarantineAfter", set_after, false },
	{ "QuarantineTime", set_quarantine, false },
	{ "RestartDelay", set_delay, false },
	{ "HealthFile", set_health, false },
	{ "FreezeShare", set_share, false },
	{ "PowerDomain", set_domain, true },
};

enum { N_KEYS = sizeof(keys) / sizeof(keys[0]) };

/* "Map, DefaultMode, ... or PowerDomain" */
static void list_keys(char *text, size_t size)
{
	size_t len = 0;

	for (int k = 0; k < N_KEYS && len < size; k++)
		len += (size_t)snprintf(text + len, size - len, "%s%s",
					!k ? "" : k == N_KEYS - 1 ? " or " :
								   ", ",
					keys[k].name);
}

static void trim_end(char *text)
{
	size_t len = strlen(text);

	while (len && isspace((unsigned char)text[len - 1]))
		text[--len] = '\0';
}

static int parse_line(struct conf *c, char *line, bool *seen,
		      struct place_in_file *at, struct rail_error *err)
{
	char *start = line + strspn(line, " \t"), *equals, *value, known[512];

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
		if (seen[k] && !keys[k].repeats)
			return REFUSE(at, "%s is set twice", keys[k].name);
		seen[k] = true;
		at->column = (int)(value - line) + 1;
		if (!*value)
			return REFUSE(at, "%s has no value", keys[k].name);
		return keys[k].set(c, value, at, err);
	}
	list_keys(known, sizeof(known));
	return REFUSE(at, "unknown key \"%.64s\", expected %s", start, known);
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
	c->freeze_share = 50;
	c->half_life = 86400;
	c->quarantine_after = 3;
	c->quarantine_seconds = 86400;
	c->restart_delay = 1;
	c->map_warn_days = 30;
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
	if (rc)
		conf_clear(c);
	return rc;
}

void conf_clear(struct conf *c)
{
	domains_clear(&c->domains);
	memset(c, 0, sizeof(*c));
}
