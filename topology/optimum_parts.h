/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the steps of the search for the optimum share. */
#ifndef RAIL_OPTIMUM_PARTS_H
#define RAIL_OPTIMUM_PARTS_H

#include "optimum.h"

/* What the table counts in: least that can be lost; anything above is
 * too much, and so is what it comes to with a loss more. */
typedef int16_t optimum_loss;
enum { OPTIMUM_LOST = 16000 };

/* A pod that the table is about, with what it may do. */
struct optimum_core {
	int at;			/* index into room->order */
	bool may_stay_out;
	int low, high;		/* islands that it may use, of the others */
	int out_loss;
	const optimum_loss *loss;	/* by islands used */
	/* Of the pods from this one on: */
	int q_low, q_high;	/* how many that are not forced are used, */
	int k_low, k_high;	/* and how many islands */
	size_t cells;		/* where its cells are */
};

struct optimum_space {
	int *worth;	/* by room->order: what is left of its groups when it
			 * pays for its islands */
	int *argmax;	/* with so many islands */
	int *scratch;
	optimum_loss *losses;	/* space behind core->loss */
	struct optimum_core *core;	/* most room first; one more than pods */
	int n_core;
	optimum_loss *cells;
	size_t n_cells;
	struct optimum_zones *zones;	/* NULL: the fabric has none */

	/* the search under way */
	const struct room *r;
	int need;	/* groups */
	int extra;	/* pods beyond the forced ones */
	int scale;	/* a group counts so much, that a price may be a
			 * fraction of one */
	int price;	/* of an island */
	int threshold;	/* worth of the last pod that is worth it */
	long bound;	/* worth of the best pods together */
	long max_steps;
};

/* The island for a job that fits into one; -1: there is none. */
int optimum_tie_island(const struct room *r);
/* Of two pods of which J islands do: whether A is better than BEST. */
bool optimum_tie_pod(const struct room *r, const struct room_pod *a,
		     const struct room_pod *best, int j);

/*
 * Finds the price of an island that tells most: with it, K islands of
 * s->extra pods beyond the forced ones give at most
 * (s->bound + K * s->price) / s->scale groups, exactly so where the best
 * pods use just the islands that are worth their price.  Returns the fewest
 * islands that this does not rule out.
 */
int optimum_price(struct optimum_space *s);

enum optimum_table {
	TABLE_FOUND,
	TABLE_NONE,	/* not with so many islands */
	TABLE_TOO_BIG,
	TABLE_NOMEM,
};

/* Looks for a choice of exactly K other islands: fills BEST. */
enum optimum_table optimum_table(struct optimum_space *s, int k,
				 struct optimum *best);

/*
 * Trades islands between the pods of BEST, an exact choice, so that fewer pairs
 * of nodes are in different pods; its cost stays.
 */
void optimum_divide(const struct room *r, struct optimum *best);

/* What the used pods give too much is given back by the one that gives the
 * least, then the next, forced ones last: that after LAST (-1: the first of
 * all; -1 is returned after the last of all), */
int optimum_next_cut(const struct room *r, const struct optimum *best,
		     int last);
/* whether the pod at I is used and after LAST, */
bool optimum_is_after(const struct room *r, const struct optimum *best, int i,
		      int last);
/* and how many groups of *SURPLUS, from which they are taken, it gives back
 * with all its islands in use still. */
int optimum_cut(const struct room *r, const struct optimum *best, int i,
		int *surplus);

/* For fabrics with zones.  NULL when out of memory. */
struct optimum_zones *optimum_zones_create(const struct fabric *f);
void optimum_zones_destroy(struct optimum_zones *z);
/* The whole answer for a job of several pods: fills BEST.  It never is
 * TABLE_NONE where the room of all pods is enough. */
enum optimum_table optimum_zones(struct optimum_zones *z, const struct room *r,
				 long max_steps, struct optimum *best);
/* Fills BEST->zones by BEST->use. */
void optimum_zones_count(struct optimum_zones *z, const struct room *r,
			 struct optimum *best);

#endif
