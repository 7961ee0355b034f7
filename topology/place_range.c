/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The largest count of a range that is granted. */
#include "place_range.h"

/* Keeps the bigger of two choices. */
static void keep(struct place_choice *best, struct place_choice *choice)
{
	place_choice_free(best);
	*best = *choice;
	choice->nodes = NULL;
}

/* Between LOW, which can be had, and HIGH, which cannot. */
static void choose_between(const struct place_range *r, int *low, int high,
			   struct place_choice *best)
{
	while (high - *low > 1 && !(r->stop && r->stop(r->arg))) {
		struct place_choice choice = { 0 };
		int n = *low + (high - *low) / 2;

		if (r->choose(r->arg, n, &choice)) {
			high = n;
		} else {
			keep(best, &choice);
			*low = n;
		}
		place_choice_free(&choice);
	}
}

int place_range(const struct place_range *r, int *count,
		struct place_choice *choice)
{
	*count = r->high;
	if (!r->choose(r->arg, r->high, choice))
		return 0;
	if (r->high <= r->low)
		return -1;
	place_choice_free(choice);
	*count = r->low;
	if (r->choose(r->arg, r->low, choice))
		return -1;
	choose_between(r, count, r->high, choice);
	return 0;
}
