/* SPDX-License-Identifier: GPL-2.0-or-later */
/* NICs of which no source said whose they are. */
#ifndef RAIL_LINKS_NOBODY_H
#define RAIL_LINKS_NOBODY_H

#include "topology/infer.h"
#include "topology/links.h"

/*
 * Takes the NICs of no host ("") out of L, with their cables and a remark in
 * NOTES for each, which shows the name that they have instead.  -1 and ERR when
 * that leaves no NIC, or when out of memory.
 */
int links_leave_out_nobodys(struct links *l, struct infer_notes *notes,
			    struct rail_error *err);

#endif
