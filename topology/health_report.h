/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a node says of itself, as a word in the Extra of its node record:
 *
 *	railyard=1;node=gpu02;rails=8;lost=mlx5_3:down@1764158000
 *	railyard=1;node=gpu02;rails=8;sick=xid79@1764158000
 *
 * A site may keep a text of its own there, before or behind it.  Where that is
 * JSON (Slurm's --extra constraints want it), ours is a member of it:
 * {"rack":"r7","railyard":"1;node=gpu02;rails=8"}.
 *
 * Anybody who may update nodes can write anything there.
 */
#ifndef RAIL_HEALTH_REPORT_H
#define RAIL_HEALTH_REPORT_H

#include <stdint.h>

#include "error.h"
#include "fabric.h"

enum {
	HEALTH_REPORT_VERSION = 1,
	HEALTH_WORD_MAX = 31,
};

/* A NIC that does not carry its rail. */
struct health_lost {
	char nic[FABRIC_NAME_MAX + 1];
	char why[HEALTH_WORD_MAX + 1];	/* "down", "slow", "missing", "held" */
	int64_t since;
};

struct health_report {
	char node[FABRIC_NAME_MAX + 1];
	int rails;	/* that it should have */
	int n_lost;
	struct health_lost lost[FABRIC_MAX_RAILS];
	char sick[HEALTH_WORD_MAX + 1];	/* why it can take no job; "": it can */
	int64_t sick_since;
};

/*
 * Finds it in EXTRA (may be NULL).  1 and R; 0: there is none; -1 and ERR: it
 * is of another version or malformed, or there are two.
 */
int health_report_parse(const char *extra, struct health_report *r,
			struct rail_error *err);

/* The word; the caller frees it.  NULL: out of memory. */
char *health_report_format(const struct health_report *r);

/* EXTRA (may be NULL) with WORD in the place of every one it has, or behind
 * what is there; WORD NULL: without.  The caller frees it.  NULL: no memory. */
char *health_report_merge(const char *extra, const char *word);

#endif
