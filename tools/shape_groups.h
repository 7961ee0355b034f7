/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Nodes of which the same is to be written, though their shapes may differ. */
#ifndef RAIL_SHAPE_GROUPS_H
#define RAIL_SHAPE_GROUPS_H

#include <stdio.h>

#include "topology/fabric.h"

struct shape_group {
	char *text;	/* what is written of each of them */
	char *hosts;	/* who they are, as a host list in natural order */
	/* The same for messages: a list of many is their number and one. */
	char *called;
	int shape;	/* one of their shapes */
	int n_nodes;
	int first_node;
};

struct shape_groups {
	struct shape_group *groups;	/* by first_node */
	int count;
};

/* Prints what is to be written of nodes of a shape; -1 when out of memory. */
typedef int shape_print(const struct fabric *f,
			const struct fabric_shape *shape, FILE *out);

/* Groups the nodes of F by what PRINT prints of their shapes.  -1 and ERR
 * when out of memory; GROUPS can be freed in any case. */
int shape_groups_make(struct shape_groups *groups, const struct fabric *f,
		      shape_print *print, struct rail_error *err);
void shape_groups_free(struct shape_groups *groups);

#endif
