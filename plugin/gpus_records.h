/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What Slurm's records of nodes and jobs say of GPUs.  Sets of GPUs are bits by
 * index, as in CUDA_VISIBLE_DEVICES.
 */
#ifndef RAIL_GPUS_RECORDS_H
#define RAIL_GPUS_RECORDS_H

#include "slurm_compat.h"

/* The most GPUs of a node that a set holds. */
enum { GPUS_MAX = 64 };

/* Those of BITS. */
uint64_t gpus_set(bitstr_t *bits);

/* What a list of a node's or a job's (or NULL) says of GPUs, or NULL. */
gres_state_t *gpus_find(list_t *gres);

/* Past this many types of GPUs a job's further ones are not seen. */
enum { GPUS_TYPES = 8 };

/* The GPUs that a job was given.  Slurm notes each type apart, be it that the
 * job asked for none and its nodes differ. */
struct gpus_given {
	const gres_job_state_t *of_type[GPUS_TYPES];
	int n_types;
};

struct gpus_given gpus_of_job(const job_record_t *job);

/* Those on the one at AT of the job's nodes: how many, and which; 0: none, or no
 * indexes. */
uint64_t gpus_count_at(const struct gpus_given *given, int at);
uint64_t gpus_at(const struct gpus_given *given, int at);

#endif
