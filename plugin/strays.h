/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tasks that a job has left on a node that it lost.  Where the machine lives
 * and only its slurmd hangs, they go on.  slurmctld no longer pings a node
 * that it has set down (ping_nodes.c), and hears of it when its turn comes to
 * register, which may be in minutes; nothing is started in their place until
 * then.  So such a node is told for a while, again and again, to end what it has
 * of the job.  As soon as its slurmd goes on, it does that and answers, and by
 * the answer slurmctld knows of it.  Then it ends the rest of the job there, as
 * it would have at the node's registration.
 */
#ifndef RAIL_STRAYS_H
#define RAIL_STRAYS_H

#include "slurm_compat.h"

enum { STRAYS_AGAIN = 5 };	/* seconds */

/*
 * Tells those that are due, every STRAYS_AGAIN seconds.  Whether there are, or
 * may be, any at all.  Under the job write lock and the node read lock, by one
 * thread.
 */
bool strays_look(time_t now);

/* NODE ends what it has of JOB: the script, steps, with Epilog; but not of what
 * starts after UNTIL. */
void strays_end(const job_record_t *job, const node_record_t *node,
		time_t until);

#endif
