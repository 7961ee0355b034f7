/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which NICs of a node carry rails, and which GPU each one is near. */
#ifndef RAIL_NODE_ROLES_H
#define RAIL_NODE_ROLES_H

#include "node.h"
#include "topology/infer.h"

/* How near a GPU and a NIC are: the nearer, the higher. */
enum {
	NODE_SCORE_UNKNOWN = -1,
	NODE_SCORE_SYS,
	NODE_SCORE_SOCKET,	/* "SYS" too, but not across sockets */
	NODE_SCORE_NODE,
	NODE_SCORE_PHB,
	NODE_SCORE_SWITCH,	/* and more, the deeper the common bridge */
};

/* What is known of a node beside what struct node keeps. */
struct node_facts {
	bool *rdma;	/* by NIC: not just a network card */
	int *scores;	/* by GPU, then NIC */
};

/* A rule of the user: NICs that PATTERN fits have this role. */
struct node_rule {
	enum node_role role;
	/* As the shell's; of a name, a network device, a PCI address, a model,
	 * a board, a GID. */
	const char *pattern;
	const char *option;	/* "--storage", for the reason */
};

/*
 * Gives each NIC its role and the reason for it.  The first of N rules that
 * fits decides; else: just a network card is for management; a node without a
 * GPU tells nothing; a NIC on no switch with a GPU is far, when others are on
 * one; one of another model or link layer than most is for storage, unless a
 * GPU has no nearer one.  -1: out of memory.
 */
int node_roles_apply(struct node *node, const struct node_facts *facts,
		     const struct node_rule *rules, int n);

/* Notes each of N rules that fits no NIC of NODE.  -1: out of memory. */
int node_roles_note_idle(const struct node *node,
			 const struct node_rule *rules, int n,
			 struct infer_notes *notes);

/*
 * Pairs each GPU with the nearest NIC that carries a rail.  Where several
 * boards are as near, that is a tie: it gets one of them by the order of PCI
 * addresses, and the tie is noted.  -1: out of memory.
 */
int node_roles_pair(struct node *node, const struct node_facts *facts);

/* Whether two NICs are on one card. */
bool node_roles_same_board(const struct node_nic *a, const struct node_nic *b);

#endif
