/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Layout: the slots of a job as one line of text, the form in which they
 * travel from slurmctld to the tasks and in which people read them:
 *
 *	pod1-island1:gpu[01-04];pod1-island2:gpu05
 *
 * Runs of slots that share an island, in slot order; behind them the spares,
 * nodes of the job without a slot, in runs that begin with a plus sign:
 *
 *	pod1-island1:gpu[01-03];+pod1-island1:gpu04
 */
#ifndef RAIL_LAYOUT_H
#define RAIL_LAYOUT_H

#include "error.h"
#include "fabric.h"

/*
 * COUNT nodes of F by slot, and N_SPARES spares behind them in the same array
 * -> text, which the caller frees; NULL: no memory.
 */
char *layout_format(const struct fabric *f, const int *slots, int count,
		    int n_spares);

struct layout_slot {
	char *node;
	char *island;
};

struct layout {
	struct layout_slot *slots;	/* and the spares behind them */
	int count, n_spares;
	int segment;	/* slots that are to share an island; 0: no matter.  Not
			 * in the text */
};

/*
 * Text -> slots, at least one, and spares.  At most MAX of both; names must be fabric_name_ok() and no
 * node may come twice.  The caller destroys it.  NULL and ERR when TEXT is no
 * layout, with the column.
 */
struct layout *layout_parse(const char *text, int max, struct rail_error *err);
void layout_destroy(struct layout *l);

/* The same text again, from names; the caller frees it; NULL: no memory. */
char *layout_text(const struct layout *l);

/* The slot of NODE, or -1: it has none.  Or its place in l->slots, where
 * spares are behind the slots. */
int layout_find(const struct layout *l, const char *node);
int layout_find_any(const struct layout *l, const char *node);

/*
 * The spare for SLOT among those that USABLE(arg, place) is true of, as
 * spares_pick() has it; its place in l->slots.  -1: there is none.
 */
int layout_spare_for(const struct layout *l, int slot,
		     bool (*usable)(void *arg, int place), void *arg);

/*
 * Whether SLOT's segment, inside one island until now, would not be with the
 * node at PLACE for it.  The segment's slots are then *FIRST to *LAST.
 */
bool layout_breaks_segment(const struct layout *l, int slot, int place,
			   int *first, int *last);

/* SLOT goes to the node of the spare at PLACE, whose place the slot's former
 * node gets. */
void layout_swap(struct layout *l, int slot, int place);

/*
 * Where people and programs read it: a job's system_comment that slurmctld's
 * plugin wrote starts with the one, and the layout follows the other.
 */
#define LAYOUT_COMMENT "railyard: "
#define LAYOUT_COMMENT_SLOTS "; slots "

/* The layout in COMMENT (may be NULL), as layout_parse() has it; NULL: there is
 * none. */
struct layout *layout_in_comment(const char *comment, int max);

#endif
