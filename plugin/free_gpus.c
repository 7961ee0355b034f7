/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Free GPUs by node, followed from job to job. */
#include "free_gpus.h"

#include <stdlib.h>

#include "cost.h"
#include "gpus_records.h"

/* What no job does, as a slurmd that registers with other GPUs, is seen since a
 * share of the records is asked in every decision: all in so long, but not more
 * at once than take a quarter of a millisecond. */
enum { ASK_ALL_MS = 5000, ASK_MOST = 1024 };

static struct {
	uint16_t *count;
	struct nodeset *changed;
	int generation;		/* of the snapshot's index */
	int n_nodes, at;	/* the next to be asked anyhow */
	int64_t asked;		/* ms: when that was done */
} seen;

static int64_t clock_ms(void)
{
	return cost_clock() / 1000000;
}

uint64_t free_gpus_of(const node_record_t *record)
{
	const gres_state_t *state = gpus_find(record->gres_list);
	const gres_node_state_t *has = state ? state->gres_data : NULL;

	if (!has || has->gres_cnt_avail < has->gres_cnt_alloc)
		return 0;
	return has->gres_cnt_avail - has->gres_cnt_alloc;
}

static void ask(const struct snapshot *s, int node)
{
	int i = s->to_record[node];
	const node_record_t *record = i < 0 ? NULL : node_record_table_ptr[i];
	uint64_t count = record ? free_gpus_of(record) : 0;

	seen.count[node] = MIN(count, UINT16_MAX);
}

static bool make_room(const struct snapshot *s)
{
	if (seen.count && seen.generation == s->generation)
		return true;
	free_gpus_close();
	seen.n_nodes = s->fabric->n_nodes;
	seen.count = calloc((size_t)seen.n_nodes + 1, sizeof(*seen.count));
	seen.changed = nodeset_create(seen.n_nodes);
	if (!seen.count || !seen.changed) {
		free_gpus_close();
		return false;
	}
	nodeset_fill(seen.changed);
	seen.generation = s->generation;
	seen.asked = clock_ms();
	return true;
}

static void ask_a_share(const struct snapshot *s)
{
	int64_t now = clock_ms(), ms = MIN(now - seen.asked, ASK_ALL_MS);
	int share = (int)(seen.n_nodes * ms / ASK_ALL_MS);

	/* less than a node: the time adds up */
	if (!share)
		return;
	seen.asked = now;
	share = MIN(share, ASK_MOST);
	for (; share > 0; share--) {
		if (seen.at >= seen.n_nodes)
			seen.at = 0;
		ask(s, seen.at++);
	}
}

bool free_gpus_follow(const struct snapshot *s)
{
	if (!make_room(s))
		return false;
	ask_a_share(s);
	return true;
}

uint64_t free_gpus_at(const struct snapshot *s, int node)
{
	if (nodeset_has(seen.changed, node)) {
		nodeset_remove(seen.changed, node);
		ask(s, node);
	}
	return seen.count[node];
}

void free_gpus_changed(const job_record_t *job)
{
	const struct snapshot *s = seen.count ? snapshot_get() : NULL;
	const job_resources_t *has = job->job_resrcs;
	bitstr_t *nodes = has && has->node_bitmap ? has->node_bitmap
						  : job->node_bitmap;

	/* else all are asked anew */
	if (!s || seen.generation != s->generation || !nodes)
		return;
	for (int i = 0; next_node_bitmap(nodes, &i); i++)
		if (i < s->n_records && s->to_fabric[i] >= 0)
			nodeset_add(seen.changed, s->to_fabric[i]);
}

void free_gpus_close(void)
{
	free(seen.count);
	nodeset_destroy(seen.changed);
	memset(&seen, 0, sizeof(seen));
}
