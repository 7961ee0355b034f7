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

/*
 * What is held against nodes.  It changes with each failure, and slowly by
 * itself: so it is judged once a second at most, not in every decision.
 */
static struct {
	int generation;		/* of the snapshot's index */
	unsigned int changes;	/* of the failures */
	time_t when;
	struct nodeset *quarantined, *preferred;
	bool all;		/* are preferred */
} judged;

static bool is_judged(const struct snapshot *s, time_t now)
{
	return judged.quarantined && judged.generation == s->generation &&
	       judged.changes == ledger_failures()->changes &&
	       judged.when == now;
}

static int judge(const struct snapshot *s, time_t now)
{
	const struct failures *all = ledger_failures();
	const struct failures_rule rule = rule_of(s);

	nodeset_clear(judged.quarantined);
	nodeset_fill(judged.preferred);
	if (failed_domains_leave_out(&s->conf.domains, s->fabric, all, &rule,
				     now, judged.preferred))
		return -1;
	for (int i = 0; i < all->count; i++) {
		int n = fabric_find_node(s->fabric, all->nodes[i].name);

		if (n < 0)
			continue;
		if (failures_quarantine(&all->nodes[i], &rule, now))
			nodeset_add(judged.quarantined, n);
		if (failures_score(&all->nodes[i], &rule, now) >=
		    FAILURES_FORGIVEN)
			nodeset_remove(judged.preferred, n);
	}
	judged.all = nodeset_count(judged.preferred) == s->fabric->n_nodes;
	if (too_many(s, nodeset_count(judged.quarantined)))
		nodeset_clear(judged.quarantined);
	return 0;
}

/* False: nothing is held against any node, or there is no memory. */
static bool look(const struct snapshot *s)
{
	const struct failures *all = ledger_failures();
	time_t now = time(NULL);

	if (!all->count)
		return false;
	if (is_judged(s, now))
		return true;
	if (!judged.quarantined || judged.generation != s->generation) {
		blame_close();
		judged.quarantined = nodeset_create(s->fabric->n_nodes);
		judged.preferred = nodeset_create(s->fabric->n_nodes);
	}
	if (!judged.quarantined || !judged.preferred || judge(s, now)) {
		blame_close();
		return false;
	}
	judged.generation = s->generation;
	judged.changes = all->changes;
	judged.when = now;
	return true;
}

int blame_leave_out(const struct snapshot *s, struct nodeset *nodes)
{
	int before;

	if (!look(s))
		return 0;
	before = nodeset_count(nodes);
	nodeset_subtract(nodes, judged.quarantined);
	return before - nodeset_count(nodes);
}

const struct nodeset *blame_preferred(const struct snapshot *s)
{
	return look(s) && !judged.all ? judged.preferred : NULL;
}

void blame_close(void)
{
	nodeset_destroy(judged.quarantined);
	nodeset_destroy(judged.preferred);
	memset(&judged, 0, sizeof(judged));
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
