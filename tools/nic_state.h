/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a picture says of each NIC: seen, slow, astray, cut. */
#ifndef RAIL_NIC_STATE_H
#define RAIL_NIC_STATE_H

#include "topology/fabric.h"

/* The worse, the higher. */
enum nic_state {
	NIC_NONE,	/* such a node has no NIC on that rail */
	NIC_SEEN,
	NIC_SLOW,	/* slower than most of its island */
	NIC_PARTLY,	/* not seen on every plane */
	NIC_ASTRAY,	/* on a leaf of another rail, plane or island */
	NIC_CUT,	/* no cable was seen */
};

struct nic_states {
	const struct fabric *f;
	unsigned char *state;	/* n_nodes * n_rails, by node */
	int *usual_speed;	/* by island: of most of its NICs, or -1 */
	/* By shape: another with the same names in another order, which more
	 * nodes have; -1: there is none. */
	int *usual_shape;
	int count[NIC_CUT + 1];		/* NICs in that state */
	int n_odd_nodes;	/* with a NIC that is neither none nor seen */
};

/* Looks at every NIC of F, which must outlive it.  NULL: out of memory. */
struct nic_states *nic_states_create(const struct fabric *f);
void nic_states_destroy(struct nic_states *s);

static inline enum nic_state nic_state(const struct nic_states *s, int node,
				       int rail)
{
	return s->state[(size_t)node * s->f->n_rails + rail];
}

/*
 * What is to be said of a NIC that is odd: "mlx5_4: no cable seen".  The
 * caller frees it; NULL: out of memory.
 */
char *nic_state_text(const struct nic_states *s, int node, int rail);

#endif
