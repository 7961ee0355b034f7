/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is said to be broken, and until when: entries about nodes, rails of
 * nodes, leafs, spines and power domains.  The map does not change by it.
 * What follows for a fabric is in health_view.h, what nodes say of themselves
 * in health_report.h.  Times are given, never asked for: seconds since 1970.
 */
#ifndef RAIL_HEALTH_H
#define RAIL_HEALTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

enum {
	HEALTH_VERSION = 1,
	HEALTH_MAX_BYTES = 16 << 20,	/* larger files are refused */
	HEALTH_MAX_ENTRIES = 100000,
	HEALTH_TEXT_MAX = 256,		/* longest reason or source */
};

enum health_kind {
	HEALTH_NODE,
	HEALTH_RAIL,
	HEALTH_LEAF,
	HEALTH_SPINE,
	HEALTH_DOMAIN,
};

enum health_state {
	HEALTH_DOWN,
	HEALTH_PARDONED, /* a node: failures until SINCE do not count */
};

struct health_entry {
	enum health_kind kind;
	enum health_state state;
	const char *name;	/* of a rail: its node's; fabric_name_ok() */
	int rail;		/* of HEALTH_RAIL: its number; else -1 */
	const char *reason;	/* health_text_ok(), or "" */
	const char *source;	/* who says so: the same */
	int64_t since;
	int64_t until;		/* 0: no end */
};

/* In order of kind, name, rail, state; no two are alike in these. */
struct health {
	struct health_entry *entries;	/* the health owns their texts */
	int count;
};

/* Nothing is broken; NULL: out of memory. */
struct health *health_create(void);
void health_destroy(struct health *h);	/* NULL will do */

/* Up to HEALTH_TEXT_MAX printable ASCII characters. */
bool health_text_ok(const char *text);

/* Puts in a copy of E, in the place of one that is alike.  -1 and ERR: it is
 * not as above, there are too many, or no memory; H is then unchanged. */
int health_set(struct health *h, const struct health_entry *e,
	       struct rail_error *err);

/* Takes out the entry alike E; false: there is none. */
bool health_clear(struct health *h, const struct health_entry *e);

/* The entry alike E, or NULL. */
const struct health_entry *health_find(const struct health *h,
				       const struct health_entry *e);

/* Takes out what has ended by NOW; returns how many that were. */
int health_expire(struct health *h, int64_t now);

/* Entries that begin after NOW were written by a clock ahead of ours: they
 * begin now.  Returns how many those were. */
int health_clamp(struct health *h, int64_t now);

/* The first end after NOW of any entry; 0: there is none. */
int64_t health_next_end(const struct health *h, int64_t now);

/* Whether a failure of NODE at time WHEN does not count: a PARDONED entry says
 * so.  H may be NULL. */
bool health_pardoned(const struct health *h, const char *node, int64_t when);

/*
 * The file: JSON (railyard-health(5)).  LEN bytes of TEXT, called NAME in
 * messages; the caller destroys the health.  NULL and ERR, with line and
 * column, for anything else.
 */
struct health *health_parse(const char *text, size_t len, const char *name,
			    struct rail_error *err);
struct health *health_load(const char *path, struct rail_error *err);

/* The same entries give the same bytes; the caller frees them.  NULL and ERR:
 * out of memory. */
char *health_format(const struct health *h, size_t *len,
		    struct rail_error *err);
/* Written to a file beside PATH, synced, renamed; everybody may read it. */
int health_save(const struct health *h, const char *path,
		struct rail_error *err);

/* "node", "rail", ... and "down", "pardoned"; -1: no such word. */
const char *health_kind_name(enum health_kind kind);
int health_kind_find(const char *word);
const char *health_state_name(enum health_state state);
int health_state_find(const char *word);

#endif
