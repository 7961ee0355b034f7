/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The decision: is there a placement within the request's bounds, and why. */
#include "place.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "optimum.h"
#include "text.h"

static const char *const mode_names[] = { "off", "best", "strict" };
static const char *const within_names[] = { "anywhere", "fabric", "pod",
					    "island" };

static int find_word(const char *word, const char *const *words, int first,
		     int count)
{
	for (int i = first; i < count; i++)
		if (!strcmp(word, words[i]))
			return i;
	return -1;
}

int place_mode_parse(const char *word, enum place_mode *mode)
{
	int i = find_word(word, mode_names, 0, 3);

	if (i < 0)
		return -1;
	*mode = i;
	return 0;
}

int place_within_parse(const char *word, enum place_within *within)
{
	int i = find_word(word, within_names, PLACE_IN_FABRIC, 4);

	if (i < 0)
		return -1;
	*within = i;
	return 0;
}

const char *place_mode_name(enum place_mode mode)
{
	return mode_names[mode];
}

const char *place_within_name(enum place_within within)
{
	return within_names[within];
}

static int refuse(struct place_choice *choice, enum place_verdict verdict,
		  const char *fmt, ...) __attribute__((format(printf, 3, 4)));

static int refuse(struct place_choice *choice, enum place_verdict verdict,
		  const char *fmt, ...)
{
	va_list ap;

	choice->verdict = verdict;
	va_start(ap, fmt);
	vsnprintf(choice->why, sizeof(choice->why), fmt, ap);
	va_end(ap);
	return -1;
}

/* NODES must be among OTHERS, and are not: names the first that is missing. */
static int refuse_missing(struct place_choice *choice,
			  enum place_verdict verdict, const struct fabric *f,
			  const struct nodeset *nodes,
			  const struct nodeset *others, const char *where)
{
	int first = -1, more = -1;
	char and_more[32] = "";

	for (int n = nodeset_next(nodes, 0); n >= 0;
	     n = nodeset_next(nodes, n + 1)) {
		if (nodeset_has(others, n))
			continue;
		if (first < 0)
			first = n;
		more++;
	}
	if (more > 0)
		snprintf(and_more, sizeof(and_more), " and %d more", more);
	return refuse(choice, verdict, "required node%s %s%s %s not %s",
		      text_plural(more + 1), f->nodes[first].name, and_more,
		      more > 0 ? "are" : "is", where);
}

static int refuse_nomem(struct place_choice *choice)
{
	return refuse(choice, PLACE_NOMEM, "out of memory");
}

/* The cheapest of N of FREE, and where: the room and the optimum in it. */
struct answer {
	struct room *room;
	struct optimum best;
	int component;	/* -1: it spans unconnected parts of the fabric */
};

static void answer_free(struct answer *a)
{
	room_destroy(a->room);
	optimum_free(&a->best);
	memset(a, 0, sizeof(*a));
}

static bool cheaper(const struct answer *a, const struct answer *b)
{
	if (!b->room)
		return true;
	if (a->best.pods != b->best.pods)
		return a->best.pods < b->best.pods;
	return a->best.islands < b->best.islands;
}

static bool in_component(const struct fabric *f, const struct nodeset *set,
			 int component)
{
	for (int n = nodeset_next(set, 0); n >= 0; n = nodeset_next(set, n + 1))
		if (f->pods[f->islands[f->nodes[n].island].pod].component !=
		    component)
			return false;
	return true;
}

/* Looks in one component (-1: in all at once), keeping the cheaper answer. */
static int look_in(const struct fabric *f, const struct nodeset *free_nodes,
		   const struct nodeset *required, int n, long max_steps,
		   int component, struct answer *ans)
{
	struct answer a = { .component = component };
	bool nomem = false;

	if (required && component >= 0 && !in_component(f, required, component))
		return 0;
	a.room = room_create(f, free_nodes, required, component);
	if (!a.room)
		return -1;
	if (!optimum_find(a.room, n, max_steps, &a.best, &nomem) &&
	    cheaper(&a, ans)) {
		answer_free(ans);
		*ans = a;
		return 0;
	}
	answer_free(&a);
	return nomem ? -1 : 0;
}

/*
 * One connected part when any will do, else all of them together.  0 when
 * an answer was found (ans->room is set) or there is none; -1: no memory.
 */
static int find_answer(const struct fabric *f,
		       const struct nodeset *free_nodes,
		       const struct nodeset *required, int n, long max_steps,
		       struct answer *ans)
{
	memset(ans, 0, sizeof(*ans));
	for (int c = 0; c < f->n_components; c++)
		if (look_in(f, free_nodes, required, n, max_steps, c, ans))
			return -1;
	if (ans->room || f->n_components < 2)
		return 0;
	return look_in(f, free_nodes, required, n, max_steps, -1, ans);
}

int place_optimum(const struct fabric *f, const struct nodeset *free_nodes,
		  int n, int *pods, int *islands)
{
	struct answer ans;

	if (find_answer(f, free_nodes, NULL, n, 0, &ans) || !ans.room) {
		answer_free(&ans);
		return -1;
	}
	*pods = ans.best.pods;
	*islands = ans.best.islands;
	answer_free(&ans);
	return 0;
}

static bool keeps_bound(const struct answer *a, enum place_within within)
{
	switch (within) {
	case PLACE_IN_ISLAND:
		return a->best.islands == 1;
	case PLACE_IN_POD:
		return a->best.pods == 1;
	case PLACE_IN_FABRIC:
		return a->component >= 0;
	default:
		return true;
	}
}

static int most_in_island(const struct room *r)
{
	int most = 0;

	for (int i = 0; i < r->fabric->n_islands; i++)
		if (r->islands[i] > most)
			most = r->islands[i];
	return most;
}

static int most_in_pod(const struct room *r)
{
	int most = 0;

	for (int p = 0; p < r->n_pods; p++)
		if (r->pods[p].total > most)
			most = r->pods[p].total;
	return most;
}

static int refuse_bound(const struct answer *a, const struct place_request *req,
			enum place_verdict verdict, const char *kind,
			struct place_choice *choice)
{
	const char *word = place_within_name(req->within);

	if (req->required || req->kept || req->within == PLACE_IN_FABRIC)
		return refuse(choice, verdict,
			      "no one %s has %d %snodes that suit the job",
			      word, req->nodes, kind);
	return refuse(choice, verdict, "no one %s has %d %snodes (most: %d)",
		      word, req->nodes, kind,
		      req->within == PLACE_IN_ISLAND ? most_in_island(a->room) :
						       most_in_pod(a->room));
}

/*
 * What an empty, healthy fabric would give.  0 and the cost in CHOICE, or -1
 * when not even that would do.
 */
static int weigh_baseline(const struct fabric *f,
			  const struct place_request *req,
			  struct place_choice *choice)
{
	struct nodeset *all = NULL;
	const struct nodeset *base = req->baseline;
	struct answer ans = { 0 };
	int rc = -1;

	if (!base) {
		all = nodeset_create(f->n_nodes);
		if (!all)
			return refuse_nomem(choice);
		nodeset_fill(all);
		base = all;
	}
	if (req->required && !nodeset_subset(req->required, base))
		rc = refuse_missing(choice, PLACE_NEVER, f, req->required,
				    base, "among those that the job may use");
	else if (find_answer(f, base, req->required, req->nodes,
			     req->max_steps, &ans))
		rc = refuse_nomem(choice);
	else if (!ans.room)
		rc = refuse(choice, PLACE_NEVER,
			    "%d node%s asked for, the fabric has %d for this "
			    "job", req->nodes, text_plural(req->nodes),
			    nodeset_count(base));
	else if (!keeps_bound(&ans, req->within))
		rc = refuse_bound(&ans, req, PLACE_NEVER, "", choice);
	else
		rc = 0;
	if (!rc) {
		choice->best_pods = ans.best.pods;
		choice->best_islands = ans.best.islands;
	}
	answer_free(&ans);
	nodeset_destroy(all);
	return rc;
}

/* Refuses what the free nodes give, or returns 0. */
static int judge(const struct answer *a, const struct place_request *req,
		 struct place_choice *choice)
{
	const struct optimum *best = &a->best;

	choice->pods = best->pods;
	choice->islands = best->islands;
	choice->exact = best->exact;
	if (!keeps_bound(a, req->within))
		return refuse_bound(a, req, PLACE_OUT_OF_BOUND, "free ",
				    choice);
	if (req->mode == PLACE_STRICT &&
	    (best->pods > choice->best_pods ||
	     best->islands > choice->best_islands))
		return refuse(choice, PLACE_NOT_STRICT,
			      "strict: free nodes give %d island%s in %d "
			      "pod%s, an empty fabric %d in %d",
			      best->islands, text_plural(best->islands),
			      best->pods, text_plural(best->pods),
			      choice->best_islands, choice->best_pods);
	return 0;
}

static int accept(const struct answer *a, const struct place_request *req,
		  struct place_choice *choice)
{
	choice->nodes = optimum_take(a->room, &a->best, req->nodes);
	if (!choice->nodes)
		return refuse_nomem(choice);
	choice->verdict = PLACE_OK;
	snprintf(choice->why, sizeof(choice->why),
		 "%d node%s on %d island%s in %d pod%s, %s %d free node%s "
		 "allow%s",
		 req->nodes, text_plural(req->nodes), a->best.islands,
		 text_plural(a->best.islands), a->best.pods,
		 text_plural(a->best.pods),
		 a->best.exact ? "the fewest that" :
				 "not proven to be the fewest that",
		 a->room->total, text_plural(a->room->total),
		 a->room->total == 1 ? "s" : "");
	return 0;
}

int place(const struct fabric *f, const struct nodeset *free_nodes,
	  const struct place_request *req, struct place_choice *choice)
{
	const struct nodeset *forced = req->kept ? req->kept : req->required;
	struct answer ans = { 0 };
	int rc;

	memset(choice, 0, sizeof(*choice));
	if (req->nodes < 1)
		return refuse(choice, PLACE_NEVER, "%d nodes asked for",
			      req->nodes);
	if (forced && nodeset_count(forced) > req->nodes)
		return refuse(choice, PLACE_NEVER,
			      "%d node%s asked for, but %d by name",
			      req->nodes, text_plural(req->nodes),
			      nodeset_count(forced));
	/* Only strict needs the baseline to succeed; the others need it to
	 * tell "not now" from "never", and only once they have failed. */
	if (req->mode == PLACE_STRICT && weigh_baseline(f, req, choice))
		return -1;
	if (forced && !nodeset_subset(forced, free_nodes))
		rc = refuse_missing(choice, PLACE_TOO_FEW, f, forced,
				    free_nodes, "free");
	else if (find_answer(f, free_nodes, forced, req->nodes,
			     req->max_steps, &ans))
		rc = refuse_nomem(choice);
	else if (!ans.room)
		rc = refuse(choice, PLACE_TOO_FEW,
			    "%d node%s asked for, %d free", req->nodes,
			    text_plural(req->nodes), nodeset_count(free_nodes));
	else
		rc = judge(&ans, req, choice);
	if (!rc)
		rc = accept(&ans, req, choice);
	else if (choice->verdict != PLACE_NOMEM && req->mode != PLACE_STRICT) {
		struct place_choice never = { 0 };

		if (weigh_baseline(f, req, &never))
			*choice = never;
	}
	answer_free(&ans);
	return rc;
}

void place_choice_free(struct place_choice *choice)
{
	nodeset_destroy(choice->nodes);
	choice->nodes = NULL;
}
