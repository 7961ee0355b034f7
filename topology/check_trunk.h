/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The cables between switches, counted; private to check_*.c. */
#ifndef RAIL_CHECK_TRUNK_H
#define RAIL_CHECK_TRUNK_H

#include "check_parts.h"

/* All cables between two switches; lower numbers are lower tiers. */
struct trunk_pair {
	int lo, hi;
	int first, count;	/* in order[] */
};

/* Clusters of fans that are in none. */
enum {
	TRUNKS_OPEN = -1,	/* not worked out yet */
	TRUNKS_STRAY = -2,	/* no such cable is meant to be */
	TRUNKS_BESIDE = -3,	/* inside a tier: nothing to compare with */
};

/* The pairs of one switch with those of one tier above it (or its own). */
struct trunk_fan {
	int sw;
	enum fabric_tier tier;	/* of the other ends */
	int first, n_pairs;	/* in pairs[], by hi */
	int total;		/* cables */
	int cluster;		/* or one of the above */
	int alike;		/* fans with the same cables, itself included */
	uint64_t key;		/* the same for these */
	bool told;		/* it has a gap or a spare */
};

/* Fans that should be alike: the leafs of a pod, the spines under one core. */
struct trunk_cluster {
	int first_member, n_members;	/* in members[]: fans, by switch */
	int first_column, n_columns;	/* in columns[], by switch */
	int pod, rail;	/* of its first member */
};

/* An upper switch of a cluster. */
struct trunk_column {
	int sw;
	int expected;	/* cables from each member; -1: it is not clear */
};

/* A cable too few. */
struct trunk_gap {
	int lo, hi;
	int fan;
	bool told;
};

/* A cable too many. */
struct trunk_spare {
	int trunk;	/* index into the fabric's trunks[] */
	int fan;
	bool told;
};

struct trunks {
	struct check *c;
	bool *nodeless;	/* by switch: see trunks_nodeless() */
	int *order;	/* trunks by (a, b, port_a) */
	struct trunk_pair *pairs;
	struct trunk_fan *fans;		/* by sw, then tier */
	struct trunk_cluster *clusters;
	int *members;
	struct trunk_column *columns;
	int *claimed_by;		/* see trunks_owner() */
	struct trunk_gap *gaps;		/* by lo, then hi */
	struct trunk_spare *spares;	/* by trunk */
	int n_pairs, n_fans, n_clusters, n_columns, n_gaps, n_spares;
};

/*
 * The steps, in this order; 0, or -1 when out of memory.  order, pairs and fans
 * are filled in by check_trunks() before trunks_cluster().
 */
int trunks_nodeless(struct trunks *t);	/* nodeless */
int trunks_cluster(struct trunks *t);	/* clusters, members */
int trunks_expect(struct trunks *t);	/* columns */
int trunks_compare(struct trunks *t);	/* gaps, spares */
int trunks_swaps(struct trunks *t);	/* findings: spares in gaps */
int trunks_rest(struct trunks *t);	/* findings: what is left of both */
int trunks_totals(struct trunks *t);	/* findings: where only sums tell */

/*
 * The port of GAP's lower, or upper, switch that the cable should have, going
 * by its peers; 0 when that is not clear, or not free.
 */
int trunks_low_port(const struct trunks *t, const struct trunk_gap *gap);
int trunks_high_port(const struct trunks *t, const struct trunk_gap *gap);

/* The pair of LO and HI, or NULL. */
const struct trunk_pair *trunks_find(const struct trunks *t, int lo, int hi);
/* How many cables FAN should have to SW; -1: it is not clear. */
int trunks_expected(const struct trunks *t, const struct trunk_fan *fan,
		    int sw);

/* The cluster that has upper switch HI for lower ones of LO's tier, or -1. */
static inline int *trunks_owner(const struct trunks *t, int lo, int hi)
{
	return &t->claimed_by[(int)fabric_switch_tier(t->c->f, lo) *
			      fabric_n_switches(t->c->f) + hi];
}

/* The pod of a switch; -1 for a core. */
int trunks_pod(const struct fabric *f, int sw);
int trunks_component(const struct fabric *f, int sw);
/* The rail of a leaf; -1 for other switches as well. */
int trunks_rail(const struct fabric *f, int sw);

#endif
