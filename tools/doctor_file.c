/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines, comments, escapes, and Include of Slurm's configuration files. */
#include "doctor_file.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MAX_DEPTH = 16 };

/* --- lines --------------------------------------------------------------- */

/* Cuts a comment off; "\#" is none. */
static void strip_comment(char *line)
{
	bool escaped = false;

	for (char *p = line; *p; p++) {
		if (*p == '#' && !escaped) {
			*p = '\0';
			return;
		}
		escaped = *p == '\\' && !escaped;
	}
}

static void strip_end(char *line)
{
	size_t len = strlen(line);

	while (len && isspace((unsigned char)line[len - 1]))
		line[--len] = '\0';
}

static void strip_escapes(char *line)
{
	char *to = line;

	for (const char *p = line; *p; p++) {
		if (*p == '\\' && p[1])
			p++;
		*to++ = *p;
	}
	*to = '\0';
}

/* Whether the line goes on in the next one; cuts the mark off. */
static bool goes_on(char *line)
{
	size_t len = strlen(line);

	if (!len || line[len - 1] != '\\' ||
	    (len > 1 && line[len - 2] == '\\'))
		return false;
	line[len - 1] = '\0';
	return true;
}

struct reading {
	FILE *in;
	char *line, *all;
	size_t size;
	int count;	/* lines read */
	bool nomem;
};

/* The next line with those that continue it, in r->all; how many, 0: none. */
static int next_line(struct reading *r)
{
	int lines = 0;

	free(r->all);
	r->all = strdup("");
	while (r->all && getline(&r->line, &r->size, r->in) >= 0) {
		char *more;
		bool on;

		lines++;
		strip_comment(r->line);
		strip_end(r->line);
		on = goes_on(r->line);
		if (asprintf(&more, "%s%s", r->all, r->line) < 0)
			more = NULL;
		free(r->all);
		r->all = more;
		if (!on)
			break;
	}
	r->nomem |= !r->all;
	r->count += lines;
	return r->all ? lines : 0;
}

/* --- Include ------------------------------------------------------------- */

/* The file that LINE includes, or NULL: it is no such line. */
static char *included(char *line)
{
	if (strncasecmp(line, "include", 7) ||
	    !isspace((unsigned char)line[7]))
		return NULL;
	line += 7;
	line += strspn(line, " \t");
	line[strcspn(line, " \t")] = '\0';
	return line;
}

/* Its path, with %c replaced, into OUT; -1: it has no cluster's name yet. */
static int path_of(const struct doctor_file *f, const char *name, char *out,
		   size_t size)
{
	size_t len = 0;

	if (*name != '/')
		len = (size_t)snprintf(out, size, "%s/", f->folder);
	for (const char *p = name; *p && len + 1 < size; p++) {
		if (p[0] != '%' || p[1] != 'c') {
			out[len++] = *p;
			continue;
		}
		if (!f->cluster[0])
			return -1;
		for (const char *c = f->cluster; *c && len + 1 < size; c++)
			out[len++] = (char)tolower((unsigned char)*c);
		p++;
	}
	out[len < size ? len : size - 1] = '\0';
	return 0;
}

static int read_at(struct doctor_file *f, const char *path, int depth,
		   struct rail_error *err);

static void complain(struct doctor_file *f, const struct doctor_place *at,
		     const char *name, const char *what)
{
	doctor_find(f->found, "include", DOCTOR_ERROR, "a file that is there",
		    "slurmctld, slurmd and all commands wait a minute for it, "
		    "and end", "%s:%d: Include %s: %s", at->path, at->line,
		    name, what);
}

static void include(struct doctor_file *f, const struct doctor_place *at,
		    const char *name, int depth)
{
	char path[CONF_PATH];
	struct rail_error err;

	if (!*name)
		complain(f, at, name, "no file");
	else if (strchr(name, '*'))
		complain(f, at, name, "Slurm takes no patterns here");
	else if (depth >= MAX_DEPTH)
		complain(f, at, name, "files that include each other");
	else if (path_of(f, name, path, sizeof(path)))
		complain(f, at, name, "ClusterName is not known yet");
	else if (read_at(f, path, depth + 1, &err))
		complain(f, at, name, err.text);
}

static int read_at(struct doctor_file *f, const char *path, int depth,
		   struct rail_error *err)
{
	struct reading r = { .in = fopen(path, "re") };
	struct doctor_place at = { .path = path };

	if (!r.in)
		return rail_error_at(err, path, 0, 0, "%s", strerror(errno));
	for (int lines; (lines = next_line(&r)) > 0;) {
		char *line = r.all + strspn(r.all, " \t"), *name;

		at.line = r.count - lines + 1;
		strip_escapes(line);
		name = included(line);
		if (name) {
			include(f, &at, name, depth);
			continue;
		}
		if (!strncasecmp(line, "ClusterName", 11))
			doctor_file_word(line, "ClusterName", f->cluster,
					 sizeof(f->cluster));
		if (*line)
			f->take(f->arg, &at, line);
	}
	if (ferror(r.in))
		r.nomem = rail_error_at(err, path, 0, 0, "%s",
					strerror(errno));
	else if (r.nomem)
		rail_error_nomem(err);
	fclose(r.in);
	free(r.line);
	free(r.all);
	return r.nomem ? -1 : 0;
}

int doctor_file_read(struct doctor_file *f, const char *path,
		     struct rail_error *err)
{
	return read_at(f, path, 0, err);
}

/* As far as a blank, or what is between quotes: as Slurm's parse_config.c. */
static void copy_value(char *out, size_t size, const char *value)
{
	bool quoted = *value == '"';
	size_t len;

	value += quoted;
	len = strcspn(value, quoted ? "\"" : " \t");
	snprintf(out, size, "%.*s", (int)len, value);
}

bool doctor_file_word(const char *line, const char *key, char *out,
		      size_t size)
{
	size_t len = strlen(key);

	while (*line) {
		size_t word = strcspn(line, " \t");
		const char *value = line + len;

		if (strncasecmp(line, key, len) == 0) {
			/* "Key = value", too */
			value += strspn(value, " \t");
			if (*value == '=') {
				value++;
				value += strspn(value, " \t");
				copy_value(out, size, value);
				return true;
			}
		}
		line += word;
		line += strspn(line, " \t");
	}
	return false;
}
