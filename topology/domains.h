/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Power domains: nodes that fail together, as railyard.conf(5) names them. */
#ifndef RAIL_DOMAINS_H
#define RAIL_DOMAINS_H

#include "error.h"
#include "fabric.h"
#include "hostlist.h"

struct domain {
	char *name;
	struct hostlist *nodes;	/* by name; some may be in no map */
};

/* All zero: none.  Owns what is in it. */
struct domains {
	struct domain *all;
	int count;
};

/*
 * Adds one: "rack1 Nodes=gpu[01-04]".  -1 and ERR: it is none, or there is one of
 * that name.
 */
int domains_add(struct domains *d, const char *text, struct rail_error *err);
void domains_clear(struct domains *d);

/* By name; -1: there is none. */
int domains_find(const struct domains *d, const char *name);

/*
 * The domain of each node of F, -1: of none.  The caller frees it; NULL: out of
 * memory.  NOTE is about a node that is in two of them, or empty.
 */
int *domains_index(const struct domains *d, const struct fabric *f,
		   struct rail_error *note);

#endif
