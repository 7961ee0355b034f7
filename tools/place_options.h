/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The options of railyard place. */
#ifndef RAIL_PLACE_OPTIONS_H
#define RAIL_PLACE_OPTIONS_H

#include "cli.h"
#include "topology/hostlist.h"
#include "topology/place.h"

/* Options whose values are host lists; given several times they add up. */
enum place_list {
	PLACE_DOWN,
	PLACE_BUSY,
	PLACE_EXCLUDED,
	PLACE_REQUIRED,
	PLACE_N_LISTS
};

/* Hosts some of whose GPUs other jobs have. */
struct place_busy {
	struct hostlist *hosts;
	uint64_t gpus;
};

struct place_options {
	int low, high;	/* nodes; 0: not given */
	enum place_mode mode;
	enum place_within within;
	int segment;	/* 0: not given */
	int spares;	/* 0: not given */
	bool uniform;
	int gpus;	/* of each node; 0: not given, whole nodes */
	int min_rails;	/* 0: not given, all */
	const char *health;	/* path of a health file; NULL: not given */
	struct hostlist *hosts[PLACE_N_LISTS];	/* NULL: not given */
	struct place_busy *busy;
	int n_busy;
	bool json;
};

/* "--down" and so on. */
const char *place_options_list(enum place_list list);

/* -1: end with *STATUS, all is told.  place_options_free() in any case. */
int place_options_parse(const struct cli_verb *verb, int argc, char **argv,
			struct place_options *o, int *status);
void place_options_free(struct place_options *o);

#endif
