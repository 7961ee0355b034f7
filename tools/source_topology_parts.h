/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the readers of Slurm's topology files share; private to them. */
#ifndef RAIL_SOURCE_TOPOLOGY_PARTS_H
#define RAIL_SOURCE_TOPOLOGY_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "source_topology.h"

enum {
	TOPO_MAX_SIZE = 1 << 28,	/* bytes of a file */
	TOPO_MAX_MEMBERS = 1 << 17,	/* of all units; Slurm has 2^16 nodes */
	TOPO_MAX_FILES = 64,		/* by Include, and how deep */
	TOPO_PLACE_TEXT = 160,
};

/* Where something was said. */
struct topo_place {
	int file;	/* index into files[] */
	int line, col;
};

struct topo_member {
	char *name;	/* NULL: said twice in one unit, so dropped */
	struct topo_place at;
};

/* A switch or a block. */
struct topo_unit {
	char *name;
	struct topo_place at;
	bool leaf;	/* its members are nodes; else switches */
	struct topo_member *members;
	int n_members;
	/* from here on by topo_resolve() */
	int *children;	/* units, ascending; each stands for its twins */
	int n_children;
	int twin;	/* the first unit of the same children; or itself */
	int next_twin;	/* -1: none */
	int parent;	/* of the first twin; -1: none */
	int n_nodes;	/* below it */
};

enum topo_kind {
	TOPO_UNKNOWN,	/* nothing read yet */
	TOPO_TREE,
	TOPO_BLOCK,
};

struct topo {
	enum topo_kind kind;
	struct topo_unit *units;
	int n_units;
	int n_members;
	int *sizes;	/* BlockSizes, as they came */
	int n_sizes;
	char **files;
	int n_files;
	const char *folder;	/* for Include; NULL: nowhere */
	struct infer_notes *notes;
	struct rail_error *err;
};

/* Text in which each byte has a place of its own. */
struct topo_text {
	const char *text;
	size_t len;
	const struct topo_place *at;
};

void topo_free(struct topo *t);

/* Fills t->err with a message about AT; returns -1. */
int topo_fail(struct topo *t, const struct topo_place *at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* Adds a remark about AT; -1 when out of memory. */
int topo_note(struct topo *t, const struct topo_place *at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* "FILE:LINE:COL", in TEXT. */
const char *topo_place_text(const struct topo *t, const struct topo_place *at,
			    char text[TOPO_PLACE_TEXT]);
/* "switch" or "block". */
const char *topo_what(const struct topo *t);

/* Returns the file's number, or -1. */
int topo_add_file(struct topo *t, const char *label);
/* Returns the unit's number, or -1. */
int topo_add_unit(struct topo *t, const char *name, size_t len,
		  const struct topo_place *at);
/* Replaces what is in UNIT by the names of a host list. */
int topo_set_members(struct topo *t, int unit, bool leaf,
		     const struct topo_text *list);
int topo_add_size(struct topo *t, const struct topo_place *at, const char *text,
		  size_t len);
void topo_clear_sizes(struct topo *t);

/* Says, at AT, which nodes of OTHER, called NAME, T lacks, called USED_NAME; -1
 * when out of memory. */
int topo_note_missing(struct topo *t, const char *used_name,
		      const struct topo *other, const char *name,
		      const struct topo_place *at);

/* Reads the text of file number FILE of T. */
int topo_read_conf(struct topo *t, int file, const char *text, size_t len);
int topo_read_yaml(struct topo *t, int file, const char *text, size_t len);

/* Joins names: who is whose child; -1 and the error when that is no tree. */
int topo_resolve(struct topo *t);

struct fabric *topo_fabric(struct topo *t,
			   const struct source_topology_request *r);

#endif
