/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Step of a check: links of NICs that run at another speed than their peers. */
#include <stdlib.h>

#include "check_parts.h"

struct speeds {
	struct check *c;
	int *usual;	/* by slot of one island: what to expect; -1 */
};

static int speed_of(const struct check *c, int node, int slot)
{
	const struct fabric_nic *nic = &c->f->nodes[node].nics[slot];

	return nic->leaf < 0 ? -1 : nic->speed;
}

/* A running vote finds what more than half have, if anything is. */
struct majority {
	int leads, lead;
	int n, count;	/* in the second round: all, and for the leader */
	bool counts;
};

static void vote(struct majority *m, int speed)
{
	if (speed < 0)
		return;
	if (m->counts) {
		m->n++;
		m->count += speed == m->leads;
	} else if (!m->lead) {
		m->leads = speed;
		m->lead = 1;
	} else {
		m->lead += speed == m->leads ? 1 : -1;
	}
}

/* The speed that more than half of an island's N NICs have, or of those of
 * one SLOT (-1: all); -1: there is none. */
static int usual_speed(const struct check *c, const struct fabric_island *is,
		       int slot, int *n)
{
	int first = slot < 0 ? 0 : slot;
	int end = slot < 0 ? c->n_slots : slot + 1;
	struct majority m = { .leads = -1 };

	for (int round = 0; round < 2; round++, m.counts = true)
		for (int i = 0; i < is->n_nodes; i++)
			for (int k = first; k < end; k++)
				vote(&m, speed_of(c, is->first_node + i, k));
	*n = m.n;
	return m.count * 2 > m.n ? m.leads : -1;
}

/* --- a whole leaf -------------------------------------------------------- */

/* All links to a leaf run at SPEED, those to the island's others do not. */
static int tell_leaf(struct speeds *s, int island, int slot, int speed,
		     int usual)
{
	struct check *c = s->c;
	const struct fabric_island *is = &c->f->islands[island];
	int leaf = c->home[(size_t)island * c->n_slots + slot];

	if (!check_add(c, CHECK_MIXED_SPEEDS, text_format(
		"all links of nodes of %s to %s run at %s, their others at %s",
		is->name, leaf < 0 ? "one leaf" : c->f->leafs[leaf].name,
		c->f->speeds[speed], c->f->speeds[usual]),
		text_format("look at the settings of that leaf's ports")))
		return -1;
	check_place_at_island(c, island);
	c->r->findings[c->r->n_findings - 1].leaf = leaf;
	for (int i = is->first_node; i < is->first_node + is->n_nodes; i++) {
		struct check_cable a = check_nic_cable(c, i, slot);

		if (a.speed == speed && check_add_cable(c, &a) < 0)
			return -1;
	}
	return 0;
}

static int find_leafs(struct speeds *s, int island)
{
	const struct fabric_island *is = &s->c->f->islands[island];
	int all, n, usual = usual_speed(s->c, is, -1, &all);

	for (int k = 0; k < s->c->n_slots; k++) {
		int speed = usual_speed(s->c, is, k, &n);

		/* Of a node or two nobody knows which is the usual one. */
		s->usual[k] = speed >= 0 && n > 2 ? speed : usual;
		if (speed < 0 || usual < 0 || speed == usual || n < 2)
			continue;
		/* two of three rails, say, are no exception */
		if (n * 3 > all)
			continue;
		s->usual[k] = speed;
		if (tell_leaf(s, island, k, speed, usual) < 0)
			return -1;
	}
	return 0;
}

/* --- a node -------------------------------------------------------------- */

static bool is_odd(const struct speeds *s, int node, int slot)
{
	int speed = speed_of(s->c, node, slot);

	return speed >= 0 && s->usual[slot] >= 0 && speed != s->usual[slot];
}

static int tell_node(struct speeds *s, int node, int n, int first)
{
	struct check *c = s->c;
	struct check_cable a = check_nic_cable(c, node, first);
	char nic[CHECK_TEXT], at[CHECK_TEXT], *what;

	check_nic_text(&a, nic);
	check_place_text(c->f, &a.at, at);
	if (n == 1)
		what = text_format("%s runs at %s on %s, its peers at %s", nic,
				   c->f->speeds[a.speed], at,
				   c->f->speeds[s->usual[first]]);
	else
		what = text_format("%s: %d of its links run at another speed "
				   "than their peers: %s at %s, not %s%s",
				   c->f->nodes[node].name, n, nic,
				   c->f->speeds[a.speed],
				   c->f->speeds[s->usual[first]],
				   n > 1 ? ", and so on" : "");
	if (!check_add(c, CHECK_MIXED_SPEEDS, what, text_format(
		"reseat or replace %s, and look at both ports",
		n == 1 ? "the cable" : "the cables")))
		return -1;
	check_place_at_node(c, node);
	for (int k = 0; k < c->n_slots; k++) {
		if (!is_odd(s, node, k))
			continue;
		a = check_nic_cable(c, node, k);
		if (check_add_cable(c, &a) < 0)
			return -1;
	}
	return 0;
}

static int find_nodes(struct speeds *s, int island)
{
	const struct fabric_island *is = &s->c->f->islands[island];

	for (int i = is->first_node; i < is->first_node + is->n_nodes; i++) {
		int n = 0, first = -1;

		for (int k = s->c->n_slots - 1; k >= 0; k--) {
			if (!is_odd(s, i, k))
				continue;
			first = k;
			n++;
		}
		if (n && tell_node(s, i, n, first) < 0)
			return -1;
	}
	return 0;
}

int check_speeds(struct check *c)
{
	struct speeds s = { .c = c };
	int rc;

	s.usual = check_alloc(c, (size_t)c->n_slots, sizeof(int));
	rc = s.usual ? 0 : -1;
	for (int i = 0; rc == 0 && c->f->n_speeds > 1 && i < c->f->n_islands;
	     i++)
		rc = find_leafs(&s, i) < 0 || find_nodes(&s, i) < 0 ? -1 : 0;
	free(s.usual);
	return rc;
}
