/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where `railyard health` finds map, health file and configuration. */
#ifndef RAIL_HEALTH_PLACE_H
#define RAIL_HEALTH_PLACE_H

#include "topology/conf.h"
#include "topology/error.h"
#include "topology/fabric.h"

/* As typed; NULL: not said. */
struct health_paths {
	const char *conf, *map, *file;
};

struct health_place {
	struct conf conf;	/* empty where none was read */
	struct fabric *fabric;
	char file[CONF_PATH];
};

/*
 * Loads map and configuration, and works out where the health file is: as
 * said; else as railyard.conf says, which is beside slurm.conf; else in the
 * StateSaveLocation that slurmctld tells.  -1 and ERR.
 * health_place_clear() in any case.
 */
int health_place_find(struct health_place *p, const struct health_paths *said,
		      struct rail_error *err);
void health_place_clear(struct health_place *p);

#endif
