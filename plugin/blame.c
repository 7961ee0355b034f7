/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Nodes that are used last, or not at all, for what they did. */
#include "blame.h"

#include "health_now.h"
#include "ledger.h"
#include "topology/failed_domains.h"

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
	if (!*prefer ||
	    failed_domains_leave_out(&s->conf.domains, s->fabric, all, &rule,
				     now, *prefer))
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
