/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A node tells slurmctld what it found: its Extra, and its state. */
#ifndef RAIL_NODE_REPORT_H
#define RAIL_NODE_REPORT_H

#include "topology/error.h"

/*
 * Puts WORD (health_report_format()) into the Extra of NODE, beside what else is
 * there; nothing is sent when it is there already.  -1 and ERR.
 */
int node_report_extra(const char *node, const char *word,
		      struct rail_error *err);

/* Puts NODE into STATE ("DRAIN", "FAIL") for REASON.  -1 and ERR. */
int node_report_state(const char *node, const char *state, const char *reason,
		      struct rail_error *err);

#endif
