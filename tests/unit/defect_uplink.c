/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Faults in the cables between switches, and where they are clear. */
#include <string.h>

#include "defect.h"
#include "random.h"

static int n_trunks(const struct model *m)
{
	return m->n_uplinks + m->n_core_links;
}

static int pick_trunk(const struct model *m)
{
	return m->first_uplink + random_int(0, n_trunks(m) - 1);
}

/* Those that have the same uplinks as SW, itself included, in LIST. */
static int list_peers(const struct model *m, int sw, int *list)
{
	static uint64_t keys[MODEL_MAX_DEVICES];
	int n = 0;

	memset(keys, 0, sizeof(keys));
	for (int i = m->first_uplink; i < m->first_uplink + n_trunks(m); i++)
		keys[m->cables[i].a] += ((uint64_t)m->cables[i].b + 1) *
			UINT64_C(0x9e3779b97f4a7c15) >> 7;
	for (int i = 0; i < m->n_devices; i++)
		if (keys[i] && keys[i] == keys[sw])
			list[n++] = i;
	return n;
}

static int count_cables(const struct model *m, int a, int b)
{
	int n = 0;

	for (int i = m->first_uplink; i < m->n_cables; i++)
		n += m->cables[i].a == a && m->cables[i].b == b;
	return n;
}

static int count_uplinks(const struct model *m, int a)
{
	int n = 0;

	for (int i = m->first_uplink; i < m->n_cables; i++)
		n += m->cables[i].a == a;
	return n;
}

static struct defect_place low(const struct model_cable *c)
{
	return (struct defect_place){ c->a, c->port_a };
}

static struct defect_place high(const struct model_cable *c)
{
	return (struct defect_place){ c->b, c->port_b };
}

static enum defect_result slow_down(struct model *m, struct defect *d, int i)
{
	struct model_cable *c = &m->cables[i];
	bool leaf = i < m->first_uplink + m->n_uplinks;
	struct defect_cable *a;
	int n = 0;

	if (!*m->paces[PACE_UPLINK].speed)
		return DEFECT_NO_PLACE;
	for (int k = m->first_uplink; k < m->first_uplink + n_trunks(m); k++)
		n += leaf ? m->uplink_pod[k] == m->uplink_pod[i] :
			    m->cables[k].a == c->a;
	if (n < 3)
		return DEFECT_UNCLEAR;
	c->pace = PACE_SLOW;
	a = defect_add_trunk(d);
	a->fixed = low(c);
	a->at = a->home = high(c);
	return DEFECT_MADE;
}

static enum defect_result cut(struct model *m, struct defect *d, int i)
{
	struct defect_cable *a = defect_add_trunk(d);

	a->fixed = low(&m->cables[i]);
	a->home = high(&m->cables[i]);
	m->cables[i].gone = true;
	return DEFECT_MADE;
}

/* Beside cable I: to the same switch, or another one of its peers. */
static enum defect_result add(struct model *m, struct defect *d, int i)
{
	struct model_cable *c = &m->cables[i];
	struct defect_cable *a = defect_add_trunk(d);

	a->fixed = (struct defect_place){ c->a, defect_free_port(m, c->a) };
	a->at = (struct defect_place){ c->b, defect_free_port(m, c->b) };
	a->any_port = true;
	model_add_cable(m, a->fixed.sw, a->fixed.port, a->at.sw, a->at.port);
	return DEFECT_MADE;
}

/* The upper end to another upper switch of its tier. */
static enum defect_result move_upper(struct model *m, struct defect *d, int i)
{
	bool leaf = i < m->first_uplink + m->n_uplinks;
	struct model_cable *c = &m->cables[i];
	struct defect_cable *a;
	int tries = 50, to;

	do {
		int k = leaf ? m->first_uplink + random_int(0, m->n_uplinks - 1) :
			m->first_uplink + m->n_uplinks +
			random_int(0, m->n_core_links - 1);

		to = m->cables[k].b;
	} while (to == c->b && --tries);
	if (!tries)
		return DEFECT_NO_PLACE;
	a = defect_add_trunk(d);
	a->any_port = m->mixed_ports && count_cables(m, c->a, to) > 0;
	a->fixed = low(c);
	a->home = high(c);
	c->port_b = defect_free_port(m, to);
	c->b = to;
	a->at = high(c);
	return DEFECT_MADE;
}

/* The lower end to another of its peers. */
static enum defect_result move_lower(struct model *m, struct defect *d, int i,
				     const int *peers, int n)
{
	struct model_cable *c = &m->cables[i];
	struct defect_cable *a;
	int to;

	do {
		to = peers[random_int(0, n - 1)];
	} while (to == c->a);
	a = defect_add_trunk(d);
	a->any_port = true;
	a->fixed = high(c);
	a->home = low(c);
	c->port_a = defect_free_port(m, to);
	c->a = to;
	a->at = low(c);
	return DEFECT_MADE;
}

/* Two of one tier, between other switches. */
static enum defect_result swap(struct model *m, struct defect *d, int i)
{
	static int peers[MODEL_MAX_DEVICES];
	bool leaf = i < m->first_uplink + m->n_uplinks;
	struct model_cable *x = &m->cables[i], *y;
	struct defect_cable *a;
	int tries = 50, k;
	bool any = false;

	do {
		k = pick_trunk(m);
		y = &m->cables[k];
	} while (--tries &&
		 ((k < m->first_uplink + m->n_uplinks) != leaf ||
		  x->a == y->a || x->b == y->b));
	if (!tries)
		return DEFECT_NO_PLACE;
	if (list_peers(m, y->a, peers) < 4 || count_uplinks(m, y->a) < 3)
		return DEFECT_UNCLEAR;
	for (int n = 0; n < 2; n++) {
		struct model_cable *one = n ? y : x, *two = n ? x : y;

		a = defect_add_trunk(d);
		a->fixed = low(one);
		a->home = high(one);
		a->at = high(two);
		any |= m->mixed_ports && count_cables(m, one->a, two->b) > 0;
	}
	for (int n = 0; n < 2; n++)
		d->cables[n].any_port = any;
	model_swap_cables(m, i, k);
	return DEFECT_MADE;
}

enum defect_result defect_uplink(struct model *m, enum defect_kind kind,
				 struct defect *d)
{
	static int peers[MODEL_MAX_DEVICES];
	int i, n;

	if (!n_trunks(m))
		return DEFECT_NO_PLACE;
	i = pick_trunk(m);
	if (kind == DEFECT_SLOW_UPLINK)
		return slow_down(m, d, i);
	n = list_peers(m, m->cables[i].a, peers);
	if (n < (kind == DEFECT_MOVED_UPLINK ||
		 kind == DEFECT_SWAPPED_UPLINKS ? 4 : 3) ||
	    count_uplinks(m, m->cables[i].a) < 3)
		return DEFECT_UNCLEAR;
	switch (kind) {
	case DEFECT_MISSING_UPLINK:
		return cut(m, d, i);
	case DEFECT_EXTRA_UPLINK:
		return add(m, d, i);
	case DEFECT_MOVED_UPLINK:
		return random_one_in(2) ? move_upper(m, d, i) :
					  move_lower(m, d, i, peers, n);
	default:
		return swap(m, d, i);
	}
}
