/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Part of an inference: which NIC is whose, of machines of one name. */
#include <stdlib.h>
#include <string.h>

#include "hostlist.h"
#include "infer_parts.h"

/*
 * A machine's NICs are on leafs that other nodes are on together.  Where that
 * does not tell, as on the same leafs, the order of ports does.
 */
struct deal {
	struct infer *in;
	const struct infer_card *cards;
	int n_cards;
	const struct infer_hand *hand;
	int *number;
	int *switches;	/* that the hand is on, ascending */
	int n_switches;
	int *company;	/* [n_switches ^ 2]: nodes that are on both */
};

/* Larger tables than this are not worth it: then GUIDs tell. */
enum { MOST_SWITCHES = 1024 };

static const struct links_device *dev(const struct deal *d, int card)
{
	return &d->in->links->devices[d->cards[card].device];
}

static int by_number(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

static int list_switches(struct deal *d)
{
	int n = 0;

	d->switches = infer_alloc(d->in, d->hand->end - d->hand->first,
				  sizeof(int));
	if (!d->switches)
		return -1;
	for (int i = d->hand->first; i < d->hand->end; i++)
		if (d->cards[i].sw >= 0)
			d->switches[n++] = d->cards[i].sw;
	qsort(d->switches, n, sizeof(int), by_number);
	for (int i = 0; i < n; i++)
		if (!i || d->switches[i] != d->switches[i - 1])
			d->switches[d->n_switches++] = d->switches[i];
	return 0;
}

/* The place of CARD's switch in switches[], or -1. */
static int place_of(const struct deal *d, int card)
{
	int sw = d->cards[card].sw, *found;

	found = sw < 0 ? NULL : bsearch(&sw, d->switches, d->n_switches,
					sizeof(int), by_number);
	return found ? (int)(found - d->switches) : -1;
}

static int *company(const struct deal *d, int a, int b)
{
	return &d->company[(size_t)a * d->n_switches + b];
}

static bool same_host(const struct deal *d, int a, int b)
{
	return !strcmp(dev(d, a)->host, dev(d, b)->host);
}

/* What a node says by being on several of the switches. */
static void count_node(struct deal *d, int first, int end)
{
	for (int i = first; i < end; i++) {
		int a = place_of(d, i);

		for (int k = first; a >= 0 && k < end; k++) {
			int b = place_of(d, k);

			if (b >= 0)
				(*company(d, a, b))++;
		}
	}
}

static void count_company(struct deal *d)
{
	for (int i = 0, end; i < d->n_cards; i = end) {
		for (end = i + 1; end < d->n_cards && same_host(d, i, end);
		     end++)
			;
		if (i != d->hand->first)
			count_node(d, i, end);
	}
	/* What is on one switch may well be of one machine. */
	for (int i = 0; i < d->n_switches; i++)
		(*company(d, i, i))++;
}

static int end_of_name(const struct deal *d, int first)
{
	int end = first + 1;

	while (end < d->hand->end &&
	       !strcmp(dev(d, first)->name, dev(d, end)->name))
		end++;
	return end;
}

/* How much company NIC CARD has among the NICs of MACHINE so far. */
static long company_of(const struct deal *d, int card, int machine)
{
	int a = place_of(d, card);
	long sum = 0;

	for (int i = d->hand->first; a >= 0 && i < d->hand->end; i++) {
		int b = place_of(d, i);

		if (d->number[i - d->hand->first] == machine && b >= 0)
			sum += *company(d, a, b);
	}
	return sum;
}

static bool has_name(const struct deal *d, int machine, int first, int end)
{
	for (int i = first; i < end; i++)
		if (d->number[i - d->hand->first] == machine)
			return true;
	return false;
}

static bool is_dealt(const struct deal *d, int card)
{
	return d->number[card - d->hand->first] >= 0;
}

static bool any_left(const struct deal *d, int first, int end)
{
	for (int i = first; i < end; i++)
		if (!is_dealt(d, i))
			return true;
	return false;
}

static int compare_ports(const struct deal *d, int a, int b)
{
	const struct links *l = d->in->links;
	int x = d->cards[a].port, y = d->cards[b].port;

	/* their numbers are as they came */
	if (x > 0 && y > 0 && x <= l->n_port_names && y <= l->n_port_names)
		return hostlist_natural_cmp(l->port_names[x - 1],
					    l->port_names[y - 1]);
	return (x > y) - (x < y);
}

/*
 * The NIC and the machine that have most company in each other; the lowest port
 * for the first machine where that does not tell.
 */
static void deal_one(struct deal *d, int first, int end)
{
	int card = -1, machine = -1;
	long most = -1;

	for (int m = 0; m < d->hand->machines; m++) {
		if (has_name(d, m, first, end))
			continue;
		for (int i = first; i < end; i++) {
			long n;

			if (is_dealt(d, i))
				continue;
			n = company_of(d, i, m);
			if (n > most || (n == most && m == machine &&
					 compare_ports(d, i, card) < 0)) {
				card = i;
				machine = m;
				most = n;
			}
		}
	}
	d->number[card - d->hand->first] = machine;
}

static void deal_name(struct deal *d, int first, int end)
{
	while (any_left(d, first, end))
		deal_one(d, first, end);
}

/*
 * How much company the NICs of one name have in each other: those that have
 * none show best which machine is where.
 */
static long closeness(const struct deal *d, int first, int end)
{
	long sum = 0;

	for (int i = first; i < end; i++)
		for (int k = i + 1; k < end; k++) {
			int a = place_of(d, i), b = place_of(d, k);

			sum += a < 0 || b < 0 ? 0 : *company(d, a, b);
		}
	return sum;
}

static void deal_by_company(struct deal *d)
{
	for (;;) {
		int best = -1, best_end = -1;
		long least = 0;

		for (int i = d->hand->first, end; i < d->hand->end; i = end) {
			long n;

			end = end_of_name(d, i);
			if (!any_left(d, i, end))
				continue;
			/* those that lack one seed nothing */
			n = end - i == d->hand->machines ?
			    closeness(d, i, end) : 1L << 40;
			if (best < 0 || n < least) {
				best = i;
				best_end = end;
				least = n;
			}
		}
		if (best < 0)
			return;
		deal_name(d, best, best_end);
	}
}

static void deal_by_guid(struct deal *d)
{
	for (int i = d->hand->first, end; i < d->hand->end; i = end) {
		end = end_of_name(d, i);
		for (int k = i; k < end; k++)
			d->number[k - d->hand->first] = k - i;
	}
}

int infer_deal(struct infer *in, const struct infer_card *cards, int n,
	       const struct infer_hand *hand, int *number)
{
	struct deal d = {
		.in = in, .cards = cards, .n_cards = n, .hand = hand,
		.number = number,
	};
	int rc = list_switches(&d);

	for (int i = hand->first; i < hand->end; i++)
		number[i - hand->first] = -1;
	if (rc == 0 && d.n_switches <= MOST_SWITCHES) {
		d.company = infer_alloc(in, d.n_switches * d.n_switches,
					sizeof(int));
		rc = d.company ? 0 : -1;
	}
	if (d.company) {
		count_company(&d);
		deal_by_company(&d);
	} else if (rc == 0) {
		deal_by_guid(&d);
	}
	free(d.switches);
	free(d.company);
	return rc;
}
