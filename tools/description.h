/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a NIC's description says: the node it sits in, and its own name. */
#ifndef RAIL_DESCRIPTION_H
#define RAIL_DESCRIPTION_H

#include <stdint.h>

#include "topology/fabric.h"

enum description_of {
	DESCRIPTION_NIC,	/* of a node: host and nic are filled */
	DESCRIPTION_INTERNAL,	/* of a device inside a switch */
	DESCRIPTION_UNKNOWN,	/* names no node */
};

struct description {
	char host[FABRIC_NAME_MAX + 1];
	char nic[FABRIC_NAME_MAX + 1];
};

/* "gpu01 mlx5_0"; of a single word, the NIC is called by its GUID. */
enum description_of description_read(const char *text, uint64_t guid,
				     struct description *d);

#endif
