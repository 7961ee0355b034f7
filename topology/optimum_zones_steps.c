/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The pods and zones of a fabric as steps, in the order of most room. */
#include "optimum_zones_parts.h"

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

/* Whether X is before Y: what is in one zone stays together; most room first,
 * of equals what is at the front; what is forced comes last. */
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
		return z->room[g] > z->room[h];
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

void optimum_zones_list(struct optimum_zones *z)
{
	count_groups(z);
	limit_cost(z);
	sort_pods(z);
	list_steps(z);
}
