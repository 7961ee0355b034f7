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
 * there are counts of islands.  Steps are in the order of least room, and
 * reading the answer back goes into a zone and takes a pod whenever it can:
 * that is the best-fit choice of both.
 *
 * What is in no zone of a level stands there for itself (fabric_group()), so
 * going into it is paid for at those levels too.
 */
#include "optimum_parts.h"

#include <stdlib.h>

enum { MAX_ENTRIES = 1 << 24 };

struct optimum_entry {
	uint64_t cost;
	int give;
};

/* Entries by cost, and so by what they give. */
struct front {
	size_t first;
	int count;
};

struct step {
	int at;		/* of a pod: index into room->order; -1: a zone */
	int end;	/* of a zone: the step behind it */
	int zone;
	bool must;	/* required nodes are in it */
	uint64_t cost;
	uint64_t limit;	/* what costs as much from it on is of no use */
	long before;	/* groups that the pods before it give at most */
	/* layer 1: what is given when the rest has its place from here on,
	 * beside the groups of a pod */
	struct front front[2];
};

struct optimum_zones {
	int *group;		/* fabric_group() by level, then pod */
	uint64_t *unit;		/* cost of one by level; unit[n_levels + 1]:
				 * more than any cost */
	int *order;		/* room->order's indexes as steps come */
	int *room;		/* groups by fabric_group() */
	bool *must, *taken;	/* by it, too */
	struct step *steps;
	int n_steps;
	struct optimum_entry *entries;	/* all fronts, one behind the other */
	size_t n_entries, max_entries;
	struct optimum_entry *work[2];	/* a front that is worked on */
	int max_work;

	const struct room *r;
	int n_layers, need, cap;
	uint64_t limit;		/* more than the answer costs */
	long work_left;
};

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

static int group_of(const struct optimum_zones *z, int level, int pod)
{
	return z->group[level * z->r->fabric->n_pods + pod];
}

/* --- steps --------------------------------------------------------------- */

static void count_groups(struct optimum_zones *z)
{
	const struct room *r = z->r;
	const struct fabric *f = r->fabric;

	for (int i = 0; i < f->n_pods + f->n_zones; i++) {
		z->room[i] = 0;
		z->must[i] = false;
	}
	for (int i = 0; i < r->n_pods; i++) {
		const struct room_pod *pod = room_at(r, i);
		int give = pod->give[pod->n_others];
		int zone = f->pods[pod->pod].zone;

		z->room[pod->pod] = give;
		z->must[pod->pod] = pod->forced;
		for (; zone >= 0; zone = f->zones[zone].parent) {
			z->room[f->n_pods + zone] += give;
			z->must[f->n_pods + zone] |= pod->forced;
		}
	}
}

/* The group of the highest level with the most room that is not taken yet; -1:
 * there is none. */
static int roomiest(const struct optimum_zones *z)
{
	int best = -1;

	for (int i = 0; i < z->r->n_pods; i++) {
		int g = group_of(z, z->r->fabric->n_levels,
				 room_at(z->r, i)->pod);

		if (!z->taken[g] && (best < 0 || z->room[g] > z->room[best]))
			best = g;
	}
	return best;
}

/* The fewest groups of the highest level are those with the most room: what
 * has one more is no answer.  (With required nodes it is not so simple.) */
static void limit_cost(struct optimum_zones *z)
{
	const struct fabric *f = z->r->fabric;
	uint64_t groups = 0;
	long sum = 0;
	int g = 0;

	z->limit = z->unit[f->n_levels + 1];
	if (z->r->n_forced_pods)
		return;
	for (int i = 0; i < f->n_pods + f->n_zones; i++)
		z->taken[i] = false;
	for (; sum < z->cap && (g = roomiest(z)) >= 0; groups++) {
		z->taken[g] = true;
		sum += z->room[g];
	}
	if (sum >= z->cap)
		z->limit = (groups + 1) * z->unit[f->n_levels];
}

/* Whether X is before Y: what is in one zone stays together; least room first,
 * of equals what is at the front. */
static bool before(const struct optimum_zones *z, int x, int y)
{
	int a = room_at(z->r, x)->pod, b = room_at(z->r, y)->pod;
	int level = z->r->fabric->n_levels;
	int g = a, h = b;

	for (; level >= 0; level--) {
		g = group_of(z, level, a);
		h = group_of(z, level, b);
		if (g != h)
			break;
	}
	if (z->must[g] != z->must[h])
		return z->must[h];
	if (z->room[g] != z->room[h])
		return z->room[g] < z->room[h];
	return a < b;
}

static void sort_pods(struct optimum_zones *z)
{
	int *order = z->order, n = z->r->n_pods;

	for (int i = 0; i < n; i++)
		order[i] = i;
	for (int gap = n / 2; gap; gap = gap == 2 ? 1 : gap * 5 / 11)
		for (int i = gap; i < n; i++) {
			int k = i, x = order[i];

			for (; k >= gap && before(z, x, order[k - gap]);
			     k -= gap)
				order[k] = order[k - gap];
			order[k] = x;
		}
}

/* What a thing of LEVEL in zone PARENT costs: at its own level, and at those
 * where it stands for itself. */
static uint64_t cost_of(const struct optimum_zones *z, int level, int parent)
{
	const struct fabric *f = z->r->fabric;
	int above = parent < 0 ? f->n_levels + 1 : f->zones[parent].level;
	uint64_t cost = 0;

	for (; level < above; level++)
		cost += z->unit[level];
	return cost;
}

/* What is paid for to be in ZONE is left of the limit. */
static uint64_t limit_in(const struct optimum_zones *z, int zone)
{
	const struct fabric *f = z->r->fabric;
	uint64_t limit = z->limit;

	for (; zone >= 0; zone = f->zones[zone].parent)
		limit -= cost_of(z, f->zones[zone].level,
				 f->zones[zone].parent);
	return limit;
}

static bool is_inside(const struct fabric *f, int zone, int other)
{
	while (zone >= 0 && zone != other)
		zone = f->zones[zone].parent;
	return zone == other;
}

/* Those of the zones around ZONE up to OPEN, the outermost first. */
static void begin_zones(struct optimum_zones *z, int zone, int open,
			long before)
{
	const struct fabric *f = z->r->fabric;

	if (zone == open)
		return;
	begin_zones(z, f->zones[zone].parent, open, before);
	z->steps[z->n_steps++] = (struct step){
		.at = -1,
		.zone = zone,
		.must = z->must[f->n_pods + zone],
		.cost = cost_of(z, f->zones[zone].level, f->zones[zone].parent),
		.limit = limit_in(z, f->zones[zone].parent),
		.before = before,
	};
}

static void end_zone(struct optimum_zones *z, int zone)
{
	int i = z->n_steps - 1;

	while (z->steps[i].at >= 0 || z->steps[i].zone != zone)
		i--;
	z->steps[i].end = z->n_steps;
}

static void list_steps(struct optimum_zones *z)
{
	const struct fabric *f = z->r->fabric;
	long sum = 0;
	int open = -1;

	z->n_steps = 0;
	for (int i = 0; i < z->r->n_pods; i++) {
		const struct room_pod *pod = room_at(z->r, z->order[i]);
		int zone = f->pods[pod->pod].zone;

		for (; !is_inside(f, zone, open); open = f->zones[open].parent)
			end_zone(z, open);
		begin_zones(z, zone, open, sum);
		open = zone;
		z->steps[z->n_steps++] = (struct step){
			.at = z->order[i],
			.must = pod->forced,
			.cost = cost_of(z, 0, zone),
			.limit = limit_in(z, zone),
			.before = sum,
		};
		sum += pod->give[pod->n_others];
	}
	for (; open >= 0; open = f->zones[open].parent)
		end_zone(z, open);
}

/* --- fronts -------------------------------------------------------------- */

/* A front, all of it at COST more and giving GIVE more. */
struct shifted {
	const struct optimum_entry *at, *end;
	uint64_t cost;
	int give;
};

static struct shifted shift(const struct optimum_zones *z,
			    const struct front *f, uint64_t cost, int give)
{
	const struct optimum_entry *at = z->entries ? &z->entries[f->first] :
						      NULL;

	return (struct shifted){ at, at ? at + f->count : NULL, cost, give };
}

/*
 * The front under work and MORE become the best of both; returns how many
 * entries it has.  What gives less than FLOOR is of no use, nor is it to give
 * more than the job needs, or to cost what no answer does.
 */
static int merge(struct optimum_zones *z, const struct step *s, int n,
		 struct shifted more)
{
	const struct optimum_entry *work = z->work[0];
	struct optimum_entry *to = z->work[1];
	long floor = z->need - s->before;
	int i = 0, count = 0, most = -1;

	while (most < z->cap && (i < n || more.at < more.end)) {
		struct optimum_entry e;
		bool mine = i < n;

		if (mine && more.at < more.end) {
			uint64_t cost = more.at->cost + more.cost;

			mine = work[i].cost < cost ||
			       (work[i].cost == cost &&
				work[i].give >= more.at->give + more.give);
		}
		if (mine) {
			e = work[i++];
		} else {
			e.cost = more.at->cost + more.cost;
			e.give = more.at->give + more.give;
			more.at++;
		}
		if (e.cost >= s->limit)
			break;
		if (e.give > z->cap)
			e.give = z->cap;
		if (e.give <= most || e.give < floor)
			continue;
		most = e.give;
		to[count++] = e;
	}
	z->work[1] = z->work[0];
	z->work[0] = to;
	return count;
}

static int grow_work(struct optimum_zones *z, int n)
{
	if (n <= z->max_work)
		return 0;
	for (int i = 0; i < 2; i++) {
		struct optimum_entry *more =
			realloc(z->work[i], (size_t)n * 2 * sizeof(*more));

		if (!more)
			return -1;
		z->work[i] = more;
	}
	z->max_work = n * 2;
	return 0;
}

/* The front under work gets MORE; *N is how many entries it has. */
static enum optimum_table add(struct optimum_zones *z, const struct step *s,
			      struct shifted more, int *n)
{
	int count = *n + (int)(more.end - more.at);

	if (more.end == more.at)
		return TABLE_FOUND;
	z->work_left -= count;
	if (z->work_left < 0)
		return TABLE_TOO_BIG;
	if (grow_work(z, count))
		return TABLE_NOMEM;
	*n = merge(z, s, *n, more);
	return TABLE_FOUND;
}

static enum optimum_table keep(struct optimum_zones *z, struct front *f, int n)
{
	size_t end = z->n_entries + (size_t)n;

	if (end > MAX_ENTRIES)
		return TABLE_TOO_BIG;
	if (end > z->max_entries) {
		struct optimum_entry *more =
			realloc(z->entries, end * 2 * sizeof(*more));

		if (!more)
			return TABLE_NOMEM;
		z->entries = more;
		z->max_entries = end * 2;
	}
	*f = (struct front){ z->n_entries, n };
	for (int i = 0; i < n; i++)
		z->entries[z->n_entries++] = z->work[0][i];
	return TABLE_FOUND;
}

/* Islands beyond the forced ones that POD has to use, at least. */
static int fewest_used(const struct room_pod *pod)
{
	return pod->forced ? pod->least : 1;
}

/* The layer that is left to the steps after a pod of J islands. */
static int layer_after(const struct optimum_zones *z,
		       const struct room_pod *pod, int j, int layer)
{
	return layer && room_rest_fits(z->r, pod, j) ? 0 : layer;
}

static enum optimum_table pod_front(struct optimum_zones *z, struct step *s,
				    int layer)
{
	const struct room_pod *pod = room_at(z->r, s->at);
	enum optimum_table rc = TABLE_FOUND;
	int n = 0;

	if (!s->must)
		rc = add(z, s, shift(z, &s[1].front[layer], 0, 0), &n);
	for (int j = fewest_used(pod); rc == TABLE_FOUND && j <= pod->n_others;
	     j++) {
		int after = layer_after(z, pod, j, layer);

		rc = add(z, s, shift(z, &s[1].front[after],
				     s->cost + (uint64_t)j, pod->give[j]), &n);
	}
	return rc == TABLE_FOUND ? keep(z, &s->front[layer], n) : rc;
}

static enum optimum_table zone_front(struct optimum_zones *z, struct step *s,
				     int layer)
{
	enum optimum_table rc = TABLE_FOUND;
	int n = 0;

	if (!s->must)
		rc = add(z, s, shift(z, &z->steps[s->end].front[layer], 0, 0),
			 &n);
	if (rc == TABLE_FOUND)
		rc = add(z, s, shift(z, &s[1].front[layer], s->cost, 0), &n);
	return rc == TABLE_FOUND ? keep(z, &s->front[layer], n) : rc;
}

static enum optimum_table fill(struct optimum_zones *z)
{
	struct step *end = &z->steps[z->n_steps];
	enum optimum_table rc;

	/* no step left: nothing is given, and there is no place for a rest */
	z->n_entries = 0;
	end->front[1] = (struct front){ 0, 0 };
	if (grow_work(z, 1))
		return TABLE_NOMEM;
	z->work[0][0] = (struct optimum_entry){ 0, 0 };
	rc = keep(z, &end->front[0], 1);
	for (int i = z->n_steps - 1; rc == TABLE_FOUND && i >= 0; i--)
		for (int layer = 0; rc == TABLE_FOUND && layer < z->n_layers;
		     layer++)
			rc = z->steps[i].at >= 0 ?
				     pod_front(z, &z->steps[i], layer) :
				     zone_front(z, &z->steps[i], layer);
	return rc;
}

/* --- the answer ---------------------------------------------------------- */

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
			use[s->at] = j;
			cost -= s->cost + (uint64_t)j;
			need -= pod->give[j];
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
	count_groups(z);
	limit_cost(z);
	sort_pods(z);
	list_steps(z);
	rc = fill(z);
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
