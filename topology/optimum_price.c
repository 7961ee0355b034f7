/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How few islands could do, by putting a price on them.
 *
 * Let every pod take the islands that are worth the price to it, and let the
 * s->extra pods be chosen to which most is left after paying: B.  Whatever K
 * islands of so many pods are chosen, they give at most B + K * price.  The
 * price at which the pods' own choice just stops to give enough leaves the
 * fewest K open (Lagrange; both ends of the last step are looked at).
 */
#include "optimum_parts.h"

#include <limits.h>

/* What POD makes of a price: how much is left, and with how many islands. */
static void ask_pod(struct optimum_space *s, int i, int price)
{
	const struct room_pod *pod = room_at(s->r, i);
	int j = pod->forced ? pod->least : 1;
	int best = j, most = pod->give[j] * s->scale - j * price;

	for (j++; j <= pod->n_others; j++) {
		int left = pod->give[j] * s->scale - j * price;

		if (left >= most) {
			most = left;
			best = j;
		} else if (!s->r->groups.by_pod) {
			break;	/* each island gives less than the one before */
		}
	}
	s->worth[i] = most;
	s->argmax[i] = best;
}

/* Moves the COUNT largest of N to the front; returns the least of them. */
static int largest(int *v, int n, int count)
{
	int low = 0, high = n - 1;

	while (low < high) {
		int pivot = v[low + (high - low) / 2], i = low, j = high;

		while (i <= j) {
			while (v[i] > pivot)
				i++;
			while (v[j] < pivot)
				j--;
			if (i <= j) {
				int t = v[i];

				v[i++] = v[j];
				v[j--] = t;
			}
		}
		if (count - 1 <= j)
			high = j;
		else if (count - 1 >= i)
			low = i;
		else
			break;
	}
	return v[count - 1];
}

/* The pods' answer to PRICE: s->bound and s->threshold; returns the groups
 * that their own choice gives. */
static long ask_all(struct optimum_space *s, int price)
{
	const struct room *r = s->r;
	int forced = r->n_forced_pods, left = s->extra;
	long groups = 0;

	s->price = price;
	s->bound = 0;
	s->threshold = INT_MAX;
	for (int i = 0; i < r->n_pods; i++)
		ask_pod(s, i, price);
	if (s->extra) {
		for (int i = forced; i < r->n_pods; i++)
			s->scratch[i - forced] = s->worth[i];
		s->threshold = largest(s->scratch, r->n_pods - forced,
				       s->extra);
	}
	/* first those above the threshold, then of its equals */
	for (int i = 0; i < r->n_pods; i++)
		if (i < forced || s->worth[i] > s->threshold) {
			s->bound += s->worth[i];
			groups += room_at(r, i)->give[s->argmax[i]];
			left -= i >= forced;
		}
	for (int i = forced; i < r->n_pods && left; i++)
		if (s->worth[i] == s->threshold) {
			s->bound += s->worth[i];
			groups += room_at(r, i)->give[s->argmax[i]];
			left--;
		}
	return groups;
}

/* The fewest islands that the price in force leaves open. */
static int fewest(const struct optimum_space *s)
{
	long missing = (long)s->need * s->scale - s->bound;

	if (missing <= 0 || !s->price)
		return 0;
	return (int)((missing + s->price - 1) / s->price);
}

static int most_in_island(const struct room *r)
{
	int most = 0;

	for (int i = 0; i < r->n_pods; i++) {
		const struct room_pod *pod = room_at(r, i);

		for (int j = 1; j <= pod->n_others; j++) {
			if (pod->give[j] - pod->give[j - 1] > most)
				most = pod->give[j] - pod->give[j - 1];
			if (!r->groups.by_pod)
				break;	/* the first is the largest */
		}
	}
	return most;
}

/* Fine, but so that what an island gives is far from OPTIMUM_LOST. */
static int scale_for(int most)
{
	int scale = OPTIMUM_LOST / 4 / (most + 1);

	return scale < 1 ? 1 : scale > 16 ? 16 : scale;
}

int optimum_price(struct optimum_space *s)
{
	int most = most_in_island(s->r), low = 0, high;
	int fewest_low, fewest_high;

	s->scale = scale_for(most);
	high = (most + 1) * s->scale;
	while (high - low > 1) {
		int price = low + (high - low) / 2;

		if (ask_all(s, price) >= s->need)
			low = price;
		else
			high = price;
	}
	ask_all(s, high);
	fewest_high = fewest(s);
	ask_all(s, low);
	fewest_low = fewest(s);
	if (fewest_high > fewest_low || !low) {
		ask_all(s, high);
		return fewest_high;
	}
	return fewest_low;
}
