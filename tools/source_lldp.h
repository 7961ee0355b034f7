/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What lldpcli(8) prints on nodes and switches -> links seen. */
#ifndef RAIL_SOURCE_LLDP_H
#define RAIL_SOURCE_LLDP_H

#include "topology/infer.h"
#include "topology/links.h"

/*
 * Reads N PATHS: files ("-": stdin), and folders, of which every *.json is
 * read.  A file holds what `lldpcli -f json` or `json0` prints for `show
 * neighbors`, with `show chassis` or `show interfaces` before or behind if one
 * likes; or objects {"HOST": {the same}}.  A file called HOST.json is HOST's;
 * others must say whose they are by `show chassis`.
 *
 * Of nodes, of switches, or of both: a cable that both ends tell of is one
 * (its ENDS is 2).  Hosts are called as their files are, others as they call
 * themselves, without the domain where that leaves names different.  What is
 * a switch is seen by the names of ports (source_lldp_names.h).  NICs have the
 * names of their network devices, and no GUID, which LLDP does not know; they
 * have a mac where a switch, or the node itself, told it.  A switch's guid is
 * the MAC that is its chassis id.  Ports of switches go by links_port(), unless
 * they all are numbers.
 *
 * NOTES (may be NULL) gets what was left out (management, see
 * source_lldp_filter.c; neighbours without names), ports with several
 * neighbours, and links on which their ends disagree.  NULL and ERR on a file
 * that cannot be read or is no such text.  The caller frees both.
 */
struct links *source_lldp_read(const char *const *paths, int n,
			       struct infer_notes *notes,
			       struct rail_error *err);

/* The same from LEN bytes of TEXT (with a NUL behind) of HOST (NULL: it must
 * say), called LABEL in messages. */
struct links *source_lldp_parse(const char *text, size_t len,
				const char *label, const char *host,
				struct infer_notes *notes,
				struct rail_error *err);

/* Whether it is such a text: 0, or -1 and ERR. */
int source_lldp_check(const char *text, size_t len, const char *label,
		      const char *host, struct rail_error *err);

#endif
