/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the steps of a diff share; private to diff*.c. */
#ifndef RAIL_DIFF_PARTS_H
#define RAIL_DIFF_PARTS_H

#include "diff.h"
#include "text.h"

/* The steps, in this order; 0, or -1 and ERR when out of memory. */
int diff_match(struct diff_report *r, struct rail_error *err);
/* Zones, pods and islands. */
int diff_groups(struct diff_report *r, struct rail_error *err);
int diff_nodes(struct diff_report *r, struct rail_error *err);
int diff_nics(struct diff_report *r, struct rail_error *err);
int diff_switches(struct diff_report *r, struct rail_error *err);
int diff_cables(struct diff_report *r, struct rail_error *err);

/* --- diff_facts.c: of nodes of which the same can be said, one change */

/* A fact about a node: of the new fabric, or of the old one when it is gone. */
struct diff_fact {
	enum diff_kind kind;
	int island;	/* of the same fabric as the node */
	int detail[4];	/* what else must be equal */
	uint64_t rails[FABRIC_MAX_PLANES];
	int node;
};

struct diff_facts {
	struct diff_fact *facts;
	int n;
};

/* "N nodes: ..." is what is said of NODES; returns what makes a sentence. */
typedef char *diff_sayer(const struct diff_report *r,
			 const struct diff_fact *fact, int n_nodes,
			 const char *nodes);

/* 0, or -1 and ERR when out of memory; FACT is copied. */
int diff_facts_add(struct diff_facts *facts, const struct diff_fact *fact,
		   struct rail_error *err);
/* Tells all of them by SAY, and frees them, also on failure. */
int diff_facts_tell(struct diff_report *r, struct diff_facts *facts,
		    diff_sayer *say, struct rail_error *err);
/* "rails 1, 3", "rail 3 plane 1", "all rails"; malloc()ed. */
char *diff_rails_text(const struct diff_report *r,
		      const uint64_t rails[FABRIC_MAX_PLANES]);

/* --- diff.c */

/* Adds a change; WHAT and NODES (may be NULL) are taken.  NULL and ERR when
 * WHAT is NULL, or out of memory. */
struct diff_change *diff_add(struct diff_report *r, enum diff_kind kind,
			     char *what, char *nodes, struct rail_error *err);
/* calloc() of at least one item. */
void *diff_alloc(size_t count, size_t size, struct rail_error *err);

#endif
