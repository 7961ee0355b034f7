/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a decision says: its verdict and the one line for people. */
#ifndef RAIL_PLACE_TEXT_H
#define RAIL_PLACE_TEXT_H

#include "place_answer.h"

/* Fills CHOICE with a refusal; returns -1. */
int place_refuse(struct place_choice *choice, enum place_verdict verdict,
		 const char *fmt, ...) __attribute__((format(printf, 3, 4)));
int place_refuse_nomem(struct place_choice *choice);

/* NODES must be among OTHERS, and are not: names the first that is missing. */
int place_refuse_missing(struct place_choice *choice,
			 enum place_verdict verdict, const struct fabric *f,
			 const struct nodeset *nodes,
			 const struct nodeset *others, const char *where);

/* There is no answer among FREE, which are of that KIND ("free ", ""). */
int place_refuse_none(struct place_choice *choice, enum place_verdict verdict,
		      const struct fabric *f, const struct place_request *req,
		      const struct nodeset *free_nodes, const char *kind);

/* The answer breaks the bound --rail-within. */
int place_refuse_bound(struct place_choice *choice,
		       enum place_verdict verdict,
		       const struct place_answer *a,
		       const struct place_request *req, const char *kind);

enum { PLACE_COST_TEXT = 320 };

/* "3 islands in 2 pods in 1 zone", in TEXT. */
const char *place_cost_text(int islands, int pods, const int *zones,
			    int n_levels, char text[PLACE_COST_TEXT]);

/* CHOICE's cost as a list, zones only where there are any: "3 islands, 2 pods,
 * 1 zone, 1 zone of level 2". */
const char *place_cost_list(const struct place_choice *choice, int n_levels,
			    char text[PLACE_COST_TEXT]);

/* CHOICE's cost is above its best; zones are told where there are any. */
int place_refuse_strict(struct place_choice *choice, int n_levels);

/* The one line of a choice that was made. */
void place_explain(struct place_choice *choice, const struct place_answer *a,
		   const struct place_request *req);

#endif
