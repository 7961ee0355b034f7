/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What slurmctld's plugin says to the SPANK plugin: where it stands, and how
 * it is marked.  (What SPANK says to slurmctld is in options.h.)
 */
#ifndef RAIL_WIRE_H
#define RAIL_WIRE_H

/*
 * The layout (topology/layout.h) in the environment of batch scripts and
 * steps.  The name starts with SLURM_ so that srun --export=NONE passes it on.
 */
#define WIRE_LAYOUT "SLURM_RAIL_LAYOUT"

#endif
