/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Slots of a first placement: fabric order, and a smaller last group last. */
#include "ranks.h"

#include "room.h"

struct range {
	int first, end;		/* nodes */
};

static struct range island_range(const struct fabric *f, int i)
{
	const struct fabric_island *is = &f->islands[i];

	return (struct range){ is->first_node, is->first_node + is->n_nodes };
}

static struct range pod_range(const struct fabric *f, int p)
{
	const struct fabric_pod *pod = &f->pods[p];

	return (struct range){ pod->first_node,
			       pod->first_node + pod->n_nodes };
}

/* The island, or pod, with the smaller last group; empty: none. */
static struct range find_rest(const struct fabric *f,
			      const struct nodeset *nodes,
			      const struct room_groups *g)
{
	struct range found = { 0, 0 };
	int count = g->by_pod ? f->n_pods : f->n_islands;

	for (int i = 0; g->rest && i < count; i++) {
		struct range r = g->by_pod ? pod_range(f, i) :
					     island_range(f, i);

		if (nodeset_count_range(nodes, r.first, r.end - r.first) %
			    g->size == g->rest)
			found = r;
	}
	return found;
}

/* The nodes from FIRST to END that are not in SKIP get the next slots. */
static int number(const struct nodeset *nodes, int first, int end,
		  struct range skip, int *slots, int slot)
{
	for (int n = nodeset_next(nodes, first); n >= 0 && n < end;
	     n = nodeset_next(nodes, n + 1))
		if (n < skip.first || n >= skip.end)
			slots[slot++] = n;
	return slot;
}

void ranks_assign(const struct fabric *f, const struct nodeset *nodes,
		  int segment, int *slots)
{
	struct room_groups g = room_groups(f, segment > 1 ?
						      nodeset_count(nodes) : 0,
					   segment);
	struct range rest = find_rest(f, nodes, &g), pod = rest;
	int slot;

	/* the pods stay together too */
	if (rest.end && !g.by_pod)
		pod = pod_range(f, f->islands[f->nodes[rest.first].island].pod);
	slot = number(nodes, 0, f->n_nodes, pod, slots, 0);
	slot = number(nodes, pod.first, pod.end, rest, slots, slot);
	number(nodes, rest.first, rest.end, (struct range){ 0, 0 }, slots,
	       slot);
}
