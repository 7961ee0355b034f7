/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A SPANK plugin that a hostile user loads by a slurm.conf of his own: hands
 * slurmctld whatever $FORGED_REQUEST holds as the request of a job.
 */
#include <stdlib.h>

#include <slurm/spank.h>

SPANK_PLUGIN(forge, 1);

int slurm_spank_init_post_opt(spank_t sp, int argc, char **argv)
{
	const char *request = getenv("FORGED_REQUEST");

	(void)argc;
	(void)argv;
	if (request && (spank_context() == S_CTX_ALLOCATOR ||
			spank_context() == S_CTX_LOCAL))
		spank_job_control_setenv(sp, "RAIL", request, 1);
	return 0;
}
