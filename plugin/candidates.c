/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Idle, fitting, soon to be maintained. */
#include "candidates.h"

#include "free_gpus.h"

/* Seconds: what is planned for later says nothing about today. */
enum { MAINTENANCE_AHEAD = 7 * 86400 };

static bool is_idle(const struct snapshot *s, int node)
{
	return idle_node_bitmap && bit_test(idle_node_bitmap,
					    s->to_record[node]);
}

/* Whether those that have it let others in. */
static bool is_shared(const struct snapshot *s, int node)
{
	const node_record_t *record = node_record_table_ptr[s->to_record[node]];

	return record && !record->no_share_job_cnt;
}

void candidates_fitting(const struct snapshot *s, uint64_t gpus,
			struct nodeset *nodes)
{
	const struct nodeset *idle =
		idle_node_bitmap ? snapshot_follow(s, SNAPSHOT_IDLE,
						   idle_node_bitmap) : NULL;
	bool counted;

	if (idle && !gpus) {
		nodeset_intersect(nodes, idle);
		return;
	}
	counted = gpus && free_gpus_follow(s);
	for (int n = nodeset_next(nodes, 0); n >= 0;
	     n = nodeset_next(nodes, n + 1))
		if (!(idle ? nodeset_has(idle, n) : is_idle(s, n)) &&
		    !(counted && free_gpus_at(s, n) >= gpus && is_shared(s, n)))
			nodeset_remove(nodes, n);
}

void candidates_idle(const struct snapshot *s, struct nodeset *nodes)
{
	candidates_fitting(s, 0, nodes);
}

bool candidates_unsuspended(const struct snapshot *s, uint64_t gpus,
			    struct nodeset *nodes)
{
	bool counted = gpus && free_gpus_follow(s), any = false;

	for (int n = nodeset_next(nodes, 0); n >= 0;
	     n = nodeset_next(nodes, n + 1)) {
		const node_record_t *record =
			node_record_table_ptr[s->to_record[n]];

		if (!record || !record->sus_job_cnt ||
		    (counted && free_gpus_at(s, n) >= gpus))
			continue;
		nodeset_remove(nodes, n);
		any = true;
	}
	return any;
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
