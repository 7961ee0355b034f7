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

/*
 * What halving may have missed: counts above LOW, from HIGH (again) on down.
 * True when one is granted.  CHOICE is what LOW gave.  It stays if all are
 * refused; but where some are only for now, it is the refusal of the least of
 * these.
 */
static bool scan(const struct place_range *r, int low, int high, int *count,
		 struct place_choice *choice)
{
	int step = r->gaps ? (high - low - 1) / r->gaps + 1 : high - low;
	bool never = choice->verdict == PLACE_NEVER;

	for (int n = high; r->gaps && n > low; n -= step) {
		struct place_choice other = { 0 };
		bool granted;

		if (r->stop && r->stop(r->arg))
			return false;
		granted = !r->choose(r->arg, n, &other);
		if (granted || (never && other.verdict != PLACE_NEVER)) {
			keep(choice, &other);
			*count = n;
		}
		place_choice_free(&other);
		if (granted)
			return true;
	}
	return false;
}

bool place_range_has_gaps(const struct place_request *req)
{
	return req->mode == PLACE_STRICT ||
	       (req->segment > 1 && (req->required || req->kept));
}

int place_range(const struct place_range *r, int *count,
		struct place_choice *choice)
{
	int low = r->low;
	bool granted;

	*count = r->high;
	if (!r->choose(r->arg, r->high, choice))
		return 0;
	if (r->high <= low)
		return -1;
	place_choice_free(choice);
	*count = low;
	granted = !r->choose(r->arg, low, choice);
	if (granted) {
		choose_between(r, &low, r->high, choice);
		*count = low;
	}
	return scan(r, low, r->high, count, choice) || granted ? 0 : -1;
}
