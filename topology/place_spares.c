/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Slots need whole segments' room in an island, and all nodes together room for
 * the spares as well.  Three questions are asked: for the slots in their
 * segments, for all nodes one by one, and for all in segments.  The
 * first two answers are lower bounds; the islands of each are shared out anew
 * between slots and spares, and what costs least is taken.
 */
#include "place_spares.h"

#include <stdio.h>
#include <stdlib.h>

#include "place_kinds.h"
#include "place_text.h"
#include "spares_divide.h"
#include "text.h"

struct trying {
	const struct fabric *f;
	const struct nodeset *free_nodes;
	const struct place_request *req;
	const struct nodeset *forced;
	struct room_groups groups;
	struct nodeset *best;		/* NULL: nothing yet */
	struct place_choice cost;	/* of BEST; without nodes */
	bool connected;
	int covered;			/* slots with a spare near them */
	struct place_choice bound;	/* the higher of the two lower bounds */
	bool nomem;
};

/* What can be asked of the engine: N nodes in groups of SEGMENT, with KEPT. */
static int ask(const struct trying *t, const struct nodeset *open, int n,
	       int segment, const struct nodeset *kept,
	       struct place_choice *choice)
{
	struct place_request req = *t->req;

	req.nodes = n;
	req.segment = segment;
	req.spares = 0;
	req.mode = PLACE_BEST;
	req.within = PLACE_ANYWHERE;
	req.required = NULL;
	req.kept = kept;
	return place(t->f, open, &req, choice);
}

/* --- one answer made into slots and spares ------------------------------- */

/* The free nodes of the islands of SET, of its kind; NULL: out of memory. */
static struct nodeset *around(const struct trying *t,
			      const struct nodeset *set)
{
	struct nodeset *open = nodeset_create(t->f->n_nodes);
	int like = nodeset_next(set, 0);

	for (int i = 0; open && i < t->f->n_islands; i++) {
		const struct fabric_island *is = &t->f->islands[i];

		if (nodeset_count_range(set, is->first_node, is->n_nodes))
			nodeset_take_range(open, t->free_nodes, NULL,
					   is->first_node, is->n_nodes,
					   is->n_nodes);
	}
	for (int n = open && t->req->uniform ? nodeset_next(open, 0) : -1;
	     n >= 0; n = nodeset_next(open, n + 1))
		if (!place_kinds_same(t->f, n, like))
			nodeset_remove(open, n);
	return open;
}

/* Forced, then preferred nodes first. */
static void take(const struct trying *t, const struct spares_homes *homes,
		 const struct nodeset *open, struct nodeset *out)
{
	for (int i = 0; i < homes->n; i++) {
		const struct spares_home *h = &homes->list[i];
		int left = h->slots + h->spares;

		if (t->forced)
			left -= nodeset_take_range(out, t->forced, NULL,
						   h->first, h->n, left);
		if (t->req->prefer)
			left -= nodeset_take_range(out, open, t->req->prefer,
						   h->first, h->n, left);
		nodeset_take_range(out, open, NULL, h->first, h->n, left);
	}
}

/* Shares OPEN out; the nodes that are taken, or NULL: it has no room. */
static struct nodeset *share_out(struct trying *t, const struct nodeset *open,
				 int *covered)
{
	struct spares_homes homes;
	struct nodeset *out = NULL;

	*covered = spares_homes_list(&homes, t->f, open, open,
				     t->groups.by_pod);
	for (int i = 0; t->forced && i < homes.n; i++)
		homes.list[i].must =
			nodeset_count_range(t->forced, homes.list[i].first,
					    homes.list[i].n);
	if (!*covered)
		*covered = spares_divide(homes.list, homes.n, &t->groups,
					 t->req->spares);
	if (*covered >= 0)
		out = nodeset_create(t->f->n_nodes);
	if (out)
		take(t, &homes, open, out);
	t->nomem |= *covered == SPARES_NOMEM || (*covered >= 0 && !out);
	free(homes.list);
	return out;
}

static bool better(const struct trying *t, bool connected,
		   const struct place_choice *cost, int covered)
{
	int less = place_cost_cmp(cost, &t->cost);

	if (!t->best || connected != t->connected)
		return !t->best || connected;
	return less < 0 || (!less && covered > t->covered);
}

/* SET, which this takes, is one answer. */
static void weigh(struct trying *t, struct nodeset *set, int covered)
{
	struct place_request req = { .nodes = t->req->nodes,
				     .mode = PLACE_BEST,
				     .within = PLACE_IN_FABRIC,
				     .space = t->req->space };
	struct place_choice cost;
	bool connected = !place(t->f, set, &req, &cost);

	if (!connected) {
		place_choice_free(&cost);
		req.within = PLACE_ANYWHERE;
		t->nomem |= place(t->f, set, &req, &cost) != 0;
	}
	if (!t->nomem && better(t, connected, &cost, covered)) {
		nodeset_destroy(t->best);
		t->best = set;
		set = NULL;
		t->connected = connected;
		t->covered = covered;
		t->cost = cost;
		t->cost.nodes = NULL;
	}
	place_choice_free(&cost);
	nodeset_destroy(set);
}

/*
 * The islands of SET have room for the job, or may have.  By pod only its own
 * nodes will do: others of its islands need not be the cheapest of the pod.
 */
static void try_islands(struct trying *t, const struct nodeset *set)
{
	struct nodeset *open = t->groups.by_pod ? NULL : around(t, set), *out;
	int covered;

	t->nomem |= !t->groups.by_pod && !open;
	out = open ? share_out(t, open, &covered) : NULL;
	if (!out)
		out = share_out(t, set, &covered);
	if (out)
		weigh(t, out, covered);
	nodeset_destroy(open);
}

/* --- the three questions ------------------------------------------------- */

static void raise_bound(struct trying *t, const struct place_choice *choice)
{
	struct place_choice cost = *choice;

	cost.nodes = NULL;
	if (!t->bound.islands || place_cost_cmp(&cost, &t->bound) > 0)
		t->bound = cost;
}

/* The slots in their segments, and to them what is missing. */
static int try_slots(struct trying *t, const struct nodeset *open,
		     struct place_choice *choice)
{
	int slots = t->req->nodes - t->req->spares;
	struct place_choice all = { 0 };
	struct nodeset *kept;

	if (t->forced && nodeset_count(t->forced) > slots)
		return 0;
	if (ask(t, open, slots, t->req->segment, t->forced, choice))
		return -1;
	raise_bound(t, choice);
	kept = nodeset_copy(choice->nodes);
	if (kept && !ask(t, open, t->req->nodes, 1, kept, &all))
		try_islands(t, all.nodes);
	t->nomem |= !kept;
	nodeset_destroy(kept);
	place_choice_free(&all);
	return 0;
}

static int try_one(struct trying *t, const struct nodeset *open, int segment,
		   struct place_choice *choice)
{
	if (ask(t, open, t->req->nodes, segment, t->forced, choice))
		return -1;
	if (segment == 1)
		raise_bound(t, choice);
	try_islands(t, choice->nodes);
	return 0;
}

/* (Of answers in several unconnected parts, this cannot tell.) */
static bool is_proven(const struct trying *t)
{
	return t->best && t->connected && t->bound.exact &&
	       !place_cost_cmp(&t->cost, &t->bound);
}

/* -1 and CHOICE, why there is none. */
static int try_all(struct trying *t, const struct nodeset *open,
		   struct place_choice *choice)
{
	int rc = try_one(t, open, 1, choice);

	if (!rc) {
		place_choice_free(choice);
		rc = try_slots(t, open, choice);
	}
	if (!rc) {
		struct place_choice more = { 0 };

		try_one(t, open, t->req->segment, &more);
		place_choice_free(&more);
	}
	return rc;
}

/* --- the answer ---------------------------------------------------------- */

/* The cheapest of OPEN for REQ; NULL and CHOICE, why not, or its cost. */
static struct nodeset *find(const struct fabric *f, const struct nodeset *open,
			    const struct place_request *req,
			    const struct nodeset *forced, bool *exact,
			    struct place_choice *choice)
{
	struct trying t = { .f = f, .free_nodes = open, .req = req,
			    .forced = forced };
	int rc;

	t.groups = room_groups(f, req->nodes - req->spares, req->segment);
	rc = try_all(&t, open, choice);
	place_choice_free(choice);
	*exact = is_proven(&t);
	if (t.nomem) {
		place_refuse_nomem(choice);
		nodeset_destroy(t.best);
		return NULL;
	}
	if (!rc && !t.best)
		place_refuse(choice, PLACE_OUT_OF_BOUND, "no %d free nodes for "
			     "%d slots in groups of %d that are each inside "
			     "one %s and %d spare%s", req->nodes,
			     req->nodes - req->spares, req->segment,
			     t.groups.by_pod ? "pod" : "island", req->spares,
			     text_plural(req->spares));
	return t.best;
}

/* What an empty, healthy fabric gives; NULL and CHOICE: not even that does. */
static struct nodeset *find_baseline(const struct fabric *f,
				     const struct place_request *req,
				     struct place_choice *choice)
{
	struct nodeset *all = NULL, *base = NULL;
	bool exact;

	if (!req->baseline) {
		all = nodeset_create(f->n_nodes);
		if (all)
			nodeset_fill(all);
	}
	if (req->baseline || all)
		base = find(f, req->baseline ? req->baseline : all, req,
			    req->required, &exact, choice);
	else
		place_refuse_nomem(choice);
	nodeset_destroy(all);
	if (!base && choice->verdict != PLACE_NOMEM)
		choice->verdict = PLACE_NEVER;
	return base;
}

int place_spares_judge(const struct fabric *f, const struct nodeset *set,
		       const struct place_request *req,
		       struct place_choice *choice)
{
	struct place_request plain = { .nodes = req->nodes,
				       .mode = req->mode,
				       .within = req->within,
				       .space = req->space };
	struct nodeset *base = NULL;
	int rc;

	if (req->mode == PLACE_STRICT) {
		base = find_baseline(f, req, choice);
		if (!base)
			return -1;
		plain.baseline = base;
	}
	rc = place(f, set, &plain, choice);
	nodeset_destroy(base);
	if (rc && choice->verdict == PLACE_OUT_OF_BOUND)
		place_refuse(choice, PLACE_OUT_OF_BOUND, "no one %s has %d "
			     "free nodes that suit the job",
			     place_within_name(req->within), req->nodes);
	return rc;
}

/* A refusal is final only when no fabric would do. */
static int refuse(const struct fabric *f, const struct place_request *req,
		  struct place_choice *choice)
{
	struct place_choice never = { 0 };
	struct nodeset *base;

	if (choice->verdict == PLACE_NOMEM || choice->verdict == PLACE_NEVER)
		return -1;
	base = find_baseline(f, req, &never);
	if (base) {
		struct place_request best = *req;

		best.mode = PLACE_BEST;
		if (place_spares_judge(f, base, &best, &never) &&
		    never.verdict != PLACE_NOMEM)
			never.verdict = PLACE_NEVER;
		place_choice_free(&never);
	}
	if (never.verdict == PLACE_NEVER)
		*choice = never;
	nodeset_destroy(base);
	return -1;
}

int place_spares(const struct fabric *f, const struct nodeset *free_nodes,
		 const struct place_request *req, struct place_choice *choice)
{
	const struct nodeset *forced = req->kept ? req->kept : req->required;
	char cost[PLACE_COST_TEXT];
	bool exact;
	struct nodeset *set = find(f, free_nodes, req, forced, &exact, choice);
	int rc;

	if (!set)
		return refuse(f, req, choice);
	rc = place_spares_judge(f, set, req, choice);
	nodeset_destroy(set);
	if (rc)
		return choice->verdict == PLACE_OUT_OF_BOUND ?
			       refuse(f, req, choice) : rc;
	choice->exact = exact;
	snprintf(choice->why, sizeof(choice->why), "%d nodes, %d of them "
		 "spare, on %s%s", req->nodes, req->spares,
		 place_cost_text(choice->islands, choice->pods, choice->zones,
				 f->n_levels, cost),
		 exact ? ", the fewest there are" : "");
	return 0;
}
