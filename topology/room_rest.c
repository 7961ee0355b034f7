/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which groups required nodes call for, and where the smaller last one is. */
#include "room_rest.h"

/* Groups that hold NEEDED nodes. */
static int groups_for(const struct room *r, int needed)
{
	return needed > 0 ? (needed + r->groups.size - 1) / r->groups.size : 0;
}

/* The same, when the rest is there too. */
static int groups_beside_rest(const struct room *r, int needed)
{
	return groups_for(r, needed - r->groups.rest);
}

/* Groups of FREE nodes when the rest is there too; -1: not even the rest. */
static int units_beside_rest(const struct room *r, int free_nodes)
{
	return free_nodes < r->groups.rest ?
		       -1 : (free_nodes - r->groups.rest) / r->groups.size;
}

struct forced {
	int sum;	/* groups that they must give, without the rest */
	int n_tight;	/* islands whose groups alone cannot hold theirs */
	int tight;	/* the last such */
};

static struct forced look_at_forced(struct room *r, int first, int end)
{
	struct forced f = { .tight = -1 };

	for (int i = first; i < end; i++) {
		if (!r->needed[i])
			continue;
		r->must[i] = groups_for(r, r->needed[i]);
		f.sum += r->must[i];
		if (r->must[i] > r->units[i]) {
			f.n_tight++;
			f.tight = i;
		}
	}
	return f;
}

/* Whether island I can have the rest, as the last thing that is needed. */
static bool can_have_rest(const struct room *r, const struct forced *f, int i)
{
	int must = groups_beside_rest(r, r->needed[i]);

	return (!f->n_tight || i == f->tight) &&
	       must <= units_beside_rest(r, r->islands[i]) &&
	       f->sum - r->must[i] + must <= r->groups.whole;
}

/* Better of two islands for the rest: it costs no group, then fits best. */
static bool better(const struct room *r, int i, int than)
{
	int lost_i = r->units[i] - units_beside_rest(r, r->islands[i]);
	int lost_than;

	if (than < 0)
		return true;
	lost_than = r->units[than] - units_beside_rest(r, r->islands[than]);
	if (lost_i != lost_than)
		return lost_i < lost_than;
	return r->islands[i] % r->groups.size <
	       r->islands[than] % r->groups.size;
}

bool room_rest_settle(struct room *r)
{
	const struct fabric_pod *pods = r->fabric->pods;
	int first = pods[r->first_pod].first_island;
	int end = pods[r->end_pod - 1].first_island +
		  pods[r->end_pod - 1].n_islands;
	struct forced f = look_at_forced(r, first, end);
	bool open = !f.n_tight && f.sum <= r->groups.whole;
	int best = -1;

	if (!r->groups.rest || f.n_tight > 1)
		return open;
	for (int i = first; i < end; i++) {
		if (!r->needed[i] || !can_have_rest(r, &f, i))
			continue;
		/* where it costs a group, any island will do as well */
		if (open && r->islands[i] % r->groups.size < r->groups.rest)
			continue;
		if (better(r, i, best))
			best = i;
	}
	if (best < 0)
		return open;
	r->rest_island = best;
	r->units[best] = units_beside_rest(r, r->islands[best]);
	r->must[best] = groups_beside_rest(r, r->needed[best]);
	return true;
}

void room_rest_of_pod(struct room *r, struct room_pod *pod)
{
	bool rest = r->rest_pod == pod->pod;

	/* must is the sum of required nodes so far */
	pod->must = rest ? groups_beside_rest(r, pod->must) :
			   groups_for(r, pod->must);
	for (int j = 0; j <= pod->n_others; j++)
		pod->give[j] = rest ? units_beside_rest(r, pod->nodes[j]) :
				      pod->nodes[j] / r->groups.size;
	pod->least = 0;
	while (pod->least <= pod->n_others &&
	       pod->give[pod->least] < pod->must)
		pod->least++;
}

bool room_rest_suits(const struct room *r)
{
	int sum = 0;

	for (int i = 0; i < r->n_forced_pods; i++) {
		const struct room_pod *pod = room_at(r, i);

		if (pod->least > pod->n_others)
			return false;
		sum += pod->must;
	}
	return sum <= r->groups.whole;
}
