/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The earliest aligned start.  Nodes only become free as time goes by, and more
 * free nodes never make the cheapest choice dearer, while what an empty fabric
 * would give stays the same: so what can start at some time, strict or not, can
 * start at any later one, and the first such time is found by halving.
 */
#include "later.h"

#include "candidates.h"

/* Whether what is free by WHEN gives a choice. */
static bool can_by(struct decision *d, const struct candidates_times *t,
		   time_t when)
{
	struct place_choice choice = { 0 };
	bool can;

	candidates_by(t, when, d->allowed, d->open);
	can = !decision_choose(d, &choice);
	place_choice_free(&choice);
	return can;
}

/* The first time, not before FLOOR, that gives one; 0: none, as things stand. */
static time_t earliest(struct decision *d, const struct candidates_times *t,
		       time_t floor)
{
	int low = 0, high = t->n_distinct;

	if (can_by(d, t, floor))
		return floor;
	/* a time that does will do, be it not the first */
	while (low < high && !decision_out_of_time(d)) {
		int mid = low + (high - low) / 2;

		if (t->distinct[mid] <= floor ||
		    !can_by(d, t, t->distinct[mid]))
			low = mid + 1;
		else
			high = mid;
	}
	return high < t->n_distinct ? t->distinct[high] : 0;
}

/*
 * The same for a job that holds out for strict: best counts from then on.
 * Leaves d->req.mode as what the time was found with.
 */
static time_t earliest_of_both(struct decision *d,
			       const struct candidates_times *t, time_t floor)
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

static int plan(struct decision *d, const struct candidates_times *t)
{
	const will_run_data_t *stretch = d->c->will_run;
	time_t floor = time(NULL), when;
	int rc;

	if (stretch && stretch->start > floor)
		floor = stretch->start;
	when = earliest_of_both(d, t, floor);
	if (!when)
		return SLURM_ERROR;
	/* Slurm counts no job out that ends after that */
	if (stretch && stretch->end && when > stretch->end) {
		snprintf(d->why, sizeof(d->why),
			 "enough is not free together until later");
		return SLURM_ERROR;
	}
	candidates_by(t, when, d->allowed, d->open);
	rc = decision_try(d);
	/* Slurm sees room before, say of GPUs that differ, or does not know
	 * that the job holds out */
	if (rc == SLURM_SUCCESS && d->c->job->start_time < when)
		d->c->job->start_time = when;
	return rc;
}

int later_try(struct decision *d)
{
	enum place_mode mode = d->req.mode;
	struct candidates_times t;
	int rc = SLURM_ERROR;

	decision_share_gpus(d, false);
	nodeset_assign(d->open, d->allowed);
	candidates_idle(d->s, d->open);
	if (!candidates_times(d->s, d->allowed, d->open, &t))
		rc = plan(d, &t);
	candidates_times_free(&t);
	d->req.mode = mode;
	return rc;
}
