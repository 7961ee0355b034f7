/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What both forms of ibnetdiscover's output have: devices with descriptions. */
#ifndef RAIL_IBNET_DEVICE_H
#define RAIL_IBNET_DEVICE_H

#include "scan.h"
#include "topology/infer.h"
#include "topology/links.h"

enum { IBNET_LEFT_OUT = -1 };	/* a device that is none of ours */

/*
 * Adds the device of KIND ('S', 'H', 'R') that the current line of S is about:
 * a NIC by the words of its description TEXT.  *DEVICE becomes its index, or
 * IBNET_LEFT_OUT for what carries no job: routers, nodes inside switches.
 */
int ibnet_device_add(struct links *l, struct scan *s, char kind, uint64_t guid,
		     const char *text, int *device);

/*
 * Whether a NIC that TEXT describes is another one than DEVICE, which has its
 * GUID: of two that name nodes.
 */
bool ibnet_device_is_twin(const struct links *l, int device, const char *text);

/*
 * The device in port C->port_b of which C->a, a switch, tells, where FIRST is
 * the first one that has its GUID: where the NIC of a cable that is known
 * already says that it is plugged in there, that NIC.
 */
int ibnet_device_told(const struct links *l, const struct links_cable *c,
		      int first);

/* A remark for each cable of L that one end alone tells of; -1: no memory. */
int ibnet_device_halves(const struct links *l, const char *label,
			struct infer_notes *notes, struct rail_error *err);

#endif
