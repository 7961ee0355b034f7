/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Hosts with and without their domains, which are one. */
#ifndef RAIL_HOST_NAMES_H
#define RAIL_HOST_NAMES_H

#include <stdbool.h>

#include "topology/links.h"

/*
 * Cuts the domains off the hosts of N discoveries, all together, so that
 * "gpu01" in one is "gpu01.cluster.example" of another: where that leaves names
 * different.  -1 and ERR when out of memory.
 */
int host_names_shorten(struct links *const *list, int n,
		       struct rail_error *err);

/* Whether X and Y are one host, be it with or without its domain. */
bool host_names_same(const char *x, const char *y);

#endif
