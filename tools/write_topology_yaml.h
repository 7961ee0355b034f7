/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fabric -> topology.yaml, which Slurm reads from 25.05 on. */
#ifndef RAIL_WRITE_TOPOLOGY_YAML_H
#define RAIL_WRITE_TOPOLOGY_YAML_H

#include "export.h"

/*
 * Three topologies: "tree" for all partitions that name none, "block" and
 * "flat" for those that say Topology=block or flat.
 */
export_writer write_topology_yaml;

#endif
