/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words of a cable plan: its columns, the types of its ends. */
#ifndef RAIL_PLAN_COLUMNS_H
#define RAIL_PLAN_COLUMNS_H

#include "csv.h"

enum plan_column {
	PLAN_A_NODE, PLAN_A_TYPE, PLAN_A_PORT,
	PLAN_Z_NODE, PLAN_Z_TYPE, PLAN_Z_PORT,
	N_PLAN_COLUMNS,
};

/* Where each column is in a record. */
struct plan_columns {
	int at[N_PLAN_COLUMNS];
};

const char *plan_column_name(enum plan_column column);

/*
 * Opens C on the plan TEXT, by whichever separator shows its header, and goes
 * behind that: 0.  Up to 20 records may stand before it, such as a title.
 * -1 and ERR: a column is missing or comes twice, or C could not be opened.
 * The caller closes C in either case.
 */
int plan_open(struct csv *c, struct plan_columns *columns, const char *text,
	      size_t len, const char *label, struct rail_error *err);

enum plan_type {
	PLAN_NO_TYPE = -1,	/* none that is known */
	PLAN_HOST,
	PLAN_ASIDE,	/* a host that carries no rail: storage, login */
	PLAN_SWITCH,
};

/* "Host", "GPU server", "Leaf Switch", "storage": the words that are in it
 * tell, those of switches before those of storage, hosts last. */
enum plan_type plan_type(const char *text);

#endif
