/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is inside a kind of node: vendor, processors, GPUs and their NICs. */
#ifndef RAIL_HARDWARE_H
#define RAIL_HARDWARE_H

#include <stdbool.h>
#include <stdio.h>

#include "error.h"

enum {
	HARDWARE_MAX_GPUS = 64,
	HARDWARE_TEXT_MAX = 256,	/* longest text below */
};

/* Texts are as hardware_text_ok() wants them; NULL: not known. */
struct hardware_gpu {
	char *model;	/* as Slurm's GRES type: "h100" */
	char *cores;	/* of its NUMA node, Slurm's abstract cores: "0-55" */
	char *links;	/* gres.conf Links=: "-1,18,18,..." */
	char *nic;	/* name of the NIC that it pairs with */
	bool tie;	/* nothing tells which of several NICs is its own */
};

struct hardware {
	char *vendor, *product;	/* of the board: "Dell", "XE9680" */
	int sockets, cores, threads;	/* cores a socket, threads a core */
	int memory_mb;		/* 0: not known; so are the counts above */
	int n_gpus;
	struct hardware_gpu *gpus;
};

/* 1 to HARDWARE_TEXT_MAX printable ASCII characters but '"' and '\\': what can
 * stand in a map as it is. */
bool hardware_text_ok(const char *s);
/* Whether all texts are such, and all counts at least 0. */
bool hardware_ok(const struct hardware *hw);

/* Everything is malloc()ed and owned by the struct. */
void hardware_destroy(struct hardware *hw);	/* NULL will do */
struct hardware *hardware_copy(const struct hardware *hw);	/* or NULL */
bool hardware_equal(const struct hardware *a, const struct hardware *b);

/* As one JSON object (railyard-map(5), HARDWARE), on one line. */
void hardware_format(FILE *out, const struct hardware *hw);

struct jsontext;
struct jsontext_path;
struct json_object;

/* Reads it back; NULL and the error of T. */
struct hardware *hardware_read(struct jsontext *t,
			       const struct jsontext_path *path,
			       struct json_object *value);

#endif
