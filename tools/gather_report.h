/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a gather came to: who failed and why, and what to do next. */
#ifndef RAIL_GATHER_REPORT_H
#define RAIL_GATHER_REPORT_H

#include <stdio.h>

#include "gather.h"

struct gather_report {
	const struct gather_tasks *tasks;
	const char *path;	/* of the folder */
	const char *again;	/* the command that goes on with it */
	const char *next;	/* the command after that; NULL: none yet */
	bool interrupted;
	double seconds;
};

/* Hosts that failed for one reason. */
struct gather_group {
	char *reason;	/* with HOST for the name of each */
	char *hosts;	/* a host list */
	int count;
};

/*
 * The failures of one kind, the largest group first.  The caller frees each
 * one's texts, and *GROUPS; their number, or -1: out of memory.
 */
int gather_report_groups(const struct gather_tasks *t, enum gather_kind kind,
			 struct gather_group **groups);
void gather_report_groups_destroy(struct gather_group *groups, int n);

/* For people, or as one JSON object.  -1: out of memory. */
int gather_report_text(const struct gather_report *r, FILE *out);
int gather_report_json(const struct gather_report *r, FILE *out);

/*
 * How a map is made of what is in the folder PATH, by an earlier gather too.
 * The caller frees it.  *NEXT is NULL where there is nothing to make one of.
 * -1: out of memory.
 */
int gather_report_next(const char *path, char **next);

#endif
