/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the steps share that make links of LLDP; private to source_lldp*.c. */
#ifndef RAIL_SOURCE_LLDP_PARTS_H
#define RAIL_SOURCE_LLDP_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "topology/infer.h"
#include "topology/links.h"
#include "words.h"

/*
 * Texts are words (words.h), 0 where there is none.  Steps, in this order:
 * read (source_lldp_json.c), who is who (source_lldp_systems.c) and what they are called
 * (source_lldp_called.c), one neighbour
 * a port and what the ports are called (source_lldp_ends.c), what is left out
 * (source_lldp_filter.c), NICs and cables (source_lldp_links.c).
 */

/* Who printed what was read: a host, in one file. */
struct lldp_teller {
	int name;		/* as the file or the text around it says */
	int own_name;		/* as it calls itself */
	uint64_t own_mac;	/* its chassis id; 0: not known */
	int source;		/* index into lldp.sources */
	int line;
	int n_seen;
	int system;		/* index into lldp.systems */
};

enum {
	LLDP_CAP_BRIDGE = 1,
	LLDP_CAP_ROUTER = 2,
	LLDP_CAP_STATION = 4,
};

/* A neighbour that a port of a teller saw. */
struct lldp_seen {
	int teller;
	int line;
	int port;		/* the teller's */
	int name;		/* what the neighbour calls itself */
	int id;			/* its chassis id */
	uint64_t id_mac;	/* where that is a MAC; else 0 */
	int port_id, port_descr;	/* the neighbour's port */
	uint64_t port_mac;	/* where its id is a MAC; else 0 */
	int speed;		/* "100G"; of that port, so of the cable */
	int bond;		/* what the neighbour's port is aggregated to */
	int age;		/* seconds; INT_MAX: not known */
	int system;		/* the neighbour: index into lldp.systems */
	unsigned char caps;	/* of LLDP_CAP_ */
	bool port_is_name;	/* the id is the name of the interface */
	bool foreign;		/* not LLDP: CDP, EDP, ... */
};

/* A port that a teller has, whether it sees anything or not. */
struct lldp_own {
	int teller;
	int port;
	int id;			/* as text */
	uint64_t mac;		/* where that is a MAC; else 0 */
	int bond;
};

enum lldp_kind {
	LLDP_UNKNOWN,
	LLDP_NODE,
	LLDP_SWITCH,
};

struct lldp_system {
	int name;		/* 0: it says none, and has no file */
	int id;			/* its chassis id, if it has no name */
	uint64_t mac;
	enum lldp_kind kind;
	int source, line;	/* where it is first named */
};

/* An end of a link. */
struct lldp_end {
	int system;
	int port;
	uint64_t mac;		/* 0: not known */
	int bond;		/* 0: none is known */
};

/* A cable: end[0] is that of the lower system, or of the lower port. */
struct lldp_link {
	struct lldp_end end[2];
	bool told[2];		/* by which end */
	int speed;
	int age;		/* of the newest word on it */
	int source, line;
};

struct lldp {
	struct words *words;
	char **sources;
	int n_sources, source_capacity;
	struct lldp_teller *tellers;
	int n_tellers, teller_capacity;
	struct lldp_seen *seen;
	int n_seen, seen_capacity;
	struct lldp_own *own;
	int n_own, own_capacity;
	struct lldp_system *systems;
	int n_systems;
	struct lldp_link *links;
	int n_links;
	struct infer_notes *notes;
	struct rail_error *err;
};

/* Each returns 0, or -1 and fills d->err. */
int lldp_read_text(struct lldp *d, const char *text, size_t len,
		   const char *label, const char *host);
int lldp_find_systems(struct lldp *d);
/* The last step of it: gives the systems their final names and order. */
int lldp_call_systems(struct lldp *d);
int lldp_find_ends(struct lldp *d);
/* Drops the links whose ports others have, and those to what has no name. */
int lldp_settle_links(struct lldp *d);
int lldp_filter(struct lldp *d);
struct links *lldp_make_links(struct lldp *d);	/* or NULL */

/*
 * What the port that was seen is called, as far as its neighbour told: the id
 * where that is a name; where it is a MAC, the description, if that is a word;
 * of others the one that looks more like a port, since some switches put their
 * name into the id ("Eth1/1") and an admin's prose into the description, and
 * some a number ("506") and the name ("et-0/0/1").
 */
int lldp_port_name(const struct lldp *d, const struct lldp_seen *seen);

/* Makes room for one more item of SIZE bytes in *ITEMS. */
int lldp_grow(struct lldp *d, void *items, int count, int *capacity,
	      size_t size);
/* calloc() of at least one item. */
void *lldp_alloc(struct lldp *d, size_t count, size_t size);
/* Orders two names (words) so that those that differ in their domains alone
 * are side by side; and whether they are such. */
int lldp_compare_names(const struct lldp *d, int a, int b);
bool lldp_same_short(const struct lldp *d, int a, int b);
/* What SYSTEM is called in messages. */
const char *lldp_system_name(const struct lldp *d, int system);
int lldp_note(struct lldp *d, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* For a guid_table: a port of a system; not 0. */
static inline uint64_t lldp_port_key(int system, int port)
{
	return ((uint64_t)system + 1) << 32 | (uint32_t)port;
}

static inline const char *lldp_text(const struct lldp *d, int word)
{
	return word ? words_text(d->words, word) : "";
}

#endif
