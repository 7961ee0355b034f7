/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of modes and bounds, refusals, and the line that explains a choice. */
#include "place_text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "text.h"

static const char *const mode_names[] = { "off", "best", "strict" };
/* FABRIC_MAX_LEVELS of zones. */
static const char *const within_names[] = {
	"anywhere", "fabric", "pod", "island", "zone", "zone2", "zone3",
	"zone4", "zone5", "zone6", "zone7", "zone8",
};

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
	int i = find_word(word, within_names, PLACE_IN_FABRIC,
			  PLACE_IN_ZONE + FABRIC_MAX_LEVELS);

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

/* --- refusals ------------------------------------------------------------ */

int place_refuse(struct place_choice *choice, enum place_verdict verdict,
		 const char *fmt, ...)
{
	va_list ap;

	choice->verdict = verdict;
	va_start(ap, fmt);
	vsnprintf(choice->why, sizeof(choice->why), fmt, ap);
	va_end(ap);
	return -1;
}

int place_refuse_nomem(struct place_choice *choice)
{
	return place_refuse(choice, PLACE_NOMEM, "out of memory");
}

int place_refuse_missing(struct place_choice *choice,
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
	return place_refuse(choice, verdict, "required node%s %s%s %s not %s",
			    text_plural(more + 1), f->nodes[first].name,
			    and_more, more > 0 ? "are" : "is", where);
}

/* " of one kind, in groups of 8 that are each inside one island" */
static const char *wishes(const struct fabric *f,
			  const struct place_request *req, char text[128])
{
	const struct room_groups g = room_groups(f, req->nodes, req->segment);
	const char *comma = req->uniform && g.size > 1 ? "," : "";
	char groups[80] = "";

	if (g.size > 1)
		snprintf(groups, sizeof(groups),
			 " in groups of %d that are each inside one %s",
			 g.size, g.by_pod ? "pod" : "island");
	snprintf(text, 128, "%s%s%s", req->uniform ? " of one kind" : "",
		 comma, groups);
	return text;
}

int place_refuse_none(struct place_choice *choice, enum place_verdict verdict,
		      const struct fabric *f, const struct place_request *req,
		      const struct nodeset *free_nodes, const char *kind)
{
	bool named = req->required || req->kept;
	int n = nodeset_count(free_nodes);
	char wish[128];

	if (n < req->nodes)
		return verdict == PLACE_NEVER ?
		       place_refuse(choice, verdict,
				    "%d node%s asked for, the fabric has %d "
				    "for this job", req->nodes,
				    text_plural(req->nodes), n) :
		       place_refuse(choice, PLACE_TOO_FEW,
				    "%d node%s asked for, %d free", req->nodes,
				    text_plural(req->nodes), n);
	return place_refuse(choice, verdict, "%sno %d %snodes%s%s",
			    verdict == PLACE_NEVER ?
				    "even an empty fabric has " : "",
			    req->nodes, kind, wishes(f, req, wish),
			    named ? " with those that the job must have" : "");
}

static int most_in_island(const struct room *r)
{
	int most = 0;

	for (int p = 0; p < r->n_pods; p++) {
		const struct room_pod *pod = room_at(r, p);
		const struct fabric_pod *fp = &r->fabric->pods[pod->pod];

		for (int i = 0; i < fp->n_islands; i++)
			if (r->islands[fp->first_island + i] > most)
				most = r->islands[fp->first_island + i];
	}
	return most;
}

/* In a pod (LEVEL 0) or a zone; they are in order. */
static int most_in_group(const struct room *r, int level)
{
	int most = 0, sum = 0, group = -1;

	for (int p = r->first_pod; p < r->end_pod; p++) {
		const struct room_pod *pod = &r->pods[p - r->first_pod];
		int now = fabric_group(r->fabric, level, p);

		sum = (now == group ? sum : 0) + pod->nodes[pod->n_others];
		group = now;
		if (sum > most)
			most = sum;
	}
	return most;
}

int place_refuse_bound(struct place_choice *choice,
		       enum place_verdict verdict,
		       const struct place_answer *a,
		       const struct place_request *req, const char *kind)
{
	const char *word = place_within_name(req->within);
	int level = req->within < PLACE_IN_ZONE ? 0 :
		    (int)req->within - PLACE_IN_ZONE + 1;
	char wish[128];

	wishes(a->room->fabric, req, wish);
	if (req->required || req->kept || wish[0] ||
	    req->within == PLACE_IN_FABRIC ||
	    level > a->room->fabric->n_levels)
		return place_refuse(choice, verdict,
				    "no one %s has %d %snodes%s that suit the "
				    "job", word, req->nodes, kind, wish);
	return place_refuse(choice, verdict,
			    "no one %s has %d %snodes (most: %d)", word,
			    req->nodes, kind,
			    req->within == PLACE_IN_ISLAND ?
				    most_in_island(a->room) :
				    most_in_group(a->room, level));
}

/* --- choices ------------------------------------------------------------- */

const char *place_cost_text(int islands, int pods, const int *zones,
			    int n_levels, char text[PLACE_COST_TEXT])
{
	int len = snprintf(text, PLACE_COST_TEXT, "%d island%s in %d pod%s",
			   islands, text_plural(islands), pods,
			   text_plural(pods));

	for (int i = 0; i < n_levels; i++) {
		len += snprintf(text + len, PLACE_COST_TEXT - (size_t)len,
				"%s %d zone%s", i ? "," : " in", zones[i],
				text_plural(zones[i]));
		if (i)
			len += snprintf(text + len,
					PLACE_COST_TEXT - (size_t)len,
					" of level %d", i + 1);
	}
	return text;
}

const char *place_cost_list(const struct place_choice *choice, int n_levels,
			    char text[PLACE_COST_TEXT])
{
	int len = snprintf(text, PLACE_COST_TEXT, "%d island%s, %d pod%s",
			   choice->islands, text_plural(choice->islands),
			   choice->pods, text_plural(choice->pods));

	for (int i = 0; i < n_levels; i++) {
		len += snprintf(text + len, PLACE_COST_TEXT - (size_t)len,
				", %d zone%s", choice->zones[i],
				text_plural(choice->zones[i]));
		if (i)
			len += snprintf(text + len,
					PLACE_COST_TEXT - (size_t)len,
					" of level %d", i + 1);
	}
	return text;
}

int place_refuse_strict(struct place_choice *choice, int n_levels)
{
	char has[PLACE_COST_TEXT], best[PLACE_COST_TEXT];
	const char *apart = choice->apart && !choice->best_apart ?
				    " without a cable between them" : "";

	if (!n_levels)
		return place_refuse(choice, PLACE_NOT_STRICT,
				    "strict: free nodes give %d island%s in "
				    "%d pod%s%s, an empty fabric %d in %d",
				    choice->islands,
				    text_plural(choice->islands), choice->pods,
				    text_plural(choice->pods), apart,
				    choice->best_islands, choice->best_pods);
	return place_refuse(choice, PLACE_NOT_STRICT,
			    "strict: free nodes give %s%s, an empty fabric %s",
			    place_cost_text(choice->islands, choice->pods,
					    choice->zones, n_levels, has),
			    apart,
			    place_cost_text(choice->best_islands,
					    choice->best_pods,
					    choice->best_zones, n_levels,
					    best));
}

void place_explain(struct place_choice *choice, const struct place_answer *a,
		   const struct place_request *req)
{
	int total = a->room->total;
	char cost[PLACE_COST_TEXT];

	snprintf(choice->why, sizeof(choice->why),
		 "%d node%s on %s, %s %d free node%s allow%s",
		 req->nodes, text_plural(req->nodes),
		 place_cost_text(choice->islands, choice->pods, choice->zones,
				 a->room->fabric->n_levels, cost),
		 choice->exact ? "the fewest that" :
				 "not proven to be the fewest that",
		 total, text_plural(total), total == 1 ? "s" : "");
}
