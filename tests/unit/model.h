/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fabrics of known truth, with one fault, as a discovery would see them. */
#ifndef TESTS_MODEL_H
#define TESTS_MODEL_H

#include <stdbool.h>

#include "topology/links.h"

enum {
	MODEL_MAX_ISLANDS = 12,
	MODEL_MAX_NODES = 12 * 9,
	MODEL_MAX_RAILS = 8,
	MODEL_MAX_DEVICES = 1400,
	MODEL_MAX_CABLES = 2400,
};

enum model_fault {
	FAULT_NONE,
	FAULT_CUT,		/* a NIC's cable; nobody sees the NIC then */
	FAULT_UNPLUG,		/* the same, and the NIC is seen */
	FAULT_SWAP_NODES,	/* two NICs of two islands */
	FAULT_SWAP_RAILS,	/* two NICs of one node */
	FAULT_SWAP_UPLINKS,	/* of leafs of two pods */
	FAULT_NODE,		/* a node is off */
	FAULT_LEAF,		/* a leaf is off, and its NICs not seen */
	FAULT_SPARE_SWITCH,	/* a switch without a cable */
	N_FAULTS,
};

extern const char *const model_fault_names[N_FAULTS];

struct model_device {
	enum links_kind kind;
	uint64_t guid;
	char name[32], host[32];
	bool gone;
};

struct model_cable {
	int a, port_a, b, port_b;	/* a: a NIC, or the lower switch */
	bool gone;
};

struct model {
	int n_pods, n_islands, n_nodes, n_rails, n_components;
	int leafs_per_island;	/* n_rails; 1: a ToR; or a divisor */
	int pod_of_island[MODEL_MAX_ISLANDS];
	int size_of_island[MODEL_MAX_ISLANDS];
	int island_of_node[MODEL_MAX_NODES];
	int kind_of_node[MODEL_MAX_NODES];	/* how its NICs are called */
	int leaf[MODEL_MAX_ISLANDS][MODEL_MAX_RAILS];	/* device, by rail */
	int nic[MODEL_MAX_NODES][MODEL_MAX_RAILS];	/* device */
	int nic_cable[MODEL_MAX_NODES][MODEL_MAX_RAILS];
	struct model_device devices[MODEL_MAX_DEVICES];
	struct model_cable cables[MODEL_MAX_CABLES];
	int n_devices, n_cables;
	int first_uplink, n_uplinks;	/* leaf to spine, in cables[] */
	int uplink_pod[MODEL_MAX_CABLES];

	/* what the fault hit */
	enum model_fault fault;
	int node, rail, node2, rail2, island;
};

/*
 * A random healthy fabric, then FAULT in it.  A smaller fabric may have no
 * place for that fault: m->fault is then FAULT_NONE.
 */
void model_random(struct model *m, enum model_fault fault);

/* What is left of it, devices and cables in random order. */
struct links *model_links(const struct model *m);

const char *model_node_name(const struct model *m, int node);

#endif
