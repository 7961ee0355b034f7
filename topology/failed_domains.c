/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Power domains of which several nodes failed just now. */
#include "failed_domains.h"

#include <stdlib.h>

/* Its last failure counts, unless it is pardoned, and then so are all
 * before. */
static bool failed_just_now(const struct failed_node *n,
			    const struct failures_rule *rule, time_t now)
{
	time_t last = n->failures[n->count - 1].when;

	return now - last < FAILED_DOMAINS_AT_ONCE &&
	       !(rule->pardoned && rule->pardoned(rule->arg, n->name, last));
}

int failed_domains_leave_out(const struct domains *d, const struct fabric *f,
			     const struct failures *failures,
			     const struct failures_rule *rule, time_t now,
			     struct nodeset *nodes)
{
	struct rail_error ignored;
	int *domain_of, *failed = NULL, rc = -1;

	if (!d->count)
		return 0;
	domain_of = domains_index(d, f, &ignored);
	if (domain_of)
		failed = calloc((size_t)d->count, sizeof(*failed));
	if (!failed)
		goto out;
	for (int i = 0; i < failures->count; i++) {
		int n = fabric_find_node(f, failures->nodes[i].name);

		if (n >= 0 && domain_of[n] >= 0 &&
		    failed_just_now(&failures->nodes[i], rule, now))
			failed[domain_of[n]]++;
	}
	for (int n = nodeset_next(nodes, 0); n >= 0;
	     n = nodeset_next(nodes, n + 1))
		if (domain_of[n] >= 0 &&
		    failed[domain_of[n]] >= FAILED_DOMAINS_SEVERAL)
			nodeset_remove(nodes, n);
	rc = 0;
out:
	free(failed);
	free(domain_of);
	return rc;
}
