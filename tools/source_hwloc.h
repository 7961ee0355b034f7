/* SPDX-License-Identifier: GPL-2.0-or-later */
/* This node, or another of which hwloc wrote an XML, as struct node. */
#ifndef RAIL_SOURCE_HWLOC_H
#define RAIL_SOURCE_HWLOC_H

#include "node.h"
#include "node_roles.h"
#include "topology/error.h"
#include "topology/infer.h"

struct source_hwloc {
	const char *xml;	/* a file, "-": stdin; NULL: this machine */
	/* A folder in the place of /sys; NULL: /sys, and for an XML none. */
	const char *sysfs;
	const char *host;	/* its name; NULL: as it calls itself */
	const struct node_rule *rules;
	int n_rules;
};

/*
 * Reads it: GPUs in the order of their PCI addresses, which is that of their
 * device files; NICs in natural order of their names, each with its role;
 * pairs of GPUs and NICs.  NOTES gets what was left out.  The caller destroys
 * it.  NULL and ERR when it cannot be read or has no name.
 */
struct node *source_hwloc_read(const struct source_hwloc *s,
			       struct infer_notes *notes,
			       struct rail_error *err);

/* The same for LEN bytes of XML, called LABEL in messages. */
struct node *source_hwloc_parse(const struct source_hwloc *s,
				const char *text, size_t len,
				const char *label, struct infer_notes *notes,
				struct rail_error *err);

#endif
