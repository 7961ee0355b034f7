/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes what a node's check found. */
#ifndef RAIL_WRITE_NODE_HEALTH_H
#define RAIL_WRITE_NODE_HEALTH_H

#include <stdio.h>

#include "node_check.h"
#include "topology/health_report.h"
#include "xid.h"

struct write_node_health {
	const struct node_check *check;
	const struct xid_log *xids;
	const struct health_report *report;
};

/* 0, or -1 when out of memory. */
int write_node_health_text(const struct write_node_health *w, FILE *out);
int write_node_health_json(const struct write_node_health *w, FILE *out);

#endif
