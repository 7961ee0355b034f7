/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the steps of an inference share; private to infer*.c. */
#ifndef RAIL_INFER_PARTS_H
#define RAIL_INFER_PARTS_H

#include <stdbool.h>

#include "infer.h"

/*
 * Every list below is sorted by names (then GUIDs) and never by the order of
 * the source, so that a fabric gives the same map however it was discovered.
 */

/*
 * One port of a NIC.  Where NICs have one port each, that is a NIC, and a lane
 * a rail; where planes are, each NIC is here n_planes times, one behind the
 * other, and a lane is a rail on a plane: lane = rail * n_planes + plane.
 */
struct infer_nic {
	const struct links_device *dev;
	int device;	/* index into links->devices */
	int host;
	int plane;	/* its own port, counted from 0 */
	int cable;	/* index into links->cables; -1: none */
	int leaf;	/* index into leafs; -1: on no switch */
	int port;	/* of the leaf */
	int order;	/* the lane that its name's place in its node says */
	int lane;	/* -1: none */
	/* what it is called where nobody said: "nic3" on rail 3, else by its
	 * GUID */
	char made_name[20];
};

struct infer_host {
	const char *name;
	const char *called;	/* what it calls itself; NULL: NAME */
	bool nameless;		/* some of its NICs have no name */
	int first_nic, n_nics;	/* in nics[], by natural order of names */
	/* in host_leafs[], ascending: the leaf of each NIC that is on one, so
	 * a ToR comes as often as it has NICs of the node */
	int first_leaf, n_leafs;
	int kind;		/* a host with the full list of NIC names */
	int island;		/* -1: none of its NICs is cabled */
	int *nic_of_lane;	/* n_lanes of them: index into nics[], or -1 */
};

struct infer_leaf {
	const struct links_device *dev;
	int device;
	int first_nic, n_nics;	/* in leaf_nics[] */
	int island;	/* -1: of no island: a switch with a stray NIC */
	int lane;	/* -1: carries several, or not known */
	bool several;	/* a ToR */
	bool stray;	/* no leaf: a NIC or two strayed into it */
};

struct infer_island {
	int first_host;		/* the first by name */
	int n_hosts, n_leafs;
	int pod, component;
	char name[FABRIC_NAME_MAX + 1];
};

struct infer_pod {
	int first_host;
	int component;
	int zone;		/* the smallest that it is in; -1: none */
	int n_islands;
	char name[FABRIC_NAME_MAX + 1];
};

struct infer_zone {
	int component, parent;	/* parent: -1: in no zone */
	int level, first_pod;
	char name[32];
};

/* One upper switch of an island: by how many cables. */
struct infer_uplink {
	int device;
	int island;
	int cables;
};

struct infer {
	const struct links *links;
	struct infer_notes *notes;
	struct rail_error *err;

	struct infer_nic *nics;
	struct infer_host *hosts;
	struct infer_leaf *leafs;
	struct infer_island *islands;
	struct infer_pod *pods;
	struct infer_zone *zones;
	int n_nics, n_hosts, n_leafs, n_islands, n_pods, n_components;
	int n_zones;
	int n_planes;
	int n_lanes;		/* a multiple of n_planes */

	int *machine;		/* by device: which of the machines that have
				 * its host's name; NULL: each has its own */
	char **made_hosts;	/* names given to the others of these */
	int n_made_hosts;
	bool *aside;		/* by device: carries no rail */
	int *nic_of_device;	/* links' device -> its first index, or -1 */
	int *leaf_of_device;
	int *host_leafs;
	int *leaf_nics;
	int *lanes_of_hosts;	/* backs infer_host.nic_of_lane */
	char rail_names[FABRIC_MAX_RAILS][16];	/* "nic0", "nic1", ... */

	struct infer_uplink *uplinks;	/* by island, then device */
	int n_uplinks;
	int *pod_of_device;	/* upper switches: their pod, or -1 */
	int *zone_of_device;	/* those above pods: their zone, or -1 */
	int *group;		/* device -> its connected group */
	int *component_of_group;	/* by the group's device; -1: no node */
};

/* The steps, in this order.  Each returns 0, or -1 and fills in->err. */
int infer_names(struct infer *in);	/* machine[]: duplicates, with notes */
int infer_hosts(struct infer *in);	/* n_planes; nics, hosts */
int infer_leafs(struct infer *in);	/* leafs; where each NIC is */
int infer_islands(struct infer *in);	/* hosts' and leafs' islands */
int infer_kinds(struct infer *in);	/* n_lanes; each NIC's order */
int infer_count_lanes(struct infer *in);	/* n_lanes; part of that */
int infer_leaf_lanes(struct infer *in);	/* leafs' lanes; strays */
int infer_nic_lanes(struct infer *in);	/* NICs' lanes, with notes */
int infer_pods(struct infer *in);	/* pods, components, their names */
int infer_zones(struct infer *in);	/* zones, and their switches */
int infer_remarks(struct infer *in);	/* fills notes */
int infer_say_others(struct infer *in);	/* ... of storage; a part of it */
struct fabric *infer_build(struct infer *in, const char *name);

/* Leaves machines that are no nodes out of hosts[] and nics[]; 0 or -1.  Part of
 * infer_hosts(). */
int infer_machines(struct infer *in);

/* What switches are called, by device; NULL for other devices.  NULL and IN's
 * error when out of memory.  Part of infer_build(). */
char **infer_switch_names(struct infer *in);
void infer_switch_names_free(const struct infer *in, char **names);

/* A NIC and where it is plugged in. */
struct infer_card {
	int device;
	int sw;		/* device; -1: into no switch */
	int port;	/* of that */
};

/* NICs of several machines of one name: cards[first] to cards[end - 1]. */
struct infer_hand {
	int first, end;
	int machines;
};

/*
 * Gives each NIC of HAND the number of a machine, from 0, in NUMBER.  CARDS, N
 * of them, are by host, then by name.  Part of infer_names().
 */
int infer_deal(struct infer *in, const struct infer_card *cards, int n,
	       const struct infer_hand *hand, int *number);

/*
 * Whether HOST is nearer to ISLAND than to OTHER: by its name among those of
 * hosts, then by its port.  ISLAND_OF_GROUP is by hosts' kinds; -1: none yet.
 * Part of infer_islands().
 */
bool infer_is_nearer(const struct infer *in, const int *island_of_group,
		     int host, int island, int other);

/* Sets aside what most of its kind have on leafs of other islands: storage.
 * 1: something was, and the steps are to be run again; 0: nothing. */
int infer_storage(struct infer *in);

static inline int infer_rails(const struct infer *in)
{
	return in->n_lanes / in->n_planes;
}

/* "rail 3", or "rail 3 plane 1". */
struct infer_text {
	char s[32];
};
struct infer_text infer_lane_text(const struct infer *in, int lane);

/* The end of cable C that is a NIC: its device; -1: none, or both. */
int infer_nic_end(const struct infer *in, const struct links_cable *c,
		  int *own_port, int *sw, int *port);

/* The island that DEVICE, a leaf, serves; -1: it serves none. */
int infer_island_of(const struct infer *in, int device);
/* group[], component_of_group[], islands' components. */
int infer_connected(struct infer *in);
/* Joins islands (PARENT: see infer_set_join()) of one dragonfly group. */
int infer_join_groups(struct infer *in, int *parent);
/* The component that DEVICE is of; -1: no node reaches it. */
int infer_component(const struct infer *in, int device);

/* Whether NIC is on a leaf of the island that its node is in. */
bool infer_at_home(const struct infer *in, const struct infer_nic *nic);

/* Says where DEV was told of that has a NAME which no WHAT can have: -1. */
int infer_bad_name(const struct infer *in, const struct links_device *dev,
		   const char *name, const char *what);

/* What NIC is called; known once NICs have their rails. */
const char *infer_nic_name(const struct infer_nic *nic);

/*
 * What the NIC of a lane that H was not seen on is called: as on a node of
 * the same kind that has it.  NULL: not known.
 */
const char *infer_expected_name(const struct infer *in,
				const struct infer_host *h, int lane);

/* Whether H has a NIC for LANE, seen or not: its kind has, or has most of the
 * lanes.  As fabric_has_nic(). */
bool infer_has_lane(const struct infer *in, const struct infer_host *h,
		    int lane);

/*
 * Whether the order of H's NICs is known: it has all of them, or their names
 * are among those of a node that has.  Else their places are guesses, which
 * only count where nobody knows better.
 */
bool infer_order_known(const struct infer *in, const struct infer_host *h);

/* Order of two devices by name, then GUID. */
int infer_device_cmp(const struct links_device *a,
		     const struct links_device *b);

/* calloc() of at least one item; fills in->err when there is no memory. */
void *infer_alloc(struct infer *in, int count, size_t size);

/* Disjoint sets over 0..n-1, for "connected" and "of one pod". */
int infer_set_find(int *parent, int i);
void infer_set_join(int *parent, int a, int b);

#endif
