/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Made-up fabrics of known shape: presets -> links, as if discovered. */
#ifndef RAIL_SYNTH_H
#define RAIL_SYNTH_H

#include "topology/links.h"

/* Counts are per unit of the level above. */
struct synth_preset {
	const char *name;
	const char *summary;
	int pods, islands, nodes;
	int spines;		/* a pod; each connects all leafs of its pod */
	int cores;		/* each connects all spines */
	int n_rails;
	const char *const *nic_names;	/* by rail */
	const char *node_prefix;
	int lanes;
	const char *speed;
};

/* In the order of `railyard synth --list`; the last has no name. */
extern const struct synth_preset synth_presets[];

const struct synth_preset *synth_find(const char *name);	/* or NULL */

/*
 * The links of P: leaf r of an island has NIC r of its nodes on ports
 * 1, 2, ... and its uplinks above them.  GUIDs depend on the place in the
 * fabric alone.  The caller destroys it; NULL and ERR when out of memory.
 */
struct links *synth_links(const struct synth_preset *p,
			  struct rail_error *err);

#endif
