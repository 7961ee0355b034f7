/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The SPANK plugin: one line for each place it is called in.  It is loaded as
 * `optional`, and fails only for a mistake of the user's where he typed it:
 * elsewhere a failure would drain nodes.
 */
#include <slurm/spank.h>

#include "spank_alloc.h"
#include "spank_env.h"

SPANK_PLUGIN(railyard, 1);

int slurm_spank_init(spank_t sp, int argc, char **argv)
{
	switch (spank_context()) {
	case S_CTX_ALLOCATOR:
		spank_alloc_forget();
		return spank_alloc_register(sp);
	case S_CTX_LOCAL:
		return spank_alloc_register(sp);
	case S_CTX_REMOTE:
		spank_alloc_register(sp);
		return 0;
	default:
		return 0;
	}
}

int slurm_spank_init_post_opt(spank_t sp, int argc, char **argv)
{
	switch (spank_context()) {
	case S_CTX_ALLOCATOR:
	case S_CTX_LOCAL:
		return spank_alloc_submit(sp);
	case S_CTX_REMOTE:
		return spank_env_start(sp, argc, argv);
	default:
		return 0;
	}
}

int slurm_spank_local_user_init(spank_t sp, int argc, char **argv)
{
	return spank_alloc_learn(sp);
}

int slurm_spank_task_init(spank_t sp, int argc, char **argv)
{
	return spank_context() == S_CTX_REMOTE ? spank_env_task(sp) : 0;
}

int slurm_spank_exit(spank_t sp, int argc, char **argv)
{
	return spank_context() == S_CTX_REMOTE ? spank_env_end(sp) : 0;
}
