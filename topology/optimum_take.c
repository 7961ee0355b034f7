/* SPDX-License-Identifier: GPL-2.0-or-later */
/* So many islands of which pod -> nodes, by best fit. */
#include "optimum.h"

#include <stdlib.h>

struct taking {
	const struct room *r;
	struct nodeset *out;
	int *left;	/* of each used pod: nodes still to take */
};

/* Takes COUNT of an island's free nodes, those required first. */
static void take_nodes(struct taking *t, int island, int count)
{
	const struct room *r = t->r;
	const struct fabric_island *fi = &r->fabric->islands[island];
	int end = fi->first_node + fi->n_nodes;

	for (int n = fi->first_node; r->required && n < end; n++)
		if (nodeset_has(r->required, n)) {
			nodeset_add(t->out, n);
			count--;
		}
	for (int n = fi->first_node; count > 0 && n < end; n++)
		if (nodeset_has(r->free_nodes, n) &&
		    !nodeset_has(t->out, n)) {
			nodeset_add(t->out, n);
			count--;
		}
}

/*
 * Takes COUNT nodes from USE other islands of a pod.  From the least room
 * up, an island is taken whenever the roomiest ones could give the rest.
 */
static void take_others(struct taking *t, const struct room_pod *pod, int use,
			int count)
{
	const int *room = t->r->islands;

	for (int j = pod->n_others - 1; j >= 0 && use; j--) {
		int island = pod->others[j];
		int rest = pod->prefix[use - 1] - pod->prefix[0];
		int part = room[island] < count ? room[island] : count;

		if (j + 1 > use && room[island] + rest < count)
			continue;
		/* leave a node for each island still to come */
		if (part > count - (use - 1))
			part = count - (use - 1);
		take_nodes(t, island, part);
		count -= part;
		use--;
	}
}

/*
 * Takes COUNT nodes from the forced islands of a pod alone: the required
 * nodes, then the rest from the islands that this fills up soonest.
 */
static void take_forced(struct taking *t, const struct room_pod *pod,
			int count)
{
	const struct room *r = t->r;
	const struct fabric_pod *fp = &r->fabric->pods[pod->pod];
	int end = fp->first_island + fp->n_islands;
	int spare = count - pod->required;

	for (int i = fp->first_island; i < end; i++)
		if (r->needed[i])
			take_nodes(t, i, r->needed[i]);
	while (spare > 0) {
		int best = -1, least = 0;

		for (int i = fp->first_island; i < end; i++) {
			const struct fabric_island *fi =
				&r->fabric->islands[i];
			int room;

			if (!r->needed[i])
				continue;
			room = r->islands[i] -
			       nodeset_count_range(t->out, fi->first_node,
						   fi->n_nodes);
			if (room && (best < 0 || room < least)) {
				best = i;
				least = room;
			}
		}
		if (best < 0)
			return;
		if (least > spare)
			least = spare;
		take_nodes(t, best, r->needed[best] + least);
		spare -= least;
	}
}

/* The fewest nodes that a used pod must give for all its islands to count. */
static int least_of(const struct room_pod *pod, int use)
{
	return use ? pod->prefix[use - 1] + 1 : pod->required;
}

/* How many nodes each pod gives: all its room, less what N leaves over. */
static void share_out(struct taking *t, const struct optimum *best, int n)
{
	const struct room *r = t->r;
	int surplus = -n;

	for (int p = 0; p < r->n_pods; p++)
		if (best->use[p] >= 0) {
			t->left[p] = r->pods[p].prefix[best->use[p]];
			surplus += t->left[p];
		}
	for (int p = r->n_forced_pods, i = 0; i < r->n_pods && surplus > 0;
	     i++, p++) {
		/* the roomiest free pod first, forced ones last */
		int q = p % r->n_pods;
		int cut;

		if (best->use[q] < 0)
			continue;
		cut = t->left[q] - least_of(&r->pods[q], best->use[q]);
		if (cut > surplus)
			cut = surplus;
		t->left[q] -= cut;
		surplus -= cut;
	}
}

static void take_pod(struct taking *t, const struct room_pod *pod, int use,
		     int count)
{
	const struct fabric_pod *fp = &t->r->fabric->pods[pod->pod];

	if (!use) {
		take_forced(t, pod, count);
		return;
	}
	for (int i = fp->first_island; i < fp->first_island + fp->n_islands;
	     i++)
		if (t->r->needed[i])
			take_nodes(t, i, t->r->islands[i]);
	take_others(t, pod, use, count - pod->base);
}

struct nodeset *optimum_take(const struct room *r, const struct optimum *best,
			     int n)
{
	struct taking t = { .r = r };

	t.out = nodeset_create(r->fabric->n_nodes);
	t.left = calloc(r->n_pods + 1, sizeof(int));
	if (!t.out || !t.left) {
		nodeset_destroy(t.out);
		free(t.left);
		return NULL;
	}
	share_out(&t, best, n);
	for (int p = 0; p < r->n_pods; p++)
		if (best->use[p] >= 0)
			take_pod(&t, &r->pods[p], best->use[p], t.left[p]);
	free(t.left);
	return t.out;
}
