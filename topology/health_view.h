/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What follows for a fabric from all that is said of its health: which rails
 * of each node are up, and which nodes have all of theirs.
 *
 * A leaf is dead only when two who do not know of each other say so: an entry
 * (an operator's, a switch feed's), and HEALTH_SEVERAL of its nodes that lost
 * its rail within HEALTH_AT_ONCE seconds.  With one alone just what the nodes
 * say of themselves counts.  Spines only make their pod worse.
 */
#ifndef RAIL_HEALTH_VIEW_H
#define RAIL_HEALTH_VIEW_H

#include "domains.h"
#include "fabric.h"
#include "health.h"
#include "health_report.h"
#include "nodeset.h"

enum {
	HEALTH_SEVERAL = 2,
	HEALTH_AT_ONCE = 300,	/* health checks run every few minutes */
};

/* What a node has said of itself, by rails of the map. */
struct health_node {
	uint64_t lost;				/* a bit a rail */
	bool sick;
	int64_t since[FABRIC_MAX_RAILS];	/* of those lost */
};

/*
 * R, which is about NODE of F, by rails.  Times after NOW become NOW.  -1 and
 * ERR: it names another node, or a NIC that the map does not have there.
 */
int health_node_read(const struct fabric *f, int node,
		     const struct health_report *r, int64_t now,
		     struct health_node *out, struct rail_error *err);

enum health_leaf {
	HEALTH_LEAF_UP,
	HEALTH_LEAF_SAID,	/* an entry says it is down; its nodes do not */
	HEALTH_LEAF_SEEN,	/* its nodes lost it; no entry says so */
	HEALTH_LEAF_DEAD,	/* both */
};

struct health_view {
	const struct fabric *fabric;
	uint64_t *rails;	/* by node: that the map has of it */
	uint64_t *up;		/* by node: of those; 0 as well when it is down */
	struct nodeset *down;	/* nodes that should take no job for rails */
	struct nodeset *whole;	/* nodes with all their rails, and not down */
	struct nodeset *strained;	/* nodes of pods that lack a spine */
	unsigned char *leafs;	/* enum health_leaf, by leaf */
	int n_down, n_partial;	/* nodes down; others with rails lost */
	int n_dead_leafs, n_spines;	/* of what is down */
	int n_unknown;		/* entries about what the map does not have */
	int64_t next_end;	/* when an entry ends; 0: none does */
	bool frozen;		/* more than the share allowed is affected */
};

struct health_facts {
	const struct fabric *fabric;
	const struct health *health;		/* NULL: no entries */
	const struct domains *domains;		/* NULL: none */
	/* By node, NULL where it said nothing bad; or NULL. */
	struct health_node *const *nodes;
	int freeze_share;	/* percent of the nodes; 100: never */
	int64_t now;
};

/* The caller destroys it; the fabric must outlive it.  NULL: out of memory. */
struct health_view *health_view_create(const struct health_facts *facts);
void health_view_destroy(struct health_view *v);	/* NULL will do */

/*
 * The sets of rails, MIN of them or more, that some of NODES have in common
 * with each other: those with the most rails first, and of as many those of
 * the most nodes.  Any choice of nodes with MIN common rails has one of these
 * sets, unless there are more than MAX: then what the first nodes have is
 * listed, and a choice may be missed.  Returns how many there are in SETS.
 */
int health_view_sets(const struct health_view *v, const struct nodeset *nodes,
		     int min, uint64_t *sets, int max);

/* Clears from NODES those that lack a rail of SET. */
void health_view_having(const struct health_view *v, uint64_t set,
			struct nodeset *nodes);

/* "0-3,6" of SET; "none" of no rail. */
enum { HEALTH_RAILS_TEXT = 200 };
void health_rails_text(uint64_t set, char text[HEALTH_RAILS_TEXT]);

#endif
