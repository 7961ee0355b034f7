/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tries the sets of GPUs that the nodes of a job could all have free. */
#include "place_gpus.h"

#include <string.h>

#include "place_text.h"
#include "text.h"

enum {
	MAX_SETS = 20000,
	MAX_PATTERNS = 128,	/* different busy[] that are told apart */
	MAX_SEEN = 64,
};

/* Which patterns have a set free.  Sets with the same ones are open to the
 * same nodes, and only the first of them can be the best. */
struct fit {
	uint64_t patterns[MAX_PATTERNS / 64];
};

struct trying {
	const struct fabric *f;
	const struct nodeset *free_nodes;
	const struct place_gpus *gpus;
	struct place_request req;
	struct nodeset *open;	/* nodes that have the set free */
	struct nodeset *used;	/* nodes that somebody uses */
	struct place_choice *best;
	uint64_t best_set;
	int best_idle, best_open;	/* what the best set breaks into, and
					 * how many nodes have it free */
	int most_open;		/* of all sets */
	bool all;		/* all sets are tried */
	uint64_t patterns[MAX_PATTERNS];
	int n_patterns;		/* -1: there are more */
	struct fit seen[MAX_SEEN];
	int n_seen;
};

static uint64_t busy_of(const struct trying *t, int node)
{
	return t->gpus->busy ? t->gpus->busy[node] : 0;
}

/* Fills t->open with the nodes that have SET free; returns how many. */
static int find_open(struct trying *t, uint64_t set)
{
	int count = 0;

	nodeset_clear(t->open);
	for (int n = nodeset_next(t->free_nodes, 0); n >= 0;
	     n = nodeset_next(t->free_nodes, n + 1))
		if (!(busy_of(t, n) & set)) {
			nodeset_add(t->open, n);
			count++;
		}
	return count;
}

static bool better(const struct trying *t, const struct place_choice *c,
		   int idle, int open)
{
	int cost = place_cost_cmp(c, t->best);

	if (t->best->verdict != PLACE_OK)
		return true;
	if (cost)
		return cost < 0;
	if (idle != t->best_idle)
		return idle < t->best_idle;
	return open < t->best_open;
}

/* Keeps the better choice, or else the refusal of the set with most nodes. */
static void try_set(struct trying *t, uint64_t set)
{
	int open = find_open(t, set), idle;
	struct place_choice choice, drop;

	if (t->best_set && open < t->req.nodes) {
		if (open > t->most_open)
			t->most_open = open;
		return;
	}
	idle = place(t->f, t->open, &t->req, &choice) ? 0 : t->req.nodes;
	if (choice.verdict == PLACE_OK) {
		for (int n = nodeset_next(choice.nodes, 0); n >= 0;
		     n = nodeset_next(choice.nodes, n + 1))
			idle -= nodeset_has(t->used, n);
		if (!better(t, &choice, idle, open)) {
			place_choice_free(&choice);
			return;
		}
	} else if (choice.verdict != PLACE_NOMEM &&
		   (t->best->verdict == PLACE_OK || open <= t->most_open)) {
		return;
	}
	drop = *t->best;
	*t->best = choice;
	place_choice_free(&drop);
	t->best_set = set;
	t->best_idle = idle;
	t->best_open = open;
	t->most_open = open > t->most_open ? open : t->most_open;
}

static void note_pattern(struct trying *t, uint64_t busy)
{
	for (int i = t->n_patterns - 1; i >= 0; i--)
		if (t->patterns[i] == busy)
			return;
	if (t->n_patterns < 0)
		return;
	if (t->n_patterns == MAX_PATTERNS)
		t->n_patterns = -1;
	else
		t->patterns[t->n_patterns++] = busy;
}

/* Whether a set before SET was open to the same nodes. */
static bool seen_before(struct trying *t, uint64_t set)
{
	struct fit fit = { { 0 } };

	if (t->n_patterns < 0)
		return false;
	for (int i = 0; i < t->n_patterns; i++)
		if (!(t->patterns[i] & set))
			fit.patterns[i / 64] |= UINT64_C(1) << (i % 64);
	for (int i = 0; i < t->n_seen; i++)
		if (!memcmp(&t->seen[i], &fit, sizeof(fit)))
			return true;
	if (t->n_seen < MAX_SEEN)
		t->seen[t->n_seen++] = fit;
	return false;
}

/* How many sets there are, or MAX_SETS + 1 for more than that. */
static long count_sets(int of, int count)
{
	long n = 1;

	for (int i = 1; i <= count; i++) {
		n = n * (of - count + i) / i;
		if (n > MAX_SETS)
			return MAX_SETS + 1;
	}
	return n;
}

static uint64_t first_set(int count)
{
	return count == 64 ? UINT64_MAX : (UINT64_C(1) << count) - 1;
}

/* The next larger number with as many bits set; 0: there is none. */
static uint64_t next_set(uint64_t set)
{
	uint64_t low = set & -set, up = set + low;

	return up < set ? 0 : up | ((set ^ up) / low >> 2);
}

static void try_sets(struct trying *t, int of, int count)
{
	uint64_t set = first_set(count), end = first_set(of);

	t->all = count_sets(of, count) <= MAX_SETS;
	while (set && set <= end && t->best->verdict != PLACE_NOMEM) {
		if (!seen_before(t, set))
			try_set(t, set);
		if (t->all)
			set = next_set(set);
		else
			set = count < 64 ? set << count : 0;
	}
}

static void note_busy(struct trying *t)
{
	for (int n = nodeset_next(t->free_nodes, 0); n >= 0;
	     n = nodeset_next(t->free_nodes, n + 1)) {
		note_pattern(t, busy_of(t, n));
		if (busy_of(t, n))
			nodeset_add(t->used, n);
	}
}

/* Whether the nodes that must be in it have too few GPUs free together. */
static bool forced_differ(const struct trying *t, int of)
{
	const struct nodeset *forced = t->req.kept ? t->req.kept :
						     t->req.required;
	uint64_t common = first_set(of);

	for (int n = forced ? nodeset_next(forced, 0) : -1; n >= 0;
	     n = nodeset_next(forced, n + 1)) {
		if (!nodeset_has(t->free_nodes, n))
			return false;
		common &= ~busy_of(t, n);
	}
	return __builtin_popcountll(common) < t->gpus->count;
}

static int conclude(struct trying *t, int of)
{
	struct place_choice *best = t->best;

	if (best->verdict == PLACE_TOO_FEW && forced_differ(t, of))
		return place_refuse(best, PLACE_TOO_FEW,
				    "no %d of %d GPUs are free on all nodes "
				    "that it must have",
				    t->gpus->count, of);

	if (best->verdict == PLACE_TOO_FEW && t->most_open < t->req.nodes)
		return place_refuse(best, PLACE_TOO_FEW,
				    "%d node%s with the same %d of %d GPUs "
				    "free asked for, at most %d ha%s",
				    t->req.nodes, text_plural(t->req.nodes),
				    t->gpus->count, of, t->most_open,
				    t->most_open == 1 ? "s" : "ve");
	if (!t->all)
		best->exact = false;
	return best->verdict == PLACE_OK ? 0 : -1;
}

int place_gpus(const struct fabric *f, const struct nodeset *free_nodes,
	       const struct place_request *req, const struct place_gpus *gpus,
	       struct place_choice *choice, uint64_t *set)
{
	struct trying t = { .f = f, .free_nodes = free_nodes, .gpus = gpus,
			    .req = *req, .best = choice, .most_open = -1 };
	int rc = -1;

	memset(choice, 0, sizeof(*choice));
	*set = 0;
	if (gpus->count < 1 || gpus->count > f->n_rails)
		return place_refuse(choice, PLACE_NEVER,
				    "%d GPUs of each node asked for, the "
				    "fabric has %d rails", gpus->count,
				    f->n_rails);
	place_refuse_nomem(choice);
	t.open = nodeset_create(f->n_nodes);
	t.used = nodeset_create(f->n_nodes);
	if (!t.req.space)
		t.req.space = place_space_create(f);
	if (!t.open || !t.used || !t.req.space)
		goto out;
	note_busy(&t);
	t.req.prefer = t.used;
	choice->verdict = PLACE_TOO_FEW;
	try_sets(&t, f->n_rails, gpus->count);
	rc = conclude(&t, f->n_rails);
	if (!rc)
		*set = t.best_set;
out:
	if (!req->space) {
		choice->space = NULL;
		place_space_destroy(t.req.space);
	}
	nodeset_destroy(t.open);
	nodeset_destroy(t.used);
	return rc;
}
