/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SPANK on a node: what a step's tasks find.
 *
 *	RAIL_ISLAND	name of the island of the task's node
 *	RAIL_SLOT	slot of the task's node
 *	RAIL_RANK	rank of the task, counted by slot
 *	RAIL_SLOTS_FILE	file of "slot node island" lines, by slot
 *	RAIL_SPARES	host list of the job's nodes without a slot
 *	RAIL_MASTER_ADDR	the node of slot 0
 */
#ifndef RAIL_SPANK_ENV_H
#define RAIL_SPANK_ENV_H

#include <slurm/spank.h>

/*
 * slurmstepd has read its options: reads the layout, writes the file.  ARGV
 * is the plugin's line in plugstack.conf ("runtime_path=DIR").
 */
int spank_env_start(spank_t sp, int argc, char **argv);

/* A task is about to start: sets its variables. */
int spank_env_task(spank_t sp);

/* The step is over: removes the file. */
int spank_env_end(spank_t sp);

#endif
