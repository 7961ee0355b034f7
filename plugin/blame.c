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

/*
 * What makes most nodes fail three times in a day is none of them: a network, a
 * switch of all of them.  Says so when it begins.
 */
static bool too_many(const struct snapshot *s, int quarantined)
{
	static bool told;
	bool many = (int64_t)quarantined * 100 >
		    (int64_t)s->conf.freeze_share * s->fabric->n_nodes;

	if (many && !told)
		error("railyard: %d of %d nodes have failed too often, "
		      "FreezeShare=%d: none is left out for that", quarantined,
		      s->fabric->n_nodes, s->conf.freeze_share);
	told = many;
	return many;
}

int blame_leave_out(const struct snapshot *s, struct nodeset *nodes)
{
	const struct failures *all = ledger_failures();
	const struct failures_rule rule = rule_of(s);
	struct nodeset *bad = NULL;
	time_t now = time(NULL);
	int before = 0;

	for (int i = 0; i < all->count; i++) {
		int n = fabric_find_node(s->fabric, all->nodes[i].name);

		if (n < 0 || !failures_quarantine(&all->nodes[i], &rule, now))
			continue;
		if (!bad)
			bad = nodeset_create(s->fabric->n_nodes);
		if (!bad)
			return -1;
		nodeset_add(bad, n);
	}
	if (!bad)
		return 0;
	if (!too_many(s, nodeset_count(bad))) {
		before = nodeset_count(nodes);
		nodeset_subtract(nodes, bad);
		before -= nodeset_count(nodes);
	}
	nodeset_destroy(bad);
	return before;
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
