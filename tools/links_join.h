/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes one NIC of those that turned out to be the same; takes some out. */
#ifndef RAIL_LINKS_JOIN_H
#define RAIL_LINKS_JOIN_H

#include "topology/links.h"

enum { LINKS_JOIN_OUT = -1 };

/*
 * Device I of the first N is the same as SAME_AS[I]: itself, or an earlier one,
 * which gets its cables and, where it has none, its GUID, board and MAC; or
 * LINKS_JOIN_OUT: it goes, and its cables do.
 * PORT[I] > 0 is the number that port 1 of device I gets: a network device has
 * but one port, the NIC it is of may have several.  -1 and ERR when a port
 * gets a second cable, or when out of memory.
 */
int links_join(struct links *l, const int *same_as, const int *port, int n,
	       struct rail_error *err);

#endif
