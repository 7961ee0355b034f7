/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds the files of `railyard health`. */
#include "health_place.h"

#include <stdio.h>

#include "slurm_ask.h"
#include "topology/map.h"

/* In StateSaveLocation; the select plugin looks for it there, too. */
#define HEALTH_FILE "railyard-health.json"

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
	if (slurm_ask_for("StateSaveLocation", folder, &why))
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
	char folder[CONF_PATH], path[CONF_PATH + 16];
	const char *map;

	*p = (struct health_place){ 0 };
	if (said->conf)
		snprintf(path, sizeof(path), "%s", said->conf);
	else {
		slurm_ask_folder(folder);
		snprintf(path, sizeof(path), "%s/railyard.conf", folder);
	}
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
