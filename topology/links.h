/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a discovery saw: devices and the cables between them, nothing else. */
#ifndef RAIL_LINKS_H
#define RAIL_LINKS_H

#include <stdint.h>

#include "error.h"

enum links_kind {
	LINKS_SWITCH,
	LINKS_NIC,
};

struct links_device {
	enum links_kind kind;
	uint64_t guid;
	char *name;	/* a switch: its description; a NIC: its own name, or
			 * "" when nobody said it */
	char *host;	/* a NIC: the node it sits in; NULL for a switch */
	int line;	/* where the source named it */
};

/* One cable, once: a <= b in the order in which devices were added. */
struct links_cable {
	int a, b;	/* indices into devices[] */
	int port_a, port_b;
	int lanes;	/* width: 4 for 4xNDR; 0: not known */
	char speed[8];	/* "NDR", "HDR", ...; "": not known */
	int line;
	int ends;	/* how many of its ends told of it: 1 or 2 */
};

struct links {
	char *source;	/* file name, for messages */
	struct links_device *devices;
	int n_devices;
	struct links_cable *cables;
	int n_cables;
	int capacity_devices, capacity_cables;	/* private */
	struct links_ports *ports;		/* private */
};

struct links *links_create(const char *source);
void links_destroy(struct links *l);

/*
 * Adds a device; strings are copied, HOST is NULL for a switch.  Returns its
 * index, or -1 and ERR when out of memory.
 */
int links_add_device(struct links *l, enum links_kind kind, uint64_t guid,
		     const char *name, const char *host, int line,
		     struct rail_error *err);
/* What stands between a device's host and its name in a message. */
const char *links_gap(const struct links_device *d);
/*
 * Adds a cable (its ENDS is not read).  The same cable seen from its other end
 * is not added again.  -1 and ERR when a port is given a second cable, or when
 * out of memory.
 */
int links_add_cable(struct links *l, const struct links_cable *cable,
		    struct rail_error *err);

#endif
