/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads slurm.conf, or what slurmctld makes of it, railyard.conf, the map. */
#include "doctor.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "slurm_ask.h"
#include "topology/map.h"

/* NodeName= of one line; several of them add up. */
static void take_nodes(struct doctor_facts *f, const char *value)
{
	char *word = strndup(value, strcspn(value, " \t"));
	struct hostlist *more = word ? hostlist_parse(word, 0, NULL) : NULL;

	if (!f->nodes)
		f->nodes = hostlist_create();
	for (int i = 0; f->nodes && more && i < more->count; i++)
		if (strcasecmp(more->names[i], "DEFAULT"))
			hostlist_append(f->nodes, more->names[i]);
	hostlist_destroy(more);
	free(word);
}

/* A line of slurm.conf, as "Key = value" into OUT. */
static void take_line(struct doctor_facts *f, char *line, FILE *out)
{
	char *key = line + strspn(line, " \t"), *equals;
	size_t end;

	line[strcspn(line, "#\n")] = '\0';
	equals = strchr(key, '=');
	if (!equals)
		return;
	*equals++ = '\0';
	for (end = strlen(key); end && isblank((unsigned char)key[end - 1]);)
		key[--end] = '\0';
	equals += strspn(equals, " \t");
	for (end = strlen(equals);
	     end && isspace((unsigned char)equals[end - 1]);)
		equals[--end] = '\0';
	if (!strcasecmp(key, "NodeName"))
		take_nodes(f, equals);
	else
		fprintf(out, "%s = %s\n", key, equals);
}

static int read_file(struct doctor_facts *f, struct rail_error *err)
{
	char path[CONF_PATH + 16], *line = NULL;
	size_t size = 0, len;
	FILE *in, *out;

	snprintf(path, sizeof(path), "%s/slurm.conf", f->folder);
	in = fopen(path, "re");
	if (!in)
		return rail_error_at(err, path, 0, 0, "%s", strerror(errno));
	out = open_memstream(&f->slurm, &len);
	while (out && getline(&line, &size, in) >= 0)
		take_line(f, line, out);
	free(line);
	fclose(in);
	return out && !fclose(out) ? 0 : rail_error_nomem(err);
}

int doctor_facts_read(struct doctor_facts *f, const char *folder,
		      struct rail_error *err)
{
	char path[CONF_PATH + 16], *answer;

	memset(f, 0, sizeof(*f));
	if (folder)
		snprintf(f->folder, sizeof(f->folder), "%s", folder);
	else
		slurm_ask_folder(f->folder);
	if (read_file(f, err))
		return -1;
	answer = folder ? NULL : slurm_ask(NULL);
	if (answer) {
		free(f->slurm);
		f->slurm = answer;
		f->asked = true;
	}
	snprintf(path, sizeof(path), "%s/railyard.conf", f->folder);
	f->has_conf = !conf_load(&f->conf, path, &f->conf_error);
	if (f->has_conf)
		f->fabric = map_load(f->conf.map, &f->map_error);
	return 0;
}

void doctor_facts_clear(struct doctor_facts *f)
{
	free(f->slurm);
	hostlist_destroy(f->nodes);
	conf_clear(&f->conf);
	fabric_destroy(f->fabric);
	memset(f, 0, sizeof(*f));
}

/* Keys are in any case in the file. */
const char *doctor_value(const struct doctor_facts *f, const char *key,
			 const char *wanting, char out[CONF_PATH])
{
	size_t len = strlen(key);

	snprintf(out, CONF_PATH, "%s", wanting);
	for (const char *line = f->slurm; line && *line;) {
		const char *end = line + strcspn(line, "\n"), *value;

		value = line + strcspn(line, "=\n");
		if (!strncasecmp(line, key, len) &&
		    strchr(" =", line[len]) && *value == '=') {
			value += 1 + strspn(value + 1, " ");
			snprintf(out, CONF_PATH, "%.*s", (int)(end - value),
				 value);
		}
		line = *end ? end + 1 : NULL;
	}
	/* how scontrol prints what is not set */
	if (!strcmp(out, "(null)") || !strcmp(out, "(none)"))
		snprintf(out, CONF_PATH, "%s", wanting);
	return out;
}

long doctor_number(const struct doctor_facts *f, const char *key, long wanting)
{
	char text[CONF_PATH], *end;
	long n;

	doctor_value(f, key, "", text);
	n = strtol(text, &end, 10);
	return end == text ? wanting : n;
}
