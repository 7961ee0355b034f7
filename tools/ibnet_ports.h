/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report of ports that `ibnetdiscover -p` prints -> links seen. */
#ifndef RAIL_IBNET_PORTS_H
#define RAIL_IBNET_PORTS_H

#include "scan.h"
#include "topology/infer.h"
#include "topology/links.h"

/* Whether the first line that says something is one of such a report. */
bool ibnet_ports_is_report(const struct scan *s);

/*
 * Reads the text of S, of which no line was read yet, into L.  Such a report
 * knows the GUIDs of ports: a NIC has that of its first port as port_guid, and
 * no guid.  NOTES gets cables that one end alone tells of.
 */
int ibnet_ports_read(struct scan *s, struct links *l,
		     struct infer_notes *notes);

#endif
