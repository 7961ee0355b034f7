/* SPDX-License-Identifier: GPL-2.0-or-later */
/* NVIDIA's Xid events in a kernel log. */
#ifndef RAIL_XID_H
#define RAIL_XID_H

#include <stdbool.h>
#include <stddef.h>

#include "topology/error.h"

enum {
	XID_MAX = 1023,		/* the highest number that is believed */
	XID_DISTINCT = 64,	/* kinds of events kept; more are counted */
	XID_PCI = 24,
};

struct xid {
	int number;
	char pci[XID_PCI];	/* "0000:3b:00" of the last one */
	int count;
	bool fatal;
};

struct xid_log {
	struct xid all[XID_DISTINCT];	/* by number */
	int count;
};

/* Which numbers mean that a GPU is of no use until it is reset or replaced. */
struct xid_set {
	bool has[XID_MAX + 1];
};

/*
 * The usual ones: those that NVIDIA's catalogue of Xids
 * (docs.nvidia.com/deploy/xid-errors) answers with a reset of the GPU, a
 * restart of the machine, or a look at the NVLinks.
 */
void xid_usual(struct xid_set *set);
/* "48,79,119-120"; -1: it is no such list. */
int xid_parse_set(struct xid_set *set, const char *text);

/* Adds what LEN bytes of a kernel log say: /dev/kmsg's records, or dmesg's. */
void xid_scan(struct xid_log *log, const char *text, size_t len,
	      const struct xid_set *fatal);

/*
 * The same for the log at PATH; of /dev/kmsg, which never ends, what is there
 * now.  -1 and ERR: it cannot be read.
 */
int xid_read(struct xid_log *log, const char *path,
	     const struct xid_set *fatal, struct rail_error *err);

#endif
