/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Step of a check: cables between switches, too few of them or too many. */
#include <stdlib.h>

#include "check_trunk.h"

/* How many members of a cluster are asked about a port. */
enum { ASKED = 16 };

/*
 * How many of FAN's peers have their cable to switch HI in port PORT, less
 * those that have it in another one.
 */
static int vote_for_port(const struct trunks *t, const struct trunk_fan *fan,
			 int hi, int port)
{
	const struct trunk_cluster *k = &t->clusters[fan->cluster];
	int votes = 0, asked = 0;

	for (int i = 0; i < k->n_members && asked < ASKED; i++) {
		const struct trunk_fan *o;
		const struct trunk_pair *p;
		int found = 0;

		o = &t->fans[t->members[k->first_member + i]];
		p = o == fan ? NULL : trunks_find(t, o->sw, hi);
		if (!p)
			continue;
		for (int n = p->first; n < p->first + p->count; n++)
			found |= t->c->f->trunks[t->order[n]].port_a == port;
		votes += found ? 1 : -1;
		asked++;
	}
	return votes;
}

/* How far TRUNK's ports are from those of the nearest other cable of PAIR. */
static int loneliness(const struct trunks *t, const struct trunk_pair *pair,
		      int trunk)
{
	const struct fabric_trunk *x = &t->c->f->trunks[trunk];
	int nearest = 2 * FABRIC_MAX_PORT;

	for (int i = pair->first; i < pair->first + pair->count; i++) {
		const struct fabric_trunk *y = &t->c->f->trunks[t->order[i]];
		int far = abs(x->port_a - y->port_a) +
			  abs(x->port_b - y->port_b);

		if (x != y && far < nearest)
			nearest = far;
	}
	return nearest;
}

/* The cable of PAIR that is the least like those of the peers, and then the
 * farthest from the others; not one that was taken, of which there are TAKEN,
 * the last in spares[]. */
static int oddest(const struct trunks *t, const struct trunk_fan *fan,
		  const struct trunk_pair *pair, int taken)
{
	int odd = -1, least = 0, most = 0;

	for (int i = pair->first; i < pair->first + pair->count; i++) {
		int trunk = t->order[i], votes = 0, alone;
		bool used = false;

		for (int k = 1; k <= taken; k++)
			used |= t->spares[t->n_spares - k].trunk == trunk;
		if (used)
			continue;
		if (fan->cluster >= 0)
			votes = vote_for_port(t, fan, pair->hi,
					      t->c->f->trunks[trunk].port_a);
		alone = loneliness(t, pair, trunk);
		if (odd < 0 || votes < least ||
		    (votes == least && alone >= most)) {
			odd = trunk;
			least = votes;
			most = alone;
		}
	}
	return odd;
}

/* Past this many spare cables of one pair it does not matter which. */
enum { CHOSEN = 16 };

static void find_spares(struct trunks *t, int index)
{
	struct trunk_fan *fan = &t->fans[index];

	for (int i = fan->first; i < fan->first + fan->n_pairs; i++) {
		const struct trunk_pair *p = &t->pairs[i];
		int expected = trunks_expected(t, fan, p->hi);
		int spare = expected < 0 ? 0 : p->count - expected;

		for (int n = 0; n < spare; n++) {
			int trunk = spare < p->count && spare <= CHOSEN &&
				    p->count <= 4 * CHOSEN ?
				    oddest(t, fan, p, n) :
				    t->order[p->first + p->count - 1 - n];

			t->spares[t->n_spares++] = (struct trunk_spare){
				.trunk = trunk, .fan = index,
			};
			fan->told = true;
		}
	}
}

static int add_gaps(struct trunks *t, int index, int hi, int count)
{
	struct trunk_gap *bigger;

	for (; count > 0; count--) {
		if (!(t->n_gaps & (t->n_gaps - 1))) {
			bigger = realloc(t->gaps, sizeof(*bigger) *
					 (t->n_gaps ? (size_t)t->n_gaps * 2 :
						      1));
			if (!bigger)
				return rail_error_nomem(t->c->err);
			t->gaps = bigger;
		}
		t->gaps[t->n_gaps++] = (struct trunk_gap){
			.lo = t->fans[index].sw, .hi = hi, .fan = index,
		};
	}
	return 0;
}

static int find_gaps(struct trunks *t, int index)
{
	struct trunk_fan *fan = &t->fans[index];
	const struct trunk_cluster *k;

	if (fan->cluster < 0)
		return 0;
	k = &t->clusters[fan->cluster];
	for (int i = k->first_column; i < k->first_column + k->n_columns;
	     i++) {
		int hi = t->columns[i].sw;
		int expected = trunks_expected(t, fan, hi);
		const struct trunk_pair *p;

		if (expected <= 0)
			continue;
		p = trunks_find(t, fan->sw, hi);
		if (add_gaps(t, index, hi, expected - (p ? p->count : 0)) < 0)
			return -1;
		if (expected > (p ? p->count : 0))
			fan->told = true;
	}
	return 0;
}

int trunks_compare(struct trunks *t)
{
	t->spares = check_alloc(t->c, (size_t)t->c->f->n_trunks,
				sizeof(*t->spares));
	if (!t->spares)
		return -1;
	for (int i = 0; i < t->n_fans; i++) {
		find_spares(t, i);
		if (find_gaps(t, i) < 0)
			return -1;
	}
	return 0;
}
