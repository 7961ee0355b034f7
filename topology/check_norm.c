/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Step of a check: which leaf and port most nodes of an island have. */
#include <stdlib.h>
#include <string.h>

#include "check_parts.h"

/* Where the nodes of an island have a slot. */
static int common_leaf(const struct check *c, int island, int slot, int *votes)
{
	const struct fabric *f = c->f;
	const struct fabric_island *is = &f->islands[island];
	int rail = check_rail(c, slot), plane = check_plane(c, slot);
	int best = -1, named = -1, n_named = 0;

	for (int i = 0; i < is->n_nodes; i++) {
		int leaf = f->nodes[is->first_node + i].nics[slot].leaf;

		if (leaf >= 0)
			votes[leaf]++;
	}
	for (int i = is->first_leaf; i < is->first_leaf + is->n_leafs; i++) {
		const struct fabric_leaf *leaf = &f->leafs[i];

		if ((leaf->rail >= 0 && leaf->rail != rail) ||
		    (leaf->plane >= 0 && leaf->plane != plane))
			continue;
		if (leaf->rail == rail) {
			named = i;
			n_named++;
		}
		if (votes[i] && (best < 0 || votes[i] > votes[best]))
			best = i;
	}
	for (int i = 0; i < is->n_nodes; i++) {
		int leaf = f->nodes[is->first_node + i].nics[slot].leaf;

		if (leaf >= 0)
			votes[leaf] = 0;
	}
	return best < 0 && n_named == 1 ? named : best;
}

bool check_at_home(const struct check *c, int node, int slot, int sw)
{
	const struct fabric *f = c->f;
	int island = f->nodes[node].island;

	if (sw < 0 || sw >= f->n_leafs || f->leafs[sw].island != island)
		return false;
	if (sw == c->home[(size_t)island * c->n_slots + slot])
		return true;
	/* An island may have several leafs for a rail. */
	return f->leafs[sw].rail == check_rail(c, slot) &&
	       (f->leafs[sw].plane < 0 ||
		f->leafs[sw].plane == check_plane(c, slot));
}

/* --- ports --------------------------------------------------------------- */

static int by_number(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return (x > y) - (x < y);
}

/* What more than half of the N numbers are, two of them at least. */
static int common_number(int *list, int n, int least)
{
	qsort(list, (size_t)n, sizeof(*list), by_number);
	if (n >= least) {
		int middle = list[n / 2], same = 0;

		for (int i = 0; i < n; i++)
			same += list[i] == middle;
		if (same * 2 > n)
			return middle;
	}
	return CHECK_NO_PORT;
}

/* The port of NODE for SLOT, when it is on a leaf where it may be. */
static int port_at_home(const struct check *c, int node, int slot)
{
	const struct fabric_nic *nic = &c->f->nodes[node].nics[slot];

	return nic->port && check_at_home(c, node, slot, nic->leaf) ?
	       nic->port : CHECK_NO_PORT;
}

/* The slot that most nodes of the island have in its place. */
static int surest_slot(const struct check *c, const struct fabric_island *is)
{
	int best = 0, most = -1;

	for (int s = 0; s < c->n_slots; s++) {
		int n = 0;

		for (int i = 0; i < is->n_nodes; i++)
			n += port_at_home(c, is->first_node + i, s) !=
			     CHECK_NO_PORT;
		if (n > most) {
			best = s;
			most = n;
		}
	}
	return best;
}

/* Each slot's distance from the surest one.  SCRATCH: n_nodes of them. */
static void find_offsets(struct check *c, int island, int *scratch)
{
	const struct fabric_island *is = &c->f->islands[island];
	int *offset = &c->offset[(size_t)island * c->n_slots];
	int sure = surest_slot(c, is);

	for (int s = 0; s < c->n_slots; s++) {
		int n = 0;

		for (int i = 0; i < is->n_nodes; i++) {
			int node = is->first_node + i;
			int a = port_at_home(c, node, sure);
			int b = port_at_home(c, node, s);

			if (a != CHECK_NO_PORT && b != CHECK_NO_PORT)
				scratch[n++] = b - a;
		}
		offset[s] = common_number(scratch, n, 2);
	}
}

/* Where an island is too small to tell: as in most islands that can. */
static void share_offsets(struct check *c, int *scratch)
{
	for (int s = 0; s < c->n_slots; s++) {
		int n = 0, common;

		for (int i = 0; i < c->f->n_islands; i++) {
			int o = c->offset[(size_t)i * c->n_slots + s];

			if (o != CHECK_NO_PORT)
				scratch[n++] = o;
		}
		common = common_number(scratch, n, 1);
		for (int i = 0; i < c->f->n_islands; i++) {
			int *o = &c->offset[(size_t)i * c->n_slots + s];

			if (*o == CHECK_NO_PORT)
				*o = common;
		}
	}
}

/* SCRATCH: n_slots of them. */
static void find_base(struct check *c, int node, int *scratch)
{
	const int *offset = &c->offset[(size_t)c->f->nodes[node].island *
				       c->n_slots];
	int n = 0;

	for (int s = 0; s < c->n_slots; s++) {
		int port = port_at_home(c, node, s);

		if (port != CHECK_NO_PORT && offset[s] != CHECK_NO_PORT)
			scratch[n++] = port - offset[s];
	}
	c->base[node] = common_number(scratch, n, 1);
}

/* --- ports in use -------------------------------------------------------- */

struct place_list {
	int *at;	/* switch -> where its next port goes; NULL: count */
	int *ports;
	int *counts;
};

static void note_port(struct place_list *l, int sw, int port)
{
	if (sw < 0 || !port)
		return;
	if (l->at)
		l->ports[l->at[sw]++] = port;
	else
		l->counts[sw]++;
}

static void walk_ports(const struct fabric *f, struct place_list *l)
{
	int slots = f->n_rails * f->n_planes;

	for (int n = 0; n < f->n_nodes; n++)
		for (int s = 0; s < slots; s++)
			note_port(l, f->nodes[n].nics[s].leaf,
				  f->nodes[n].nics[s].port);
	for (int i = 0; i < f->n_others; i++)
		note_port(l, f->others[i].sw, f->others[i].port);
	for (int i = 0; i < f->n_trunks; i++) {
		note_port(l, f->trunks[i].a, f->trunks[i].port_a);
		note_port(l, f->trunks[i].b, f->trunks[i].port_b);
	}
}

static int list_ports(struct check *c)
{
	int n = fabric_n_switches(c->f);
	struct place_list l = { 0 };
	int rc = -1;

	c->first_port = check_alloc(c, (size_t)n + 1, sizeof(int));
	l.counts = check_alloc(c, (size_t)n, sizeof(int));
	if (!c->first_port || !l.counts)
		goto out;
	walk_ports(c->f, &l);
	for (int i = 0; i < n; i++) {
		c->first_port[i + 1] = c->first_port[i] + l.counts[i];
		l.counts[i] = c->first_port[i];
	}
	c->ports = check_alloc(c, (size_t)c->first_port[n], sizeof(int));
	if (!c->ports)
		goto out;
	l.ports = c->ports;
	l.at = l.counts;
	walk_ports(c->f, &l);
	for (int i = 0; i < n; i++)
		qsort(&c->ports[c->first_port[i]],
		      (size_t)(c->first_port[i + 1] - c->first_port[i]),
		      sizeof(int), by_number);
	rc = 0;
out:
	free(l.counts);
	return rc;
}

bool check_port_used(const struct check *c, int sw, int port)
{
	int low = c->first_port[sw], high = c->first_port[sw + 1];

	while (low < high) {
		int middle = low + (high - low) / 2;

		if (c->ports[middle] < port)
			low = middle + 1;
		else
			high = middle;
	}
	return low < c->first_port[sw + 1] && c->ports[low] == port;
}

struct check_place check_home(const struct check *c, int node, int slot)
{
	size_t at = (size_t)c->f->nodes[node].island * c->n_slots + slot;
	struct check_place home = { .sw = c->home[at] };

	if (home.sw >= 0 && c->base[node] != CHECK_NO_PORT &&
	    c->offset[at] != CHECK_NO_PORT) {
		home.port = c->base[node] + c->offset[at];
		if (home.port < 1 || home.port > FABRIC_MAX_PORT)
			home.port = 0;
	}
	return home;
}

/* --- the step ------------------------------------------------------------ */

static int most_of(const struct check *c)
{
	int most = c->n_slots > c->f->n_islands ? c->n_slots :
						  c->f->n_islands;

	for (int i = 0; i < c->f->n_islands; i++)
		if (c->f->islands[i].n_nodes > most)
			most = c->f->islands[i].n_nodes;
	return most;
}

int check_norms(struct check *c)
{
	const struct fabric *f = c->f;
	size_t cells = (size_t)f->n_islands * c->n_slots;
	int *votes = check_alloc(c, (size_t)f->n_leafs, sizeof(int));
	int *scratch = check_alloc(c, (size_t)most_of(c), sizeof(int));
	int rc = -1;

	c->home = check_alloc(c, cells, sizeof(int));
	c->offset = check_alloc(c, cells, sizeof(int));
	c->base = check_alloc(c, (size_t)f->n_nodes, sizeof(int));
	if (!votes || !scratch || !c->home || !c->offset || !c->base ||
	    check_shapes(c) < 0)
		goto out;
	for (int i = 0; i < f->n_islands; i++)
		for (int s = 0; s < c->n_slots; s++)
			c->home[(size_t)i * c->n_slots + s] =
				common_leaf(c, i, s, votes);
	for (int i = 0; i < f->n_islands; i++)
		find_offsets(c, i, scratch);
	share_offsets(c, scratch);
	for (int i = 0; i < f->n_nodes; i++)
		find_base(c, i, scratch);
	rc = list_ports(c);
out:
	free(votes);
	free(scratch);
	return rc;
}
