/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * So many islands of which pod -> how much of which island -> nodes.
 *
 * Amounts are in the units of room->units: groups, or nodes where groups are
 * inside pods.
 */
#include <string.h>

#include "optimum_parts.h"

struct taking {
	const struct room *r;
	const struct optimum *best;
	int *amount;	/* by island */
};

static int first_island(const struct room *r, const struct room_pod *pod)
{
	return r->fabric->pods[pod->pod].first_island;
}

static int end_island(const struct room *r, const struct room_pod *pod)
{
	return first_island(r, pod) + r->fabric->pods[pod->pod].n_islands;
}

/* Units that the pod gives with its first j others. */
static const int *units_of(const struct room *r, const struct room_pod *pod)
{
	return r->groups.by_pod ? pod->nodes : pod->give;
}

/* --- inside a pod -------------------------------------------------------- */

/* Of the islands that POD gives wholly the one with the least room, of equals
 * the last; -1: there is none with more than the one unit that counts. */
static int least_taken(const struct taking *t, const struct room_pod *pod)
{
	const int *room = t->r->units;
	int best = -1;

	for (int j = pod->n_others - 1; j >= 0; j--) {
		int i = pod->others[j];

		if (best >= 0 && room[i] > room[best])
			break;
		if (t->amount[i] == room[i] && room[i] > 1)
			best = i;
	}
	return best;
}

/* Gives back SURPLUS units of a pod's other islands, from the least of them:
 * what stays free is then not in one that could be free as a whole. */
static void give_back(struct taking *t, const struct room_pod *pod,
		      int surplus)
{
	int i;

	while (surplus > 0 && (i = least_taken(t, pod)) >= 0) {
		int cut = t->amount[i] - 1;

		if (cut > surplus)
			cut = surplus;
		t->amount[i] -= cut;
		surplus -= cut;
	}
}

/*
 * Takes COUNT units from USE other islands of a pod.  From the least room
 * up, an island is taken whenever the roomiest ones could give the rest.
 */
static void take_others(struct taking *t, const struct room_pod *pod, int use,
			int count)
{
	const int *room = t->r->units, *sum = units_of(t->r, pod);

	for (int j = pod->n_others - 1; j >= 0 && use; j--) {
		int island = pod->others[j];
		int rest = sum[use - 1] - sum[0];

		if (j + 1 > use && room[island] + rest < count)
			continue;
		t->amount[island] = room[island];
		count -= room[island];
		use--;
	}
	give_back(t, pod, -count);
}

/* The forced island of a pod that is soonest filled up; -1: all are. */
static int fullest(const struct taking *t, const struct room_pod *pod)
{
	const struct room *r = t->r;
	int best = -1, least = 0;

	for (int i = first_island(r, pod); i < end_island(r, pod); i++) {
		int left = r->units[i] - t->amount[i];

		if (!r->needed[i] || left <= 0)
			continue;
		if (best < 0 || left < least) {
			best = i;
			least = left;
		}
	}
	return best;
}

/*
 * Takes COUNT units from the forced islands of a pod alone: what they must
 * give, then the rest from the islands that this fills up soonest.
 */
static void take_forced(struct taking *t, const struct room_pod *pod,
			int count)
{
	const struct room *r = t->r;
	int i;

	for (i = first_island(r, pod); i < end_island(r, pod); i++)
		if (r->needed[i]) {
			t->amount[i] = r->must[i];
			count -= r->must[i];
		}
	while (count > 0 && (i = fullest(t, pod)) >= 0) {
		int part = r->units[i] - t->amount[i];

		if (part > count)
			part = count;
		t->amount[i] += part;
		count -= part;
	}
}

static void take_pod(struct taking *t, const struct room_pod *pod, int use,
		     int count)
{
	const struct room *r = t->r;

	if (!use) {
		take_forced(t, pod, count);
		return;
	}
	for (int i = first_island(r, pod); i < end_island(r, pod); i++)
		if (r->needed[i]) {
			t->amount[i] = r->units[i];
			count -= r->units[i];
		}
	/* where the rest fits beside the groups, every group is needed, and
	 * of islands with as many the first is one beside which it fits */
	if (t->best->beside && !r->groups.by_pod)
		for (int j = 0; j < use; j++)
			t->amount[pod->others[j]] = r->units[pod->others[j]];
	else
		take_others(t, pod, use, count);
}

/* --- between pods -------------------------------------------------------- */

/* By pod: whether GROUPS of the pod and the rest make use of its islands. */
static bool can_have_rest(const struct room *r, const struct optimum *best,
			  int i, int groups)
{
	const struct room_pod *pod = room_at(r, i);
	int use = best->use[i];

	if (best->beside)
		return room_rest_fits(r, pod, use);
	groups--;
	return groups >= pod->must &&
	       (use <= pod->least || groups * r->groups.size + r->groups.rest >
					     pod->nodes[use - 1]);
}

/* By pod: groups -> nodes.  *REST: the rest is still to be had. */
static int nodes_of(const struct room *r, const struct optimum *best, int i,
		    int groups, bool *rest)
{
	int nodes = groups * r->groups.size;

	if (room_at(r, i)->pod == r->rest_pod)
		return nodes + r->groups.rest;
	if (!*rest || !can_have_rest(r, best, i, groups))
		return nodes;
	*rest = false;
	return nodes + r->groups.rest - (best->beside ? 0 : r->groups.size);
}

/* What the pod at I gives less its CUT. */
static void take_used(struct taking *t, int i, int cut, bool *rest)
{
	const struct room *r = t->r;
	const struct room_pod *pod = room_at(r, i);
	int count = pod->give[t->best->use[i]] - cut;

	if (r->groups.by_pod)
		count = nodes_of(r, t->best, i, count, rest);
	take_pod(t, pod, t->best->use[i], count);
}

static void share_out(struct taking *t)
{
	const struct room *r = t->r;
	const struct optimum *best = t->best;
	bool rest = room_seeks_rest(r) && r->groups.by_pod;
	int surplus = -(r->groups.whole + (room_seeks_rest(r) &&
					   !best->beside));
	int last = -1, next;

	for (int i = 0; i < r->n_pods; i++)
		if (best->use[i] >= 0)
			surplus += room_at(r, i)->give[best->use[i]];
	while (surplus > 0 && (next = optimum_next_cut(r, best, last)) >= 0) {
		take_used(t, next, optimum_cut(r, best, next, &surplus),
			  &rest);
		last = next;
	}
	for (int i = r->n_pods - 1; i >= 0; i--)
		if (optimum_is_after(r, best, i, last))
			take_used(t, i, 0, &rest);
}

/* --- the rest, by island ------------------------------------------------- */

/* Nodes that island I has left beside its groups. */
static int left_in(const struct taking *t, int i)
{
	return t->r->islands[i] - t->amount[i] * t->r->groups.size;
}

/*
 * The island for the rest.  Beside the groups: where it fits best.  In place
 * of a group: where most is left, so that what becomes free joins it.
 */
static int find_rest(const struct taking *t, const struct room_pod *pod,
		     int use, int best)
{
	const struct room *r = t->r;

	for (int i = first_island(r, pod); i < end_island(r, pod); i++) {
		bool used = t->amount[i] > 0;

		/* an island with the rest alone has no group */
		for (int j = 0; t->best->beside && !used && j < use; j++)
			used = pod->others[j] == i;
		if (!used)
			continue;
		if (t->best->beside ? left_in(t, i) < r->groups.rest :
				      t->amount[i] <= r->must[i])
			continue;
		if (best < 0 || (t->best->beside ?
					 left_in(t, i) < left_in(t, best) :
					 left_in(t, i) > left_in(t, best)))
			best = i;
	}
	return best;
}

static void groups_to_nodes(struct taking *t)
{
	const struct room *r = t->r;
	int first = r->fabric->pods[r->first_pod].first_island;
	int rest = r->rest_island;

	for (int k = 0; room_seeks_rest(r) && k < r->n_pods; k++)
		if (t->best->use[k] >= 0)
			rest = find_rest(t, room_at(r, k), t->best->use[k],
					 rest);
	if (rest >= 0 && room_seeks_rest(r) && !t->best->beside)
		t->amount[rest]--;
	for (int i = first; i < r->fabric->n_islands &&
			    r->fabric->islands[i].pod < r->end_pod; i++)
		t->amount[i] *= r->groups.size;
	if (rest >= 0)
		t->amount[rest] += r->groups.rest;
}

/* --- nodes --------------------------------------------------------------- */

/* So many of an island's free nodes: required, then preferred ones first. */
static void take_nodes(const struct room *r, const struct fabric_island *is,
		       const struct nodeset *prefer, int count,
		       struct nodeset *out)
{
	if (r->required)
		count -= nodeset_take_range(out, r->required, NULL,
					    is->first_node, is->n_nodes,
					    count);
	if (prefer && count)
		count -= nodeset_take_range(out, r->free_nodes, prefer,
					    is->first_node, is->n_nodes,
					    count);
	if (count)
		nodeset_take_range(out, r->free_nodes, NULL, is->first_node,
				   is->n_nodes, count);
}

void optimum_take(const struct room *r, const struct optimum *best,
		  const struct nodeset *prefer, int *amount,
		  struct nodeset *out)
{
	struct taking t = { .r = r, .best = best, .amount = amount };
	const struct fabric *f = r->fabric;
	int first = f->pods[r->first_pod].first_island;
	int end = f->pods[r->end_pod - 1].first_island +
		  f->pods[r->end_pod - 1].n_islands;

	if (best->island >= 0) {
		take_nodes(r, &f->islands[best->island], prefer,
			   room_nodes(r), out);
		return;
	}
	memset(&amount[first], 0, (size_t)(end - first) * sizeof(int));
	share_out(&t);
	if (!r->groups.by_pod)
		groups_to_nodes(&t);
	for (int i = first; i < end; i++)
		if (amount[i] > 0)
			take_nodes(r, &f->islands[i], prefer, amount[i], out);
}
