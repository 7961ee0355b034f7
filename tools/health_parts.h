/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the words behind `railyard health` share. */
#ifndef RAIL_HEALTH_PARTS_H
#define RAIL_HEALTH_PARTS_H

#include <stdint.h>

#include "cli.h"
#include "health_place.h"
#include "topology/health.h"

extern const struct cli_verb health_check, health_clear_verb, health_list,
	health_set_verb;

/* The lines of --help about where files are. */
#define HEALTH_PATHS_HELP \
	"  -m, --map=MAP        the map; else that of railyard.conf\n" \
	"  -f, --file=FILE      the health file; else HealthFile= of " \
	"railyard.conf, else\n" \
	"                       in slurmctld's StateSaveLocation\n" \
	"  -c, --conf=FILE      railyard.conf; else the one beside " \
	"slurm.conf\n"

/* Their options, and what takes one of them: false when C is none. */
#define HEALTH_PATHS_WORDS \
	{ "map", required_argument, NULL, 'm' }, \
	{ "file", required_argument, NULL, 'f' }, \
	{ "conf", required_argument, NULL, 'c' }
bool health_take_path(struct health_paths *paths, int c);

/*
 * The health file at PATH, without what has ended by NOW; none: an empty one.
 * NULL and ERR.
 */
struct health *health_load_now(const char *path, int64_t now,
			       struct rail_error *err);

/* "2026-11-26T12:00:00" of WHEN, local time; "" for 0. */
enum { HEALTH_TIME_TEXT = 32 };
void health_time_text(int64_t when, char text[HEALTH_TIME_TEXT]);

/* "90", "30m", "2h", "7d" -> seconds; -1: it is none of those. */
int64_t health_parse_span(const char *text);

#endif
