/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the parts of making faults share; private to synth_fail*.c. */
#ifndef RAIL_SYNTH_FAIL_PARTS_H
#define RAIL_SYNTH_FAIL_PARTS_H

#include "random64.h"
#include "synth_fail.h"
#include "topology/fabric.h"
#include "topology/text.h"

enum { FAIL_NIC = -1 };	/* the tier of what is no switch */

struct fail_host {
	char *name;	/* as when the fabric was whole */
	int first_nic, n_nics;	/* devices, one behind the other */
	int island;
	bool touched;	/* has a fault that another one would blur */
};

/* What a cable has on one end. */
struct fail_end {
	int device, port;
};

struct failing {
	struct links *l;
	struct synth_failures *done;
	struct rail_error *err;
	struct random64 random;

	/* How it was before any fault. */
	struct fail_host *hosts;
	int n_hosts, n_islands, n_planes, n_cables;
	int n_ports[SYNTH_TIERS + 1];	/* by tier + 1: what there are */
	int *host_of;	/* by device; -1: a switch */
	int *tier;	/* by device: enum fabric_tier, or FAIL_NIC */
	int *island;	/* by device; -1: a spine or core */
	int *first;	/* by device: its first in cables_of[]; and one more */
	int *cables_of;

	bool *hit;	/* by cable: it has a fault */
	bool *gone;	/* by cable: it is cut */
	struct fail_end *filled;	/* ports with a past */
	int n_filled;
};

/* Works out all of the above from L and the ports that switches have (by tier);
 * -1 and F->err. */
int fail_view(struct failing *f, const int ports[SYNTH_TIERS]);
void fail_view_free(struct failing *f);

static inline bool fail_is_link(const struct failing *f, int cable)
{
	const struct links_cable *c = &f->l->cables[cable];

	return f->tier[c->a] == FAIL_NIC || f->tier[c->b] == FAIL_NIC;
}

/* The switch of a NIC's cable, or the upper one of two. */
struct fail_end fail_upper(const struct failing *f, int cable);
struct fail_end fail_lower(const struct failing *f, int cable);
/* Moves that end; -1: no memory. */
int fail_put_upper(struct failing *f, int cable, struct fail_end end);

/* The lowest port of switch DEVICE that never had a cable, and takes it; 0:
 * there is none, -1: no memory. */
int fail_take_port(struct failing *f, int device);

/* Notes a fault, about one or two devices (-1: no second).  WHAT is taken; NULL
 * as well as no memory for more is -1, else 1. */
int fail_note(struct failing *f, enum synth_fault fault, char *what, int one,
	      int two);
/* Of the last fault noted; for a return. */
static inline int fail_unseen(struct failing *f, int rc, bool unseen)
{
	if (rc > 0)
		f->done->list[f->done->n - 1].unseen = unseen;
	return rc;
}

/* One of N. */
static inline int fail_pick(struct failing *f, int n)
{
	return (int)random64_below(&f->random, (uint64_t)n);
}

/*
 * How each fault is made, at the ITEM-th host, switch, cable or NIC.  1: it
 * was; 0: it cannot be there; -1: no memory.
 */
int fail_node(struct failing *f, int host);
int fail_switch(struct failing *f, int device);
int fail_plane(struct failing *f, int item);	/* island * planes + plane */
int fail_swap(struct failing *f, int host);
int fail_plane_swap(struct failing *f, int nic);
int fail_node_swap(struct failing *f, int cable);
int fail_island_swap(struct failing *f, int cable);
int fail_port_swap(struct failing *f, int cable);
int fail_uplink_swap(struct failing *f, int cable);
int fail_wrong_leaf(struct failing *f, int cable);
int fail_wrong_island(struct failing *f, int cable);
int fail_wrong_switch(struct failing *f, int cable);
int fail_wrong_uplink(struct failing *f, int cable);
int fail_extra_link(struct failing *f, int cable);
int fail_extra_uplink(struct failing *f, int cable);
int fail_slow(struct failing *f, int cable);
int fail_odd(struct failing *f, int host);
int fail_same_guid(struct failing *f, int nic);
int fail_same_name(struct failing *f, int host);
int fail_cut(struct failing *f, int cable);

#endif
