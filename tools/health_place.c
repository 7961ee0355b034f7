/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds the files of `railyard health`. */
#include "health_place.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "program.h"
#include "topology/map.h"

/* In StateSaveLocation; the select plugin looks for it there, too. */
#define HEALTH_FILE "railyard-health.json"

enum { SCONTROL_SECONDS = 10 };

/* The value of KEY in what `scontrol show config` prints, into OUT. */
static int find_value(const char *text, const char *key, char out[CONF_PATH])
{
	size_t len = strlen(key);

	for (const char *line = text; line; line = strchr(line, '\n')) {
		const char *value;

		line += *line == '\n';
		if (strncmp(line, key, len) || !strchr(" =", line[len]))
			continue;
		value = line + len + strspn(line + len, " ");
		if (*value++ != '=')
			continue;
		value += strspn(value, " ");
		snprintf(out, CONF_PATH, "%.*s", (int)strcspn(value, "\n"),
			 value);
		return 0;
	}
	return -1;
}

static int ask_slurm(const char *key, char out[CONF_PATH],
		     struct rail_error *err)
{
	static const char *const argv[] = { "scontrol", "show", "config",
					    NULL };
	char *text = program_output(argv, SCONTROL_SECONDS, err);
	int rc;

	if (!text)
		return -1;
	rc = find_value(text, key, out);
	free(text);
	return rc ? rail_error_set(err, "scontrol show config: no %s", key) : 0;
}

/* slurm.conf's folder, as Slurm's own commands find it. */
static void beside_slurm_conf(char out[CONF_PATH])
{
	const char *slurm = getenv("SLURM_CONF");
	const char *slash = slurm ? strrchr(slurm, '/') : NULL;
	char asked[CONF_PATH];

	if (!slash && access("/etc/slurm/slurm.conf", R_OK)) {
		if (!ask_slurm("SLURM_CONF", asked, NULL))
			slash = strrchr(slurm = asked, '/');
	}
	if (slash)
		snprintf(out, CONF_PATH, "%.*s/railyard.conf",
			 (int)(slash - slurm), slurm);
	else
		snprintf(out, CONF_PATH, "/etc/slurm/railyard.conf");
}

static int find_file(struct health_place *p, const char *said,
		     struct rail_error *err)
{
	char folder[CONF_PATH];
	struct rail_error why;

	if (said || p->conf.health_file[0]) {
		snprintf(p->file, sizeof(p->file), "%s",
			 said ? said : p->conf.health_file);
		return 0;
	}
	if (ask_slurm("StateSaveLocation", folder, &why))
		return rail_error_set(err, "where the health file is, only "
				      "slurmctld knows (say --file=FILE, or "
				      "HealthFile= in railyard.conf): %s",
				      why.text);
	if (snprintf(p->file, sizeof(p->file), "%s/" HEALTH_FILE, folder) >=
	    (int)sizeof(p->file))
		return rail_error_set(err, "StateSaveLocation is too long");
	return 0;
}

int health_place_find(struct health_place *p, const struct health_paths *said,
		      struct rail_error *err)
{
	char path[CONF_PATH];
	const char *map;

	*p = (struct health_place){ 0 };
	if (said->conf)
		snprintf(path, sizeof(path), "%s", said->conf);
	else
		beside_slurm_conf(path);
	/* who says map and file himself needs no configuration */
	if (!said->map || !said->file || said->conf)
		if (conf_load(&p->conf, path, err))
			return -1;
	map = said->map ? said->map : p->conf.map;
	p->fabric = map_load(map, err);
	return p->fabric ? find_file(p, said->file, err) : -1;
}

void health_place_clear(struct health_place *p)
{
	fabric_destroy(p->fabric);
	conf_clear(&p->conf);
}
