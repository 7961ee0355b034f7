/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the two halves of the reader of cable plans share; private to them. */
#ifndef RAIL_SOURCE_PLAN_PARTS_H
#define RAIL_SOURCE_PLAN_PARTS_H

#include <stdbool.h>

#include "plan_columns.h"
#include "topology/fabric.h"
#include "topology/infer.h"
#include "topology/links.h"
#include "words.h"

/* An end of a cable: an own port of a NIC, or a word of ports of a switch. */
struct plan_end {
	int device;
	int port;
	int line, column;
};

struct plan_row {
	struct plan_end end[2];
};

/* A host or a switch, by its word in names. */
struct plan_named {
	char *name;	/* as it is written where it comes first */
	int sw;		/* a switch: its device; -1: a host */
	int line;	/* where it comes first */
	/* a host: its NIC without a name that came last, and that one's port */
	int nameless, nameless_port;
};

struct plan_reader {
	struct csv csv;
	struct plan_columns columns;
	const char *label;
	struct links *l;
	struct infer_notes *notes;
	struct rail_error *err;
	struct words *names;	/* of hosts and switches, in small letters */
	struct words *nics;	/* "HOST NIC", host by its word */
	struct words *ports;	/* of switches, as they are written */
	struct plan_named *named;	/* by word in names */
	int *nic_devices;	/* by word in nics */
	struct plan_row *rows;
	int n_named, n_nics, n_rows;
	int between_hosts, first_between_hosts;	/* lines left out; the first */
};

/* Makes room in *ARRAY, whose items have SIZE bytes, for item N; it doubles at
 * each power of two.  -1: out of memory. */
int plan_reserve(struct plan_reader *r, void *array, int n, size_t size);

/* --- source_plan_ends.c */

/* Reads the end of the current record whose columns begin with FIRST, and adds
 * the device that it is of when that is new.  -1 and the reader's error. */
int plan_take_end(struct plan_reader *r, int first, struct plan_end *end);

#endif
