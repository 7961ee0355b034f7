/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a NIC's description says: the node it sits in, and its own name. */
#ifndef RAIL_DESCRIPTION_H
#define RAIL_DESCRIPTION_H

#include "topology/fabric.h"

enum description_of {
	DESCRIPTION_NIC,	/* of a node: host and nic are filled */
	DESCRIPTION_INTERNAL,	/* of a device inside a switch */
	DESCRIPTION_UNKNOWN,	/* names no node */
};

struct description {
	char host[FABRIC_NAME_MAX + 1];
	char nic[FABRIC_NAME_MAX + 1];	/* "": not said */
};

/* "gpu01 mlx5_0", "gpu01-mlx5_0", or "gpu01" alone. */
enum description_of description_read(const char *text, struct description *d);

#endif
