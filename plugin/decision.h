/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A decision under way: what is known of the job and of the nodes it is
 * offered, and the one step that all modes are made of: choose among some of
 * them, and ask the stock plugin for just that choice.
 */
#ifndef RAIL_DECISION_H
#define RAIL_DECISION_H

#include "decide.h"
#include "options.h"
#include "snapshot.h"
#include "topology/health_view.h"
#include "workspace.h"

/* So many counts of a range are tried beside those of halving. */
enum { DECISION_MAX_COUNTS = 64 };

struct decision {
	const struct decide_call *c;
	const struct snapshot *s;
	struct options options;
	struct place_request req;
	struct workspace *space;	/* has the sets that follow */
	bitstr_t *offered;		/* c->nodes as it came */
	struct nodeset *allowed;	/* the same, as nodes of the map */
	struct nodeset *open;		/* of those: what is tried now */
	struct nodeset *required;	/* -w, or NULL */
	int unmapped;			/* nodes of -w that are in no map */
	struct nodeset *eligible;	/* see request.h; or NULL */
	/* a restart's: those that failed under it, or are to be maintained */
	struct nodeset *failed;
	int *before;			/* slots before a restart, or NULL */
	int n_before;
	const struct health_view *health;	/* NULL: nothing is known */
	const struct nodeset *prefer;	/* that have not failed lately; NULL:
					 * all */
	int quarantined;	/* nodes not allowed for their failures */
	int unsound;	/* nodes not allowed since rails of them are down */
	time_t hold_out;	/* till then only strict will do, later best;
				 * 0: it is as the mode says */
	int low, high;			/* how many nodes */
	bool elastic;			/* the user did not say */
	uint64_t *busy;			/* GPUs by node, when all nodes shall
					 * give the same ones; or NULL */
	uint64_t gpus;			/* those of the last choice; or 0 */
	int64_t deadline;		/* ns, of our own time */
	bool any_weight;		/* Slurm's Weight does not matter */
	bool had_choice;		/* the last try: Slurm was asked */
	bool unsuspended;		/* nodes of suspended jobs are not open */
	char why[256];			/* the last refusal */
};

/*
 * Fills D, whose c, s and options are set; starts the clock.  -1 when out of
 * memory.  decision_clear() in both cases.
 */
int decision_prepare(struct decision *d);
void decision_clear(struct decision *d);

/* Whether our own time (the stock plugin's does not count) is used up. */
bool decision_out_of_time(const struct decision *d);

/* Asks the stock plugin with the nodes as they are now. */
int decision_forward(const struct decide_call *c);

/* Offers all nodes again. */
void decision_restore(const struct decision *d);

/* d->open are the nodes that have GPUS free GPUs now, or are idle (0: alone). */
void decision_open(struct decision *d, uint64_t gpus);

/*
 * Whether choices among d->open from now on are nodes that have the same GPUs
 * free: matters only to jobs of some GPUs of each node.
 */
void decision_share_gpus(struct decision *d, bool yes);

/*
 * The largest count of nodes within the job's range that d->open can give, or
 * -1 and d->why.  The caller frees CHOICE in any case.
 */
int decision_choose(struct decision *d, struct place_choice *choice);

/* Chooses among d->open and asks for the choice: what the stock plugin says,
 * or SLURM_ERROR; then d->why tells more, and all nodes are offered again. */
int decision_try(struct decision *d);

#endif
