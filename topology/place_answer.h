/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The cheapest answer over all kinds of nodes and all parts of the fabric. */
#ifndef RAIL_PLACE_ANSWER_H
#define RAIL_PLACE_ANSWER_H

#include "optimum.h"
#include "place.h"
#include "place_kinds.h"

struct place_answer {
	struct room *room;	/* NULL: there is none */
	struct optimum best;
	int component;	/* -1: it spans unconnected parts of the fabric */
	int kind;	/* of its nodes; -1: it does not matter */
};

struct place_space {
	const struct fabric *fabric;
	struct place_answer answers[2];	/* the best so far, and a trial */
	struct room *rooms[2];
	struct nodeset *open[2];	/* free nodes of one kind */
	struct optimum_space *optimum;
	struct place_kinds *kinds;	/* NULL: not needed yet */
	struct nodeset *all;		/* all nodes */
	struct nodeset *spare;		/* for a choice; or NULL */
	int *amount;			/* an int an island */
	int *first_pod;			/* by component, and the end */
};

struct place_question {
	const struct nodeset *free_nodes;
	const struct nodeset *required;	/* or NULL */
	int nodes, segment;
	bool uniform;
	enum place_tie tie;
	long max_steps;
};

/*
 * One connected part when any will do, else all of them together.  NULL when
 * out of memory; else the answer, which is S's until the next question.
 */
const struct place_answer *place_answer(struct place_space *s,
					const struct place_question *q);

/* The choice's nodes, a set of its own; NULL when out of memory. */
struct nodeset *place_answer_take(struct place_space *s,
				  const struct place_answer *a,
				  const struct nodeset *prefer);

#endif
