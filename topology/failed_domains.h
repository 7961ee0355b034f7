/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Power domains that are failing: several nodes of one that fail at once are
 * taken for its failure, and the rest of it may be next.
 */
#ifndef RAIL_FAILED_DOMAINS_H
#define RAIL_FAILED_DOMAINS_H

#include "domains.h"
#include "failures.h"
#include "nodeset.h"

enum {
	FAILED_DOMAINS_SEVERAL = 2,
	FAILED_DOMAINS_AT_ONCE = 300,	/* seconds */
};

/*
 * Takes the nodes of all domains out of NODES of which SEVERAL failed within
 * the last AT_ONCE seconds.  Failures that RULE pardons do not count.  -1: out of
 * memory, and NODES are as they were.
 */
int failed_domains_leave_out(const struct domains *d, const struct fabric *f,
			     const struct failures *failures,
			     const struct failures_rule *rule, time_t now,
			     struct nodeset *nodes);

#endif
