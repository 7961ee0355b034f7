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

struct infer_nic {
	const struct links_device *dev;
	int device;	/* index into links->devices */
	int host;
	int leaf;	/* index into leafs; -1: on no switch */
	int port;	/* of the leaf */
	int own_port;	/* of the NIC, where that cable is plugged in */
	int order;	/* place of its name among those of its node's kind */
	int rail;	/* -1: none */
	/* what it is called where nobody said: "nic3" on rail 3, else by its
	 * GUID */
	char made_name[20];
};

struct infer_host {
	const char *name;
	bool nameless;		/* some of its NICs have no name */
	int first_nic, n_nics;	/* in nics[], by natural order of names */
	/* in host_leafs[], ascending: the leaf of each NIC that is on one, so
	 * a ToR comes as often as it has NICs of the node */
	int first_leaf, n_leafs;
	int kind;		/* a host with the full list of NIC names */
	int island;		/* -1: none of its NICs is cabled */
	int *nic_of_rail;	/* n_rails of them: index into nics[], or -1 */
};

struct infer_leaf {
	const struct links_device *dev;
	int device;
	int first_nic, n_nics;	/* in leaf_nics[] */
	int island;	/* -1: of no island: a switch with a stray NIC */
	int rail;	/* -1: carries every rail, or not known */
	bool every_rail;
};

struct infer_island {
	int first_host;		/* the first by name */
	int n_hosts, n_leafs;
	int pod;
	char name[FABRIC_NAME_MAX + 1];
};

struct infer_pod {
	int first_host;
	int component;
	int n_islands;
	char name[FABRIC_NAME_MAX + 1];
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
	int n_nics, n_hosts, n_leafs, n_islands, n_pods, n_components;
	int n_rails;

	int *nic_of_device;	/* links' device -> index, or -1 */
	int *leaf_of_device;
	int *host_leafs;
	int *leaf_nics;
	int *rails_of_hosts;	/* backs infer_host.nic_of_rail */
	char rail_names[FABRIC_MAX_RAILS][16];	/* "nic0", "nic1", ... */

	struct infer_uplink *uplinks;	/* by island, then device */
	int n_uplinks;
	int *pod_of_device;	/* upper switches: their pod, or -1 */
	int *group;		/* device -> its connected group */
};

/* The steps, in this order.  Each returns 0, or -1 and fills in->err. */
int infer_hosts(struct infer *in);	/* nics, hosts, leafs; duplicates */
int infer_islands(struct infer *in);	/* hosts' and leafs' islands */
int infer_kinds(struct infer *in);	/* n_rails; each NIC's order */
int infer_leaf_rails(struct infer *in);	/* leafs' rails; strays */
int infer_nic_rails(struct infer *in);	/* NICs' rails, with notes */
int infer_pods(struct infer *in);	/* pods, components, their names */
int infer_remarks(struct infer *in);	/* fills notes */
struct fabric *infer_build(struct infer *in, const char *name);

/* Whether NIC is on a leaf of the island that its node is in. */
bool infer_at_home(const struct infer *in, const struct infer_nic *nic);

/* What NIC is called; known once NICs have their rails. */
const char *infer_nic_name(const struct infer_nic *nic);

/*
 * What the NIC of a rail that H was not seen on is called: as on a node of
 * the same kind that has it.  NULL: not known.
 */
const char *infer_expected_name(const struct infer *in,
				const struct infer_host *h, int rail);

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
