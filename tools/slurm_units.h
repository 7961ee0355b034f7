/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What Slurm's topology files are made of: switches or blocks, each with a
 * name and members.  They are made from a fabric and then checked apart from
 * that, for everything that slurmctld would die of or silently get wrong.
 */
#ifndef RAIL_SLURM_UNITS_H
#define RAIL_SLURM_UNITS_H

#include <stdbool.h>

#include "export.h"

enum {
	/* HOST_NAME_MAX: longer names of switches and nodes are refused */
	SLURM_UNITS_NAME_MAX = 64,
	SLURM_UNITS_MAX_NODES = 65536,	/* MAX_SLURM_NODES */
	/* Slurm's numbers of switches have 16 bits; the last means none. */
	SLURM_UNITS_MAX_SWITCHES = 65534,
	SLURM_UNITS_MAX_LEVELS = 20,	/* above the leafs, in topology/tree */
};

struct slurm_unit {
	const char *name;
	bool leaf;	/* its members are nodes; else units */
	const char **members;	/* names; of nodes in natural order */
	int n_members;
};

struct slurm_units {
	struct slurm_unit *units;	/* leafs first */
	int count;
	const char *what;	/* "switch" or "block", for messages */
	char **made;		/* private: names that are no fabric's */
	int n_made;
	const char **members;	/* private: those of all units */
};

/*
 * A leaf switch an island; above them a switch a pod; above those one for
 * each zone, and one for each connected part that has several pods or zones in
 * no zone.  No two have one name: a pod called like an island gets "-pod"
 * behind its own, a zone called like one of both "-zone", a top switch "-top".
 * NULL and ERR when out of memory.
 */
struct slurm_units *slurm_units_tree(const struct fabric *f,
				     struct rail_error *err);
/* A block an island. */
struct slurm_units *slurm_units_blocks(const struct fabric *f,
				       struct rail_error *err);
void slurm_units_destroy(struct slurm_units *u);

/* Whether Slurm takes them; see slurm_units_check.c for the list. */
enum export_result slurm_units_check(const struct slurm_units *u,
				     struct rail_error *err);

/* A remark if slurmctld will take long over a tree of them. */
void slurm_units_note_time(const struct slurm_units *u,
			   struct infer_notes *notes);

/* The members of a unit as a host list; the caller frees it; or NULL. */
char *slurm_unit_members(const struct slurm_unit *unit);

/* Whether NAME can be a NodeName; WHAT is "node", "switch", "block". */
enum export_result slurm_units_check_name(const char *what, const char *name,
					  struct rail_error *err);

#endif
