/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fewest pods, then fewest islands; where zones are, fewest of them before
 * (optimum_zones.c), unless one pod will do, which is in one zone anyhow.
 *
 * The fewest pods are the ones with the most room.  Where that is one pod, all
 * of them are looked at.  Else a price on islands tells how few could do
 * (optimum_price.c), which is nearly always the answer, and a table of what is
 * near that tells whether they do, and which (optimum_table.c).
 *
 * Forced pods and islands (those of required nodes) are paid for first: their
 * room is there at no cost, and their other islands at one island each.
 */
#include <stdlib.h>
#include <string.h>

#include "optimum_parts.h"

/* Steps beyond which an upper bound has to do. */
enum { MAX_STEPS = 1 << 26 };

struct optimum_space *optimum_space_create(const struct fabric *f)
{
	struct optimum_space *s = calloc(1, sizeof(*s));
	size_t pods = (size_t)f->n_pods + 1;

	if (!s)
		return NULL;
	s->worth = calloc(pods, sizeof(int));
	s->argmax = calloc(pods, sizeof(int));
	s->scratch = calloc(pods, sizeof(int));
	s->losses = calloc(pods + (size_t)f->n_islands, sizeof(*s->losses));
	s->core = calloc(pods, sizeof(*s->core));
	if (f->n_levels)
		s->zones = optimum_zones_create(f);
	if (s->worth && s->argmax && s->scratch && s->losses && s->core &&
	    (s->zones || !f->n_levels))
		return s;
	optimum_space_destroy(s);
	return NULL;
}

void optimum_space_destroy(struct optimum_space *s)
{
	if (!s)
		return;
	free(s->worth);
	free(s->argmax);
	free(s->scratch);
	free(s->losses);
	free(s->core);
	free(s->cells);
	optimum_zones_destroy(s->zones);
	free(s);
}

/* Whether GROUPS of these pods are enough; FITS: the rest fits beside them. */
static bool enough(const struct room *r, int groups, bool fits)
{
	return groups >= r->groups.whole + (room_seeks_rest(r) && !fits);
}

static bool pod_is_enough(const struct room *r, const struct room_pod *pod,
			  int j)
{
	return enough(r, pod->give[j],
		      room_seeks_rest(r) && room_rest_fits(r, pod, j));
}

/*
 * The fewest pods, forced ones included, whose room is enough; -1: none.  Pods
 * come in the order of what they give, and of equals those first beside whose
 * groups the rest fits: so taking another one instead never helps.
 */
static int fewest_pods(const struct room *r)
{
	int pods = 0, sum = 0;
	bool fits = false;

	while (pods < r->n_pods &&
	       (!pods || !enough(r, sum, fits) || pods < r->n_forced_pods)) {
		const struct room_pod *pod = room_at(r, pods++);

		sum += pod->give[pod->n_others];
		fits = fits || (room_seeks_rest(r) &&
				room_rest_fits(r, pod, pod->n_others));
	}
	return pods && enough(r, sum, fits) ? pods : -1;
}

/* The fewest other islands of POD that are enough; -1: all are not. */
static int fewest_islands(const struct room *r, const struct room_pod *pod)
{
	int low = 1, high = pod->n_others;

	if (!high || !pod_is_enough(r, pod, high))
		return -1;
	while (low < high) {
		int mid = low + (high - low) / 2;

		if (pod_is_enough(r, pod, mid))
			high = mid;
		else
			low = mid + 1;
	}
	return low;
}

/* One pod will do: the one that needs the fewest islands. */
static void use_one_pod(const struct room *r, struct optimum *best)
{
	int at = -1;

	for (int i = 0; i < r->n_pods; i++) {
		const struct room_pod *pod = room_at(r, i);
		int j = fewest_islands(r, pod);

		if (j < 0 || (at >= 0 && j > best->islands) ||
		    (at >= 0 && j == best->islands &&
		     !optimum_tie_pod(r, pod, room_at(r, at), j)))
			continue;
		best->islands = j;
		at = i;
	}
	best->use[at] = best->islands;
	best->beside = room_seeks_rest(r) &&
		       room_at(r, at)->give[best->islands] == r->groups.whole;
}

/*
 * Past the limit: all islands of the pods with the most room, less those that
 * are not needed, the least first.  Returns how many are left.
 */
static int use_roomiest(const struct room *r, struct optimum *best)
{
	int need = r->groups.whole + room_seeks_rest(r), sum = 0, used = 0;

	for (int i = 0; i < best->pods; i++) {
		best->use[i] = room_at(r, i)->n_others;
		used += best->use[i];
		sum += room_at(r, i)->give[best->use[i]];
	}
	best->beside = sum < need;
	for (;;) {
		int least = -1, gives = 0;

		for (int i = 0; i < best->pods; i++) {
			const struct room_pod *pod = room_at(r, i);
			int j = best->use[i], last;

			if (j <= (pod->forced ? pod->least : 1))
				continue;
			last = pod->give[j] - pod->give[j - 1];
			if (least < 0 || last < gives) {
				least = i;
				gives = last;
			}
		}
		if (least < 0 || best->beside || sum - gives < need)
			return used;
		best->use[least]--;
		sum -= gives;
		used--;
	}
}

/* So many islands each forced pod must use, and each other pod one. */
static int fewest_of_all(const struct room *r, int extra)
{
	int k = extra;

	for (int i = 0; i < r->n_forced_pods; i++)
		k += room_at(r, i)->least;
	return k;
}

static enum optimum_found use_zones(struct optimum_space *s,
				    const struct room *r, long max_steps,
				    struct optimum *best)
{
	switch (optimum_zones(s->zones, r,
			      max_steps > 0 ? max_steps : MAX_STEPS, best)) {
	case TABLE_FOUND:
		return OPTIMUM_FOUND;
	case TABLE_NONE:
		return OPTIMUM_NONE;
	case TABLE_NOMEM:
		return OPTIMUM_NOMEM;
	case TABLE_TOO_BIG:
		break;
	}
	best->exact = false;
	best->islands = r->n_forced + use_roomiest(r, best);
	optimum_zones_count(s->zones, r, best);
	return OPTIMUM_FOUND;
}

static enum optimum_found use_several(struct optimum_space *s,
				      const struct room *r, long max_steps,
				      struct optimum *best)
{
	enum optimum_table found = TABLE_NONE;
	int k, fewest;

	s->r = r;
	s->need = r->groups.whole;
	s->extra = best->pods - r->n_forced_pods;
	s->max_steps = max_steps > 0 ? max_steps : MAX_STEPS;
	k = optimum_price(s);
	fewest = fewest_of_all(r, s->extra);
	if (k < fewest)
		k = fewest;
	fewest = k;
	for (; found == TABLE_NONE; k++) {
		found = optimum_table(s, k, best);
		if (found == TABLE_FOUND)
			best->islands = r->n_forced + k;
	}
	if (found == TABLE_NOMEM)
		return OPTIMUM_NOMEM;
	if (found == TABLE_TOO_BIG) {
		int used = use_roomiest(r, best);

		best->islands = r->n_forced + used;
		best->exact = used == fewest;
	}
	return OPTIMUM_FOUND;
}

enum optimum_found optimum_find(struct optimum_space *s, const struct room *r,
				long max_steps, struct optimum *best)
{
	enum optimum_found found;

	best->exact = true;
	best->beside = false;
	best->islands = 0;
	best->island = -1;
	best->pods = fewest_pods(r);
	if (best->pods < 0)
		return OPTIMUM_NONE;
	for (int i = 0; i < r->n_pods; i++)
		best->use[i] = -1;
	for (int level = 1; level <= r->fabric->n_levels; level++)
		best->zones[level - 1] = 1;
	if (best->pods > 1 || r->n_forced_pods) {
		found = best->pods > 1 && s->zones ?
				use_zones(s, r, max_steps, best) :
				use_several(s, r, max_steps, best);
		if (found == OPTIMUM_FOUND && best->exact)
			optimum_divide(r, best);
		return found;
	}
	best->island = optimum_tie_island(r);
	if (best->island >= 0)
		best->islands = 1;
	else
		use_one_pod(r, best);
	return OPTIMUM_FOUND;
}
