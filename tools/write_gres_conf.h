/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fabric -> gres.conf: the GPUs of each kind of node. */
#ifndef RAIL_WRITE_GRES_CONF_H
#define RAIL_WRITE_GRES_CONF_H

#include "export.h"

/*
 * Lines of NodeName, Type, File, Cores and Links, for GPUs in the order of
 * the map: GPU i is /dev/nvidiaI.  Those that differ in nothing share a line.
 * Nodes whose GPUs are not known are left out with a remark; refused when
 * that is all of them, and when slurmd would not take Cores or Links.
 */
export_writer write_gres_conf;

#endif
