/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How many switches a Clos network takes, and which goes to which. */
#ifndef RAIL_SYNTH_FIT_H
#define RAIL_SYNTH_FIT_H

#include "synth.h"

/*
 * Every island has a leaf for each rail and plane (lanes), or one for each
 * plane where one takes all rails.  The spines of a pod are in groups: a group
 * a plane, times as many as rails must be divided into for a leaf to reach all
 * spines of its group.  Spines of one place in their groups share a set of
 * cores, so that cores connect the groups of rails, but not the planes.  Where
 * there are zones, the pods of each have all that by themselves, and cores of
 * one plane and place in their zones share a few switches above them (tops).
 */
struct synth_fit {
	int islands, pods, pod_islands;
	int zones;		/* 1: none; cores are all pods' */
	int zone_pods;		/* the last one may have fewer */
	int lanes;		/* leafs of an island */
	int down;		/* ports of a leaf for nodes */
	int first_uplink;	/* port of a leaf */
	int uplinks;
	int rail_groups;
	int group_leafs;	/* of an island in one group of spines */
	int group_spines;
	int leaf_width;		/* cables from a leaf to a spine of its group */
	int spine_down;		/* ports of a spine for leafs */
	int spine_uplinks;	/* 0: no cores */
	int sets;		/* of cores, on a plane */
	int set_cores;
	int spine_width;	/* cables from a spine to a core of its set */
	int core_down;		/* ports of a core for spines */
	int core_uplinks;	/* a cable to as many tops; 0: no zones */
	int top_cores;		/* of each zone, that share their tops */
	int radix[SYNTH_TIERS];	/* ports of a switch */
};

/* Fills FIT; -1 and ERR when switches of these radixes cannot do it. */
int synth_fit(const struct synth_spec *spec, struct synth_fit *fit,
	      struct rail_error *err);

/* Spines of a pod; cores of all pods, or of a zone; switches above zones. */
int synth_fit_spines(const struct synth_spec *spec,
		     const struct synth_fit *fit);
int synth_fit_cores(const struct synth_spec *spec,
		    const struct synth_fit *fit);
int synth_fit_tops(const struct synth_spec *spec, const struct synth_fit *fit);

#endif
