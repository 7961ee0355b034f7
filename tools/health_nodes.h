/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the nodes say of themselves, as slurmctld keeps it. */
#ifndef RAIL_HEALTH_NODES_H
#define RAIL_HEALTH_NODES_H

#include "topology/health_view.h"
#include "topology/infer.h"

struct health_nodes {
	/* By node of the fabric; NULL: nothing bad. */
	struct health_node **nodes;
	struct health_report **reports;	/* the same, in words */
	int n_nodes;
	int n_reports;	/* nodes that say anything */
};

/*
 * Asks slurmctld (sinfo), or reads FILE ("-": stdin; NULL: asks): a line a
 * node, its name, blanks, its Extra.  NOTES gets a line for each report that is
 * ignored.  -1 and ERR; health_nodes_free() in any case.
 */
int health_nodes_read(struct health_nodes *h, const struct fabric *f,
		      const char *file, int64_t now, struct infer_notes *notes,
		      struct rail_error *err);
void health_nodes_free(struct health_nodes *h);

#endif
