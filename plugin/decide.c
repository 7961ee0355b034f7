/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TEST_ONLY asks whether the job could ever run: refused only when not even
 * an empty fabric would do.  RUN_NOW narrows to nodes that are idle or have
 * room, else to idle ones, else to what preemption would free.  WILL_RUN does
 * the same for now, and else finds the earliest moment at which enough is free;
 * the RUN_NOW that follows is offered just those nodes.
 *
 * A job without a bound never waits for us: when no choice of ours holds, it
 * gets the stock choice, among the nodes of the map if it asked for rails.
 */
#include "decide.h"

#include "candidates.h"
#include "cost.h"
#include "decision.h"
#include "gpus.h"
#include "later.h"
#include "preempt.h"
#include "request.h"
#include "tell.h"
#include "topology/place_range.h"

/* Seconds after submission within which a refusal reaches the user. */
enum { SUBMITTED_JUST_NOW = 10 };

/* So often nodes in use are left out that were not to be had. */
enum { MAX_OTHERS = 3 };

/* Jobs that only the default mode makes ours, on nodes that are in no map. */
static bool none_of_ours(const struct decision *d)
{
	return !d->options.has_mode && d->eligible &&
	       (d->unmapped || nodeset_count(d->eligible) < d->low);
}

/*
 * A choice among OPEN that starts now.  Asked when, the stock plugin also says
 * yes to a start far away, on nodes that lack CPUs or memory today: other
 * nodes may do at once.
 */
static int try_at_once(struct decision *d)
{
	job_record_t *job = d->c->job;
	int rc = decision_try(d);

	if (rc != SLURM_SUCCESS || d->c->mode != SELECT_MODE_WILL_RUN ||
	    job->start_time <= time(NULL))
		return rc;
	free_job_resources(&job->job_resrcs);
	decision_restore(d);
	snprintf(d->why, sizeof(d->why),
		 "the nodes that suit best have no room for it now");
	return ESLURM_NODES_BUSY;
}

/* With nodes that have room too; where these will not do, with idle ones. */
static int try_preempting(struct decision *d)
{
	uint64_t gpus = request_gpus(d->c->job, d->low);
	int rc;

	/* nobody makes way so that a job has nodes of less weight */
	d->any_weight = true;
	rc = preempt_open(d, gpus) ? SLURM_ERROR : try_at_once(d);
	if (rc != SLURM_SUCCESS && gpus && d->had_choice &&
	    !decision_out_of_time(d) && !preempt_open(d, 0))
		rc = try_at_once(d);
	d->any_weight = false;
	return rc;
}

/*
 * The last choice was not to be had, mostly for want of CPUs or memory, of which
 * we know nothing, on nodes in use: these are not OPEN any more.  False when
 * there are none.
 */
static bool leave_out_tried(struct decision *d)
{
	struct nodeset *used = d->space->tried, *idle = d->space->light;
	int before = nodeset_count(d->open);

	nodeset_assign(idle, used);
	candidates_idle(d->s, idle);
	nodeset_subtract(used, idle);
	nodeset_subtract(d->open, used);
	return nodeset_count(d->open) < before;
}

/*
 * Idle and partly used nodes, with the same GPUs free on all, or else, rather
 * than to wait, with any; others than these; idle ones alone.  d->had_choice:
 * Slurm was asked.
 */
static int try_free(struct decision *d)
{
	bool had_choice;
	int rc, first;

	decision_open(d, request_gpus(d->c->job, d->low));
	first = nodeset_count(d->open);
	decision_share_gpus(d, true);
	rc = try_at_once(d);
	if (rc == SLURM_SUCCESS || decision_out_of_time(d))
		return rc;
	if (d->busy && d->req.mode != PLACE_STRICT) {
		decision_share_gpus(d, false);
		rc = try_at_once(d);
		if (rc == SLURM_SUCCESS || decision_out_of_time(d))
			return rc;
	}
	/* where all of them gave no choice, some of them do not either */
	had_choice = d->had_choice;
	for (int i = 0; i < MAX_OTHERS && d->had_choice && leave_out_tried(d);
	     i++) {
		decision_share_gpus(d, true);
		rc = try_at_once(d);
		if (rc == SLURM_SUCCESS || decision_out_of_time(d))
			return rc;
	}
	candidates_idle(d->s, d->open);
	if (had_choice && nodeset_count(d->open) != first) {
		decision_share_gpus(d, true);
		rc = try_at_once(d);
	}
	decision_share_gpus(d, false);
	d->had_choice = had_choice;
	return rc;
}

/* Whether nodes of suspended jobs were in what Slurm refused: they are open no
 * longer. */
static bool leave_out_suspended(struct decision *d)
{
	if (!d->had_choice)
		return false;
	nodeset_assign(d->open, d->allowed);
	d->unsuspended = candidates_unsuspended(
		d->s, request_gpus(d->c->job, d->low), d->open);
	return d->unsuspended;
}

/* What is free; else what would be if jobs that may be preempted were not. */
static int try_now(struct decision *d)
{
	int rc = try_free(d);

	if (rc != SLURM_SUCCESS && !decision_out_of_time(d) &&
	    leave_out_suspended(d))
		rc = try_free(d);
	if (rc == SLURM_SUCCESS || decision_out_of_time(d) ||
	    !d->c->preemptable)
		return rc;
	return try_preempting(d);
}

/* Whether what is left to do is to let the stock plugin choose. */
static bool may_use_stock(struct decision *d)
{
	if (d->req.mode != PLACE_BEST || d->req.within != PLACE_ANYWHERE ||
	    d->req.segment > 1 || d->req.uniform || d->options.min_rails)
		return false;
	/* who did not ask for rails may use nodes that are in no map */
	if (!d->options.has_mode)
		return true;
	if (!snapshot_bits(d->s, d->allowed, d->c->nodes))
		return true;
	decision_restore(d);
	return false;
}

/* JOB waits; and if it does not do so for ever, until when. */
static void say_waits(struct decision *d, const char *why)
{
	char text[sizeof(d->why) + 64], until[32];

	if (!d->hold_out) {
		tell_waiting(d->c->job, why);
		return;
	}
	slurm_make_time_str(&d->hold_out, until, sizeof(until));
	snprintf(text, sizeof(text), "%s; best will do from %s", why, until);
	tell_waiting(d->c->job, text);
}

/*
 * Whether the stock plugin, too, would find too few nodes to start on now: it
 * would go through all of them for that.
 */
static bool has_too_few(struct decision *d)
{
	const job_record_t *job = d->c->job;
	bool whole = job->details->whole_node & WHOLE_NODE_REQUIRED;
	uint64_t gpus = request_gpus_per_node(d->c->job);

	if (d->c->mode != SELECT_MODE_RUN_NOW || d->c->preemptable ||
	    !d->options.has_mode || request_in_parts(d->c->job) ||
	    !(whole || gpus) || slurm_conf.preempt_mode & PREEMPT_MODE_GANG)
		return false;
	nodeset_assign(d->open, d->allowed);
	candidates_fitting(d->s, whole ? 0 : gpus, d->open);
	return nodeset_count(d->open) < (int)d->c->min_nodes;
}

/* No choice of ours holds: RC is what became of the last. */
static int give_up(struct decision *d, int rc)
{
	if (decision_out_of_time(d))
		cost_over(d->c->job, d->s->conf.decision_limit_ms);
	decision_restore(d);
	if (rc == ESLURM_LICENSES_UNAVAILABLE)
		return rc;
	if (!has_too_few(d) && may_use_stock(d)) {
		rc = decision_forward(d->c);
		if (rc != SLURM_SUCCESS)
			decision_restore(d);
		/* else nothing would say why idle nodes do not do */
		if (rc != SLURM_SUCCESS && (d->unsound || d->quarantined) &&
		    !(d->c->job->bit_flags & TEST_NOW_ONLY))
			say_waits(d, d->why);
		return rc;
	}
	if (!(d->c->job->bit_flags & TEST_NOW_ONLY))
		say_waits(d, d->why);
	return ESLURM_NODES_BUSY;
}

static int decide_now(struct decision *d)
{
	int rc = try_now(d);

	return rc == SLURM_SUCCESS ? rc : give_up(d, rc);
}

static int decide_when(struct decision *d)
{
	bool later = d->c->will_run && d->c->will_run->start > time(NULL);
	char why_not_now[sizeof(d->why)];
	int rc = SLURM_ERROR;

	if (!later)
		rc = try_now(d);
	if (rc == SLURM_SUCCESS)
		return rc;
	snprintf(why_not_now, sizeof(why_not_now), "%s", d->why);
	if (!(d->c->job->bit_flags & TEST_NOW_ONLY))
		rc = later_try(d);
	if (rc != SLURM_SUCCESS)
		return give_up(d, rc);
	if (!later && why_not_now[0])
		say_waits(d, why_not_now);
	return rc;
}

/*
 * Slurm takes a no for good.  At submit the user sees it; later the job would
 * be held, which a map that lacks nodes for an hour is no reason for.
 */
static bool may_refuse(const struct snapshot *s, job_record_t *job)
{
	time_t submitted = job->details->submit_time;

	/* a scheduler that looks at it notes that first, as submission does */
	return !job->restart_cnt && submitted >= s->loaded &&
	       job->last_sched_eval <= submitted + 1 &&
	       time(NULL) - submitted < SUBMITTED_JUST_NOW;
}

/*
 * Whether it could ever run is asked of all nodes.  A yes of the stock plugin
 * for some of them will do, and costs less; for a no it must see them all.
 */
static int ask_of_some(struct decision *d)
{
	int rc;

	nodeset_assign(d->open, d->allowed);
	rc = decision_try(d);
	if (rc == SLURM_SUCCESS)
		return rc;
	decision_restore(d);
	return decision_forward(d->c);
}

static int place_eligible(void *arg, int n, struct place_choice *choice)
{
	struct decision *d = arg;

	d->req.nodes = n;
	return place(d->s->fabric, d->eligible, &d->req, choice);
}

/* Refuses only what not even an empty fabric could give. */
static int decide_ever(struct decision *d)
{
	job_record_t *job = d->c->job;
	struct place_choice choice = { 0 };
	struct place_range range = { .low = d->low, .high = d->low,
				     .choose = place_eligible, .arg = d };
	const char *never = NULL;
	int count;

	d->req.mode = PLACE_BEST;
	/* else what is not granted for the least is for no more either */
	if (place_range_has_gaps(&d->req)) {
		range.high = MAX(d->low, MIN(d->high,
					     nodeset_count(d->eligible)));
		range.gaps = DECISION_MAX_COUNTS;
	}
	if (request_in_parts(job))
		return decision_forward(d->c);
	if (d->options.spares >= d->low)
		never = "more nodes than --rail-spares are needed";
	else if (d->unmapped)
		never = "a required node is not in the map";
	else if (place_range(&range, &count, &choice) &&
		 choice.verdict == PLACE_NEVER)
		never = choice.why;
	if (never && may_refuse(d->s, job))
		tell_refused(job, never);
	else if (never)
		tell_never(job, never);
	place_choice_free(&choice);
	if (!never)
		return ask_of_some(d);
	return may_refuse(d->s, job) ? ESLURM_REQUESTED_NODE_CONFIG_UNAVAILABLE :
				 decision_forward(d->c);
}

static enum cost_kind kind_of(uint16_t mode)
{
	return mode == SELECT_MODE_RUN_NOW ? COST_NOW :
	       mode == SELECT_MODE_WILL_RUN ? COST_WHEN : COST_EVER;
}

static int decide_ours(struct decision *d)
{
	const struct decide_call *c = d->c;

	if (decision_prepare(d)) {
		error("railyard: %pJ is placed as without railyard: out of "
		      "memory", c->job);
		return decision_forward(c);
	}
	if (none_of_ours(d))
		return decision_forward(c);
	if (c->mode == SELECT_MODE_RUN_NOW)
		return decide_now(d);
	if (c->mode == SELECT_MODE_WILL_RUN)
		return decide_when(d);
	if (c->mode == SELECT_MODE_TEST_ONLY)
		return decide_ever(d);
	return decision_forward(c);
}

int decide(const struct decide_call *c)
{
	struct decision d = { .c = c, .s = snapshot_get() };
	int64_t start = cost_clock(), stock = cost_stock_total();
	bool ours;
	int rc;

	/* job 0 is a reservation that is being made; a job without nodes
	 * has to do with burst buffers alone */
	ours = d.s && c->job->job_id && c->job->details &&
	       (c->min_nodes || c->max_nodes) &&
	       request_read(d.s, c->job, &d.options);
	if (c->mode == SELECT_MODE_RUN_NOW)
		gpus_forget(c->job);
	rc = ours ? decide_ours(&d) : decision_forward(c);
	decision_clear(&d);
	cost_note(ours ? kind_of(c->mode) : COST_PASSED, c->job, start, stock);
	return rc;
}
