/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Random numbers for tests, from a seed that is printed and can be given. */
#ifndef TESTS_RANDOM_H
#define TESTS_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

#include "topology/fabric.h"
#include "topology/nodeset.h"

/*
 * Starts from RAILYARD_SEED if it is set, else from the clock, and prints
 * the seed as a TAP comment.
 */
void random_start(const char *test);

/* Goes on from SEED. */
void random_restart(uint64_t seed);

uint64_t random_u64(void);
/* From LOW to HIGH, both included. */
int random_int(int low, int high);
/* True once in N. */
bool random_one_in(int n);

/* Which fabrics random_fabric() may make. */
struct random_shape {
	int max_components, max_pods, max_islands, max_nodes, max_rails;
	bool flawed;	/* NICs not seen, on other islands' leafs, no GUIDs */
	/* All that a fabric can have: planes, speeds, cables between switches,
	 * cores, what else is plugged in, hardware, names of ports. */
	bool whole;
	bool kinds;	/* the nodes of an island are of several kinds */
	int max_depth;	/* of zones; 0: there is none */
};

/* A fabric of that kind: a pod has up to max_islands, an island up to
 * max_nodes; names are in random order. */
struct fabric *random_fabric(const struct random_shape *shape);

/* Each node with a chance of PERCENT. */
struct nodeset *random_nodeset(int size, int percent);

/* fabric_build_node() of what most tests say. */
static inline int build_node(struct fabric_builder *b, const char *name,
			     const char *const *nic_names,
			     const struct fabric_nic *nics,
			     struct rail_error *err)
{
	const struct fabric_node_spec spec = {
		.name = name,
		.nic_names = nic_names,
		.nics = nics,
	};

	return fabric_build_node(b, &spec, err);
}

#endif
