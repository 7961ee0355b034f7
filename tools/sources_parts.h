/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of sources and what was given of them; private to sources*.c. */
#ifndef RAIL_SOURCES_PARTS_H
#define RAIL_SOURCES_PARTS_H

#include <stdbool.h>

#include "nic_rules.h"
#include "source_topology.h"
#include "topology/infer.h"
#include "topology/links.h"

/* A source has one of the four readers. */
struct source_kind {
	const char *word;
	char letter;		/* '\0': none */
	bool aside;		/* none of its NICs carries a rail */
	/* What one file saw. */
	struct links *(*one)(const char *path, struct infer_notes *notes,
			     struct rail_error *err);
	/* What N files saw that are read together. */
	struct links *(*all)(const char *const *paths, int n,
			     struct infer_notes *notes,
			     struct rail_error *err);
	/* Tells what the others saw what N files say of it; they alone make no
	 * fabric. */
	int (*tell)(struct links *l, const char *const *paths, int n,
		    const struct nic_rules *rules, struct infer_notes *notes,
		    struct rail_error *err);
	/* What one file says that knows islands and pods, and no cable: so
	 * there is nothing to mix it with. */
	struct fabric *(*whole)(const char *path,
				const struct source_topology_request *r,
				struct infer_notes *notes,
				struct rail_error *err);
};

enum { SOURCES_N = 7 };

/* Read in this order, told in this order; SOURCES_HELP has a line for each. */
extern const struct source_kind sources_kinds[SOURCES_N];

struct sources {
	struct {
		const char **paths;
		int n;
	} given[SOURCES_N];	/* by kind */
	struct nic_rules *rules;
	int rails;		/* 0: not given */
};

/* The kind that is whole and was given, or -1. */
int sources_whole(const struct sources *s);

#endif
