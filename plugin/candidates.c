/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Idle, fitting, soon to be maintained. */
#include "candidates.h"

/* Seconds: what is planned for later says nothing about today. */
enum { MAINTENANCE_AHEAD = 7 * 86400 };

static bool is_idle(const struct snapshot *s, int node)
{
	return idle_node_bitmap && bit_test(idle_node_bitmap,
					    s->to_record[node]);
}

uint64_t candidates_free_gpus(const node_record_t *record)
{
	uint32_t id = gres_get_gpu_plugin_id();
	const gres_node_state_t *has;
	gres_state_t *state;

	if (!record->gres_list)
		return 0;
	state = list_find_first(record->gres_list, gres_find_id, &id);
	has = state ? state->gres_data : NULL;
	if (!has || has->gres_cnt_avail < has->gres_cnt_alloc)
		return 0;
	return has->gres_cnt_avail - has->gres_cnt_alloc;
}

uint64_t candidates_job_gpus(const job_record_t *job, int at)
{
	uint32_t id = gres_get_gpu_plugin_id();
	gres_state_t *state = !job->gres_list_alloc
				      ? NULL
				      : list_find_first(job->gres_list_alloc,
							gres_find_id, &id);
	const gres_job_state_t *has = state ? state->gres_data : NULL;

	return has && has->gres_cnt_node_alloc && at < (int)has->node_cnt
		       ? has->gres_cnt_node_alloc[at]
		       : 0;
}

void candidates_fitting(const struct snapshot *s, uint64_t gpus,
			struct nodeset *nodes)
{
	const struct nodeset *idle =
		idle_node_bitmap ? snapshot_follow(s, SNAPSHOT_IDLE,
						   idle_node_bitmap) : NULL;

	if (idle && !gpus) {
		nodeset_intersect(nodes, idle);
		return;
	}
	for (int n = nodeset_next(nodes, 0); n >= 0;
	     n = nodeset_next(nodes, n + 1)) {
		node_record_t *record = node_record_table_ptr[s->to_record[n]];

		if (idle ? nodeset_has(idle, n) : is_idle(s, n))
			continue;
		if (!record || !gpus || candidates_free_gpus(record) < gpus)
			nodeset_remove(nodes, n);
	}
}

void candidates_idle(const struct snapshot *s, struct nodeset *nodes)
{
	candidates_fitting(s, 0, nodes);
}

struct awaiting {
	const struct snapshot *s;
	struct nodeset *nodes;
	time_t now;
};

static int add_awaiting(void *x, void *arg)
{
	const slurmctld_resv_t *resv = x;
	struct awaiting *a = arg;

	if (!(resv->flags & RESERVE_FLAG_MAINT) || !resv->node_bitmap ||
	    resv->start_time <= a->now ||
	    resv->start_time > a->now + MAINTENANCE_AHEAD)
		return 0;
	for (int i = 0; next_node_bitmap(resv->node_bitmap, &i); i++) {
		int n = i < a->s->n_records ? a->s->to_fabric[i] : -1;

		if (n >= 0)
			nodeset_add(a->nodes, n);
	}
	return 0;
}

void candidates_maintained(const struct snapshot *s, struct nodeset *nodes)
{
	struct awaiting a = { .s = s, .nodes = nodes, .now = time(NULL) };

	if (resv_list)
		list_for_each_ro(resv_list, add_awaiting, &a);
}
