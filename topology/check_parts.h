/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the steps of a check share; private to check*.c. */
#ifndef RAIL_CHECK_PARTS_H
#define RAIL_CHECK_PARTS_H

#include <limits.h>
#include <stdio.h>

#include "check.h"
#include "text.h"

enum { CHECK_NO_PORT = INT_MIN };

/*
 * A slot is a rail on a plane: plane * n_rails + rail, as in a node's nics[].
 */

/* A NIC's cable that is not where it belongs. */
struct check_stray {
	struct check_cable cable;	/* rail, plane: those it should have */
	int slot;	/* where it belongs; -1: nobody knows */
	bool told;
};

struct check {
	const struct fabric *f;
	struct rail_error *err;
	struct check_report *r;
	int n_slots;

	/* What most do (check_norm.c). */
	int *shape_of_island;	/* that most nodes have */
	int *alike;		/* shape -> one that stands for those like it */
	int *leader;		/* shape -> the commonest of the same names */
	int *home;		/* [island * n_slots + slot]: leaf, or -1 */
	int *offset;		/* the same: port - base, or CHECK_NO_PORT */
	int *base;		/* node -> that, or CHECK_NO_PORT */

	long last_in_group;	/* of names of ports as "Ethernet3/2" */

	/* The ports in use, ascending; of switch s from first_port[s]. */
	int *first_port;
	int *ports;

	/* What does not fit (check_stray.c). */
	bool *filled;		/* [node * n_slots + slot]: its cable is known,
				 * in its place or astray */
	struct check_stray *strays;
	int n_strays;
};

/* The steps, in this order; 0, or -1 when out of memory. */
int check_norms(struct check *c);	/* what most do */
int check_find_strays(struct check *c);	/* filled, strays */
int check_swaps(struct check *c);	/* strays in each other's place */
int check_alone(struct check *c);	/* the other strays */
int check_mixed(struct check *c);	/* leafs of several rails */
int check_dark(struct check *c);	/* what was not seen */
int check_storage(struct check *c);	/* NICs of no rail on leafs */
int check_odd(struct check *c);		/* nodes unlike their island */
int check_duplicates(struct check *c);	/* GUIDs and names */
int check_order(struct check *c);	/* ports exchanged on a leaf */
int check_speeds(struct check *c);	/* of NICs' links */
int check_groups(struct check *c);
int check_trunks(struct check *c);	/* cables between switches */
int check_trunk_speeds(struct check *c);

/* --- check_shape.c */

/* Part of check_norms(). */
int check_shapes(struct check *c);
/*
 * The shape that NODE should have, going by its names: WANT[r] is the rail
 * where that has what NODE has on rail r.
 */
int check_reference(const struct check *c, int node,
		    int want[FABRIC_MAX_RAILS]);

/* --- check_port.c, check_port_used.c */

int check_ports(struct check *c);	/* part of check_norms() */
int check_used_ports(struct check *c);	/* part of check_ports() */

/* --- check_norm.c */

static inline int check_rail(const struct check *c, int slot)
{
	return slot % c->f->n_rails;
}

static inline int check_plane(const struct check *c, int slot)
{
	return slot / c->f->n_rails;
}

/* Whether a cable of NODE for SLOT may be on switch SW. */
bool check_at_home(const struct check *c, int node, int slot, int sw);
/* The leaf and port where most of NODE's island would have its SLOT; -1 and 0
 * where that is not clear. */
struct check_place check_home(const struct check *c, int node, int slot);
bool check_port_used(const struct check *c, int sw, int port);

/* --- check_odd.c */

/* Whether NODE has no NIC for RAIL where most of its island have one. */
bool check_lacks_nic(const struct check *c, int node, int rail);

/* --- check_report.c */

void *check_alloc(struct check *c, size_t count, size_t size);
/*
 * Adds a finding; WHAT and TODO (may be NULL) are taken.  NULL when they
 * could not be made, which is when WHAT is NULL, or out of memory.
 */
struct check_finding *check_add(struct check *c, enum check_kind kind,
				char *what, char *todo);
/* The cable of NODE in SLOT, as it is. */
struct check_cable check_nic_cable(const struct check *c, int node, int slot);
/* Adds a cable to the last finding. */
int check_add_cable(struct check *c, const struct check_cable *cable);
/* Puts the last finding where NODE is (its island, its pod). */
void check_place_at_node(struct check *c, int node);
void check_place_at_island(struct check *c, int island);
void check_place_at_switch(struct check *c, int sw);
/* Puts findings in their order, counts them. */
void check_report_finish(struct check *c);

/* --- check_text.c: pieces of sentences */

enum { CHECK_TEXT = 2 * FABRIC_NAME_MAX + FABRIC_PORT_TEXT + 32 };

/* "leaf1 port 3", or "leaf1" */
const char *check_place_text(const struct fabric *f,
			     const struct check_place *p,
			     char text[CHECK_TEXT]);
/* "gpu03 mlx5_0", or "gpu03 rail 2" */
const char *check_nic_text(const struct check_cable *c, char text[CHECK_TEXT]);
/* "2 (mlx5_4), 5 (mlx5_9)": slots of a node of SHAPE (-1: no names). */
char *check_slot_list(const struct fabric *f, const int *slots, int n,
		      int shape);

#endif
