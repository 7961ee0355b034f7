/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the builders of made-up fabrics share; private to synth*.c. */
#ifndef RAIL_SYNTH_PARTS_H
#define RAIL_SYNTH_PARTS_H

#include "synth.h"

enum {
	SYNTH_NAME_SIZE = 128,
	SYNTH_MAX_LANES = 64 * 8,
};

enum synth_guid {
	SYNTH_NIC = 1,
	SYNTH_LEAF,
	SYNTH_SPINE,
	SYNTH_CORE,
};

struct synth {
	const struct synth_spec *spec;
	struct links *l;
	struct rail_error *err;
	struct hardware **hardware;	/* by kind; NULL: not known */
	const char **nics;		/* by kind, then rail */
	char *made_nics;		/* names in it */
	int digits;			/* of nodes' numbers, or racks' */
	int guid_stride, guid_step;	/* from node to node, NIC to NIC */
};

/* Where a port of a NIC is plugged in. */
struct synth_plug {
	int leaf;	/* index of a device */
	int port;
};

/* -1 and S->err set; synth_end() in any case. */
int synth_begin(struct synth *s, const struct synth_spec *spec,
		struct rail_error *err);
/* Returns the links when RC is 0, else NULL. */
struct links *synth_end(struct synth *s, int rc);

/* Index of a new switch, the NUMBER-th of its TYPE; -1: no memory. */
int synth_switch(struct synth *s, enum synth_guid type, int number,
		 const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* A cable between two switches. */
int synth_trunk(struct synth *s, int a, int port_a, int b, int port_b);

/*
 * Node NUMBER, from 0, of an island that is the ISLAND-th, with its NICs; PLUGS
 * is where each of their ports goes: by rail, each on all planes.
 */
int synth_node(struct synth *s, int number, int island,
	       const struct synth_plug *plugs);

/* The same; it is called HOST, unless that is NULL. */
int synth_named_node(struct synth *s, int number, int island, const char *host,
		     const struct synth_plug *plugs);

/* Builders, for synth_presets.c. */
struct links *synth_build_clos(const struct synth_spec *spec,
			       struct rail_error *err);
struct links *synth_build_dragonfly(const struct synth_spec *spec,
				    struct rail_error *err);
/* Reads spec->csv, but for its nodes. */
struct links *synth_build_hosts(const struct synth_spec *spec,
				struct rail_error *err);
/* The same of LEN bytes of TEXT; LABEL is their file in messages. */
struct links *synth_parse_hosts(const struct synth_spec *spec,
				const char *text, size_t len,
				const char *label, struct rail_error *err);

/* For synth_size(). */
void synth_dragonfly_size(const struct synth_spec *spec,
			  struct synth_size *size);

#endif
