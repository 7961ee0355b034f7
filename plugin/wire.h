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

/* The job's system_comment: starts with the one, and the layout follows the
 * other.  Read where the environment does not have it: salloc, srun. */
#define WIRE_COMMENT "railyard: "
#define WIRE_COMMENT_SLOTS "; slots "

#endif
