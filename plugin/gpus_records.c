/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds the GPUs among all that Slurm's records list. */
#include "gpus_records.h"

gres_state_t *gpus_find(list_t *gres)
{
	uint32_t id = gres_get_gpu_plugin_id();

	return gres ? list_find_first(gres, gres_find_id, &id) : NULL;
}

uint64_t gpus_set(bitstr_t *bits)
{
	uint64_t set = 0;

	for (int i = 0, n = bit_size(bits); i < n && i < GPUS_MAX; i++)
		if (bit_test(bits, i))
			set |= UINT64_C(1) << i;
	return set;
}

static int note_type(void *x, void *arg)
{
	const gres_state_t *state = x;
	struct gpus_given *given = arg;

	if (state->plugin_id == gres_get_gpu_plugin_id() &&
	    given->n_types < GPUS_TYPES)
		given->of_type[given->n_types++] = state->gres_data;
	return 0;
}

struct gpus_given gpus_of_job(const job_record_t *job)
{
	struct gpus_given given = { .n_types = 0 };

	if (job->gres_list_alloc)
		list_for_each_ro(job->gres_list_alloc, note_type, &given);
	return given;
}

uint64_t gpus_count_at(const struct gpus_given *given, int at)
{
	uint64_t count = 0;

	for (int i = 0; i < given->n_types; i++) {
		const gres_job_state_t *of = given->of_type[i];

		/* what nobody uses up is free all the time */
		if (of->gres_cnt_node_alloc && at < (int)of->node_cnt &&
		    of->gres_cnt_node_alloc[at] != NO_CONSUME_VAL64)
			count += of->gres_cnt_node_alloc[at];
	}
	return count;
}

uint64_t gpus_at(const struct gpus_given *given, int at)
{
	uint64_t set = 0;

	for (int i = 0; i < given->n_types; i++) {
		const gres_job_state_t *of = given->of_type[i];

		if (of->gres_bit_alloc && at < (int)of->node_cnt &&
		    of->gres_bit_alloc[at])
			set |= gpus_set(of->gres_bit_alloc[at]);
	}
	return set;
}
