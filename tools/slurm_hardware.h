/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is inside a node, in Slurm's words. */
#ifndef RAIL_SLURM_HARDWARE_H
#define RAIL_SLURM_HARDWARE_H

#include <stdbool.h>
#include <stdio.h>

#include "export.h"

/* TEXT as a feature or a type: in small letters, '_' for what else is in it
 * but '-' and '.', none of these at its end. */
void slurm_hardware_word(FILE *out, const char *text);

/* Whether each GPU of HW has a model.  Slurm takes all with a Type, or none. */
bool slurm_hardware_typed(const struct hardware *hw);

/*
 * Whether slurmd takes what is known of GPUs: Cores that the node has, Links
 * to each GPU.  HOSTS are the nodes in question, for the message.
 */
enum export_result slurm_hardware_check(const struct hardware *hw,
					const char *hosts,
					struct rail_error *err);

#endif
