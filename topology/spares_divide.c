/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A spare in a home takes the room of a segment only where that is a multiple
 * of the segment: elsewhere it is left over.  So a home costs one segment's
 * room or none, and what all homes have too much is what can be paid; the
 * greedy choice is then the best.  Only where the smaller last segment goes is
 * tried out.
 */
#include "spares_divide.h"

#include <stdlib.h>

int spares_homes_list(struct spares_homes *homes, const struct fabric *f,
		      const struct nodeset *within, const struct nodeset *open,
		      bool by_pod)
{
	int count = by_pod ? f->n_pods : f->n_islands;

	homes->n = 0;
	homes->list = calloc((size_t)count + 1, sizeof(*homes->list));
	if (!homes->list)
		return SPARES_NOMEM;
	for (int i = 0; i < count; i++) {
		struct spares_home h = { 0 };

		h.first = by_pod ? f->pods[i].first_node :
				   f->islands[i].first_node;
		h.n = by_pod ? f->pods[i].n_nodes : f->islands[i].n_nodes;
		if (!nodeset_count_range(within, h.first, h.n))
			continue;
		h.room = nodeset_count_range(open, h.first, h.n);
		homes->list[homes->n++] = h;
	}
	return 0;
}

struct pick {
	int home;
	int whole;	/* slots of whole segments beside a spare; may be 0 */
	bool costs;	/* a segment's room */
	bool taken;	/* it gets a spare */
};

struct division {
	struct spares_home *homes;
	int n;
	const struct room_groups *g;
	int spares;
	struct pick *picks;
	int n_picks;
};

static int by_slots(const void *x, const void *y)
{
	const struct pick *a = x, *b = y;

	return a->whole != b->whole ? b->whole - a->whole : a->home - b->home;
}

/* Room beside the rest, which is in home REST. */
static int room_of(const struct division *d, int home, int rest)
{
	return d->homes[home].room - (home == rest ? d->g->rest : 0);
}

/* The homes with room, most slots first; segments that all of them hold. */
static int list_picks(struct division *d, int rest)
{
	int size = d->g->size, whole = 0;

	d->n_picks = 0;
	for (int i = 0; i < d->n; i++) {
		int room = room_of(d, i, rest);

		if (room < 1)
			continue;
		d->picks[d->n_picks++] = (struct pick){
			.home = i,
			.whole = (room - 1) / size * size,
			.costs = room % size == 0,
		};
		whole += room / size;
	}
	qsort(d->picks, d->n_picks, sizeof(*d->picks), by_slots);
	return whole;
}

struct taking {
	int left;	/* segments' room that is too much */
	int spares, whole;
	bool rest;	/* its home is taken */
};

static void take_pick(struct taking *t, struct pick *p, int rest)
{
	if (p->taken || !t->spares || (p->costs && !t->left))
		return;
	p->taken = true;
	t->left -= p->costs;
	t->whole += p->whole;
	t->spares--;
	t->rest |= p->home == rest;
}

/*
 * Takes the homes for spares, with REST_FIRST that of the rest before others;
 * how many slots these then are for, or -1: the segments do not fit.
 */
static int take_picks(struct division *d, int rest, bool rest_first)
{
	struct taking t = { .left = list_picks(d, rest) - d->g->whole,
			    .spares = d->spares };
	int whole = d->g->whole * d->g->size;

	if (t.left < 0)
		return -1;
	for (int i = 0; i < d->n_picks && rest_first; i++)
		if (d->picks[i].home == rest)
			take_pick(&t, &d->picks[i], rest);
	for (int i = 0; i < d->n_picks; i++)
		if (t.whole < whole && d->picks[i].whole)
			take_pick(&t, &d->picks[i], rest);
	return (t.whole < whole ? t.whole : whole) +
	       (t.rest ? d->g->rest : 0);
}

/* Those with a spare first, as far as their slots are needed. */
static void give_segments(struct division *d, int rest)
{
	int whole = d->g->whole;

	for (int pass = 0; pass < 2; pass++)
		for (int i = 0; i < d->n_picks; i++) {
			const struct pick *p = &d->picks[i];
			int room = room_of(d, p->home, rest) - p->taken;
			int n = room / d->g->size;

			if (p->taken == (pass > 0))
				continue;
			if (n > whole)
				n = whole;
			d->homes[p->home].slots = n * d->g->size;
			whole -= n;
		}
	if (rest >= 0)
		d->homes[rest].slots += d->g->rest;
}

static int room_left(const struct spares_home *h)
{
	return h->room - h->slots - h->spares;
}

/* The home that is to have the next spare; -1: there is no room. */
static int next_spare(const struct division *d)
{
	int best = -1;

	for (int i = 0; i < d->n; i++) {
		const struct spares_home *h = &d->homes[i], *b;

		if (room_left(h) < 1)
			continue;
		b = best < 0 ? NULL : &d->homes[best];
		if (!b || (int64_t)h->slots * (b->spares + 1) >
				  (int64_t)b->slots * (h->spares + 1))
			best = i;
	}
	return best;
}

/* One where slots have most need of it, what must be taken before. */
static int give_spares(struct division *d)
{
	int left = d->spares;

	for (int i = 0; i < d->n_picks; i++) {
		struct spares_home *h = &d->homes[d->picks[i].home];

		if (d->picks[i].taken && h->slots) {
			h->spares = 1;
			left--;
		}
	}
	for (int i = 0; i < d->n; i++) {
		struct spares_home *h = &d->homes[i];
		int more = h->must - h->slots - h->spares;

		if (more > 0) {
			h->spares += more;
			left -= more;
		}
	}
	if (left < 0)
		return -1;
	for (int i; left > 0; left--) {
		i = next_spare(d);
		if (i < 0)
			return -1;
		d->homes[i].spares++;
	}
	return 0;
}

/* Whether one before home I has as much room: it would do as well. */
static bool tried(const struct division *d, int i)
{
	for (int k = 0; k < i; k++)
		if (d->homes[k].room == d->homes[i].room)
			return true;
	return false;
}

/* The home for the rest for which most slots have a spare; -1: none does. */
static int find_rest(struct division *d, bool *first, int *best)
{
	int found = -1;

	*best = -1;
	for (int i = 0; i < d->n; i++) {
		if (d->homes[i].room < d->g->rest || tried(d, i))
			continue;
		for (int k = 0; k < 2; k++) {
			int slots = take_picks(d, i, k);

			if (slots <= *best)
				continue;
			*best = slots;
			*first = k;
			found = i;
		}
	}
	return found;
}

int spares_divide(struct spares_home *homes, int n_homes,
		  const struct room_groups *g, int n_spares)
{
	struct division d = { .homes = homes, .n = n_homes, .g = g,
			      .spares = n_spares };
	int rest = -1, slots = 0;
	bool first = false;

	d.picks = calloc((size_t)n_homes + 1, sizeof(*d.picks));
	if (!d.picks)
		return SPARES_NOMEM;
	if (g->rest)
		rest = find_rest(&d, &first, &slots);
	if (slots >= 0)
		slots = take_picks(&d, rest, first);
	for (int i = 0; i < n_homes; i++)
		homes[i].slots = homes[i].spares = 0;
	if (slots >= 0) {
		give_segments(&d, rest);
		if (give_spares(&d))
			slots = SPARES_NO_ROOM;
	}
	free(d.picks);
	return slots;
}
