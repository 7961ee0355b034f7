/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a node should have, held against what the kernel says it has. */
#ifndef RAIL_NODE_CHECK_H
#define RAIL_NODE_CHECK_H

#include "node.h"
#include "node_sysfs.h"
#include "topology/fabric.h"

/* A NIC that the node should have, one a rail. */
struct node_check_nic {
	const char *name;
	uint64_t guid;		/* 0: not known */
	const char *speed;	/* of its link; NULL: not known */
	int rail;
	/* what was found */
	const char *why;	/* "missing", "down", "slow"; NULL: it is fine */
	char text[160];		/* the same for people; "": nothing to say */
};

struct node_check {
	const char *host;
	struct node_check_nic nics[FABRIC_MAX_RAILS];
	int n_nics;
	int gpus;		/* expected; -1: nobody knows */
	int gpus_found;
};

/* What MAP says of its node HOST; the texts are the map's.  -1 and ERR: it has
 * no such node. */
int node_check_from_map(struct node_check *c, const struct fabric *map,
			const char *host, struct rail_error *err);

/* The same of what the node said of itself when it was well. */
void node_check_from_node(struct node_check *c, const struct node *node);

/* Fills in what was found of each NIC: by its GUID, else by its name. */
void node_check_nics(struct node_check *c, const struct node_sysfs *found);

/* Counts nvidia0, nvidia1, ... in the folder DEV. */
void node_check_gpus(struct node_check *c, const char *dev);

#endif
