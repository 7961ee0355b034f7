/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A fabric -> the links that a discovery of it would see. */
#ifndef RAIL_FABRIC_LINKS_H
#define RAIL_FABRIC_LINKS_H

#include "topology/fabric.h"
#include "topology/links.h"

/*
 * Every switch of F, every NIC and other device that has a cable, and the
 * cables, ports by numbers.  What F does not know is made up, the same each
 * time: GUIDs that nothing else has, and the lowest ports that are free.  The
 * caller destroys it; NULL and ERR when a port has two cables, or when out of
 * memory.
 */
struct links *fabric_links(const struct fabric *f, struct rail_error *err);

#endif
