/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Links seen -> islands, rails, pods.  Everything is decided by majority, so
 * that a cut or a swapped cable costs one NIC of one node, never an island.
 */
#ifndef RAIL_INFER_H
#define RAIL_INFER_H

#include "fabric.h"
#include "links.h"

/* What was odd, one line each, in a stable order. */
struct infer_notes {
	char **lines;
	int count;
};

/*
 * Makes a fabric called NAME of what L saw.  NOTES (may be NULL) is filled
 * with remarks that do not stop it: a rail of a node not seen, a NIC on
 * another island's leaf, a switch that no node reaches.  NULL and ERR when no
 * fabric can be made of it: no node, two nodes of one name, two devices of
 * one GUID.  The caller frees both.
 */
struct fabric *infer_fabric(const struct links *l, const char *name,
			    struct infer_notes *notes, struct rail_error *err);
/* Adds a remark; -1 when out of memory.  NOTES may be NULL. */
int infer_notes_add(struct infer_notes *notes, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void infer_notes_free(struct infer_notes *notes);

#endif
