/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Spares in the slots of nodes that failed. */
#include "seats.h"

#include <stdlib.h>

#include "topology/spares.h"

struct past {
	const struct snapshot *s;
	int *slots;	/* nodes; behind COUNT of them the spares */
	int count, all, segment;
	struct nodeset *dead;
};

static bool same_island(void *arg, int place, int other)
{
	const struct past *p = arg;
	int a = p->slots[place], b = p->slots[other];

	return a >= 0 && b >= 0 &&
	       p->s->fabric->nodes[a].island == p->s->fabric->nodes[b].island;
}

static bool usable(void *arg, int place)
{
	const struct past *p = arg;

	return p->slots[place] >= 0 && !nodeset_has(p->dead, p->slots[place]);
}

static void swap_out(struct past *p, int node)
{
	const struct spares_places places = {
		.count = p->count, .all = p->all, .segment = p->segment,
		.same = same_island, .usable = usable, .arg = p,
	};
	int slot = 0, spare;

	nodeset_add(p->dead, node);
	while (slot < p->count && p->slots[slot] != node)
		slot++;
	spare = slot < p->count ? spares_pick(&places, slot) : -1;
	if (spare < 0)
		return;
	p->slots[slot] = p->slots[spare];
	p->slots[spare] = node;
}

/* Nodes set FAIL by UNTIL: that is no failure of the job's, but railyard run
 * has left them at once. */
static void swap_failing(struct past *p, time_t until)
{
	for (int i = 0; i < p->count; i++) {
		int n = p->slots[i], record = n < 0 ? -1 : p->s->to_record[n];
		const node_record_t *node =
			record < 0 ? NULL : node_record_table_ptr[record];

		if (!node || !IS_NODE_FAIL(node) || node->reason_time > until ||
		    nodeset_has(p->dead, n))
			continue;
		swap_out(p, n);
		if (p->slots[i] != n)
			i--;	/* the spare may be such a one, too */
	}
}

/*
 * A spare takes the slot of each node that failed since the job started, in the
 * order in which they failed; railyard run follows the job's comment in that.
 */
static void replay_swaps(struct past *p, const struct ledger_job *kept)
{
	for (int i = 0; i < kept->n_failures; i++) {
		int n = fabric_find_node(p->s->fabric, kept->failures[i].node);

		if (n < 0 || kept->failures[i].when < kept->when)
			continue;
		swap_failing(p, kept->failures[i].when);
		swap_out(p, n);
	}
	swap_failing(p, time(NULL));
}

static void seat_spares(const struct snapshot *s, int *slots,
			const struct options *o, const struct ledger_job *kept)
{
	struct past p = { .s = s, .slots = slots,
			  .count = kept->n_slots - o->spares,
			  .all = kept->n_slots, .segment = o->segment };

	if (!o->spares || p.count < 1)
		return;
	p.dead = nodeset_create(s->fabric->n_nodes);
	if (p.dead)
		replay_swaps(&p, kept);
	nodeset_destroy(p.dead);
}

int *seats_of(const struct snapshot *s, const struct ledger_job *kept,
	      const struct options *o)
{
	int *slots = calloc(kept->n_slots + 1, sizeof(*slots));

	if (!slots)
		return NULL;
	for (int i = 0; i < kept->n_slots; i++)
		slots[i] = fabric_find_node(s->fabric, kept->slots[i]);
	seat_spares(s, slots, o, kept);
	return slots;
}
