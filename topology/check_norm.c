/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Step of a check: which leaf most nodes of an island have for a slot. */
#include <stdlib.h>

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

/* --- the step ------------------------------------------------------------ */

int check_norms(struct check *c)
{
	const struct fabric *f = c->f;
	int *votes = check_alloc(c, (size_t)f->n_leafs, sizeof(int));
	int rc = -1;

	c->home = check_alloc(c, (size_t)f->n_islands * c->n_slots,
			      sizeof(int));
	if (!votes || !c->home || check_shapes(c) < 0)
		goto out;
	for (int i = 0; i < f->n_islands; i++)
		for (int s = 0; s < c->n_slots; s++)
			c->home[(size_t)i * c->n_slots + s] =
				common_leaf(c, i, s, votes);
	rc = check_ports(c);
out:
	free(votes);
	return rc;
}
