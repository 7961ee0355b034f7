/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The model of a fabric: pods of islands of nodes, zones of pods where there
 * are any, the leaf each NIC is plugged into, and the cables between switches.  Built once (fabric_build),
 * then never changed: what is broken at the moment is kept elsewhere.
 *
 * Everything is an array in one order: pods, in each pod its islands, in
 * each island its nodes by leaf port.  So an island, a pod, or a zone, is a
 * range of nodes, and the order of the nodes is the order of slots.
 */
#ifndef RAIL_FABRIC_H
#define RAIL_FABRIC_H

#include <stdbool.h>
#include <stdint.h>

#include "error.h"
#include "hardware.h"

enum {
	FABRIC_MAX_RAILS = 64,	  /* NICs of a node that carry a rail */
	FABRIC_MAX_PLANES = 8,	  /* ports of a NIC, each to a leaf of its own */
	FABRIC_MAX_PORT = 65535,
	FABRIC_MAX_NODES = 1 << 20,
	FABRIC_MAX_TRUNKS = 1 << 22,
	FABRIC_MAX_LEVELS = 8,	/* of zones, above each other */
	FABRIC_NAME_MAX = 128,	  /* longest name, without its NUL */
	FABRIC_TEXT_MAX = 256,	  /* longest host or NIC of what is no node */
};

/* The NIC of one node on one rail: one of its ports, where planes are. */
struct fabric_nic {
	uint64_t guid;	/* of the NIC; 0: not seen when the map was made */
	int leaf;	/* index into leafs[]; -1: not seen */
	int port;	/* of the leaf; 0: not known */
	int speed;	/* index into speeds[]; -1: not known */
};

struct fabric_node {
	const char *name;
	int island;
	int shape;		    /* index into shapes[] */
	/* n_planes * n_rails of them: by rail on plane 0, then on plane 1... */
	struct fabric_nic *nics;
	/* What it called itself, when another node had that name already;
	 * else NULL. */
	const char *called;
};

/* A kind of node: what its NICs are called, and what else is in it. */
struct fabric_shape {
	const char **nic_names;	/* n_rails of them; NULL: no NIC */
	struct hardware *hardware;	/* NULL: not known */
};

struct fabric_leaf {
	const char *name;
	uint64_t guid;
	int island;
	int rail;	/* -1: the leaf carries several rails (a ToR) */
	int plane;	/* -1: the leaf carries several planes */
};

struct fabric_spine {
	const char *name;
	uint64_t guid;
	int pod;
};

/* A switch above the spines, or one of no pod: what connects pods. */
struct fabric_core {
	const char *name;
	uint64_t guid;
	int component;
	int zone;	/* what it connects the parts of; -1: the component */
};

/*
 * A cable between two switches.  Switches have one numbering: leafs[], then
 * spines[], then cores[] (fabric_switch_name).  a <= b.
 */
struct fabric_trunk {
	int a, b;
	int port_a, port_b;	/* 0: not known */
	int speed;
};

/* What is plugged into a switch without being the NIC of a node's rail. */
struct fabric_other {
	const char *host;	/* a node, or a machine that is none */
	const char *nic;	/* its name; NULL: not known */
	uint64_t guid;
	int sw;			/* the switch, in the one numbering */
	int port;
	int speed;
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
	int zone;		/* the smallest that it is in; -1: none */
	int first_island, n_islands;
	int first_node, n_nodes;
	int first_spine, n_spines;
};

/*
 * Pods that are nearer to each other than to others: they have cores of their
 * own.  A zone may be in a zone.
 */
struct fabric_zone {
	const char *name;
	int component;
	int parent;		/* the zone that it is in; -1: none */
	int level;		/* 1: only pods are in it; else one more than
				 * the highest zone in it */
	int first_pod, n_pods;
};

struct fabric {
	const char *name;
	int n_rails;
	int n_planes;	/* 1 where each NIC has one port */
	int n_components;
	int n_nodes, n_islands, n_pods, n_leafs, n_spines, n_shapes;
	int n_cores, n_trunks, n_others;
	int n_zones;
	int n_levels;	/* of zones; 0 where there are none */
	struct fabric_node *nodes;
	struct fabric_island *islands;
	struct fabric_pod *pods;
	struct fabric_leaf *leafs;
	struct fabric_spine *spines;
	struct fabric_shape *shapes;
	struct fabric_zone *zones;	/* each before those in it */
	struct fabric_core *cores;	/* by component, zone, then name */
	struct fabric_trunk *trunks;	/* by a, port_a, b, port_b */
	struct fabric_other *others;	/* by sw, port, host, nic */
	const char **speeds;	/* "4xNDR", "400G"; the commonest first */
	int n_speeds;
	/* What ports of switches are called, where not by numbers: port p is
	 * port_names[p - 1].  NULL: by numbers. */
	const char **port_names;
	int n_port_names;
	struct fabric_index *index;	/* private: node name -> node */
	struct fabric_arena *arena;	/* private: owns all of the above */
};

/*
 * Building: start, planes, speeds and port names where there are any; then for
 * each pod its spines and each of its islands with leafs and nodes, in any
 * order; cores, trunks and others at any time after what they name; then
 * finish.  Each call copies what it is given; -1 and ERR on a bad name, a
 * duplicate, or no memory.  A builder that failed can only be destroyed.
 * Names are unique among their kind, GUIDs among switches; a NIC's GUID may
 * come again, since real fabrics have such NICs (check.h finds them).
 * Calls that add a switch return its number, from 0 as they come, of its kind.
 */
struct fabric_builder;

enum fabric_tier {
	FABRIC_LEAF,
	FABRIC_SPINE,
	FABRIC_CORE,
};

/* A port of a switch that was built. */
struct fabric_end {
	enum fabric_tier tier;
	int number;
	int port;	/* 0: not known */
};

struct fabric_node_spec {
	const char *name;
	const char *called;		/* NULL: the same */
	const char *const *nic_names;	/* n_rails; NULL where there is none */
	/* n_planes * n_rails, as in struct fabric_node; a leaf is the number
	 * that fabric_build_leaf() returned, or will return. */
	const struct fabric_nic *nics;
	const struct hardware *hardware;	/* NULL: not known */
};

struct fabric_builder *fabric_build(const char *name, int n_rails,
				    struct rail_error *err);
int fabric_build_planes(struct fabric_builder *b, int n_planes,
			struct rail_error *err);
/* Returns the number of that speed, a new one or known, for others to use. */
int fabric_build_speed(struct fabric_builder *b, const char *speed,
		       struct rail_error *err);
/* The names of ports 1, 2, ...; texts of printable ASCII but '"' and '\\'. */
int fabric_build_port_name(struct fabric_builder *b, const char *name,
			   struct rail_error *err);
/* The pods that follow are connected to no pod before them. */
int fabric_build_component(struct fabric_builder *b, struct rail_error *err);
int fabric_build_pod(struct fabric_builder *b, const char *name,
		     struct rail_error *err);
int fabric_build_spine(struct fabric_builder *b, const char *name,
		       uint64_t guid, struct rail_error *err);
/*
 * The pods, cores and zones that follow are in this zone, until its end or
 * that of the component.
 */
int fabric_build_zone(struct fabric_builder *b, const char *name,
		      struct rail_error *err);
void fabric_build_zone_end(struct fabric_builder *b);
/* Of the zone or component that is being built. */
int fabric_build_core(struct fabric_builder *b, const char *name,
		      uint64_t guid, struct rail_error *err);
int fabric_build_island(struct fabric_builder *b, const char *name,
			struct rail_error *err);
/* RAIL, PLANE: -1 for a leaf that carries several. */
int fabric_build_leaf(struct fabric_builder *b, const char *name,
		      uint64_t guid, int rail, int plane,
		      struct rail_error *err);
/* Equal shapes are stored once. */
int fabric_build_node(struct fabric_builder *b,
		      const struct fabric_node_spec *spec,
		      struct rail_error *err);
int fabric_build_trunk(struct fabric_builder *b, const struct fabric_end *one,
		       const struct fabric_end *two, int speed,
		       struct rail_error *err);
/* NIC: NULL when not known. */
int fabric_build_other(struct fabric_builder *b, const char *host,
		       const char *nic, uint64_t guid,
		       const struct fabric_end *end, int speed,
		       struct rail_error *err);
/*
 * Sorts (see above; names in natural order, nodes by the port of their
 * lowest rail seen, then by name), indexes, and returns the fabric, which
 * the caller destroys.  Frees the builder, also on failure.  Leafs are in
 * order of (rail, plane, name) inside their island, components in that of
 * their first pods; the pods of a zone come before the zones in it.  An
 * island must have a node, a pod an island, a zone a pod.
 */
struct fabric *fabric_build_finish(struct fabric_builder *b,
				   struct rail_error *err);
void fabric_build_destroy(struct fabric_builder *b);

void fabric_destroy(struct fabric *f);

/* The NIC of NODE on RAIL, its port on PLANE. */
static inline const struct fabric_nic *
fabric_nic(const struct fabric *f, int node, int rail, int plane)
{
	return &f->nodes[node].nics[plane * f->n_rails + rail];
}

/* Switches by their one numbering: leafs, spines, cores. */
int fabric_n_switches(const struct fabric *f);
const char *fabric_switch_name(const struct fabric *f, int sw);
uint64_t fabric_switch_guid(const struct fabric *f, int sw);
enum fabric_tier fabric_switch_tier(const struct fabric *f, int sw);
/* Whether SW, which is among the cores, is a leaf of machines that are no nodes:
 * two NICs or more that carry no rail are plugged into it. */
bool fabric_switch_is_others(const struct fabric *f, int sw);

/* What begins the name of the host, among the others, of a NIC that nobody knows
 * the node of; the NIC's GUID follows, and it has no name of its own. */
#define FABRIC_UNKNOWN_HOST "unknown-"

enum { FABRIC_PORT_TEXT = 64 };

/* What PORT of a switch is called, in TEXT or in the fabric; "?" for 0. */
const char *fabric_port_text(const struct fabric *f, int port,
			     char text[FABRIC_PORT_TEXT]);

/* The node of that name, or -1. */
int fabric_find_node(const struct fabric *f, const char *name);
int fabric_find_island(const struct fabric *f, const char *name);
int fabric_find_leaf(const struct fabric *f, const char *name);
/* The rail of NODE whose NIC is called NIC, or -1. */
int fabric_find_rail(const struct fabric *f, int node, const char *nic);

/*
 * What POD belongs to at LEVEL, as a number that nothing else has.  Level 0
 * are the pods, and levels 1 to n_levels the zones; what is in no zone of a
 * level stands there for itself.  Above are the components.
 */
int fabric_group(const struct fabric *f, int level, int pod);

/*
 * Whether NODE has, or should have, a NIC for RAIL: its shape names one, or names
 * most others, so that nobody saw this one.  Nodes with half as many NICs as
 * there are rails, or fewer, are of a kind that has no more.
 */
bool fabric_has_nic(const struct fabric *f, int node, int rail);

/* How many rails of NODE were not seen on any plane when the map was made, of
 * those that it has. */
int fabric_missing_rails(const struct fabric *f, int node);

/*
 * Whether NAME is one that Slurm, a shell and a file name all take: 1 to
 * FABRIC_NAME_MAX of [A-Za-z0-9._-], not starting with '-' or '.'.
 */
bool fabric_name_ok(const char *name);

#endif
