/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fabric -> NodeName lines for slurm.conf. */
#ifndef RAIL_WRITE_SLURM_CONF_H
#define RAIL_WRITE_SLURM_CONF_H

#include "export.h"

/*
 * A line for all nodes of which the same is known.  RealMemory is rounded
 * down to whole thousands: kernels differ by a few MB, and slurmctld drains a
 * node that has less than its line says.  What is not known is left out, and
 * said in a comment and a remark.
 */
export_writer write_slurm_conf;

#endif
