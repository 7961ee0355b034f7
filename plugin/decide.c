/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TEST_ONLY asks whether the job could ever run: refused only when not even
 * an empty fabric would do.  RUN_NOW narrows to idle nodes, else to nodes with
 * room, else to what preemption would free.  WILL_RUN does the same for now,
 * and else finds the earliest moment at which enough is free; the RUN_NOW
 * that follows is offered just those nodes.
 *
 * A job without a bound never waits for us: when no choice of ours holds, it
 * gets the stock choice, among the nodes of the map if it asked for rails.
 */
#include "decide.h"

#include <stdlib.h>
#include <time.h>

#include "base.h"
#include "candidates.h"
#include "request.h"
#include "slots.h"
#include "snapshot.h"
#include "tell.h"
#include "topology/ranks.h"

/* When the user names no count of nodes: how many more than the least. */
enum { MAX_GROWTH = 4 };

struct decision {
	const struct decide_call *c;
	const struct snapshot *s;
	struct options options;
	struct place_request req;
	bitstr_t *offered;		/* c->nodes as it came */
	struct nodeset *allowed;	/* the same, as nodes of the map */
	struct nodeset *open;		/* of those: what is tried now */
	struct nodeset *required;	/* -w, or NULL */
	int unmapped;			/* nodes of -w that are in no map */
	struct nodeset *eligible;	/* see request.h */
	struct nodeset *failed;		/* under this job, before */
	int *before;			/* slots before a restart, or NULL */
	int n_before;
	int low, high;			/* how many nodes */
	bool elastic;			/* the user did not say */
	int64_t deadline;		/* ns, of our own time */
	char why[256];			/* the last refusal */
};

static int64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static int forward(const struct decide_call *c)
{
	return base.job_test(c->job, c->nodes, c->min_nodes, c->max_nodes,
			     c->req_nodes, c->mode, c->preemptable,
			     c->preempted, c->resv, c->will_run);
}

static bool out_of_time(const struct decision *d)
{
	return now_ns() >= d->deadline;
}

/* The stock plugin's time is not ours. */
static int ask_stock(struct decision *d)
{
	int64_t start = now_ns();
	int rc = forward(d->c);

	d->deadline += now_ns() - start;
	return rc;
}

static void destroy(struct decision *d)
{
	FREE_NULL_BITMAP(d->offered);
	nodeset_destroy(d->allowed);
	nodeset_destroy(d->open);
	nodeset_destroy(d->required);
	nodeset_destroy(d->eligible);
	nodeset_destroy(d->failed);
	free(d->before);
}

static int prepare(struct decision *d)
{
	job_record_t *job = d->c->job;
	int size = d->s->fabric->n_nodes;

	d->req.mode = d->options.mode;
	d->req.within = d->options.within;
	d->elastic = request_nodes(job, d->c->min_nodes, d->c->max_nodes,
				   d->c->req_nodes, &d->low, &d->high);
	d->offered = bit_copy(d->c->nodes);
	d->allowed = nodeset_create(size);
	d->open = nodeset_create(size);
	d->failed = nodeset_create(size);
	d->eligible = request_eligible(d->s, job);
	if (!d->allowed || !d->open || !d->failed || !d->eligible)
		return -1;
	d->req.baseline = d->eligible;
	snapshot_nodes(d->s, d->offered, d->allowed);
	if (d->c->mode != SELECT_MODE_TEST_ONLY)
		slots_clear_held(d->s, job, d->allowed);
	d->before = slots_before(d->s, job, &d->n_before, d->failed);
	if (!job->details->req_node_bitmap)
		return 0;
	d->required = nodeset_create(size);
	if (!d->required)
		return -1;
	snapshot_nodes(d->s, job->details->req_node_bitmap, d->required);
	d->req.required = d->required;
	d->unmapped = bit_set_count(job->details->req_node_bitmap) -
		      nodeset_count(d->required);
	return 0;
}

/* Jobs that only the default mode makes ours, on nodes that are in no map. */
static bool none_of_ours(const struct decision *d)
{
	return !d->options.has_mode &&
	       (d->unmapped || nodeset_count(d->eligible) < d->low);
}

/* --- one choice ----------------------------------------------------------- */

/* N of OPEN: the slots of before where there are any, else afresh. */
static int choose_from(struct decision *d, const struct nodeset *open, int n,
		       struct place_choice *choice)
{
	int rc, *slots;

	d->req.nodes = n;
	if (d->before && d->n_before == n) {
		slots = calloc(n, sizeof(*slots));
		rc = slots ? ranks_refill(d->s->fabric, open, &d->req,
					  d->before, slots, choice) : -1;
		free(slots);
		if (!rc)
			return 0;
		place_choice_free(choice);
	}
	return place(d->s->fabric, open, &d->req, choice);
}

/* A node that has failed under this job is used only when it must be. */
static int choose(struct decision *d, int n, struct place_choice *choice)
{
	struct nodeset *sound;
	int rc = -1;

	if (d->before && nodeset_next(d->failed, 0) >= 0) {
		sound = nodeset_copy(d->open);
		if (sound) {
			nodeset_subtract(sound, d->failed);
			rc = choose_from(d, sound, n, choice);
			nodeset_destroy(sound);
		}
		if (!rc)
			return 0;
		place_choice_free(choice);
	}
	return choose_from(d, d->open, n, choice);
}

/*
 * The largest count of nodes within the job's range that OPEN can give.  The
 * caller frees CHOICE in any case.
 */
static int choose_count(struct decision *d, struct place_choice *choice)
{
	int most = nodeset_count(d->open);
	int n = d->high < most ? d->high : most;

	if (n < d->low)
		n = d->low;
	for (;; n--) {
		if (!choose(d, n, choice))
			return 0;
		snprintf(d->why, sizeof(d->why), "%s", choice->why);
		if (n <= d->low || out_of_time(d))
			return -1;
		place_choice_free(choice);
	}
}

static void restore(const struct decision *d)
{
	bit_copybits(d->c->nodes, d->offered);
}

/* Asks the stock plugin for just these nodes. */
static int ask_for(struct decision *d, const struct nodeset *nodes)
{
	int rc;

	if (snapshot_bits(d->s, nodes, d->c->nodes)) {
		restore(d);
		return SLURM_ERROR;
	}
	rc = ask_stock(d);
	if (rc != SLURM_SUCCESS) {
		snprintf(d->why, sizeof(d->why), "the nodes that suit best "
			 "are not free for it: %s", slurm_strerror(rc));
		restore(d);
	}
	return rc;
}

/* Chooses among OPEN and asks for the choice. */
static int try_open(struct decision *d)
{
	int low = d->low, high = d->high, growth = 0;
	int rc;

	for (;;) {
		struct place_choice choice = { 0 };

		rc = SLURM_ERROR;
		if (!choose_count(d, &choice))
			rc = ask_for(d, choice.nodes);
		place_choice_free(&choice);
		if (rc == SLURM_SUCCESS || !d->elastic ||
		    ++growth == MAX_GROWTH || out_of_time(d))
			break;
		d->high = ++d->low;
	}
	d->low = low;
	d->high = high;
	return rc;
}

/* --- the three modes ------------------------------------------------------ */

/* Idle and partly used nodes; idle ones alone; those of preemptable jobs. */
static int try_now(struct decision *d)
{
	int rc, first;

	nodeset_assign(d->open, d->allowed);
	candidates_fitting(d->s, request_gpus(d->c->job, d->low), d->open);
	first = nodeset_count(d->open);
	rc = try_open(d);
	if (rc == SLURM_SUCCESS || out_of_time(d))
		return rc;
	candidates_idle(d->s, d->open);
	if (nodeset_count(d->open) != first)
		rc = try_open(d);
	if (rc == SLURM_SUCCESS || out_of_time(d) || !d->c->preemptable)
		return rc;
	candidates_preemptable(d->s, d->c->preemptable, d->allowed, d->open);
	return try_open(d);
}

/* Whether what is left to do is to let the stock plugin choose. */
static bool may_use_stock(struct decision *d)
{
	if (d->req.mode != PLACE_BEST || d->req.within != PLACE_ANYWHERE)
		return false;
	/* who did not ask for rails may use nodes that are in no map */
	if (!d->options.has_mode)
		return true;
	if (!snapshot_bits(d->s, d->allowed, d->c->nodes))
		return true;
	restore(d);
	return false;
}

/* No choice of ours holds: RC is what became of the last. */
static int give_up(struct decision *d, int rc)
{
	if (out_of_time(d))
		info("railyard: %pJ: no decision within DecisionLimit=%d ms",
		     d->c->job, d->s->conf.decision_limit_ms);
	restore(d);
	if (rc == ESLURM_LICENSES_UNAVAILABLE)
		return rc;
	if (may_use_stock(d)) {
		rc = forward(d->c);
		if (rc != SLURM_SUCCESS)
			restore(d);
		return rc;
	}
	if (!(d->c->job->bit_flags & TEST_NOW_ONLY))
		tell_waiting(d->c->job, d->why);
	return ESLURM_NODES_BUSY;
}

static int decide_now(struct decision *d)
{
	int rc = try_now(d);

	return rc == SLURM_SUCCESS ? rc : give_up(d, rc);
}

/*
 * The earliest time at which OPEN, which grows with it, gives a choice.
 * -1: never, as things stand.
 */
static int find_time(struct decision *d, const struct candidates_times *t)
{
	int low = 0, high = t->n_distinct;

	while (low < high) {
		struct place_choice choice = { 0 };
		int mid = (low + high) / 2;

		candidates_by(t, t->distinct[mid], d->allowed, d->open);
		if (choose_count(d, &choice))
			low = mid + 1;
		else
			high = mid;
		place_choice_free(&choice);
	}
	return low < t->n_distinct ? low : -1;
}

/*
 * Slurm asks about a stretch of time: not before START, and no job that ends
 * after END (0: open) can be counted out.
 */
static int try_later(struct decision *d)
{
	const will_run_data_t *stretch = d->c->will_run;
	struct candidates_times t;
	int rc = SLURM_ERROR, first = -1;
	time_t when;

	nodeset_assign(d->open, d->allowed);
	candidates_idle(d->s, d->open);
	if (!candidates_times(d->s, d->allowed, d->open, &t))
		first = find_time(d, &t);
	if (first >= 0) {
		when = t.distinct[first];
		if (stretch && when < stretch->start)
			when = stretch->start;
		if (stretch && stretch->end && when > stretch->end)
			snprintf(d->why, sizeof(d->why),
				 "enough is not free together until later");
		else {
			candidates_by(&t, when, d->allowed, d->open);
			rc = try_open(d);
		}
	}
	candidates_times_free(&t);
	return rc;
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
		rc = try_later(d);
	if (rc != SLURM_SUCCESS)
		return give_up(d, rc);
	if (!later && why_not_now[0])
		tell_waiting(d->c->job, why_not_now);
	return rc;
}

/* Refuses only what not even an empty fabric could give. */
static int decide_ever(struct decision *d)
{
	struct place_choice choice = { 0 };
	int rc = SLURM_SUCCESS;

	d->req.nodes = d->low;
	d->req.mode = PLACE_BEST;
	if (d->unmapped) {
		tell_waiting(d->c->job, "a required node is not in the map");
		return ESLURM_REQUESTED_NODE_CONFIG_UNAVAILABLE;
	}
	if (place(d->s->fabric, d->eligible, &d->req, &choice) &&
	    choice.verdict == PLACE_NEVER) {
		tell_waiting(d->c->job, choice.why);
		rc = ESLURM_REQUESTED_NODE_CONFIG_UNAVAILABLE;
	}
	place_choice_free(&choice);
	return rc == SLURM_SUCCESS ? forward(d->c) : rc;
}

int decide(const struct decide_call *c)
{
	struct decision d = { .c = c, .s = snapshot_get() };
	int rc;

	if (!d.s || !c->job->details || (!c->min_nodes && !c->max_nodes) ||
	    !request_read(d.s, c->job, &d.options))
		return forward(c);
	d.deadline = now_ns() + d.s->conf.decision_limit_ms * INT64_C(1000000);
	if (prepare(&d)) {
		error("railyard: %pJ is placed as without railyard: out of "
		      "memory", c->job);
		rc = forward(c);
	} else if (none_of_ours(&d))
		rc = forward(c);
	else if (c->mode == SELECT_MODE_RUN_NOW)
		rc = decide_now(&d);
	else if (c->mode == SELECT_MODE_WILL_RUN)
		rc = decide_when(&d);
	else if (c->mode == SELECT_MODE_TEST_ONLY)
		rc = decide_ever(&d);
	else
		rc = forward(c);
	destroy(&d);
	return rc;
}
