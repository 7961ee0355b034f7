/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Out of slurmctld's configuration records, which are few: one for each line of
 * slurm.conf, or for nodes that were changed.  Node records are many, and
 * scattered in memory.
 */
#include "weights.h"

struct listing {
	uint32_t *list;
	int n;
};

/* Keeps the list sorted; the highest falls out when it is full. */
static int insert_weight(void *x, void *arg)
{
	const config_record_t *record = x;
	struct listing *l = arg;
	int at = l->n;

	if (!record->node_bitmap)
		return 0;
	for (int i = 0; i < l->n; i++)
		if (l->list[i] == record->weight)
			return 0;
	while (at > 0 && l->list[at - 1] > record->weight)
		at--;
	if (at == WEIGHTS_MAX)
		return 0;
	if (l->n < WEIGHTS_MAX)
		l->n++;
	for (int i = l->n - 1; i > at; i--)
		l->list[i] = l->list[i - 1];
	l->list[at] = record->weight;
	return 0;
}

int weights_list(uint32_t list[WEIGHTS_MAX])
{
	struct listing l = { .list = list };

	if (config_list)
		list_for_each(config_list, insert_weight, &l);
	return l.n;
}

struct gathering {
	uint32_t weight;
	bitstr_t *bits;
};

static int add_light(void *x, void *arg)
{
	const config_record_t *record = x;
	const struct gathering *g = arg;

	if (record->node_bitmap && record->weight <= g->weight &&
	    bit_size(record->node_bitmap) == bit_size(g->bits))
		bit_or(g->bits, record->node_bitmap);
	return 0;
}

void weights_up_to(const struct snapshot *s, uint32_t weight, bitstr_t *bits,
		   struct nodeset *nodes)
{
	struct gathering g = { .weight = weight, .bits = bits };

	bit_clear_all(bits);
	if (config_list)
		list_for_each(config_list, add_light, &g);
	snapshot_nodes(s, bits, nodes);
}
