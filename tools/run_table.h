/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The nodes of the job that railyard run is in: which slot each holds, which
 * of them are lost, and what takes their place.  No process, no clock.
 */
#ifndef RAIL_RUN_TABLE_H
#define RAIL_RUN_TABLE_H

#include <sys/socket.h>

#include "run_parse.h"
#include "topology/layout.h"

struct run_member {
	const char *name;
	bool lost;		/* never used again */
	bool gone;		/* Slurm has taken it from the job */
	bool told;		/* its loss was */
	bool draining, drained;	/* now; as the program was started */
	bool suspect;		/* its slurmd does not answer slurmctld */
	bool dead;		/* its tasks are known to be */
	double silent;		/* it last did not answer us then; 0: it did */
	char why[300];		/* it is lost */
	time_t since;		/* 0: not known */
	struct sockaddr_storage where;	/* of slurmd; no family: not known */
	socklen_t where_len;
	int port;		/* 0: the usual one */
	char address[256];	/* as Slurm has it */
	bool looked_up;
	bool seen;		/* private */
};

struct run_table {
	struct layout *layout;
	struct run_member *members;	/* by name */
	int n;
	bool answered;	/* one of them has: asking them makes sense */
};

/*
 * Takes LAYOUT, also when it fails.  -1 and ERR when out of memory.
 */
int run_table_make(struct run_table *t, struct layout *layout,
		   struct rail_error *err);
void run_table_clear(struct run_table *t);

struct run_member *run_table_find(const struct run_table *t, const char *name);
/* The one at a place of t->layout->slots. */
struct run_member *run_table_at(const struct run_table *t, int place);

/* Members that are none of NODES any more are lost. */
void run_table_take_job(struct run_table *t, const struct hostlist *nodes);

/*
 * What scontrol says of nodes.  With FAILED (the program has just failed) one
 * that was not drained as it started and is now is lost as well.
 */
void run_table_take_nodes(struct run_table *t, const char *text, bool failed);

/* The program starts: what is drained now does not count later. */
void run_table_start(struct run_table *t);

/* How many slots, or spares, have a lost node. */
int run_table_open_slots(const struct run_table *t);
int run_table_lost_spares(const struct run_table *t);

/*
 * Gives every slot whose node is lost a spare that is not: the one that it has
 * in SAID, the layout that slurmctld's plugin tells (may be NULL), else as
 * layout_spare_for() has it; all of them, or none: -1 when there are too few.
 * TELL (may be NULL) is called for each, before the swap, with the place of the
 * spare.
 */
int run_table_replace(struct run_table *t, const struct layout *said,
		      void (*tell)(void *arg, int slot, int place), void *arg);

#endif
