/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the parts of the last step of an inference share. */
#ifndef RAIL_INFER_BUILD_H
#define RAIL_INFER_BUILD_H

#include "infer_parts.h"

/* A thing and what it belongs to, to be visited in that order. */
struct infer_member {
	int owner;
	int index;
};

struct infer_build {
	struct infer *in;
	struct fabric_builder *b;
	char **names;		/* of switches, by device */
	struct infer_member *islands;	/* by pod */
	struct infer_member *hosts;	/* by island */
	struct infer_member *leafs;	/* by island */
	struct infer_member *spines;	/* by pod; index is a device */
	struct infer_member *cores;	/* by component, then zone (core_owner());
				 * index is a device */
	int *pods;		/* in the order in which they are built */
	int n_pods;
	int n_hosts, n_leafs, n_spines, n_cores;
	struct fabric_end *ends;	/* by device; number -1: no switch of
					 * the fabric */
	int *speeds;		/* by cable */
	int *ports;		/* names' new numbers, by the old; or NULL */
	bool *used;		/* by cable: is that of a node's lane */
};

/* These return 0 or -1, with the error in the inference's err. */

/* Fills speeds and used. */
int infer_build_speeds(struct infer_build *bd);

/* Fills ports: in natural order, and not in that of the source. */
int infer_build_ports(struct infer_build *bd);

/* The number that the source's PORT has in the fabric. */
int infer_build_port(const struct infer_build *bd, int port);

/* Between switches, and to what is no lane of a node. */
int infer_build_cables(struct infer_build *bd);

#endif
