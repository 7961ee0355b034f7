/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fabric -> a cable plan. */
#ifndef RAIL_WRITE_PLAN_H
#define RAIL_WRITE_PLAN_H

#include "export.h"

/*
 * CSV (RFC 4180) with the columns of the point-to-point file that NVIDIA's UFM
 * Cable Validation Tool reads: A-Node Name, A-Type, A-Port, Z-Node Name,
 * Z-Type, Z-Port.  A type is Host or Switch.  A host's port is the name of its
 * NIC, and behind a slash the number of the port where NICs have several;
 * a port that is not known is empty.  A line a cable, in the order of
 * cables_next(); what the map has no cable for is told in a remark.
 */
export_writer write_plan;

#endif
