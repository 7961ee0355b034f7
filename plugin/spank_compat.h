/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Differences between Slurm versions in what the SPANK plugin calls. */
#ifndef RAIL_SPANK_COMPAT_H
#define RAIL_SPANK_COMPAT_H

#include <slurm/slurm.h>
#include <slurm/slurm_errno.h>

/* The record of job ID; since 26.05 a job is named by the id of a step. */
static inline int spank_compat_load_job(job_info_msg_t **jobs, uint32_t id)
{
#if SLURM_VERSION_NUMBER >= SLURM_VERSION_NUM(26, 5, 0)
	slurm_step_id_t job = SLURM_STEP_ID_INITIALIZER;

	job.job_id = id;
	return slurm_load_job(jobs, job, 0);
#else
	return slurm_load_job(jobs, id, 0);
#endif
}

#endif
