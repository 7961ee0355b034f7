/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads a job's record: options, GPUs, node counts, eligible nodes. */
#include "request.h"

#include "gpus_records.h"
#include "tell.h"

static const char *find_variable(job_record_t *job)
{
	const size_t len = strlen(OPTIONS_VARIABLE "=");

	for (uint32_t i = 0; i < job->spank_job_env_size; i++) {
		const char *entry = job->spank_job_env[i];

		if (entry && !strncmp(entry, OPTIONS_VARIABLE "=", len))
			return entry + len;
	}
	return NULL;
}

bool request_read(const struct snapshot *s, job_record_t *job,
		  struct options *o)
{
	const char *text = find_variable(job);
	struct rail_error err;

	memset(o, 0, sizeof(*o));
	if (text && options_parse(o, text, &err)) {
		tell_ignored(job, err.text);
		text = NULL;
	}
	if (!text)
		o->mode = s->conf.default_mode;
	return o->mode != PLACE_OFF;
}

uint64_t request_gpus_per_node(job_record_t *job)
{
	gres_state_t *gpus = gpus_find(job->gres_list_req);
	const gres_job_state_t *want = gpus ? gpus->gres_data : NULL;

	return want ? want->gres_per_node : 0;
}

uint64_t request_gpus(job_record_t *job, int n)
{
	gres_state_t *gpus = gpus_find(job->gres_list_req);
	const gres_job_state_t *want = gpus ? gpus->gres_data : NULL;

	if (!want || (job->details->whole_node & WHOLE_NODE_REQUIRED))
		return 0;
	if (want->gres_per_node)
		return want->gres_per_node;
	if (want->gres_per_task && job->details->ntasks_per_node)
		return want->gres_per_task * job->details->ntasks_per_node;
	return (want->gres_per_job + n - 1) / n;
}

static uint64_t divide_up(uint64_t a, uint64_t b)
{
	return b ? (a + b - 1) / b : 0;
}

/* GPUs in all, as far as the job says. */
static uint64_t gpus_in_all(job_record_t *job)
{
	gres_state_t *gpus = gpus_find(job->gres_list_req);
	const gres_job_state_t *want = gpus ? gpus->gres_data : NULL;

	if (!want)
		return 0;
	if (want->gres_per_job)
		return want->gres_per_job;
	return want->gres_per_task * job->details->num_tasks;
}

/* The largest node of the partition: CPUs and GPUs. */
static void largest_node(job_record_t *job, uint64_t *cpus, uint64_t *gpus)
{
	bitstr_t *nodes = job->part_ptr ? job->part_ptr->node_bitmap : NULL;
	node_record_t *node;

	*cpus = *gpus = 0;
	if (!nodes)
		return;
	for (int i = 0; (node = next_node_bitmap(nodes, &i)); i++) {
		gres_state_t *state = gpus_find(node->gres_list);
		const gres_node_state_t *has = state ? state->gres_data : NULL;

		if (node->cpus_efctv > *cpus)
			*cpus = node->cpus_efctv;
		if (has && has->gres_cnt_config > *gpus)
			*gpus = has->gres_cnt_config;
	}
}

static int has_count(void *x, void *arg)
{
	const job_feature_t *feature = x;

	return feature->count != 0;
}

bool request_in_parts(job_record_t *job)
{
	list_t *features = job->details->feature_list_use;

	return features && list_find_first_ro(features, has_count, NULL);
}

bool request_nodes(job_record_t *job, uint32_t min, uint32_t max, uint32_t req,
		   int *low, int *high)
{
	const job_details_t *details = job->details;
	uint64_t cpus, gpus, need = min ? min : 1;

	if (max && req > max)
		req = max;
	*low = need > INT32_MAX ? INT32_MAX : (int)need;
	*high = req > INT32_MAX ? INT32_MAX : (int)req;
	if (*high < *low)
		*high = *low;
	if (details->max_nodes || max == min || request_in_parts(job))
		return false;
	largest_node(job, &cpus, &gpus);
	need = MAX(need, divide_up(details->min_cpus, cpus));
	need = MAX(need, divide_up(gpus_in_all(job), gpus));
	need = MAX(need, divide_up(details->num_tasks,
				   details->ntasks_per_node));
	*low = *high = (int)MIN(need, INT32_MAX);
	return true;
}

void request_eligible(const struct snapshot *s, job_record_t *job,
		      bitstr_t *space, struct nodeset *nodes)
{
	const job_details_t *details = job->details;
	const struct nodeset *known;
	bitstr_t *excluded = NULL;

	nodeset_clear(nodes);
	if (!job->part_ptr || !job->part_ptr->node_bitmap)
		return;
	bit_copybits(space, job->part_ptr->node_bitmap);
	if (job->resv_ptr && job->resv_ptr->node_bitmap &&
	    !(job->resv_ptr->flags &
	      (RESERVE_FLAG_FLEX | RESERVE_FLAG_ANY_NODES)))
		bit_and(space, job->resv_ptr->node_bitmap);
	/* by name: backfill puts bitmaps of its own in exc_node_bitmap */
	if (details->exc_nodes &&
	    !node_name2bitmap(details->exc_nodes, true, &excluded, NULL))
		bit_and_not(space, excluded);
	if (details->features_use)
		job_req_node_filter(job, space, true);
	known = snapshot_follow(s, SNAPSHOT_ELIGIBLE, space);
	if (known)
		nodeset_assign(nodes, known);
	else
		snapshot_nodes(s, space, nodes);
	FREE_NULL_BITMAP(excluded);
}
