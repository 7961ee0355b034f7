/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads slurm.conf, or what slurmctld makes of it, railyard.conf, the map. */
#include "doctor_file.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "slurm_ask.h"
#include "topology/map.h"

struct reading {
	struct doctor_facts *f;
	struct doctor_findings *found;
	FILE *out;
};

/* --- nodes --------------------------------------------------------------- */

/* GPUs of "gpu:h100:8(S:0-1),nic:2"; a gpu without a number is one. */
static int count_gpus(const char *gres)
{
	int gpus = 0, depth = 0;
	bool begins = true;

	for (const char *p = gres; *p; p++) {
		size_t len = strcspn(p, ",(");
		const char *colon;

		if (begins && !strncasecmp(p, "gpu", 3) &&
		    strchr(":,(", p[3])) {
			colon = memrchr(p, ':', len);
			gpus += colon && colon[1] >= '0' && colon[1] <= '9' ?
					atoi(colon + 1) : 1;
		}
		depth += (*p == '(') - (*p == ')');
		begins = *p == ',' && !depth;
	}
	return gpus;
}

static void add_node(struct doctor_facts *f, const char *name, int gpus)
{
	struct doctor_gpus *more;
	char *copy;

	f->nomem |= !f->nodes || hostlist_append(f->nodes, name);
	if (gpus < 1)
		return;
	more = realloc(f->gpus, ((size_t)f->n_gpus + 1) * sizeof(*more));
	copy = strdup(name);
	if (more)
		f->gpus = more;
	if (more && copy) {
		f->gpus[f->n_gpus++] = (struct doctor_gpus){ copy, gpus };
		return;
	}
	free(copy);
	f->nomem = true;
}

/* NodeName= of one line; several of them add up. */
static void take_nodes(struct doctor_facts *f, const char *line)
{
	char word[CONF_PATH];
	struct hostlist *more;
	int gpus = f->gpus_wanting;

	if (doctor_file_word(line, "Gres", word, sizeof(word)))
		gpus = count_gpus(word);
	if (!doctor_file_word(line, "NodeName", word, sizeof(word)))
		return;
	more = hostlist_parse(word, 0, NULL);
	if (!f->nodes)
		f->nodes = hostlist_create();
	for (int i = 0; more && i < more->count; i++) {
		if (strcasecmp(more->names[i], "DEFAULT"))
			add_node(f, more->names[i], gpus);
		else
			f->gpus_wanting = gpus;
	}
	hostlist_destroy(more);
}

/* --- numbers ------------------------------------------------------------- */

/* Whether Slurm, too, would take VALUE for a number. */
static bool is_number(const char *value)
{
	char *end;

	if (!strcasecmp(value, "UNLIMITED") || !strcasecmp(value, "INFINITE"))
		return true;
	errno = 0;
	strtoul(value, &end, 0);
	return *value >= '0' && *value <= '9' && !*end && !errno;
}

/* Those that are looked at.  False: it is none, and told. */
static bool check_number(struct reading *r, const struct doctor_place *at,
			 const char *key, const char *value)
{
	static const char *const numbers[] = {
		"SlurmdTimeout", "MessageTimeout", "UnkillableStepTimeout",
		"TreeWidth", "JobRequeue", "ReturnToService",
		"HealthCheckInterval",
	};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		if (!strcasecmp(key, numbers[i]) && !is_number(value)) {
			doctor_find(r->found, "number", DOCTOR_ERROR,
				    "a number",
				    "slurmctld does not start with it, and no "
				    "command works", "%s:%d: %s=%s", at->path,
				    at->line, key, value);
			return false;
		}
	return true;
}

/* --- lines --------------------------------------------------------------- */

/* Slurm takes quotes around a value off. */
static void unquote(char *value)
{
	size_t len = strcspn(value + (*value == '"'), "\"");

	if (*value != '"')
		return;
	memmove(value, value + 1, len);
	value[len] = '\0';
}

/* A line of slurm.conf, as "Key = value" into OUT. */
static void take_line(void *arg, const struct doctor_place *at, char *line)
{
	struct reading *r = arg;
	char *equals = strchr(line, '=');
	size_t end;

	if (!strncasecmp(line, "NodeName", 8)) {
		take_nodes(r->f, line);
		return;
	}
	if (!equals)
		return;
	*equals++ = '\0';
	for (end = strlen(line); end && isblank((unsigned char)line[end - 1]);)
		line[--end] = '\0';
	equals += strspn(equals, " \t");
	unquote(equals);
	if (check_number(r, at, line, equals))
		fprintf(r->out, "%s = %s\n", line, equals);
}

static int read_file(struct doctor_facts *f, struct doctor_findings *found,
		     struct rail_error *err)
{
	struct reading r = { .f = f, .found = found };
	struct doctor_file file = { .folder = f->folder, .found = found,
				    .take = take_line, .arg = &r };
	char path[CONF_PATH + 16];
	size_t len;
	int rc;

	snprintf(path, sizeof(path), "%s/slurm.conf", f->folder);
	r.out = open_memstream(&f->slurm, &len);
	if (!r.out)
		return rail_error_nomem(err);
	rc = doctor_file_read(&file, path, err);
	snprintf(f->cluster, sizeof(f->cluster), "%s", file.cluster);
	if (fclose(r.out) || (!rc && f->nomem))
		return rail_error_nomem(err);
	return rc;
}

int doctor_facts_read(struct doctor_facts *f, const char *folder,
		      struct doctor_findings *found, struct rail_error *err)
{
	char path[CONF_PATH + 16], *answer;

	memset(f, 0, sizeof(*f));
	if (folder)
		snprintf(f->folder, sizeof(f->folder), "%s", folder);
	else
		slurm_ask_folder(f->folder);
	if (read_file(f, found, err))
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
	for (int i = 0; i < f->n_gpus; i++)
		free(f->gpus[i].node);
	free(f->gpus);
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
	n = strtol(text, &end, 0);
	return end == text ? wanting : n;
}
