/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Has hwloc look at this machine, or at what it once wrote of another. */
#ifndef RAIL_HWLOC_OPEN_H
#define RAIL_HWLOC_OPEN_H

#include "hwloc_compat.h"
#include "topology/error.h"

/*
 * This machine.  The caller ends it with hwloc_topology_destroy().  -1 and
 * ERR when hwloc cannot.
 */
int hwloc_open_live(hwloc_topology_t *topology, struct rail_error *err);

/* LEN bytes of XML as hwloc writes it, called LABEL in messages; the same. */
int hwloc_open_xml(hwloc_topology_t *topology, const char *text, size_t len,
		   const char *label, struct rail_error *err);

#endif
