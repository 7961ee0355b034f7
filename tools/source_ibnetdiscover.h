/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The text that ibnetdiscover(8) prints -> links seen. */
#ifndef RAIL_SOURCE_IBNETDISCOVER_H
#define RAIL_SOURCE_IBNETDISCOVER_H

#include "topology/infer.h"
#include "topology/links.h"

/*
 * Reads PATH ("-": stdin), be it a topology, or a report of ports (-p, see
 * ibnet_ports.h).  A NIC's node and own name are the two words of
 * its description; of a single word, it is the node, and the NIC is called by
 * its GUID.  A NIC whose description names no node has the host "", and that
 * description for its name.  What carries no job is left out: routers, and the
 * aggregation nodes inside switches.  NOTES gets cables that one end alone
 * tells of.  NULL and ERR when the file is no such output, or not a whole one.
 */
struct links *source_ibnetdiscover_read(const char *path,
					struct infer_notes *notes,
					struct rail_error *err);

/* The same from LEN bytes of TEXT (with a NUL behind), called LABEL. */
struct links *source_ibnetdiscover_parse(const char *text, size_t len,
					 const char *label,
					 struct infer_notes *notes,
					 struct rail_error *err);

#endif
