/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is known for a decision, and a choice asked of the stock plugin. */
#include "decision.h"

#include <stdlib.h>

#include "base.h"
#include "blame.h"
#include "candidates.h"
#include "cost.h"
#include "gpus.h"
#include "health_now.h"
#include "request.h"
#include "slots.h"
#include "topology/place_health.h"

/* When the user names no count of nodes: how many more than the least. */
enum {
	MAX_GROWTH = 4,
	/* When nodes that were chosen turn out not to be sound. */
	MAX_LOOKS = 4,
};

int decision_forward(const struct decide_call *c)
{
	int64_t start = cost_clock();
	int rc = base.job_test(c->job, c->nodes, c->min_nodes, c->max_nodes,
			       c->req_nodes, c->mode, c->preemptable,
			       c->preempted, c->resv, c->will_run);

	cost_stock(start);
	return rc;
}

bool decision_out_of_time(const struct decision *d)
{
	return cost_clock() >= d->deadline;
}

/* The stock plugin's time is not ours. */
static int ask_stock(struct decision *d, const struct decide_call *c)
{
	int64_t start = cost_clock();
	int rc = decision_forward(c);

	d->deadline += cost_clock() - start;
	return rc;
}

void decision_clear(struct decision *d)
{
	free(d->before);
}

/* Else it is worked out for nothing. */
static bool needs_eligible(const struct decision *d)
{
	return d->options.mode == PLACE_STRICT || !d->options.has_mode ||
	       d->c->mode == SELECT_MODE_TEST_ONLY;
}

/* Jobs that ask for nothing go on using all nodes, as a last resort: see
 * give_up() in decide.c. */
static bool wants_sound(const struct decision *d)
{
	return d->health && d->c->mode != SELECT_MODE_TEST_ONLY &&
	       (d->options.has_mode || d->options.mode == PLACE_BEST);
}

static void leave_out_unsound(struct decision *d)
{
	int before = nodeset_count(d->allowed);

	place_health_leave_out(d->health, d->options.min_rails, d->allowed);
	d->unsound += before - nodeset_count(d->allowed);
}

/*
 * --rail-wait counts from when the job became eligible (scontrol's EligibleTime).
 * A job that comes back has waited before.
 */
static void hold_out(struct decision *d)
{
	job_record_t *job = d->c->job;
	time_t now = time(NULL), since = job->details->begin_time;

	if (!d->options.wait)
		return;
	d->hold_out = (since ? since : now) + 60 * (time_t)d->options.wait;
	if (job->restart_cnt || d->hold_out <= now) {
		d->hold_out = 0;
		d->req.mode = PLACE_BEST;
	}
}

static int use_space(struct decision *d)
{
	struct workspace *space = workspace_get(d->s->fabric,
						(int)bit_size(d->c->nodes));

	if (!space)
		return -1;
	d->space = space;
	d->offered = space->offered;
	d->allowed = space->allowed;
	d->open = space->open;
	d->failed = space->failed;
	bit_copybits(d->offered, d->c->nodes);
	nodeset_clear(d->failed);
	return 0;
}

int decision_prepare(struct decision *d)
{
	job_record_t *job = d->c->job;
	const struct nodeset *offered;

	d->deadline =
		cost_clock() + d->s->conf.decision_limit_ms * INT64_C(1000000);
	/* a step of the search takes some 4 ns */
	d->req.max_steps = d->s->conf.decision_limit_ms * 250000L;
	d->req.mode = d->options.mode;
	hold_out(d);
	d->req.within = d->options.within;
	d->req.segment = d->options.segment;
	d->req.spares = d->options.spares;
	d->req.uniform = d->options.uniform;
	d->req.space = d->s->space;
	d->elastic = request_nodes(job, d->c->min_nodes, d->c->max_nodes,
				   d->c->req_nodes, &d->low, &d->high);
	if (use_space(d))
		return -1;
	if (needs_eligible(d)) {
		d->eligible = d->space->eligible;
		request_eligible(d->s, job, d->space->eligible_bits,
				 d->eligible);
		d->req.baseline = d->eligible;
	}
	offered = snapshot_follow(d->s, SNAPSHOT_OFFERED, d->offered);
	if (offered)
		nodeset_assign(d->allowed, offered);
	else
		snapshot_nodes(d->s, d->offered, d->allowed);
	d->health = health_now(d->s);
	if (wants_sound(d))
		leave_out_unsound(d);
	if (d->c->mode != SELECT_MODE_TEST_ONLY)
		d->quarantined = blame_leave_out(d->s, d->allowed);
	d->before = slots_before(d->s, job, &d->options, &d->n_before,
				 d->failed);
	if (d->before)
		candidates_maintained(d->s, d->failed);
	if (d->c->mode != SELECT_MODE_TEST_ONLY)
		slots_clear_held(d->s, job, d->before, d->n_before,
				 d->allowed);
	d->prefer = blame_preferred(d->s);
	d->req.prefer = d->prefer;
	if (!job->details->req_node_bitmap)
		return 0;
	d->required = d->space->required;
	snapshot_nodes(d->s, job->details->req_node_bitmap, d->required);
	d->req.required = d->required;
	d->unmapped = bit_set_count(job->details->req_node_bitmap) -
		      nodeset_count(d->required);
	return 0;
}

void decision_restore(const struct decision *d)
{
	bit_copybits(d->c->nodes, d->offered);
}

void decision_open(struct decision *d, uint64_t gpus)
{
	nodeset_assign(d->open, d->allowed);
	candidates_fitting(d->s, gpus, d->open);
	if (d->unsuspended)
		candidates_unsuspended(d->s, gpus, d->open);
}

void decision_share_gpus(struct decision *d, bool yes)
{
	d->busy = NULL;
	if (!yes || !gpus_each(d->s, d->c->job, d->low))
		return;
	d->busy = d->space->busy;
	gpus_busy(d->s, d->open, d->busy);
}

/* The same GPUs of all NODES, if that is asked for and they have some. */
static int ask_for_gpus(struct decision *d, const struct nodeset *nodes)
{
	int each = gpus_each(d->s, d->c->job, nodeset_count(nodes));
	struct decide_call limited = *d->c;
	struct gpus_limit limit;
	uint64_t set = each ? gpus_common(d->s, d->c->job, nodes, each,
					  d->gpus) : 0;
	int rc;

	if (!set)
		return ask_stock(d, d->c);
	if (gpus_limit(&limit, d->s, d->c->job, nodes, set, d->c->resv)) {
		gpus_limit_free(&limit);
		return ask_stock(d, d->c);
	}
	limited.resv = &limit.resv;
	rc = ask_stock(d, &limited);
	gpus_limit_free(&limit);
	if (rc == SLURM_SUCCESS && d->c->mode == SELECT_MODE_RUN_NOW)
		gpus_settle(d->s, d->c->job, nodes, set);
	return rc;
}

/* A choice whose nodes say nothing bad of themselves at this moment. */
static int choose_sound(struct decision *d, struct place_choice *choice)
{
	for (int i = 0; i < MAX_LOOKS; i++) {
		if (decision_choose(d, choice))
			return -1;
		if (!wants_sound(d) || !health_now_look(d->s, choice->nodes))
			return 0;
		place_choice_free(choice);
		d->health = health_now(d->s);
		leave_out_unsound(d);
		nodeset_intersect(d->open, d->allowed);
	}
	return decision_choose(d, choice);
}

/* Asks the stock plugin for just these nodes. */
static int ask_for(struct decision *d, const struct nodeset *nodes)
{
	int rc;

	nodeset_assign(d->space->tried, nodes);
	if (snapshot_bits(d->s, nodes, d->c->nodes)) {
		decision_restore(d);
		return SLURM_ERROR;
	}
	rc = d->busy ? ask_for_gpus(d, nodes) : ask_stock(d, d->c);
	if (rc != SLURM_SUCCESS) {
		snprintf(d->why, sizeof(d->why),
			 "the nodes that suit best "
			 "are not free for it: %s",
			 slurm_strerror(rc));
		decision_restore(d);
	}
	return rc;
}

/* Chooses among OPEN and asks for the choice. */
int decision_try(struct decision *d)
{
	int low = d->low, high = d->high, growth = 0;
	int rc;

	d->had_choice = false;
	for (;;) {
		struct place_choice choice = { 0 };

		rc = SLURM_ERROR;
		if (!choose_sound(d, &choice)) {
			d->had_choice = true;
			rc = ask_for(d, choice.nodes);
		}
		place_choice_free(&choice);
		if (rc == SLURM_SUCCESS || !d->elastic ||
		    ++growth == MAX_GROWTH || decision_out_of_time(d))
			break;
		d->high = ++d->low;
	}
	d->low = low;
	d->high = high;
	return rc;
}
