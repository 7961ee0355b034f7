/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Layout: the slots of a job as one line of text, the form in which they
 * travel from slurmctld to the tasks and in which people read them:
 *
 *	pod1-island1:gpu[01-04];pod1-island2:gpu05
 *
 * Runs of slots that share an island, in slot order.
 */
#ifndef RAIL_LAYOUT_H
#define RAIL_LAYOUT_H

#include "error.h"
#include "fabric.h"

/* COUNT nodes of F by slot -> text, which the caller frees; NULL: no memory. */
char *layout_format(const struct fabric *f, const int *slots, int count);

struct layout_slot {
	char *node;
	char *island;
};

struct layout {
	struct layout_slot *slots;
	int count;
};

/*
 * Text -> slots.  At most MAX of them; names must be fabric_name_ok() and no
 * node may come twice.  The caller destroys it.  NULL and ERR when TEXT is no
 * layout, with the column.
 */
struct layout *layout_parse(const char *text, int max, struct rail_error *err);
void layout_destroy(struct layout *l);

/* The slot of NODE, or -1. */
int layout_find(const struct layout *l, const char *node);

#endif
