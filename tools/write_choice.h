/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A placement decision -> text for people, or JSON. */
#ifndef RAIL_WRITE_CHOICE_H
#define RAIL_WRITE_CHOICE_H

#include <stdio.h>

#include "topology/place.h"

struct write_choice {
	const struct fabric *fabric;
	const struct place_choice *choice;
	int nodes;	/* how many were asked for, or had of a range */
	int segment;	/* 0: none */
	int spares;	/* nodes without a slot, behind the others */
	bool uniform;	/* one kind of nodes was asked for */
	uint64_t gpus;	/* a bit each; 0: whole nodes */
	uint64_t rails;	/* that all have in common; 0: was not asked for */
	/* the cost on an empty, healthy fabric; 0: it is too small */
	int best_islands, best_pods;
	int best_zones[FABRIC_MAX_LEVELS];	/* as in struct place_choice */
};

/* "optimum on an empty, healthy fabric: ..."; nothing where it is too small. */
void write_choice_optimum(const struct write_choice *w, const char *before,
			  FILE *out);
/* Both: -1 when out of memory.  The text is for a choice that was made. */
int write_choice_text(const struct write_choice *w, FILE *out);
int write_choice_json(const struct write_choice *w, FILE *out);

#endif
