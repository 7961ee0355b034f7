/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The choice itself: as many nodes as the open ones give, with the slots of
 * before a restart, the rails, the GPUs and the health that the job asks for.
 */
#include "decision.h"

#include <stdlib.h>

#include "gpus.h"
#include "health_now.h"
#include "topology/place_gpus.h"
#include "topology/place_health.h"
#include "topology/place_range.h"
#include "topology/ranks.h"
#include "weights.h"

/* N of OPEN with the slots of before a restart. */
static int refill(struct decision *d, const struct nodeset *open, int n,
		  struct place_choice *choice)
{
	int *slots = calloc(n, sizeof(*slots));
	int rc = -1;

	d->req.nodes = n;
	if (slots)
		rc = ranks_refill(d->s->fabric, open, &d->req, d->before,
				  slots, choice);
	free(slots);
	return rc;
}

/* The same; where it costs nothing more, holes get nodes that are preferred. */
static int choose_again(struct decision *d, const struct nodeset *open, int n,
			struct place_choice *choice)
{
	int rc = refill(d, open, n, choice);
	const struct place_choice first = *choice;	/* its cost alone */
	struct nodeset *better = rc || !d->prefer ? NULL : nodeset_copy(open);

	if (!better)
		return rc;
	nodeset_intersect(better, d->prefer);
	for (int i = 0; i < d->n_before; i++)
		if (d->before[i] >= 0 && nodeset_has(open, d->before[i]))
			nodeset_add(better, d->before[i]);
	/* one choice at a time: they share their space */
	place_choice_free(choice);
	rc = refill(d, better, n, choice);
	if (rc || place_cost_cmp(choice, &first)) {
		place_choice_free(choice);
		rc = refill(d, open, n, choice);
	}
	nodeset_destroy(better);
	return rc;
}

static int choose_anywhere(void *arg, const struct nodeset *open, int n,
			   struct place_choice *choice)
{
	struct decision *d = arg;
	struct place_gpus gpus = { .busy = d->busy };

	d->req.nodes = n;
	d->gpus = 0;
	if (d->busy)
		gpus.count = gpus_each(d->s, d->c->job, n);
	if (!gpus.count)
		return place(d->s->fabric, open, &d->req, choice);
	return place_gpus(d->s->fabric, open, &d->req, &gpus, choice,
			  &d->gpus);
}

static int choose_afresh(struct decision *d, const struct nodeset *open, int n,
			 struct place_choice *choice)
{
	const struct place_health h = { .view = d->health,
					.choose = choose_anywhere, .arg = d };

	return place_health_calm(&h, open, n, choice);
}

/*
 * Among ALL.  A node that has failed under this job is used only when it must
 * be; but slots that stay come before that.
 */
static int choose_among(void *arg, const struct nodeset *all, int n,
			struct place_choice *choice)
{
	struct decision *d = arg;
	struct nodeset *sound = NULL;
	int rc = -1;

	if (!d->before || d->n_before != n)
		return choose_afresh(d, all, n, choice);
	sound = nodeset_copy(all);
	if (sound)
		nodeset_subtract(sound, d->failed);
	for (int step = 0; rc && step < 4; step++) {
		const struct nodeset *open = step % 2 ? all : sound;

		place_choice_free(choice);
		if (open)
			rc = step < 2 ? choose_again(d, open, n, choice) :
					choose_afresh(d, open, n, choice);
	}
	nodeset_destroy(sound);
	return rc;
}

static bool out_of_time(void *arg)
{
	return decision_out_of_time(arg);
}

static int choose_count(void *arg, int n, struct place_choice *choice)
{
	struct decision *d = arg;
	const struct place_health h = {
		.view = d->health,
		.min_rails = d->health ? d->options.min_rails : 0,
		.choose = choose_among, .stop = out_of_time, .arg = d,
	};

	return place_health_rails(&h, d->open, n, choice);
}

/* Those of OPEN that weigh no more than WEIGHT, and all required ones. */
static struct nodeset *lighter(const struct decision *d,
			       const struct nodeset *open, uint32_t weight)
{
	struct nodeset *light = d->space->light;

	weights_up_to(d->s, weight, d->space->light_bits, light);
	for (int n = d->required ? nodeset_next(d->required, 0) : -1; n >= 0;
	     n = nodeset_next(d->required, n + 1))
		nodeset_add(light, n);
	nodeset_intersect(light, open);
	return light;
}

/*
 * COUNT nodes of the least weight with which the job's bounds can be kept, in
 * place of CHOICE.  Slots of before a restart come first.
 */
static void choose_light(struct decision *d, int count,
			 struct place_choice *choice)
{
	struct nodeset *open = d->open;
	uint32_t weights[WEIGHTS_MAX];
	uint64_t gpus = d->gpus;
	int n = d->before || d->any_weight ? 0 : weights_list(weights), left;
	int all = n > 1 ? nodeset_count(open) : 0;

	for (int i = 0; all && i < n && !decision_out_of_time(d); i++) {
		struct place_choice light = { 0 };

		d->open = lighter(d, open, weights[i]);
		left = nodeset_count(d->open);
		if (left == all)
			break;
		if (left >= count && !choose_count(d, count, &light)) {
			place_choice_free(choice);
			*choice = light;
			d->open = open;
			return;
		}
		place_choice_free(&light);
	}
	d->open = open;
	d->gpus = gpus;
}

int decision_choose(struct decision *d, struct place_choice *choice)
{
	int most = nodeset_count(d->open), count;
	struct place_range range = {
		.low = d->low,
		.high = d->high < most ? d->high : most,
		.gaps = place_range_has_gaps(&d->req) ? DECISION_MAX_COUNTS : 0,
		.choose = choose_count,
		.stop = out_of_time,
		.arg = d,
	};

	if (range.high < range.low)
		range.high = range.low;
	if (!place_range(&range, &count, choice)) {
		choose_light(d, count, choice);
		return 0;
	}
	if (d->unsound)
		snprintf(d->why, sizeof(d->why), "%.170s; %d node%s left out: "
			 "rails are down (railyard health list)", choice->why,
			 d->unsound, d->unsound == 1 ? " is" : "s are");
	else if (d->quarantined)
		snprintf(d->why, sizeof(d->why), "%.170s; %d node%s failed too "
			 "often (railyard ledger)", choice->why,
			 d->quarantined, d->quarantined == 1 ? "" : "s");
	else
		snprintf(d->why, sizeof(d->why), "%.180s%.70s", choice->why,
			 health_now_remark());
	return -1;
}
