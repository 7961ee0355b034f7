/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fewest zones of the highest level, then of those below, then pods, then
 * islands, for a job of several pods in a fabric that has zones.
 *
 * Counts that are compared one after the other add up like the digits of one
 * number, so a choice has one cost.  The fabric is read as steps: "here begins
 * a zone, which ends there", and "a pod".  From the last step on, a front is
 * worked out for each: what the steps from it on can give, and the least that
 * this costs; only what gives more than all that is cheaper counts.  A pod
 * may stay out or use j islands; a zone may be paid for and gone into, or
 * passed by:
 *
 *	front(pod)  = best of front(next) and, for each j,
 *		      front(next) + give(j) at cost of a pod and j islands
 *	front(zone) = best of front(end) and front(next) at cost of a zone
 *
 * A front is short: with one pod more at most as many entries are added as
 * there are counts of islands.  Steps are in the order of most room, and
 * reading the answer back goes into a zone and takes a pod whenever it can, as
 * the last pod that of its zone with the least room: as much of the job as can
 * be is in as few of both (optimum_table.c).
 *
 * What is in no zone of a level stands there for itself (fabric_group()), so
 * going into it is paid for at those levels too.
 */
#include "optimum_zones_parts.h"

#include <stdlib.h>

void optimum_zones_destroy(struct optimum_zones *z)
{
	if (!z)
		return;
	free(z->group);
	free(z->unit);
	free(z->order);
	free(z->room);
	free(z->must);
	free(z->taken);
	free(z->steps);
	free(z->entries);
	free(z->work[0]);
	free(z->work[1]);
	free(z);
}

/* A unit is more than all that can be counted of the levels below. */
static void work_out_units(struct optimum_zones *z, const struct fabric *f)
{
	uint64_t unit = (uint64_t)f->n_islands + 1;

	for (int level = 0; level <= f->n_levels; level++) {
		int *group = &z->group[level * f->n_pods], n = 0;

		for (int p = 0; p < f->n_pods; p++) {
			group[p] = fabric_group(f, level, p);
			n += !p || group[p] != group[p - 1];
		}
		z->unit[level] = unit;
		unit *= (uint64_t)n + 1;
	}
	z->unit[f->n_levels + 1] = unit;
}

struct optimum_zones *optimum_zones_create(const struct fabric *f)
{
	struct optimum_zones *z = calloc(1, sizeof(*z));
	size_t levels = (size_t)f->n_levels + 2, pods = (size_t)f->n_pods + 1;
	size_t groups = pods + (size_t)f->n_zones;

	if (!z)
		return NULL;
	z->group = calloc(levels * pods, sizeof(int));
	z->unit = calloc(levels, sizeof(*z->unit));
	z->order = calloc(pods, sizeof(int));
	z->room = calloc(groups, sizeof(int));
	z->must = calloc(groups, sizeof(bool));
	z->taken = calloc(groups, sizeof(bool));
	z->steps = calloc(groups, sizeof(*z->steps));
	if (!z->group || !z->unit || !z->order || !z->room || !z->must ||
	    !z->taken || !z->steps) {
		optimum_zones_destroy(z);
		return NULL;
	}
	work_out_units(z, f);
	return z;
}

/* Whether the steps from S on give NEED groups for COST. */
static bool within(const struct optimum_zones *z, const struct step *s,
		   int layer, uint64_t cost, int need)
{
	const struct front *f = &s->front[layer];
	const struct optimum_entry *e = &z->entries[f->first];
	int low = 0, high = f->count;

	while (low < high) {
		int mid = low + (high - low) / 2;

		if (e[mid].cost <= cost)
			low = mid + 1;
		else
			high = mid;
	}
	return low && e[low - 1].give >= need;
}

/* The least cost of NEED groups; UINT64_MAX: it cannot be had. */
static uint64_t least_cost(const struct optimum_zones *z, int layer, int need)
{
	const struct front *f = &z->steps[0].front[layer];

	for (int i = 0; i < f->count; i++)
		if (z->entries[f->first + (size_t)i].give >= need)
			return z->entries[f->first + (size_t)i].cost;
	return UINT64_MAX;
}

/*
 * S, the last pod that the job needs, with J islands, or the pod of its zone
 * with the least room that would do in its place.
 */
static const struct step *last_pod(const struct optimum_zones *z,
				   const struct step *s, int j, int layer,
				   int need)
{
	const struct fabric_pod *pods = z->r->fabric->pods;
	int zone = pods[room_at(z->r, s->at)->pod].zone;
	const struct step *best = s, *end = &z->steps[z->n_steps];

	for (const struct step *t = s + 1; t < end && t->at >= 0; t++) {
		const struct room_pod *pod = room_at(z->r, t->at);

		if (pods[pod->pod].zone != zone)
			break;
		if (pod->n_others >= j && pod->give[j] >= need &&
		    !layer_after(z, pod, j, layer) &&
		    room_has_less(z->r, t->at, best->at))
			best = t;
	}
	return best;
}

static void read_back(const struct optimum_zones *z, uint64_t cost, int need,
		      int layer, int *use)
{
	for (const struct step *s = z->steps; s < &z->steps[z->n_steps];) {
		const struct room_pod *pod;
		int j, after = 0;

		if (s->at < 0 && cost >= s->cost &&
		    within(z, s + 1, layer, cost - s->cost, need)) {
			cost -= s->cost;
			s++;
			continue;
		}
		if (s->at < 0) {
			s = &z->steps[s->end];
			continue;
		}
		pod = room_at(z->r, s->at);
		for (j = pod->n_others; j >= fewest_used(pod); j--) {
			after = layer_after(z, pod, j, layer);
			if (cost >= s->cost + (uint64_t)j &&
			    within(z, s + 1, after,
				   cost - s->cost - (uint64_t)j,
				   need - pod->give[j]))
				break;
		}
		if (j >= fewest_used(pod)) {
			if (!pod->forced && cost == s->cost + (uint64_t)j)
				s = last_pod(z, s, j, layer, need);
			use[s->at] = j;
			cost -= s->cost + (uint64_t)j;
			need -= room_at(z->r, s->at)->give[j];
			layer = after;
		}
		s++;
	}
}

void optimum_zones_count(struct optimum_zones *z, const struct room *r,
			 struct optimum *best)
{
	z->r = r;
	for (int level = 1; level <= r->fabric->n_levels; level++) {
		int *n = &best->zones[level - 1];

		*n = 0;
		for (int i = 0; i < r->fabric->n_pods + r->fabric->n_zones; i++)
			z->taken[i] = false;
		for (int i = 0; i < r->n_pods; i++) {
			int g = group_of(z, level, room_at(r, i)->pod);

			*n += best->use[i] >= 0 && !z->taken[g];
			z->taken[g] |= best->use[i] >= 0;
		}
	}
}

enum optimum_table optimum_zones(struct optimum_zones *z, const struct room *r,
				 long max_steps, struct optimum *best)
{
	bool rest = room_seeks_rest(r);
	enum optimum_table rc;
	uint64_t plain, beside = UINT64_MAX;

	z->r = r;
	z->n_layers = rest ? 2 : 1;
	z->need = r->groups.whole;
	z->cap = r->groups.whole + rest;
	z->work_left = max_steps;
	optimum_zones_list(z);
	rc = optimum_zones_fill(z);
	if (rc != TABLE_FOUND)
		return rc;
	plain = least_cost(z, 0, z->cap);
	if (rest)
		beside = least_cost(z, 1, z->need);
	if (plain == UINT64_MAX && beside == UINT64_MAX)
		return TABLE_NONE;
	best->beside = beside < plain;
	if (best->beside)
		plain = beside;
	best->pods = (int)(plain % z->unit[1] / z->unit[0]);
	best->islands = r->n_forced + (int)(plain % z->unit[0]);
	read_back(z, plain, best->beside ? z->need : z->cap, best->beside,
		  best->use);
	optimum_zones_count(z, r, best);
	return TABLE_FOUND;
}
