/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The model of a fabric: pods of islands of nodes, and the leaf each NIC
 * is plugged into.  Built once (fabric_build), then never changed: what is
 * broken at the moment is kept elsewhere.
 *
 * Everything is an array in one order: pods, in each pod its islands, in
 * each island its nodes by leaf port.  So an island, or a pod, is a range of
 * nodes, and the order of the nodes is the order of slots.
 */
#ifndef RAIL_FABRIC_H
#define RAIL_FABRIC_H

#include <stdbool.h>
#include <stdint.h>

#include "error.h"

enum {
	FABRIC_MAX_RAILS = 64,	  /* NICs of a node that carry a rail */
	FABRIC_MAX_NODES = 1 << 20,
	FABRIC_NAME_MAX = 128,	  /* longest name, without its NUL */
};

/* The NIC of one node on one rail. */
struct fabric_nic {
	uint64_t guid;	/* of the NIC; 0: not seen when the map was made */
	int leaf;	/* index into leafs[]; -1: not seen */
	int port;	/* of the leaf; 0: not known */
};

struct fabric_node {
	const char *name;
	int island;
	int shape;		    /* index into shapes[] */
	struct fabric_nic *nics;    /* n_rails of them, by rail */
};

/* What the NICs of a kind of node are called, by rail. */
struct fabric_shape {
	const char **nic_names;	/* n_rails of them; NULL: no NIC */
};

struct fabric_leaf {
	const char *name;
	uint64_t guid;
	int island;
	int rail;	/* -1: the leaf carries every rail (a ToR) */
};

struct fabric_spine {
	const char *name;
	uint64_t guid;
	int pod;
};

struct fabric_island {
	const char *name;
	int pod;
	int first_node, n_nodes;
	int first_leaf, n_leafs;
};

struct fabric_pod {
	const char *name;
	int component;		/* pods of one component are connected */
	int first_island, n_islands;
	int first_node, n_nodes;
	int first_spine, n_spines;
};

struct fabric {
	const char *name;
	int n_rails;
	int n_components;
	int n_nodes, n_islands, n_pods, n_leafs, n_spines, n_shapes;
	struct fabric_node *nodes;
	struct fabric_island *islands;
	struct fabric_pod *pods;
	struct fabric_leaf *leafs;
	struct fabric_spine *spines;
	struct fabric_shape *shapes;
	struct fabric_index *index;	/* private: node name -> node */
	struct fabric_arena *arena;	/* private: owns all of the above */
};

/*
 * Building: start, then for each pod, each of its islands, its leafs and
 * nodes in any order, then finish.  Each call copies its strings; -1 and ERR
 * on a bad name, a duplicate, or no memory.  A builder that failed can only be
 * destroyed.  Names are unique among their kind, GUIDs among all devices (a
 * node may have one on several rails).
 */
struct fabric_builder;

struct fabric_builder *fabric_build(const char *name, int n_rails,
				    struct rail_error *err);
/* The pods that follow are connected to no pod before them. */
int fabric_build_component(struct fabric_builder *b, struct rail_error *err);
int fabric_build_pod(struct fabric_builder *b, const char *name,
		     struct rail_error *err);
int fabric_build_spine(struct fabric_builder *b, const char *name,
		       uint64_t guid, struct rail_error *err);
int fabric_build_island(struct fabric_builder *b, const char *name,
			struct rail_error *err);
/* Returns the leaf's number, for struct fabric_nic, or -1.  Leafs are numbered
 * from 0 as they come; a NIC may name one that is still to come. */
int fabric_build_leaf(struct fabric_builder *b, const char *name,
		      uint64_t guid, int rail, struct rail_error *err);
/* NIC_NAMES: n_rails of them, NULL where there is none.  Equal shapes are
 * stored once. */
int fabric_build_node(struct fabric_builder *b, const char *name,
		      const char *const *nic_names,
		      const struct fabric_nic *nics, struct rail_error *err);
/*
 * Sorts (see above; names in natural order, nodes by the port of their
 * lowest rail seen, then by name), indexes, and returns the fabric, which
 * the caller destroys.  Frees the builder, also on failure.  Leafs are in
 * order of (rail, name) inside their island, components in that of their
 * first pods.  An island must have a node, a pod an island.
 */
struct fabric *fabric_build_finish(struct fabric_builder *b,
				   struct rail_error *err);
void fabric_build_destroy(struct fabric_builder *b);

void fabric_destroy(struct fabric *f);

/* The node of that name, or -1. */
int fabric_find_node(const struct fabric *f, const char *name);
int fabric_find_island(const struct fabric *f, const char *name);

/* The rails of NODE that were not seen when the map was made. */
int fabric_missing_rails(const struct fabric *f, int node);

/*
 * Whether NAME is one that Slurm, a shell and a file name all take: 1 to
 * FABRIC_NAME_MAX of [A-Za-z0-9._-], not starting with '-' or '.'.
 */
bool fabric_name_ok(const char *name);

#endif
