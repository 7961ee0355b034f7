/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What tells NCCL and UCX which NICs of a node carry its rails. */
#ifndef RAIL_NETENV_H
#define RAIL_NETENV_H

#include <stdbool.h>
#include <stdio.h>

#include "fabric.h"

/* The variables, in the order in which they are shown. */
enum netenv_variable {
	NETENV_NCCL_IB_HCA,	/* "=mlx5_0,mlx5_3": these NICs and no other */
	NETENV_UCX_NET_DEVICES,	/* "mlx5_0:1,mlx5_3:1": NIC and port */
	NETENV_VARIABLES,
};

const char *netenv_name(enum netenv_variable variable);

/*
 * The value of VARIABLE for nodes of SHAPE, in rail order: NICs of rails that
 * such nodes have, with a port for each plane where ports are named.  The
 * caller frees it; NULL when out of memory.
 *
 * Only the '=' makes NCCL compare whole names: without it mlx5_1 is mlx5_10,
 * too.
 */
char *netenv_value(const struct fabric *f, const struct fabric_shape *shape,
		   enum netenv_variable variable);

/*
 * Whether all NICs of SHAPE go by names that are RDMA devices'.  "nic0" is
 * what a NIC without a name is called in a map, "HCA-1" is a description, and
 * "cxi0" is Slingshot's, which libfabric alone drives: a job that is told to
 * use only such NICs finds none.
 */
bool netenv_known(const struct fabric *f, const struct fabric_shape *shape);

#endif
