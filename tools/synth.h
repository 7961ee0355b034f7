/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Made-up fabrics of known shape: presets -> links, as if discovered. */
#ifndef RAIL_SYNTH_H
#define RAIL_SYNTH_H

#include <stdbool.h>

#include "topology/links.h"

enum { SYNTH_TIERS = 3 };	/* leafs, spines, cores */

/* What ports of switches are called. */
enum synth_ports {
	SYNTH_NUMBERED,		/* 1, 2, ... */
	SYNTH_SPLIT,		/* swp1s0, swp1s1, swp2s0, ...: two a cage */
	SYNTH_WHOLE,		/* swp1, swp2, ... */
	SYNTH_FBOSS,		/* eth1/1/1, eth1/2/1, ... */
};

struct synth_speed {
	int lanes;		/* 0: the name says all */
	const char *name;	/* "NDR", "400G" */
};

/* A kind of node. */
struct synth_kind {
	const char *vendor, *product;	/* NULL: not known */
	const char *gpu;	/* Slurm's type */
	int n_gpus;		/* 0: nothing is said about hardware at all */
	int sockets, cores, threads;	/* 0: not known */
	const char *const *nics;	/* by rail; NULL: mlx5_0, mlx5_1, ... */
	bool paired;		/* GPU i goes with NIC i */
};

/*
 * A Clos network.  What is 0 is worked out from the ports that switches have
 * (synth_fit.h).
 */
struct synth_clos {
	bool tor;		/* one leaf takes all rails of its nodes */
	int flat_islands;	/* so many need no cores; 0: those of a pod */
	int radix[SYNTH_TIERS];	/* ports of a switch; 0: as of a leaf */
	int uplinks;		/* of a leaf */
	int spines;		/* of a pod */
	int spine_uplinks;
	int cores;		/* of a zone, where there are zones */
	int zones;		/* of pods, which take turns in them: the pods
				 * of each have cores of their own; 0: no zones */
};

/* Groups of switches that are connected all to all; a group is a pod. */
struct synth_dragonfly {
	int switches;		/* of a group */
	int edge;		/* ports of a switch that nodes may have */
	int radix;
	int global;		/* cables between two groups */
};

struct synth_spec {
	const char *name;
	const char *prefix;	/* of nodes' names */
	int rack;	/* nodes of a rack, which are named after it; 0: nodes
			 * are numbered through */
	int nodes;		/* in all */
	int rails, planes;
	const struct synth_kind *kinds;	/* islands take turns */
	int n_kinds;
	struct synth_speed speed, trunk_speed;
	enum synth_ports ports;
	int island_nodes, pod_islands;
	struct synth_clos clos;
	struct synth_dragonfly dragonfly;	/* switches: 0 where it is none */
	const char *csv;	/* a file of hosts (synth_hosts.c) */
};

struct synth_preset {
	struct synth_spec spec;
	const char *network;	/* "InfiniBand NDR" */
	const char *source;	/* where its numbers come from */
	/* It comes in UNITS of so many nodes; NULL: in one size. */
	const char *unit;
	int unit_nodes;
	int units, most_units;	/* by default; at most */
	bool free;		/* every number may be given */
	bool from_csv;		/* spec.csv must be given; it has the nodes */
	struct links *(*build)(const struct synth_spec *spec,
			       struct rail_error *err);
};

/* In the order of `railyard synth --list`; the last has no name. */
extern const struct synth_preset synth_presets[];

const struct synth_preset *synth_find(const char *name);	/* or NULL */
/* The preset that NAME may be meant for, or NULL. */
const struct synth_preset *synth_guess(const char *name);

/* The spec of P in UNITS (0: as many as it has by default); -1 and ERR when it
 * does not come so. */
int synth_take(const struct synth_preset *p, int units,
	       struct synth_spec *spec, struct rail_error *err);

struct synth_size {
	int pods, islands;
	int ports[SYNTH_TIERS];	/* of a switch; 0: there is none such */
};

/* How large SPEC is; -1 when there is no such network. */
int synth_size(const struct synth_spec *spec, struct synth_size *size);

/*
 * The links of SPEC as P builds them.  Ports of leafs are 1, 2, ... for the
 * nodes in order, and above these uplinks, to the spines in order.  GUIDs
 * depend on the place in the fabric alone.  The caller destroys it; NULL and
 * ERR when there is no such network, or when out of memory.
 */
struct links *synth_links(const struct synth_preset *p,
			  const struct synth_spec *spec,
			  struct rail_error *err);

#endif
