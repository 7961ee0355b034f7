/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How many GPUs of each node no job has.  To ask all node records takes a
 * quarter of a microsecond each: so what they said is kept, and one is asked
 * again when it is looked at after a job has begun or ended there.
 */
#ifndef RAIL_FREE_GPUS_H
#define RAIL_FREE_GPUS_H

#include "slurm_compat.h"
#include "snapshot.h"

/* Asks a node record itself. */
uint64_t free_gpus_of(const node_record_t *record);

/* Begins to look at nodes of the map of S; false when out of memory. */
bool free_gpus_follow(const struct snapshot *s);

/* Of one of them, after that. */
uint64_t free_gpus_at(const struct snapshot *s, int node);

/* JOB begins or ends on its nodes. */
void free_gpus_changed(const job_record_t *job);

void free_gpus_close(void);

#endif
