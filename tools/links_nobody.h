/* SPDX-License-Identifier: GPL-2.0-or-later */
/* NICs of which no source said whose they are. */
#ifndef RAIL_LINKS_NOBODY_H
#define RAIL_LINKS_NOBODY_H

#include "topology/infer.h"
#include "topology/links.h"

/*
 * Sets the NICs of no host ("") aside, each under a host of its own, "unknown-"
 * and its GUID, so that their cables are known but no rail's.  A remark in NOTES
 * for those of one name, which says what that is.  -1 and ERR when there is no
 * other NIC, or when out of memory.
 */
int links_leave_out_nobodys(struct links *l, struct infer_notes *notes,
			    struct rail_error *err);

#endif
