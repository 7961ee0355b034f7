/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One fault in a model, and the one finding that it must give. */
#ifndef TESTS_DEFECT_H
#define TESTS_DEFECT_H

#include "model.h"
#include "topology/check.h"

enum defect_kind {
	DEFECT_NONE,
	DEFECT_SWAPPED_RAILS,
	DEFECT_SWAPPED_PLANES,
	DEFECT_SWAPPED_NODES,
	DEFECT_SWAPPED_ISLANDS,
	DEFECT_WRONG_LEAF,
	DEFECT_WRONG_ISLAND,
	DEFECT_WRONG_SWITCH,
	DEFECT_MISSING_LINK,
	DEFECT_EXTRA_LINK,
	DEFECT_MIXED_LEAF,
	DEFECT_MERGED_LEAF,
	DEFECT_DARK_LEAF,
	DEFECT_DARK_NODE,
	DEFECT_STORAGE_NIC,
	DEFECT_ODD_NODE,
	DEFECT_DUPLICATE_GUID,
	DEFECT_DUPLICATE_NAME,
	DEFECT_SLOW_LINK,
	DEFECT_SLOW_UPLINK,
	DEFECT_MISSING_UPLINK,
	DEFECT_EXTRA_UPLINK,
	DEFECT_MOVED_UPLINK,
	DEFECT_SWAPPED_UPLINKS,
	N_DEFECTS,
};

/* What is done, and when nobody could tell: for the table in the docs. */
struct defect_text {
	const char *name;	/* as a test, and --defect, call it */
	enum check_kind kind;	/* of the finding */
	const char *what;
	const char *limit;	/* where it is not put, since it cannot be
				 * told from another one there; or NULL */
};

extern const struct defect_text defect_texts[N_DEFECTS];

struct defect_place {
	int sw;		/* device; -1: nowhere */
	int port;
};

struct defect_cable {
	int node;	/* -1: not a node's */
	int rail, plane;	/* -1: not asked */
	int nic;		/* device; -1: not asked */
	struct defect_place fixed, at, home;
	bool any_port;	/* of several cables between the same switches */
	bool told;
};

enum { DEFECT_MAX_CABLES = 40 * MODEL_MAX_SLOTS };

struct defect {
	enum defect_kind kind;
	int node, node2;	/* that the finding may be about; -1: any */
	struct defect_cable cables[DEFECT_MAX_CABLES];
	int n_cables;
	bool any_cables;	/* these are not asked for */
	int leaf;		/* device that it is about; -1: not asked */
	int blank_node;		/* to be blanked in the map; -1: none */
};

enum defect_result {
	DEFECT_MADE,
	DEFECT_NO_PLACE,	/* that fabric has no such part */
	DEFECT_UNCLEAR,		/* its limit holds there */
};

enum defect_result defect_make(struct model *m, enum defect_kind kind,
			       struct defect *d);
/* Whether finding I of R, of the fabric that was made of M, is that of D. */
bool defect_is(const struct model *m, struct defect *d,
	       const struct check_report *r, int i);

/* --- shared by defect*.c */

int defect_free_port(struct model *m, int sw);
struct defect_cable *defect_add(struct defect *d, int node, int rail, int plane,
				int nic);
struct defect_cable *defect_add_trunk(struct defect *d);
enum defect_result defect_uplink(struct model *m, enum defect_kind kind,
				 struct defect *d);
enum defect_result defect_part(struct model *m, enum defect_kind kind,
			       struct defect *d);

#endif
