/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fabric -> what NCCL and UCX must be told on each kind of node. */
#ifndef RAIL_WRITE_ENV_H
#define RAIL_WRITE_ENV_H

#include "export.h"

/*
 * For one node the lines "export NAME=VALUE", which a shell and Slurm's
 * TaskProlog both take; for all a line for the nodes that have the same NICs,
 * "Nodes=HOSTS NAME=VALUE...".  Nodes whose NICs' names are not known are
 * left out with a remark; refused when nothing is left.
 */
export_writer write_env;

#endif
