/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A cable plan -> the links that there should be. */
#ifndef RAIL_SOURCE_PLAN_H
#define RAIL_SOURCE_PLAN_H

#include "topology/infer.h"
#include "topology/links.h"

/*
 * Reads PATH ("-": stdin), CSV with the columns A-Node Name, A-Type, A-Port,
 * Z-Node Name, Z-Type, Z-Port (in any order and case, among others), separated
 * by commas, semicolons or tabs.  A line is a cable; the same one twice, also
 * from its other end, is one.
 *
 * A type is any of plan_type()'s.  A host's port is its NIC's name, or what
 * the plan has for one ("1", "rail3", "GPU0"); "mlx5_0/2" and "mlx5_0 P2" are
 * its port 2.  Names of hosts and switches that differ in capital letters alone
 * are one.  Empty: a NIC of its own, of which nobody knows more.  In names
 * of NICs, '-' stands for each character that no name has.  Ports of switches
 * go by numbers if all are such, else by names; empty is not known.
 *
 * There are no GUIDs.  NOTES (may be NULL) gets what was left out: cables
 * between two hosts.  NULL and ERR on what cannot be read, with line and
 * column; a port with two cables names both lines.  The caller frees both.
 */
struct links *source_plan_read(const char *path, struct infer_notes *notes,
			       struct rail_error *err);

/* The same for a map of it: NOTES says when NICs are only numbered. */
struct links *source_plan_discover(const char *path, struct infer_notes *notes,
				   struct rail_error *err);

/* The same from LEN bytes of TEXT, called LABEL in messages. */
struct links *source_plan_parse(const char *text, size_t len,
				const char *label, struct infer_notes *notes,
				struct rail_error *err);

#endif
