/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Faults that put cables of NICs into wrong places. */
#include "synth_fail_parts.h"

/* How often another one is looked for before it is said that there is none. */
enum { TRIES = 256 };
/* Of fewer nodes nobody can say which order is the usual one. */
enum { ORDERLY = 6 };

static struct fail_host *host_of(const struct failing *f, int cable)
{
	return &f->hosts[f->host_of[fail_lower(f, cable).device]];
}

static const char *nic_name(const struct failing *f, int cable)
{
	return f->l->devices[fail_lower(f, cable).device].name;
}

static const char *leaf_name(const struct failing *f, int cable)
{
	return f->l->devices[fail_upper(f, cable).device].name;
}

static int plane_of(const struct failing *f, int cable)
{
	return fail_lower(f, cable).port;
}

/* Nothing is wrong with it, nor with others of its node. */
static bool is_sound(const struct failing *f, int cable)
{
	return !f->hit[cable] && !host_of(f, cable)->touched;
}

/* --- two that change places ---------------------------------------------- */

static int exchange(struct failing *f, enum synth_fault fault, int x, int y)
{
	struct fail_end at_x = fail_upper(f, x), at_y = fail_upper(f, y);
	int nic_x = fail_lower(f, x).device, nic_y = fail_lower(f, y).device;
	char *what = text_format("%s %s and %s %s are in each other's place on "
				 "%s and %s", host_of(f, x)->name,
				 nic_name(f, x), host_of(f, y)->name,
				 nic_name(f, y), leaf_name(f, y),
				 leaf_name(f, x));

	f->hit[x] = f->hit[y] = true;
	host_of(f, x)->touched = host_of(f, y)->touched = true;
	if (fail_note(f, fault, what, nic_x,
		      f->host_of[nic_x] == f->host_of[nic_y] ? -1 : nic_y) < 0)
		return -1;
	return fail_put_upper(f, x, at_y) < 0 || fail_put_upper(f, y, at_x) < 0 ?
		       -1 : 1;
}

/* A cable of a NIC of HOST, at random; -1: it has none. */
static int cable_of_host(struct failing *f, int host)
{
	const struct fail_host *h = &f->hosts[host];
	int nic = h->first_nic + fail_pick(f, h->n_nics);
	int n = f->first[nic + 1] - f->first[nic];

	return n ? f->cables_of[f->first[nic] + fail_pick(f, n)] : -1;
}

int fail_swap(struct failing *f, int host)
{
	for (int i = 0; i < TRIES; i++) {
		int x = cable_of_host(f, host), y = cable_of_host(f, host);

		if (x >= 0 && y >= 0 && is_sound(f, x) && is_sound(f, y) &&
		    plane_of(f, x) == plane_of(f, y) &&
		    fail_upper(f, x).device != fail_upper(f, y).device)
			return exchange(f, SYNTH_SWAPS, x, y);
	}
	return 0;
}

int fail_plane_swap(struct failing *f, int nic)
{
	int n = f->first[nic + 1] - f->first[nic], x, y;

	if (n < 2)
		return 0;
	x = fail_pick(f, n);
	y = (x + 1 + fail_pick(f, n - 1)) % n;
	x = f->cables_of[f->first[nic] + x];
	y = f->cables_of[f->first[nic] + y];
	if (!is_sound(f, x) || !is_sound(f, y))
		return 0;
	return exchange(f, SYNTH_PLANE_SWAPS, x, y);
}

/* A cable of another node, inside the island of cable X or in another one. */
static int other_node(struct failing *f, int x, bool same_island)
{
	const struct fail_host *mine = host_of(f, x);

	for (int i = 0; i < TRIES; i++) {
		int host = fail_pick(f, f->n_hosts), y;

		/* Nodes of an island are near each other. */
		if (same_island) {
			int own = (int)(mine - f->hosts);

			host = own - TRIES / 2 + fail_pick(f, TRIES);
			if (host < 0 || host >= f->n_hosts)
				continue;
		}
		if (&f->hosts[host] == mine || f->hosts[host].touched ||
		    (f->hosts[host].island == mine->island) != same_island)
			continue;
		y = cable_of_host(f, host);
		if (y >= 0 && is_sound(f, y))
			return y;
	}
	return -1;
}

int fail_node_swap(struct failing *f, int x)
{
	for (int i = 0; is_sound(f, x) && i < TRIES; i++) {
		int y = other_node(f, x, true);

		if (y < 0)
			return 0;
		if (plane_of(f, x) == plane_of(f, y) &&
		    fail_upper(f, x).device != fail_upper(f, y).device)
			return exchange(f, SYNTH_NODE_SWAPS, x, y);
	}
	return 0;
}

int fail_island_swap(struct failing *f, int x)
{
	int y = is_sound(f, x) ? other_node(f, x, false) : -1;

	return y < 0 ? 0 : exchange(f, SYNTH_ISLAND_SWAPS, x, y);
}

/* Which NIC of its node it is. */
static int rank_of(const struct failing *f, int cable)
{
	return fail_lower(f, cable).device - host_of(f, cable)->first_nic;
}

static bool is_small(const struct failing *f, int island)
{
	int n = 0;

	for (int i = 0; i < f->n_hosts; i++)
		n += f->hosts[i].island == island;
	return n < ORDERLY;
}

int fail_port_swap(struct failing *f, int x)
{
	int leaf = fail_upper(f, x).device;
	int n = f->first[leaf + 1] - f->first[leaf];

	for (int i = 0; is_sound(f, x) && i < TRIES; i++) {
		int y = f->cables_of[f->first[leaf] + fail_pick(f, n)];

		if (fail_is_link(f, y) && host_of(f, x) != host_of(f, y) &&
		    rank_of(f, x) == rank_of(f, y) && is_sound(f, y) &&
		    fail_upper(f, y).device == leaf)
			return fail_unseen(f, exchange(f, SYNTH_PORT_SWAPS, x,
						       y),
					   is_small(f, host_of(f, x)->island));
	}
	return 0;
}

/* --- one that is elsewhere ----------------------------------------------- */

static int move(struct failing *f, enum synth_fault fault, int x, int device)
{
	struct fail_end end = { device, fail_take_port(f, device) };
	int nic = fail_lower(f, x).device;
	char *what;

	if (end.port <= 0)
		return end.port;
	what = text_format("%s %s is on %s, not on %s", host_of(f, x)->name,
			   nic_name(f, x), f->l->devices[device].name,
			   leaf_name(f, x));
	f->hit[x] = host_of(f, x)->touched = true;
	if (fail_note(f, fault, what, nic, device) < 0)
		return -1;
	return fail_put_upper(f, x, end) < 0 ? -1 : 1;
}

/* The leaf of another cable, so that leafs with many nodes are likelier. */
static int leaf_elsewhere(struct failing *f, int x, bool same_island)
{
	for (int i = 0; i < TRIES; i++) {
		int y = same_island ?
				cable_of_host(f, (int)(host_of(f, x) -
						       f->hosts)) :
				other_node(f, x, false);
		int leaf = y < 0 ? -1 : fail_upper(f, y).device;

		if (y >= 0 && !f->gone[y] && leaf != fail_upper(f, x).device)
			return leaf;
	}
	return -1;
}

int fail_wrong_leaf(struct failing *f, int x)
{
	int leaf = is_sound(f, x) ? leaf_elsewhere(f, x, true) : -1;

	return leaf < 0 ? 0 : move(f, SYNTH_WRONG_LEAFS, x, leaf);
}

int fail_wrong_island(struct failing *f, int x)
{
	int leaf = is_sound(f, x) ? leaf_elsewhere(f, x, false) : -1;

	return leaf < 0 ? 0 : move(f, SYNTH_WRONG_ISLANDS, x, leaf);
}

int fail_wrong_switch(struct failing *f, int x)
{
	for (int i = 0; is_sound(f, x) && i < TRIES; i++) {
		int sw = fail_pick(f, f->l->n_devices);

		if (f->tier[sw] > FABRIC_LEAF &&
		    f->first[sw + 1] > f->first[sw] &&
		    !f->gone[f->cables_of[f->first[sw]]])
			return move(f, SYNTH_WRONG_SWITCHES, x, sw);
	}
	return 0;
}

/* --- one more ------------------------------------------------------------ */

int fail_extra_link(struct failing *f, int x)
{
	int nic = fail_lower(f, x).device, leaf;
	struct links_cable c = f->l->cables[x];
	struct fail_end end;

	/* NICs with a port for each plane have no more. */
	leaf = f->n_planes == 1 && is_sound(f, x) ?
		       leaf_elsewhere(f, x, true) : -1;
	if (leaf < 0)
		return 0;
	end = (struct fail_end){ leaf, fail_take_port(f, leaf) };
	if (end.port <= 0)
		return end.port;
	c.a = leaf;
	c.port_a = end.port;
	c.b = nic;
	c.port_b = 2;
	f->hit[x] = host_of(f, x)->touched = true;
	if (links_add_cable(f->l, &c, f->err) < 0)
		return -1;
	return fail_note(f, SYNTH_EXTRA_LINKS, text_format(
		"%s %s is on %s as well", host_of(f, x)->name, nic_name(f, x),
		f->l->devices[leaf].name), nic, leaf);
}
