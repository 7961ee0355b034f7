/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Hosts and switches with and without domains, in any case, which are one. */
#ifndef RAIL_HOST_NAMES_H
#define RAIL_HOST_NAMES_H

#include <stdbool.h>

#include "topology/links.h"

/*
 * Cuts the domains off the hosts of N discoveries, all together, so that
 * "gpu01" in one is "gpu01.cluster.example" of another: where that leaves names
 * different.  "GPU01" becomes "gpu01", or the other way round.  So do switches, of
 * which a discovery has each once; after switch_names_shorten().  -1 and ERR when
 * out of memory.
 */
int host_names_shorten(struct links *const *list, int n,
		       struct rail_error *err);

/* Whether X and Y are one host, with or without its domain, in any case. */
bool host_names_same(const char *x, const char *y);

#endif
