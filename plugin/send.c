/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One message to the slurmd of one node. */
#include "send.h"

void send_to_node(const node_record_t *node, slurm_msg_type_t type,
		  void *message)
{
	agent_arg_t *args = xmalloc(sizeof(*args));

	args->node_count = 1;
	args->hostlist = slurm_hostlist_create(node->name);
	/* its slurmd may be older than slurmctld */
	args->protocol_version = node->protocol_version ?
		MIN(node->protocol_version, SLURM_PROTOCOL_VERSION) :
		SLURM_PROTOCOL_VERSION;
	args->msg_type = type;
	args->msg_args = message;
	set_agent_arg_r_uid(args, SLURM_AUTH_UID_ANY);
	agent_queue_request(args);
}
