/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What nodes said of themselves (railyard-node(5)) -> a discovery. */
#ifndef RAIL_SOURCE_NODE_H
#define RAIL_SOURCE_NODE_H

#include "nic_rules.h"
#include "topology/infer.h"
#include "topology/links.h"

/*
 * Tells L, what all other sources saw, what the nodes of N PATHS say: each a
 * file of `railyard discover --json`, or a folder whose *.json are such files.
 *
 * A NIC of L is a node's by its GUID, or that of its port; else when its host
 * and name are a node's and its NIC's (RDMA or network device); else by its
 * MAC.  It gets the node's names for it, its board, and is set aside unless the
 * node says that it is a rail's, and RULES (may be NULL) do not say otherwise.
 * A NIC that L has under two names (the network devices of a bond, two sources)
 * becomes one.  Where some NICs of a node were seen, its other NICs that carry
 * rails are added, without a cable.  A NIC whose host is "" is one whose source
 * could not tell: where no node claims it, it keeps "", and is the caller's to
 * leave out.  Hardware goes into L->hosts.
 *
 * NOTES gets what contradicts itself.  -1 and ERR when a file cannot be read
 * or a NIC that becomes one has two cables in a port.
 */
int source_node_apply(struct links *l, const char *const *paths, int n,
		      const struct nic_rules *rules, struct infer_notes *notes,
		      struct rail_error *err);

#endif
