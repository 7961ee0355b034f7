/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The earliest aligned start.  Nodes only become free as time goes by, and more
 * free nodes never make the cheapest choice dearer, while what an empty fabric
 * would give stays the same: so what can start at some time, strict or not, can
 * start at any later one, and the first such time is found by halving.  There
 * have to be enough nodes, which is quick to see, and will often do.
 */
#include "later.h"

#include "candidates.h"
#include "request.h"

static bool are_enough_by(struct decision *d, const struct times *t,
			  time_t when)
{
	times_by(t, when, d->allowed, d->open);
	return nodeset_count(d->open) >= d->low;
}

/* Strict wants the same GPUs of all nodes, of those that are free by WHEN. */
static void share_gpus_by(struct decision *d, const struct times *t,
			  time_t when)
{
	decision_share_gpus(d, t->wanted && d->req.mode == PLACE_STRICT);
	if (d->busy)
		times_clear_busy(t, d->s, when, d->busy);
}

/* Whether what is free by WHEN gives a choice. */
static bool can_by(struct decision *d, const struct times *t, time_t when)
{
	struct place_choice choice = { 0 };
	bool can;

	if (!are_enough_by(d, t, when))
		return false;
	share_gpus_by(d, t, when);
	can = !decision_choose(d, &choice);
	place_choice_free(&choice);
	return can;
}

/* The first of the distinct times from LOW on, before HIGH, of which CAN is
 * true; HIGH: of none. */
static int halve(struct decision *d, const struct times *t, int low,
		 int high,
		 bool (*can)(struct decision *, const struct times *,
			     time_t))
{
	/* a time that does will do, be it not the first */
	while (low < high && !decision_out_of_time(d)) {
		int mid = low + (high - low) / 2;

		if (can(d, t, t->distinct[mid]))
			high = mid;
		else
			low = mid + 1;
	}
	return high;
}

/* The first from LOW on that gives a choice, in steps that grow: it is mostly
 * near.  When time is up, the last: if that does not do, none does. */
static int gallop(struct decision *d, const struct times *t, int low)
{
	int n = t->n_distinct, high = low, step = 1;

	while (high < n && !can_by(d, t, t->distinct[high])) {
		low = high + 1;
		high = low + step;
		step *= 2;
		if (decision_out_of_time(d))
			low = high = n;
	}
	low = halve(d, t, MIN(low, n), MIN(high, n), can_by);
	if (low < n || !n || !decision_out_of_time(d))
		return low;
	return can_by(d, t, t->distinct[n - 1]) ? n - 1 : n;
}

/* The first time, not before FLOOR, that gives one; 0: none, as things stand. */
static time_t earliest(struct decision *d, const struct times *t, time_t floor)
{
	int n = t->n_distinct, low = 0;

	if (can_by(d, t, floor))
		return floor;
	while (low < n && t->distinct[low] <= floor)
		low++;
	low = gallop(d, t, halve(d, t, low, n, are_enough_by));
	return low < n ? t->distinct[low] : 0;
}

/*
 * The same for a job that holds out for strict: best counts from then on.
 * Leaves d->req.mode as what the time was found with.
 */
static time_t earliest_of_both(struct decision *d,
			       const struct times *t, time_t floor)
{
	time_t strict, best;

	if (!d->hold_out)
		return earliest(d, t, floor);
	strict = d->hold_out > floor ? earliest(d, t, floor) : 0;
	if (strict && strict <= d->hold_out)
		return strict;
	d->req.mode = PLACE_BEST;
	best = earliest(d, t, MAX(floor, d->hold_out));
	if (best && (!strict || best < strict))
		return best;
	d->req.mode = PLACE_STRICT;
	return strict;
}

/*
 * Asks for a choice of what is free at WHEN, as of then: the stock plugin has no
 * need to go through the ends of all jobs that we have been through.
 */
static int try_at(struct decision *d, const struct times *t, time_t when)
{
	const struct decide_call *asked = d->c;
	struct decide_call then = *asked;
	will_run_data_t stretch = {
		/* it counts out what ends before that */
		.start = when + 1,
		.end = asked->will_run ? asked->will_run->end : 0,
	};
	int rc;

	times_by(t, when, d->allowed, d->open);
	share_gpus_by(d, t, when);
	then.will_run = &stretch;
	d->c = &then;
	rc = decision_try(d);
	d->c = asked;
	/* it says now; or it sees room before, say of GPUs that differ, or does
	 * not know that the job holds out */
	if (rc == SLURM_SUCCESS && asked->job->start_time < when)
		asked->job->start_time = when;
	return rc;
}

static int plan(struct decision *d, const struct times *t, time_t *when)
{
	const will_run_data_t *stretch = d->c->will_run;
	time_t floor = time(NULL);

	if (stretch && stretch->start > floor)
		floor = stretch->start;
	*when = earliest_of_both(d, t, floor);
	if (!*when)
		return SLURM_ERROR;
	/* Slurm counts no job out that ends after that */
	if (stretch && stretch->end && *when > stretch->end) {
		snprintf(d->why, sizeof(d->why),
			 "enough is not free together until later");
		return SLURM_ERROR;
	}
	return try_at(d, t, *when);
}

/* With nodes that have so many GPUs free by then; 0: on which nothing runs. */
static int plan_with(struct decision *d, uint64_t gpus, time_t *when)
{
	struct times *t = &d->space->times;
	enum place_mode mode = d->req.mode;
	int rc;

	decision_open(d, gpus);
	times_fill(d->s, d->allowed, d->open, gpus, t);
	rc = plan(d, t, when);
	d->req.mode = mode;
	return rc;
}

/* Takes back what the stock plugin has said yes to. */
static void take_back(struct decision *d)
{
	free_job_resources(&d->c->job->job_resrcs);
	decision_restore(d);
}

int later_try(struct decision *d)
{
	job_record_t *job = d->c->job;
	uint64_t gpus = request_gpus(job, d->low);
	time_t when, first;

	/* all GPUs of a node, too: jobs that have none may run on for days */
	if (!gpus || plan_with(d, gpus, &when) != SLURM_SUCCESS)
		return plan_with(d, 0, &when);
	first = job->start_time;
	if (first <= when + 1)
		return SLURM_SUCCESS;
	/* nodes that have the GPUs by then lack CPUs or memory: others may do
	 * before these have them */
	take_back(d);
	if (plan_with(d, 0, &when) == SLURM_SUCCESS) {
		if (job->start_time <= first)
			return SLURM_SUCCESS;
		take_back(d);
	}
	return plan_with(d, gpus, &when);
}
