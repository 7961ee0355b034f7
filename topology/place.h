/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * (fabric, free nodes, request) -> the nodes to take, and why.
 *
 * Cost, in this order: zones touched, from the highest level on; pods touched;
 * islands touched; all exact.  Among the
 * choices of that cost a tie-break keeps the fabric whole for the next job:
 * what has the least room that will do is filled up, and wholly free islands
 * are kept.  A job of several pods has as much of itself as can be in the
 * first of them, so that few of its pairs of nodes are in different pods.
 */
#ifndef RAIL_PLACE_H
#define RAIL_PLACE_H

#include "fabric.h"
#include "nodeset.h"

enum place_mode {
	PLACE_OFF,
	PLACE_BEST,	/* the cheapest that the free nodes give */
	PLACE_STRICT,	/* only what an empty, healthy fabric would give */
};

enum place_within {
	PLACE_ANYWHERE,
	PLACE_IN_FABRIC,	/* one connected fabric */
	PLACE_IN_POD,
	PLACE_IN_ISLAND,
	/* In one zone of level 1, + 1: of level 2, and so on; what is above
	 * all levels of the fabric is one connected fabric. */
	PLACE_IN_ZONE,
};

/*
 * Which of the cheapest choices is taken.  docs/placement.md tells what whole
 * traces made of each; the first is what everybody should use.
 */
enum place_tie {
	PLACE_TIE_SNUG,		/* an island that is filled exactly; else wholly
				 * free ones last, and what has the least room,
				 * itself and its pod; for a job of several
				 * the fullest pod */
	PLACE_TIE_FRONT,	/* the first pod, and in it the island with the
				 * least room, wholly free ones last */
	PLACE_TIE_ISLAND,	/* the island, or islands, with the least room,
				 * wholly free or not, in whichever pod */
	PLACE_TIE_POD,		/* the fullest pod, and in it those */
	PLACE_TIE_FIRST,	/* the first pod, and in it the first island */
};

/* Space for decisions; see place_space_create(). */
struct place_space;

struct place_request {
	int nodes;	/* how many; at least 1 */
	enum place_mode mode;
	enum place_within within;
	/* Every so many consecutive slots are inside one island, or one pod
	 * where that is more than any island has; the last ones may be fewer.
	 * 0, 1: no matter */
	int segment;
	/* So many of the nodes carry no slot: segments are for the others;
	 * without segments it does not matter (place_spares.h) */
	int spares;
	bool uniform;	/* all nodes of one kind (place_kinds.h) */
	const struct nodeset *required;	/* must be in the choice; or NULL */
	/* What a job that comes back holds on to, with all of REQUIRED: must
	 * be in the choice too, but does not excuse a cost above what an
	 * empty fabric would give without it; or NULL */
	const struct nodeset *kept;
	/* Steps (some ns each) that the search for one optimum may take before
	 * it settles for an upper bound (choice->exact); 0: 67 million */
	long max_steps;
	/* PLACE_STRICT: the nodes an empty, healthy fabric would offer this
	 * job; NULL: all of them */
	const struct nodeset *baseline;
	/* Of an island's nodes these are taken first; or NULL */
	const struct nodeset *prefer;
	enum place_tie tie;
	/* Makes a decision cheap: nothing is allocated; NULL: all of it is */
	struct place_space *space;
};

enum place_verdict {
	PLACE_OK,
	PLACE_TOO_FEW,		/* fewer free nodes than asked for */
	PLACE_OUT_OF_BOUND,	/* within, segment or uniform cannot be kept */
	PLACE_NOT_STRICT,	/* free nodes give a worse cost than optimal */
	PLACE_NEVER,		/* not even an empty fabric could */
	PLACE_NOMEM,
};

struct place_choice {
	enum place_verdict verdict;
	struct nodeset *nodes;	/* NULL unless PLACE_OK; owned by the choice */
	int pods, islands;	/* its cost; the free nodes' best when refused
				 * with NOT_STRICT or OUT_OF_BOUND; else 0 */
	int zones[FABRIC_MAX_LEVELS];	/* and by level, from 1 on, as in
				 * struct optimum */
	int best_pods, best_islands; /* the optimum's cost on the baseline;
				      * 0 when not worked out (PLACE_BEST) or
				      * when the baseline is too small */
	int best_zones[FABRIC_MAX_LEVELS];
	bool apart, best_apart;	/* no cables connect all of it; the optimum */
	bool exact;		/* false: the work limit was hit, and pods and
				 * islands are an upper bound */
	char why[256];		/* one line for people */
	struct place_space *space;	/* private: takes the nodes back */
};

/*
 * For decisions on F, one at a time; F must outlive it.  NULL when out of
 * memory.  It outlives the choices that were made with it.
 */
struct place_space *place_space_create(const struct fabric *f);
void place_space_destroy(struct place_space *s);

/*
 * Decides.  Always fills CHOICE; returns 0 for PLACE_OK and -1 otherwise.
 * place_choice_free() afterwards in both cases.
 */
int place(const struct fabric *f, const struct nodeset *free_nodes,
	  const struct place_request *req, struct place_choice *choice);
void place_choice_free(struct place_choice *choice);

/*
 * The cost alone, zones aside: the fewest pods, then the fewest islands, that N
 * of the FREE nodes of F can touch.  0, or -1 when FREE has fewer than N nodes (cost
 * untouched) or there is no memory.
 */
int place_optimum(const struct fabric *f, const struct nodeset *free_nodes,
		  int n, int *pods, int *islands);

/* Below 0, 0, above 0: A's cost is less than B's, the same, more. */
int place_cost_cmp(const struct place_choice *a, const struct place_choice *b);

/* "best" <-> PLACE_BEST and so on; -1 for a word that is none of them. */
int place_mode_parse(const char *word, enum place_mode *mode);
int place_within_parse(const char *word, enum place_within *within);
const char *place_mode_name(enum place_mode mode);
const char *place_within_name(enum place_within within);

#endif
