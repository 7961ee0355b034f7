/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How many GPUs of each node no job has.  To ask all node records takes a
 * quarter of a microsecond each: so what they said is kept, and those are asked
 * again on which jobs have begun or ended.
 */
#ifndef RAIL_FREE_GPUS_H
#define RAIL_FREE_GPUS_H

#include "slurm_compat.h"
#include "snapshot.h"

/* Asks a node record itself. */
uint64_t free_gpus_of(const node_record_t *record);

/* By node of the map of S, good until slurmctld goes on to something else; NULL
 * when out of memory. */
const uint16_t *free_gpus(const struct snapshot *s);

/* JOB begins or ends on its nodes. */
void free_gpus_changed(const job_record_t *job);

void free_gpus_close(void);

#endif
