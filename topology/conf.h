/* SPDX-License-Identifier: GPL-2.0-or-later */
/* railyard.conf(5): Key=Value lines beside slurm.conf. */
#ifndef RAIL_CONF_H
#define RAIL_CONF_H

#include "error.h"
#include "place.h"

struct conf {
	char map[4096];		/* Map: path of the map file */
	enum place_mode default_mode;	/* DefaultMode: off */
	int decision_limit_ms;	/* DecisionLimit: 50 */
	int hold_seconds;	/* HoldTime: 300 */
	int ledger_days;	/* LedgerDays: 7 */
};

/*
 * Reads the file at PATH; a relative Map is taken from PATH's folder.  -1 and
 * ERR, with line and column, for an unknown or repeated key, a bad value, a
 * file that cannot be read, or when Map is missing; *C is then undefined.
 */
int conf_load(struct conf *c, const char *path, struct rail_error *err);

#endif
