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

static struct range zone_range(const struct fabric *f, int zone)
{
	const struct fabric_zone *z = &f->zones[zone];

	return (struct range){ pod_range(f, z->first_pod).first,
			       pod_range(f, z->first_pod + z->n_pods - 1).end };
}

/* What the nodes of REST are in, from REST itself outwards: an island, its pod,
 * their zones.  Returns how many. */
static int list_around(const struct fabric *f, struct range rest, bool by_pod,
		       struct range *around)
{
	int pod = f->islands[f->nodes[rest.first].island].pod, n = 0;

	around[n++] = rest;
	if (!by_pod)
		around[n++] = pod_range(f, pod);
	for (int z = f->pods[pod].zone; z >= 0; z = f->zones[z].parent)
		around[n++] = zone_range(f, z);
	return n;
}

void ranks_assign(const struct fabric *f, const struct nodeset *nodes,
		  int segment, int *slots)
{
	struct room_groups g = room_groups(f, segment > 1 ?
						      nodeset_count(nodes) : 0,
					   segment);
	struct range around[FABRIC_MAX_LEVELS + 2] = { { 0, 0 } };
	struct range rest = find_rest(f, nodes, &g);
	struct range all = { 0, f->n_nodes };
	int n = rest.end ? list_around(f, rest, g.by_pod, around) : 0, slot = 0;

	/* the pods and zones stay together too: those around it come last */
	for (; n > 0; all = around[--n])
		slot = number(nodes, all.first, all.end, around[n - 1], slots,
			      slot);
	number(nodes, all.first, all.end, (struct range){ 0, 0 }, slots, slot);
}
