/* SPDX-License-Identifier: GPL-2.0-or-later */
/* railyard.conf(5): Key=Value lines beside slurm.conf. */
#ifndef RAIL_CONF_H
#define RAIL_CONF_H

#include "domains.h"
#include "error.h"
#include "place.h"

enum { CONF_PATH = 4096 };

struct conf {
	char map[CONF_PATH];		/* Map: path of the map file */
	enum place_mode default_mode;	/* DefaultMode: off */
	int decision_limit_ms;	/* DecisionLimit: 50 */
	int hold_seconds;	/* HoldTime: 300 */
	int map_warn_days;	/* MapWarnAge: 30; 0: never */
	int map_max_days;	/* MapMaxAge: 0: never */
	int ledger_days;	/* LedgerDays: 7 */
	int half_life;		/* FailureHalfLife, seconds: 86400 */
	int quarantine_after;	/* QuarantineAfter: 3; 0: never */
	int quarantine_seconds;	/* QuarantineTime: 86400 */
	int restart_delay;	/* RestartDelay, seconds: 1; -1: Slurm's */
	char health_file[CONF_PATH];	/* HealthFile; "": in StateSaveLocation */
	int freeze_share;	/* FreezeShare, percent: 50 */
	struct domains domains;	/* PowerDomain, any number of them */
};

/*
 * Reads the file at PATH; a relative path is taken from PATH's folder.  -1 and
 * ERR, with line and column, for an unknown or repeated key, a bad value, a
 * file that cannot be read, or when Map is missing; *C is then empty.
 */
int conf_load(struct conf *c, const char *path, struct rail_error *err);
void conf_clear(struct conf *c);

#endif
