/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The decision: is there a placement within the request's bounds, and why. */
#include "place.h"

#include <string.h>

#include "place_spares.h"
#include "place_text.h"
#include "text.h"

static bool keeps_bound(const struct place_answer *a, enum place_within within)
{
	int level = (int)within - PLACE_IN_ZONE + 1;

	switch (within) {
	case PLACE_ANYWHERE:
		return true;
	case PLACE_IN_FABRIC:
		return a->component >= 0;
	case PLACE_IN_POD:
		return a->best.pods == 1;
	case PLACE_IN_ISLAND:
		return a->best.islands == 1;
	default:
		return level <= a->room->fabric->n_levels ?
			       a->best.zones[level - 1] == 1 :
			       a->component >= 0;
	}
}

static const struct place_answer *ask(struct place_space *s,
				      const struct place_request *req,
				      const struct nodeset *free_nodes,
				      const struct nodeset *required)
{
	const struct place_question q = {
		.free_nodes = free_nodes,
		.required = required,
		.nodes = req->nodes,
		.segment = req->segment,
		.uniform = req->uniform,
		.tie = req->tie,
		.max_steps = req->max_steps,
	};

	return place_answer(s, &q);
}

/*
 * What an empty, healthy fabric would give.  0 and the cost in CHOICE, or -1
 * when not even that would do.
 */
static int weigh_baseline(struct place_space *s,
			  const struct place_request *req,
			  struct place_choice *choice)
{
	const struct nodeset *base = req->baseline ? req->baseline : s->all;
	const struct place_answer *a;

	if (req->required && !nodeset_subset(req->required, base))
		return place_refuse_missing(choice, PLACE_NEVER, s->fabric,
					    req->required, base,
					    "among those that the job may use");
	a = ask(s, req, base, req->required);
	if (!a)
		return place_refuse_nomem(choice);
	if (!a->room)
		return place_refuse_none(choice, PLACE_NEVER, s->fabric, req,
					 base, "");
	if (!keeps_bound(a, req->within))
		return place_refuse_bound(choice, PLACE_NEVER, a, req, "");
	choice->best_apart = a->component < 0;
	memcpy(choice->best_zones, a->best.zones, sizeof(a->best.zones));
	choice->best_pods = a->best.pods;
	choice->best_islands = a->best.islands;
	return 0;
}

static bool is_worse(const struct place_choice *choice)
{
	if (choice->apart && !choice->best_apart)
		return true;
	for (int i = 0; i < FABRIC_MAX_LEVELS; i++)
		if (choice->zones[i] > choice->best_zones[i])
			return true;
	return choice->pods > choice->best_pods ||
	       choice->islands > choice->best_islands;
}

/* Refuses what the free nodes give, or returns 0. */
static int judge(const struct place_space *s, const struct place_answer *a,
		 const struct place_request *req, struct place_choice *choice)
{
	const struct optimum *best = &a->best;

	choice->apart = a->component < 0;
	memcpy(choice->zones, best->zones, sizeof(best->zones));
	choice->pods = best->pods;
	choice->islands = best->islands;
	choice->exact = best->exact;
	if (!keeps_bound(a, req->within))
		return place_refuse_bound(choice, PLACE_OUT_OF_BOUND, a, req,
					  "free ");
	if (req->mode == PLACE_STRICT && is_worse(choice))
		return place_refuse_strict(choice, s->fabric->n_levels);
	return 0;
}

static int accept(struct place_space *s, const struct place_answer *a,
		  const struct place_request *req,
		  struct place_choice *choice)
{
	choice->nodes = place_answer_take(s, a, req->prefer);
	if (!choice->nodes)
		return place_refuse_nomem(choice);
	choice->space = s;
	choice->verdict = PLACE_OK;
	place_explain(choice, a, req);
	return 0;
}

/* What is wrong with the request itself. */
static int refuse_request(const struct place_request *req,
			  const struct nodeset *forced,
			  struct place_choice *choice)
{
	if (req->nodes < 1)
		return place_refuse(choice, PLACE_NEVER,
				    "%d nodes asked for", req->nodes);
	if (forced && nodeset_count(forced) > req->nodes)
		return place_refuse(choice, PLACE_NEVER,
				    "%d node%s asked for, but %d by name",
				    req->nodes, text_plural(req->nodes),
				    nodeset_count(forced));
	return 0;
}

static int decide(struct place_space *s, const struct nodeset *free_nodes,
		  const struct place_request *req,
		  struct place_choice *choice)
{
	const struct nodeset *forced = req->kept ? req->kept : req->required;
	const struct place_answer *a;
	int rc;

	if (refuse_request(req, forced, choice))
		return -1;
	/* Only strict needs the baseline to succeed; the others need it to
	 * tell "not now" from "never", and only once they have failed. */
	if (req->mode == PLACE_STRICT && weigh_baseline(s, req, choice))
		return -1;
	if (forced && !nodeset_subset(forced, free_nodes)) {
		rc = place_refuse_missing(choice, PLACE_TOO_FEW, s->fabric,
					  forced, free_nodes, "free");
	} else {
		a = ask(s, req, free_nodes, forced);
		if (!a)
			return place_refuse_nomem(choice);
		rc = !a->room ? place_refuse_none(choice, PLACE_OUT_OF_BOUND,
						  s->fabric, req, free_nodes,
						  "free ") :
				judge(s, a, req, choice);
		if (!rc)
			return accept(s, a, req, choice);
	}
	if (req->mode != PLACE_STRICT) {
		struct place_choice never = { 0 };

		if (weigh_baseline(s, req, &never))
			*choice = never;
	}
	return rc;
}

int place(const struct fabric *f, const struct nodeset *free_nodes,
	  const struct place_request *req, struct place_choice *choice)
{
	struct place_space *s = req->space;
	int rc;

	memset(choice, 0, sizeof(*choice));
	if (place_spares_matter(req))
		return place_spares(f, free_nodes, req, choice);
	if (!s)
		s = place_space_create(f);
	if (!s)
		return place_refuse_nomem(choice);
	rc = decide(s, free_nodes, req, choice);
	if (!req->space) {
		choice->space = NULL;
		place_space_destroy(s);
	}
	return rc;
}

int place_cost_cmp(const struct place_choice *a, const struct place_choice *b)
{
	if (a->apart != b->apart)
		return a->apart ? 1 : -1;
	for (int i = FABRIC_MAX_LEVELS - 1; i >= 0; i--)
		if (a->zones[i] != b->zones[i])
			return a->zones[i] < b->zones[i] ? -1 : 1;
	if (a->pods != b->pods)
		return a->pods < b->pods ? -1 : 1;
	return (a->islands > b->islands) - (a->islands < b->islands);
}

void place_choice_free(struct place_choice *choice)
{
	struct place_space *s = choice->space;

	if (s && !s->spare)
		s->spare = choice->nodes;
	else
		nodeset_destroy(choice->nodes);
	choice->nodes = NULL;
}

int place_optimum(const struct fabric *f, const struct nodeset *free_nodes,
		  int n, int *pods, int *islands)
{
	const struct place_question q = { .free_nodes = free_nodes,
					  .nodes = n };
	struct place_space *s = place_space_create(f);
	const struct place_answer *a = s ? place_answer(s, &q) : NULL;
	bool found = a && a->room;

	if (found) {
		*pods = a->best.pods;
		*islands = a->best.islands;
	}
	place_space_destroy(s);
	return found ? 0 : -1;
}
