/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Faults in made-up fabrics: which, how many, where.  They are made in the
 * links, before anything is inferred from these, so that a map and a netlist
 * have the same ones.
 *
 * This is what a user asks for.  The tests of `railyard check` break fabrics
 * of their own, by code that knows nothing of this (tests/unit/model.h).
 */
#ifndef RAIL_SYNTH_FAIL_H
#define RAIL_SYNTH_FAIL_H

#include <stdbool.h>
#include <stdint.h>

#include "synth.h"

/* In the order in which they are made: parts that are off, then cables in
 * wrong places, then what is cut, slow or double. */
enum synth_fault {
	SYNTH_NODES,		/* off: nobody sees them */
	SYNTH_LEAFS,
	SYNTH_SPINES,
	SYNTH_CORES,
	SYNTH_PLANES,		/* all leafs of an island on one plane */
	SYNTH_SWAPS,		/* two NICs of a node, at the leafs */
	SYNTH_PLANE_SWAPS,	/* two ports of a NIC */
	SYNTH_NODE_SWAPS,	/* NICs of two nodes of an island */
	SYNTH_ISLAND_SWAPS,	/* of two islands */
	SYNTH_PORT_SWAPS,	/* on one leaf */
	SYNTH_UPLINK_SWAPS,	/* two cables between switches, above */
	SYNTH_WRONG_LEAFS,	/* a NIC on another leaf of its island */
	SYNTH_WRONG_ISLANDS,	/* on a leaf of another one */
	SYNTH_WRONG_SWITCHES,	/* on a spine or core */
	SYNTH_WRONG_UPLINKS,	/* to another switch above */
	SYNTH_EXTRA_LINKS,	/* a NIC's second port is plugged in, too */
	SYNTH_EXTRA_UPLINKS,
	SYNTH_SLOW_LINKS,	/* of NICs */
	SYNTH_ODD_NODES,	/* with a GPU fewer */
	SYNTH_SAME_GUIDS,	/* a NIC has that of another */
	SYNTH_SAME_NAMES,	/* a node has that of another */
	SYNTH_LINKS,		/* of NICs: cut */
	SYNTH_UPLINKS,		/* cut */
	SYNTH_N_FAULTS,
};

/* "links"; "missing-link", as check names it, or NULL where nobody can tell
 * the fault from a fabric that was built so. */
const char *synth_fault_name(enum synth_fault fault);
const char *synth_fault_finding(enum synth_fault fault);

/* A count, or a share of all there are, in millionths. */
struct synth_amount {
	bool asked, share;
	long value;
};

struct synth_fail {
	struct synth_amount amounts[SYNTH_N_FAULTS];
	uint64_t seed;
	/* By tier, what a switch has, so that one may be free: see struct
	 * synth_size; 0: up to the highest in use.  Where ports have names,
	 * those in use are all. */
	int ports[SYNTH_TIERS];
};

/* Reads "links=0.1%,nodes=2"; -1 and ERR. */
int synth_fail_parse(const char *text, struct synth_fail *fail,
		     struct rail_error *err);

/* A fault that was made; what it is about, up to two each. */
struct synth_failed {
	enum synth_fault fault;
	bool unseen;	/* nobody can tell that something is wrong here */
	char *what;
	char *hosts[2], *switches[2];	/* NULL: no more */
};

struct synth_failures {
	struct synth_failed *list;
	int n;
	long made[SYNTH_N_FAULTS], of[SYNTH_N_FAULTS];
};

/*
 * Makes the faults of FAIL in L, as synth_links() returned it: the same ones
 * for the same seed.  No cable, and no node with a cable in a wrong place, has
 * two.  What nobody can see any more, as none of its cables is left, is gone
 * from L.  DONE says what was done; synth_failures_free() it in any case.  -1
 * and ERR when there is no place for so many, or when out of memory; L then
 * can only be destroyed.
 */
int synth_fail(struct links *l, const struct synth_fail *fail,
	       struct synth_failures *done, struct rail_error *err);
void synth_failures_free(struct synth_failures *done);

#endif
