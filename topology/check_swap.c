/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Step of a check: two cables that are in each other's place. */
#include <stdlib.h>

#include "check_parts.h"

/*
 * The strays that have a home, in three orders: by where they are, exactly;
 * by the pair of switches (home, at) and node; and by that pair again, of
 * which those without a partner are taken one after the other.
 */
struct swaps {
	struct check *c;
	struct check_stray **by_place;
	struct check_stray **by_pair;
	int n;
};

static int compare(int a, int b)
{
	return (a > b) - (a < b);
}

static int by_place(const void *x, const void *y)
{
	const struct check_cable *a = &(*(struct check_stray *const *)x)->cable;
	const struct check_cable *b = &(*(struct check_stray *const *)y)->cable;
	int diff = compare(a->at.sw, b->at.sw);

	return diff ? diff : compare(a->at.port, b->at.port);
}

static int compare_pair(const struct check_cable *a, int home, int at)
{
	int diff = compare(a->home.sw, home);

	return diff ? diff : compare(a->at.sw, at);
}

static int by_pair(const void *x, const void *y)
{
	const struct check_cable *a = &(*(struct check_stray *const *)x)->cable;
	const struct check_cable *b = &(*(struct check_stray *const *)y)->cable;
	int diff = compare_pair(a, b->home.sw, b->at.sw);

	if (!diff)
		diff = compare(a->node, b->node);
	if (!diff)
		diff = compare(a->rail, b->rail);
	return diff ? diff : compare(a->plane, b->plane);
}

static enum check_kind kind_of(const struct fabric *f,
			       const struct check_cable *a,
			       const struct check_cable *b)
{
	if (a->node == b->node)
		return a->rail == b->rail ? CHECK_SWAPPED_PLANES :
					    CHECK_SWAPPED_RAILS;
	return f->nodes[a->node].island == f->nodes[b->node].island ?
	       CHECK_SWAPPED_NODES : CHECK_SWAPPED_ISLANDS;
}

static int tell(struct check *c, struct check_stray *one,
		struct check_stray *two)
{
	char nic_a[CHECK_TEXT], nic_b[CHECK_TEXT];
	char at_a[CHECK_TEXT], at_b[CHECK_TEXT];
	struct check_cable *a = &one->cable, *b = &two->cable;
	char *what;

	if (a->node > b->node || (a->node == b->node && a->rail > b->rail)) {
		a = &two->cable;
		b = &one->cable;
	}
	one->told = two->told = true;
	a->home = b->at;
	b->home = a->at;
	what = text_format("%s is on %s, %s on %s", check_nic_text(a, nic_a),
			   check_place_text(c->f, &a->at, at_a),
			   check_nic_text(b, nic_b),
			   check_place_text(c->f, &b->at, at_b));
	if (!check_add(c, kind_of(c->f, a, b), what,
		       text_format("swap the two cables at the leafs")))
		return -1;
	check_place_at_node(c, a->node);
	return check_add_cable(c, a) < 0 || check_add_cable(c, b) < 0 ? -1 : 0;
}

/* --- each to its own port ------------------------------------------------ */

static bool same_place(const struct check_place *a, const struct check_place *b)
{
	return a->sw == b->sw && a->port == b->port;
}

static int exact(struct swaps *s)
{
	for (int i = 0; i < s->n; i++) {
		struct check_stray *one = s->by_place[i], key, *pkey = &key;
		struct check_stray **two;

		if (one->told || !one->cable.home.port)
			continue;
		key.cable.at = one->cable.home;
		two = bsearch(&pkey, s->by_place, (size_t)s->n, sizeof(*two),
			      by_place);
		if (!two || *two == one || (*two)->told ||
		    !same_place(&(*two)->cable.home, &one->cable.at))
			continue;
		if (tell(s->c, one, *two) < 0)
			return -1;
	}
	return 0;
}

/* --- each to its own leaf ------------------------------------------------ */

/* The first in by_pair of pair (HOME, AT), from node NODE on. */
static int find_pair(const struct swaps *s, int home, int at, int node)
{
	int low = 0, high = s->n;

	while (low < high) {
		int middle = low + (high - low) / 2;
		const struct check_cable *a = &s->by_pair[middle]->cable;
		int diff = compare_pair(a, home, at);

		if (diff < 0 || (!diff && a->node < node))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_pair(const struct swaps *s, int i, int home, int at)
{
	return i < s->n && !compare_pair(&s->by_pair[i]->cable, home, at);
}

static int in_one_node(struct swaps *s)
{
	for (int i = 0; i < s->n; i++) {
		struct check_stray *one = s->by_pair[i];
		int home = one->cable.at.sw, at = one->cable.home.sw;
		int node = one->cable.node, k;

		if (one->told)
			continue;
		k = find_pair(s, home, at, node);
		while (is_pair(s, k, home, at) &&
		       s->by_pair[k]->cable.node == node &&
		       (s->by_pair[k]->told || k == i))
			k++;
		if (is_pair(s, k, home, at) &&
		    s->by_pair[k]->cable.node == node &&
		    tell(s->c, one, s->by_pair[k]) < 0)
			return -1;
	}
	return 0;
}

/* Both lists of a pair of leafs and its mirror, from their beginnings. */
static int in_order(struct swaps *s)
{
	int end;

	for (int i = 0; i < s->n; i = end) {
		const struct check_cable *a = &s->by_pair[i]->cable;
		int home = a->home.sw, at = a->at.sw;
		int k = find_pair(s, at, home, -1);

		for (end = i; is_pair(s, end, home, at); end++) {
			if (s->by_pair[end]->told)
				continue;
			while (is_pair(s, k, at, home) && s->by_pair[k]->told)
				k++;
			if (!is_pair(s, k, at, home) || k == end)
				continue;
			if (tell(s->c, s->by_pair[end], s->by_pair[k]) < 0)
				return -1;
		}
	}
	return 0;
}

int check_swaps(struct check *c)
{
	struct swaps s = { .c = c };
	int rc = -1;

	s.by_place = check_alloc(c, (size_t)c->n_strays, sizeof(*s.by_place));
	s.by_pair = check_alloc(c, (size_t)c->n_strays, sizeof(*s.by_pair));
	if (!s.by_place || !s.by_pair)
		goto out;
	for (int i = 0; i < c->n_strays; i++) {
		if (c->strays[i].cable.home.sw < 0)
			continue;
		s.by_place[s.n] = s.by_pair[s.n] = &c->strays[i];
		s.n++;
	}
	qsort(s.by_place, (size_t)s.n, sizeof(*s.by_place), by_place);
	qsort(s.by_pair, (size_t)s.n, sizeof(*s.by_pair), by_pair);
	rc = exact(&s) < 0 || in_one_node(&s) < 0 || in_order(&s) < 0 ? -1 : 0;
out:
	free(s.by_place);
	free(s.by_pair);
	return rc;
}
