/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which rails nodes can have in common. */
#include "health_view.h"

#include <stdio.h>
#include <stdlib.h>

static int add_set(uint64_t *sets, int n, int max, uint64_t set)
{
	for (int i = 0; i < n; i++)
		if (sets[i] == set)
			return n;
	if (n < max)
		sets[n++] = set;
	return n;
}

static int count_having(const struct health_view *v,
			const struct nodeset *nodes, uint64_t set)
{
	int count = 0;

	for (int n = nodeset_next(nodes, 0); n >= 0;
	     n = nodeset_next(nodes, n + 1))
		count += (v->up[n] & set) == set;
	return count;
}

struct ranked {
	uint64_t set;
	int rails, nodes;
};

static int by_rails_then_nodes(const void *x, const void *y)
{
	const struct ranked *a = x, *b = y;

	if (a->rails != b->rails)
		return b->rails - a->rails;
	if (a->nodes != b->nodes)
		return b->nodes - a->nodes;
	return a->set < b->set ? -1 : a->set > b->set;
}

static void sort_sets(const struct health_view *v, const struct nodeset *nodes,
		      uint64_t *sets, int n)
{
	struct ranked *all = calloc((size_t)n + 1, sizeof(*all));

	/* without memory in the order in which they were met */
	for (int i = 0; all && i < n; i++)
		all[i] = (struct ranked){
			sets[i], __builtin_popcountll(sets[i]),
			count_having(v, nodes, sets[i]),
		};
	if (all)
		qsort(all, (size_t)n, sizeof(*all), by_rails_then_nodes);
	for (int i = 0; all && i < n; i++)
		sets[i] = all[i].set;
	free(all);
}

int health_view_sets(const struct health_view *v, const struct nodeset *nodes,
		     int min, uint64_t *sets, int max)
{
	int n = 0;

	for (int i = nodeset_next(nodes, 0); i >= 0;
	     i = nodeset_next(nodes, i + 1))
		if (__builtin_popcountll(v->up[i]) >= min && v->up[i])
			n = add_set(sets, n, max, v->up[i]);
	/* the list grows while it is walked: until no two give a new one */
	for (int i = 1; i < n; i++)
		for (int k = 0; k < i; k++) {
			uint64_t both = sets[i] & sets[k];

			if (both && __builtin_popcountll(both) >= min)
				n = add_set(sets, n, max, both);
		}
	sort_sets(v, nodes, sets, n);
	return n;
}

void health_view_having(const struct health_view *v, uint64_t set,
			struct nodeset *nodes)
{
	for (int n = nodeset_next(nodes, 0); n >= 0;
	     n = nodeset_next(nodes, n + 1))
		if ((v->up[n] & set) != set)
			nodeset_remove(nodes, n);
}

void health_rails_text(uint64_t set, char text[HEALTH_RAILS_TEXT])
{
	size_t len = 0;

	snprintf(text, HEALTH_RAILS_TEXT, "none");
	for (int i = 0, end; i < 64; i = end + 1) {
		for (end = i; end < 64 && set >> end & 1; end++)
			;
		if (end > i && len < HEALTH_RAILS_TEXT)
			len += (size_t)snprintf(text + len,
						HEALTH_RAILS_TEXT - len,
						end > i + 1 ? "%s%d-%d" :
							      "%s%d",
						len ? "," : "", i, end - 1);
	}
}
