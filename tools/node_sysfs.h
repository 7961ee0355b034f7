/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel says of RDMA devices in sysfs: more than hwloc keeps. */
#ifndef RAIL_NODE_SYSFS_H
#define RAIL_NODE_SYSFS_H

#include "node.h"
#include "topology/error.h"

struct node_sysfs {
	struct node_nic *nics;	/* in natural order of their names */
	int n_nics;
};

/*
 * Reads the devices in class/infiniband of ROOT (usually "/sys") into *OUT,
 * each with what is there of: guid, system, board, model (as the kernel calls
 * it, "MT4129"), firmware, pci, ports.  No such folder: none.  In every case
 * node_sysfs_free() ends it.  -1 and ERR: out of memory, or ROOT is too long.
 */
int node_sysfs_read(struct node_sysfs *out, const char *root,
		    struct rail_error *err);
void node_sysfs_free(struct node_sysfs *s);

#endif
