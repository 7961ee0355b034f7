/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fabric -> topology.conf of Slurm's topology/tree and topology/block. */
#ifndef RAIL_WRITE_TOPOLOGY_CONF_H
#define RAIL_WRITE_TOPOLOGY_CONF_H

#include "export.h"

/*
 * For topology/tree: see slurm_units_tree().  Parts that nothing connects have
 * no joint root: Slurm then gives no job nodes of two of them.
 */
export_writer write_topology_conf;

/* For topology/block: a block an island, and see slurm_blocks_size(). */
export_writer write_topology_block;

#endif
