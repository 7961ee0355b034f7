/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fabric -> the netlist that ibsim simulates. */
#ifndef RAIL_WRITE_NETLIST_H
#define RAIL_WRITE_NETLIST_H

#include "export.h"

/* See fabric_links() and write_ibsim(); refused is what these cannot do. */
export_writer write_netlist;

#endif
