/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Between the steps of victims_choose(): private to topology/victims*.c. */
#ifndef RAIL_VICTIMS_PARTS_H
#define RAIL_VICTIMS_PARTS_H

#include "victims.h"

struct victims_rated {
	int job;
	int gain; /* nodes that it gives here */
	int size;
};

struct victims_part {
	int first, n; /* nodes of the fabric */
	int least; /* fewer jobs will not do; INT_MAX: none will */
};

struct victims_search {
	const struct victims *v;
	const struct victims_part *part;
	struct nodeset *open; /* what is tried */
	/* The jobs on a node: jobs_at[first_at[node]] to that of the next. */
	int *first_at, *jobs_at;
	struct victims_rated *rated; /* of this part, the best first */
	int n_rated;
	int *gain; /* by job; zero but in victims_rate() */
	bool *trial; /* by job: is ended in a try */
	bool *hit; /* and is on the nodes of the choice */
	bool *local; /* the best of this part; */
	bool *best; /* of all */
	struct victims_toll local_toll, best_toll;
	const struct victims_part *best_part;
	struct place_choice want; /* its cost, no nodes */
	int n_nodes;
};

bool victims_out_of_time(const struct victims_search *s);

/* Below 0, 0, above 0: A is the lesser toll, the same, the greater. */
int victims_toll_cmp(const struct victims_toll *a,
		     const struct victims_toll *b);

/* s->open becomes what is to be had in PART when the jobs of ENDS end. */
void victims_open_up(struct victims_search *s, const struct victims_part *part,
		     const bool *ends);

/* The jobs that CHOICE ends, in s->hit. */
struct victims_toll victims_count_toll(struct victims_search *s,
				       const struct place_choice *choice);

/* The jobs that give something in PART, the best first, in s->rated. */
void victims_rate(struct victims_search *s, const struct victims_part *part);

/* Looks for a lesser toll than s->best_toll in PART. */
void victims_search_part(struct victims_search *s,
			 const struct victims_part *part);

#endif
