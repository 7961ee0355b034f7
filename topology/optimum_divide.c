/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How a job is divided between as many pods with as many islands: so that few
 * pairs of its nodes are in different pods.
 *
 * What its pods give too much is given back by the ones that give the least.
 * Then two pods trade: one takes some islands more or less, and the other, or a
 * pod that is not used yet in its place, what is left of them.  The first trade
 * that leaves more pairs inside pods is done, and all are tried again, until
 * none does or the steps are used up.
 */
#include "optimum_parts.h"

/* As far as trades are looked at: some tens of microseconds. */
enum { MAX_STEPS = 1 << 14 };

struct dividing {
	const struct room *r;
	struct optimum *best;
	int need;	/* groups */
	int sum;	/* groups that the pods give */
	long pairs;	/* inside pods, twice over */
	long steps;	/* that are left */
};

static int gives(const struct room *r, const struct optimum *best, int i)
{
	return room_at(r, i)->give[best->use[i]];
}

/* Whether the used pod at A gives back before the one at B. */
static bool before(const struct room *r, const struct optimum *best, int a,
		   int b)
{
	if (room_at(r, a)->forced != room_at(r, b)->forced)
		return room_at(r, b)->forced;
	if (gives(r, best, a) != gives(r, best, b))
		return gives(r, best, a) < gives(r, best, b);
	return a > b;
}

bool optimum_is_after(const struct room *r, const struct optimum *best, int i,
		      int last)
{
	return best->use[i] >= 0 &&
	       (last < 0 || (i != last && before(r, best, last, i)));
}

int optimum_next_cut(const struct room *r, const struct optimum *best,
		     int last)
{
	int next = -1;

	for (int i = 0; i < r->n_pods; i++)
		if (optimum_is_after(r, best, i, last) &&
		    (next < 0 || before(r, best, i, next)))
			next = i;
	return next;
}

/* The fewest groups that a used pod must give for all its islands to count. */
static int least_of(const struct room_pod *pod, int use)
{
	return use > pod->least ? pod->give[use - 1] + 1 : pod->must;
}

int optimum_cut(const struct room *r, const struct optimum *best, int i,
		int *surplus)
{
	const struct room_pod *pod = room_at(r, i);
	int cut = pod->give[best->use[i]] - least_of(pod, best->use[i]);

	if (cut > *surplus)
		cut = *surplus;
	if (cut < 0)
		cut = 0;
	*surplus -= cut;
	return cut;
}

static long twice_pairs(long groups)
{
	return groups * (groups - 1);
}

static long count_pairs(struct dividing *d, int sum)
{
	const struct room *r = d->r;
	int surplus = sum - d->need, at = -1;
	long pairs = 0;

	d->steps -= r->n_pods;
	for (int i = 0; i < r->n_pods; i++)
		if (d->best->use[i] >= 0)
			pairs += twice_pairs(gives(r, d->best, i));
	while (surplus > 0 &&
	       (at = optimum_next_cut(r, d->best, at)) >= 0) {
		int all = gives(r, d->best, at);
		int cut = optimum_cut(r, d->best, at, &surplus);

		pairs += twice_pairs(all - cut) - twice_pairs(all);
		d->steps -= r->n_pods;
	}
	return pairs;
}

/* Whether the last of J islands of POD gives anything. */
static bool counts(const struct room_pod *pod, int j)
{
	return pod->give[j] > pod->give[j - 1];
}

/* The islands of A and B divided anew between A and X (B, or one that is not
 * used); false, and nothing is changed: it is of no use. */
static bool trade(struct dividing *d, int a, int b, int x)
{
	const struct room_pod *pa = room_at(d->r, a), *px = room_at(d->r, x);
	int *use = d->best->use, had_a = use[a], had_b = use[b];
	int both = had_a + had_b, j = both - px->n_others;
	int others = d->sum - gives(d->r, d->best, a) -
		     gives(d->r, d->best, b);

	use[b] = -1;
	for (j = j < 1 ? 1 : j; j < both && j <= pa->n_others; j++) {
		int sum = others + pa->give[j] + px->give[both - j];
		long pairs;

		d->steps--;
		if (sum < d->need || !counts(pa, j) || !counts(px, both - j))
			continue;
		use[a] = j;
		use[x] = both - j;
		pairs = count_pairs(d, sum);
		if (pairs > d->pairs) {
			d->pairs = pairs;
			d->sum = sum;
			return true;
		}
	}
	use[x] = -1;
	use[a] = had_a;
	use[b] = had_b;
	return false;
}

/* Zones stay as they are. */
static bool may_trade(const struct room *r, int a, int b)
{
	const struct fabric_pod *pods = r->fabric->pods;
	const struct room_pod *pa = room_at(r, a), *pb = room_at(r, b);

	return !pa->forced && !pb->forced &&
	       pods[pa->pod].zone == pods[pb->pod].zone;
}

/* Trades of the pods at A and B, with the latter or another in its place. */
static bool trade_pods(struct dividing *d, int a, int b)
{
	const int *use = d->best->use;

	if (b == a || use[b] < 0 || !may_trade(d->r, a, b))
		return false;
	for (int x = 0; x < d->r->n_pods && d->steps > 0; x++, d->steps--)
		if ((x == b || use[x] < 0) && may_trade(d->r, a, x) &&
		    trade(d, a, b, x))
			return true;
	return false;
}

static bool trade_any(struct dividing *d)
{
	int n = d->r->n_pods;

	for (int a = 0; a < n; a++) {
		if (d->best->use[a] < 0)
			continue;
		for (int b = 0; b < n && d->steps > 0; b++, d->steps--)
			if (trade_pods(d, a, b))
				return true;
	}
	return false;
}

void optimum_divide(const struct room *r, struct optimum *best)
{
	struct dividing d = { .r = r, .best = best, .steps = MAX_STEPS };

	/* where the rest is beside groups, or in a pod, it is to stay there */
	if (best->beside || (r->groups.by_pod && room_seeks_rest(r)))
		return;
	d.need = r->groups.whole + room_seeks_rest(r);
	for (int i = 0; i < r->n_pods; i++)
		if (best->use[i] >= 0)
			d.sum += gives(r, best, i);
	d.pairs = count_pairs(&d, d.sum);
	while (d.steps > 0 && trade_any(&d))
		;
}
