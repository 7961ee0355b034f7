/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fabrics of known truth, with one fault, as a discovery would see them.  A
 * slot is a rail on a plane: plane * n_rails + rail.
 */
#ifndef TESTS_MODEL_H
#define TESTS_MODEL_H

#include <stdbool.h>

#include "topology/links.h"

enum {
	MODEL_MAX_ISLANDS = 48,
	MODEL_MAX_NODES = 48 * 40,
	MODEL_MAX_RAILS = 8,
	MODEL_MAX_PLANES = 2,
	MODEL_MAX_SLOTS = MODEL_MAX_RAILS * MODEL_MAX_PLANES,
	MODEL_MAX_DEVICES = 20000,
	MODEL_MAX_CABLES = 60000,
	MODEL_TEXT = 32,
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

/* What cables run at. */
enum model_pace {
	PACE_NIC,
	PACE_UPLINK,
	PACE_SLOW,
	N_PACES,
};

struct model_device {
	enum links_kind kind;
	uint64_t guid, mac;
	char name[MODEL_TEXT], host[MODEL_TEXT];
	int ports;	/* a switch: the highest in use */
	bool aside;	/* its node says that it carries no rail */
	bool gone;
};

struct model_cable {
	int a, port_a, b, port_b;	/* a: a NIC, or the lower switch */
	enum model_pace pace;
	bool gone;
};

struct model {
	int n_pods, n_islands, n_nodes, n_rails, n_planes, n_components;
	int leafs_per_island;	/* a plane: n_rails; 1: a ToR; or a divisor */
	int pod_of_island[MODEL_MAX_ISLANDS];
	int size_of_island[MODEL_MAX_ISLANDS];
	int kind_of_island[MODEL_MAX_ISLANDS];	/* -1: its nodes are mixed */
	int island_of_node[MODEL_MAX_NODES];
	int kind_of_node[MODEL_MAX_NODES];	/* how its NICs are called */
	int leaf[MODEL_MAX_ISLANDS][MODEL_MAX_SLOTS];	/* device */
	int nic[MODEL_MAX_NODES][MODEL_MAX_RAILS];	/* device */
	int nic_cable[MODEL_MAX_NODES][MODEL_MAX_SLOTS];
	struct model_device devices[MODEL_MAX_DEVICES];
	struct model_cable cables[MODEL_MAX_CABLES];
	int n_devices, n_cables;
	int first_uplink, n_uplinks;	/* leaf to spine, in cables[] */
	int n_core_links;		/* spine to core, behind these */
	int uplink_pod[MODEL_MAX_CABLES];

	/* how it is wired and told */
	int spines, cores;	/* of a pod (or each of its rails); of all */
	int parallel;		/* cables between the same two switches */
	bool of_rail;		/* each rail has spines of its own */
	bool core_groups;	/* spine s of each pod has cores of its own */
	bool in_order;		/* a node has one place on all its leafs */
	bool mixed_ports;	/* uplinks are in no order on a switch */
	bool named_ports;	/* RoCE: ports by names, NICs by MACs */
	bool hardware;		/* nodes say what they are */
	int odd_node;		/* one that says something else; -1 */
	int first_storage, n_storage;	/* switches of another network */
	bool storage_connected;	/* with the spines or cores */
	int storage_nic[MODEL_MAX_NODES];	/* device; -1 */
	int first_server, n_servers;	/* devices: NICs of storage servers */
	const char *node_prefix, *leaf_prefix;
	int node_digits;
	struct {
		int lanes;
		char speed[8];
	} paces[N_PACES];

	/* what the fault hit */
	enum model_fault fault;
	int node, rail, node2, rail2, island;
};

/*
 * A random healthy fabric, then FAULT in it.  A smaller fabric may have no
 * place for that fault: m->fault is then FAULT_NONE.
 */
void model_random(struct model *m, enum model_fault fault);

/*
 * A healthy fabric of any kind: 1 to 4 pods, up to 11 islands each, islands of
 * 1 to 40 nodes, 1 to 8 rails, planes, ToRs, two and three tiers, InfiniBand
 * or RoCE, storage beside it.
 */
void model_wild(struct model *m);

/* --- for those that break it */

/* Healthy, and of a few kinds. */
void model_small(struct model *m);

int model_add_device(struct model *m, enum links_kind kind, const char *name,
		     const char *host);
int model_add_cable(struct model *m, int a, int port_a, int b, int port_b);
/* The two cables change places at their upper ends. */
void model_swap_cables(struct model *m, int x, int y);
/* How a node of KIND calls its NIC of a rail, and the one for storage. */
const char *model_nic_name(int kind, int rail);
const char *model_storage_name(int kind);
void model_shuffle(int *list, int n);
/* As assert(), in every build. */
void model_must(bool holds);

/* --- as seen */

/* What is left of it, devices and cables in random order. */
struct links *model_links(const struct model *m);

const char *model_node_name(const struct model *m, int node);
/* What a port of a switch is called. */
const char *model_port_text(const struct model *m, int port,
			    char text[MODEL_TEXT]);

#endif
