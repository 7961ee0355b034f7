/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every cable of a fabric, once, whichever part of the model it is kept in. */
#ifndef RAIL_CABLES_H
#define RAIL_CABLES_H

#include "fabric.h"

enum cable_kind {
	CABLE_NIC,	/* from the NIC of a node's rail to its leaf */
	CABLE_OTHER,	/* from what is no rail of a node */
	CABLE_TRUNK,	/* between two switches */
};

/* Texts are the fabric's. */
struct cable {
	enum cable_kind kind;
	int node, rail, plane;	/* CABLE_NIC; else -1 */
	int index;		/* of others[] or trunks[]; else -1 */
	/* The A end: a node, another host, or the lower switch of a trunk. */
	const char *a_name;
	const char *a_nic;	/* NULL: not known, or a switch */
	int a_switch;		/* a trunk's; else -1 */
	int a_port;		/* of the NIC (its plane + 1) or the switch */
	/* The Z end: always a switch, in the fabric's one numbering. */
	int z_switch;
	int z_port;		/* 0: not known */
	int speed;		/* index into speeds[]; -1: not known */
};

/* A walk: start from { 0 }. */
struct cables {
	int node, rail, plane;	/* the next one to look at */
	int other, trunk;
};

/* Fills OUT with the next cable; false when there are no more.  NICs come by
 * node, rail and plane, then others, then trunks, in the fabric's order. */
bool cables_next(const struct fabric *f, struct cables *at, struct cable *out);

/* How many cables there are. */
int cables_count(const struct fabric *f);

#endif
