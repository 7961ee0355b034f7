/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fabric -> topology.conf of Slurm's topology/tree. */
#ifndef RAIL_WRITE_TOPOLOGY_CONF_H
#define RAIL_WRITE_TOPOLOGY_CONF_H

#include <stdio.h>

#include "topology/fabric.h"

/*
 * Writes F to OUT: a leaf switch an island, above them a switch a pod, above
 * those one a connected part with several pods.  No two switches have one
 * name: a pod called like an island gets "-pod" behind its own, a top switch
 * "-top".  -1 and ERR when out of memory.
 */
int write_topology_conf(const struct fabric *f, FILE *out,
			struct rail_error *err);

#endif
