/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One message to the slurmd of one node. */
#ifndef RAIL_SEND_H
#define RAIL_SEND_H

#include "slurm_compat.h"

/* Queues MESSAGE, which Slurm then owns, for NODE; it is sent once, whatever
 * becomes of it.  Under the node lock. */
void send_to_node(const node_record_t *node, slurm_msg_type_t type,
		  void *message);

#endif
