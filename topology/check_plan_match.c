/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Step of a check against a plan: the cables that are where they should be. */
#include <stdlib.h>
#include <string.h>

#include "check_plan.h"

/* --- by their ports ------------------------------------------------------ */

/* Whether A and B may be one cable: a port that is not known may be any. */
static bool may_be_one(const struct plan_cable *a, const struct plan_cable *b)
{
	for (int end = 0; end < 2; end++)
		if (a->thing[end] != b->thing[end] ||
		    (a->port[end] >= 0 && b->port[end] >= 0 &&
		     a->port[end] != b->port[end]))
			return false;
	return true;
}

static void match_ports(struct plan *p)
{
	for (int i = 0; i < p->n_cables[PLAN_PLANNED]; i++) {
		struct plan_cable *c = &p->cables[PLAN_PLANNED][i];

		for (int end = 0; end < 2 && !c->done; end++) {
			struct plan_cable *is = plan_partner(p, PLAN_SEEN, c,
							     end);

			if (is && may_be_one(c, is))
				c->done = is->done = true;
		}
	}
}

/* --- by what they connect ------------------------------------------------ */

int plan_compare_things(const struct plan_cable *x,
			const struct plan_cable *y)
{
	if (x->thing[0] != y->thing[0])
		return x->thing[0] < y->thing[0] ? -1 : 1;
	return (x->thing[1] > y->thing[1]) - (x->thing[1] < y->thing[1]);
}

static int by_things(const void *a, const void *b)
{
	const struct plan_cable *x = *(struct plan_cable *const *)a;
	const struct plan_cable *y = *(struct plan_cable *const *)b;
	int diff = plan_compare_things(x, y);

	return diff ? diff : (x > y) - (x < y);
}

struct plan_cable **plan_list_left(struct plan *p, enum plan_side side, int *n)
{
	struct plan_cable **list = check_alloc(&p->c,
					       (size_t)p->n_cables[side],
					       sizeof(*list));

	*n = 0;
	for (int i = 0; list && i < p->n_cables[side]; i++)
		if (!p->cables[side][i].done)
			list[(*n)++] = &p->cables[side][i];
	if (list && *n)
		qsort(list, (size_t)*n, sizeof(*list), by_things);
	return list;
}

/* Of N cables from IS on, the first that may be C. */
static void match_one(struct plan_cable *c, struct plan_cable **is, int n)
{
	for (int i = 0; i < n && !plan_compare_things(is[i], c); i++)
		if (!is[i]->done && may_be_one(c, is[i])) {
			c->done = is[i]->done = true;
			return;
		}
}

/*
 * What nobody knows the name of, in a port where the plan has a host: that host,
 * or that NIC of it, was not seen, and that is all there is to say.
 */
static void pass_over_unknown(struct plan *p)
{
	for (int i = 0; i < p->n_cables[PLAN_SEEN]; i++) {
		struct plan_cable *c = &p->cables[PLAN_SEEN][i], *planned;
		const char *name = p->things[c->thing[0]].name;

		if (c->done || p->things[c->thing[0]].is_switch ||
		    strncmp(name, FABRIC_UNKNOWN_HOST,
			    strlen(FABRIC_UNKNOWN_HOST)))
			continue;
		planned = plan_partner(p, PLAN_PLANNED, c, 1);
		if (!planned || p->things[planned->thing[0]].is_switch)
			continue;
		c->done = true;
		p->things[c->thing[0]].cables[PLAN_SEEN]--;
	}
}

int plan_match(struct plan *p)
{
	struct plan_cable **planned, **seen;
	int n_planned, n_seen;

	match_ports(p);
	planned = plan_list_left(p, PLAN_PLANNED, &n_planned);
	seen = plan_list_left(p, PLAN_SEEN, &n_seen);
	for (int i = 0, k = 0; planned && seen && i < n_planned; i++) {
		while (k < n_seen && (seen[k]->done ||
		       plan_compare_things(seen[k], planned[i]) < 0))
			k++;
		match_one(planned[i], &seen[k], n_seen - k);
	}
	pass_over_unknown(p);
	free(planned);
	free(seen);
	return planned && seen ? 0 : -1;
}
