/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes what is down, and what follows from it. */
#ifndef RAIL_WRITE_HEALTH_H
#define RAIL_WRITE_HEALTH_H

#include <stdio.h>

#include "health_nodes.h"
#include "topology/domains.h"
#include "topology/health.h"

struct write_health {
	const struct fabric *fabric;
	const struct health *health;
	const struct domains *domains;
	const struct health_nodes *nodes;
	int share;	/* FreezeShare */
	int64_t now;
};

/* -1 and ERR: out of memory. */
int write_health_text(const struct write_health *w, FILE *out,
		      struct rail_error *err);
int write_health_json(const struct write_health *w, FILE *out,
		      struct rail_error *err);

#endif
