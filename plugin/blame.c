/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Nodes that are used last, or not at all, for what they did. */
#include "blame.h"

#include <stdlib.h>

#include "health_now.h"
#include "ledger.h"

enum {
	/* So many nodes of a power domain that fail within so many seconds:
	 * it was the domain. */
	SEVERAL = 2,
	AT_ONCE = 300,
};

static bool is_pardoned(const void *arg, const char *node, time_t when)
{
	return health_now_pardoned(node, when);
}

static struct failures_rule rule_of(const struct snapshot *s)
{
	return (struct failures_rule){
		.half_life = s->conf.half_life,
		.after = s->conf.quarantine_after,
		.lasts = s->conf.quarantine_seconds,
		.pardoned = is_pardoned,
	};
}

int blame_leave_out(const struct snapshot *s, struct nodeset *nodes)
{
	const struct failures *all = ledger_failures();
	const struct failures_rule rule = rule_of(s);
	time_t now = time(NULL);
	int left_out = 0;

	for (int i = 0; i < all->count; i++) {
		int n = fabric_find_node(s->fabric, all->nodes[i].name);

		if (n < 0 || !nodeset_has(nodes, n) ||
		    !failures_quarantine(&all->nodes[i], &rule, now))
			continue;
		nodeset_remove(nodes, n);
		left_out++;
	}
	return left_out;
}

/* How many nodes of each domain failed just now; NULL: out of memory. */
static int *count_by_domain(const struct snapshot *s, const int *domain_of,
			    time_t now)
{
	const struct failures *all = ledger_failures();
	int *counts = calloc((size_t)s->conf.domains.count + 1,
			     sizeof(*counts));

	for (int i = 0; counts && i < all->count; i++) {
		const struct failed_node *f = &all->nodes[i];
		int n = fabric_find_node(s->fabric, f->name);

		if (n >= 0 && domain_of[n] >= 0 &&
		    now - f->failures[f->count - 1].when < AT_ONCE)
			counts[domain_of[n]]++;
	}
	return counts;
}

static int leave_out_domains(const struct snapshot *s, struct nodeset *nodes,
			     time_t now)
{
	struct rail_error ignored;
	int *domain_of, *counts = NULL, rc = -1;

	if (!s->conf.domains.count)
		return 0;
	domain_of = domains_index(&s->conf.domains, s->fabric, &ignored);
	if (domain_of)
		counts = count_by_domain(s, domain_of, now);
	for (int n = nodeset_next(nodes, 0); counts && n >= 0;
	     n = nodeset_next(nodes, n + 1))
		if (domain_of[n] >= 0 && counts[domain_of[n]] >= SEVERAL)
			nodeset_remove(nodes, n);
	if (counts)
		rc = 0;
	free(counts);
	free(domain_of);
	return rc;
}

int blame_prefer(const struct snapshot *s, const struct nodeset *nodes,
		 struct nodeset **prefer)
{
	const struct failures *all = ledger_failures();
	const struct failures_rule rule = rule_of(s);
	time_t now = time(NULL);

	*prefer = NULL;
	if (!all->count)
		return 0;
	*prefer = nodeset_copy(nodes);
	if (!*prefer || leave_out_domains(s, *prefer, now))
		return -1;
	for (int i = 0; i < all->count; i++) {
		int n = fabric_find_node(s->fabric, all->nodes[i].name);

		if (n >= 0 && failures_score(&all->nodes[i], &rule, now) >=
				      FAILURES_FORGIVEN)
			nodeset_remove(*prefer, n);
	}
	return 0;
}

uint64_t blame_rails(const struct snapshot *s, const char *node)
{
	const struct health_view *v = s ? health_now(s) : NULL;
	int n = v ? fabric_find_node(s->fabric, node) : -1;

	/* of a node that is said to be down nothing is known of its rails */
	if (n < 0 || nodeset_has(v->down, n))
		return 0;
	return v->rails[n] & ~v->up[n];
}
