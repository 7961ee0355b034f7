/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What changed between two discoveries of a fabric, in sentences. */
#ifndef RAIL_DIFF_H
#define RAIL_DIFF_H

#include "fabric.h"

enum diff_kind {
	DIFF_FABRIC_RENAMED,
	DIFF_SHAPE,		/* how many rails, how many planes */
	DIFF_ZONE_ADDED,
	DIFF_ZONE_REMOVED,
	DIFF_ZONE_RENAMED,
	DIFF_ZONE_MOVED,	/* into or out of another zone */
	DIFF_POD_ADDED,
	DIFF_POD_REMOVED,
	DIFF_POD_RENAMED,
	DIFF_POD_MOVED,		/* to another zone */
	DIFF_ISLAND_ADDED,
	DIFF_ISLAND_REMOVED,
	DIFF_ISLAND_RENAMED,
	DIFF_ISLAND_MOVED,	/* to another pod */
	DIFF_NODE_ADDED,
	DIFF_NODE_REMOVED,
	DIFF_NODE_RENAMED,
	DIFF_NODE_MOVED,	/* to another island */
	DIFF_HARDWARE,
	DIFF_NIC_NAME,
	DIFF_NIC_REPLACED,	/* another GUID in the same place */
	DIFF_LINK_LOST,
	DIFF_LINK_FOUND,
	DIFF_LEAF,		/* a NIC on another switch */
	DIFF_PORT,		/* ... on another port of the same */
	DIFF_SPEED,
	DIFF_SWITCH_ADDED,
	DIFF_SWITCH_REMOVED,
	DIFF_SWITCH_RENAMED,
	DIFF_SWITCH_REPLACED,	/* another GUID under the same name */
	DIFF_UPLINK_LOST,	/* cables between switches */
	DIFF_UPLINK_FOUND,
	DIFF_UPLINK_SPEED,
	DIFF_OTHER_LOST,	/* cables of what is no rail */
	DIFF_OTHER_FOUND,
	N_DIFF_KINDS,
};

struct diff_change {
	enum diff_kind kind;
	char *what;	/* a sentence */
	char *nodes;	/* whose it is, as a host list; NULL: no nodes' */
	int n_nodes;
	uint64_t rails[FABRIC_MAX_PLANES];	/* a bit each, by plane */
};

/* By kind, then in the order of the fabrics. */
struct diff_report {
	const struct fabric *was, *is;
	struct diff_change *changes;
	int n_changes;
	/* private: new index of an old thing and back, or -1 */
	int *node_to, *node_from, *switch_to, *switch_from;
	int *island_to, *island_from, *pod_to, *pod_from;
	int *zone_to, *zone_from;	/* the last of each stands for none */
};

/*
 * What of WAS is otherwise in IS; both must outlive the report.  A node is the
 * same by its name, else by most of its GUIDs; a switch by its GUID, else by
 * its name; an island by most of its nodes, a pod and a zone too: so a name that all
 * others depend on can change alone.  Nodes of which the same can be said are
 * one change.  The caller destroys it; NULL and ERR when out of memory.
 */
struct diff_report *diff_fabrics(const struct fabric *was,
				 const struct fabric *is,
				 struct rail_error *err);
void diff_report_destroy(struct diff_report *r);

/* "link-lost", for --json; "links lost", for people. */
const char *diff_kind_name(enum diff_kind kind);
const char *diff_kind_title(enum diff_kind kind);

#endif
