/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Steps of an inference: which rail a leaf carries, and so each NIC. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "infer_parts.h"

/* How many NICs of LEAF come RAIL-th in their nodes. */
struct claim {
	int leaf, rail;
	long votes;
};

struct rails {
	int *leaf_of;	/* [island * n_rails + rail]: its leaf, or -1 */
	long *votes;	/* n_rails of them, for one leaf at a time */
	struct claim *claims;
	int n_claims;
};

static const struct infer_nic *leaf_nic(const struct infer *in,
					const struct infer_leaf *leaf, int i)
{
	return &in->nics[in->leaf_nics[leaf->first_nic + i]];
}

/* The nodes on LEAF that are of its island (of any, when it has none). */
static int count_nodes(const struct infer *in, const struct infer_leaf *leaf,
		       int *with_two)
{
	int n = 0, last = -1, repeated = -1;

	*with_two = 0;
	for (int i = 0; i < leaf->n_nics; i++) {
		const struct infer_nic *nic = leaf_nic(in, leaf, i);

		if (leaf->island >= 0 && !infer_at_home(in, nic))
			continue;
		if (nic->host != last) {
			n++;
		} else if (nic->host != repeated) {
			(*with_two)++;
			repeated = nic->host;
		}
		last = nic->host;
	}
	return n;
}

/* A leaf with several NICs of most of its nodes is no rail's leaf: a ToR. */
static void find_tors(struct infer *in)
{
	for (int i = 0; i < in->n_leafs; i++) {
		int with_two;
		int n = count_nodes(in, &in->leafs[i], &with_two);

		in->leafs[i].every_rail = with_two * 2 > n;
	}
}

/* One that knows outweighs all that guess. */
static void count_votes(const struct infer *in, const struct infer_leaf *leaf,
			long *votes)
{
	memset(votes, 0, in->n_rails * sizeof(*votes));
	for (int i = 0; i < leaf->n_nics; i++) {
		const struct infer_nic *nic = leaf_nic(in, leaf, i);

		if (leaf->island >= 0 && !infer_at_home(in, nic))
			continue;
		if (nic->order >= in->n_rails)
			continue;
		votes[nic->order] +=
			infer_order_known(in, &in->hosts[nic->host]) ?
			leaf->n_nics + 1 : 1;
	}
}

static int top_rail(const struct infer *in, const struct infer_leaf *leaf,
		    long *votes)
{
	int best = -1;

	count_votes(in, leaf, votes);
	for (int r = 0; r < in->n_rails; r++)
		if (votes[r] && (best < 0 || votes[r] > votes[best]))
			best = r;
	return best;
}

static int by_votes(const void *a, const void *b)
{
	const struct claim *x = a, *y = b;

	if (x->votes != y->votes)
		return x->votes < y->votes ? 1 : -1;
	return x->rail != y->rail ? x->rail - y->rail : x->leaf - y->leaf;
}

static void collect_claims(struct infer *in, struct rails *r)
{
	for (int i = 0; i < in->n_leafs; i++) {
		const struct infer_leaf *leaf = &in->leafs[i];

		if (leaf->every_rail || leaf->island < 0)
			continue;
		count_votes(in, leaf, r->votes);
		for (int k = 0; k < in->n_rails; k++)
			if (r->votes[k])
				r->claims[r->n_claims++] =
					(struct claim){ i, k, r->votes[k] };
	}
	qsort(r->claims, r->n_claims, sizeof(*r->claims), by_votes);
}

static bool give_rail(struct infer *in, struct rails *r, int leaf, int island,
		      int rail)
{
	int *holder = &r->leaf_of[(size_t)island * in->n_rails + rail];

	if (*holder >= 0)
		return false;
	*holder = leaf;
	in->leafs[leaf].island = island;
	in->leafs[leaf].rail = rail;
	return true;
}

/* The best-voted leafs take their rail first; one leaf a rail and island. */
static void settle_claims(struct infer *in, struct rails *r)
{
	for (int i = 0; i < r->n_claims; i++) {
		const struct claim *c = &r->claims[i];

		if (in->leafs[c->leaf].rail < 0)
			give_rail(in, r, c->leaf, in->leafs[c->leaf].island,
				  c->rail);
	}
}

/*
 * A leaf that is drawn between islands, as after two nodes of small islands
 * swapped a cable, goes to the one that lacks its rail.
 */
static void settle_draws(struct infer *in, struct rails *r)
{
	for (int i = 0; i < in->n_leafs; i++) {
		struct infer_leaf *leaf = &in->leafs[i];
		int rail;

		if (leaf->island >= 0 || !leaf->n_nics)
			continue;
		rail = top_rail(in, leaf, r->votes);
		for (int k = 0; rail >= 0 && k < leaf->n_nics; k++) {
			int host = leaf_nic(in, leaf, k)->host;

			if (give_rail(in, r, i, in->hosts[host].island, rail))
				break;
		}
	}
}

/*
 * What is left has the rail of another leaf of its island.  With as many
 * nodes it is that leaf's twin; with fewer, it is another switch into which
 * some NICs strayed.
 */
static void settle_rest(struct infer *in, struct rails *r)
{
	for (int i = 0; i < in->n_leafs; i++) {
		struct infer_leaf *leaf = &in->leafs[i];
		int rail, twin, unused;

		if (leaf->island < 0 || leaf->every_rail || leaf->rail >= 0)
			continue;
		rail = top_rail(in, leaf, r->votes);
		twin = rail < 0 ? -1 :
		       r->leaf_of[(size_t)leaf->island * in->n_rails + rail];
		if (twin >= 0 && count_nodes(in, leaf, &unused) >=
				 count_nodes(in, &in->leafs[twin], &unused))
			leaf->rail = rail;
		else
			leaf->island = -1;
	}
}

int infer_leaf_rails(struct infer *in)
{
	struct rails r = { 0 };
	size_t cells = (size_t)in->n_islands * in->n_rails;
	int rc = -1;

	r.leaf_of = infer_alloc(in, in->n_islands,
				in->n_rails * sizeof(int));
	r.votes = infer_alloc(in, in->n_rails, sizeof(*r.votes));
	/* A claim has at least one NIC behind it. */
	r.claims = infer_alloc(in, in->n_nics, sizeof(*r.claims));
	if (!r.leaf_of || !r.votes || !r.claims)
		goto out;
	memset(r.leaf_of, 0xff, cells * sizeof(int));
	find_tors(in);
	collect_claims(in, &r);
	settle_claims(in, &r);
	settle_draws(in, &r);
	settle_rest(in, &r);
	for (int i = 0; i < in->n_leafs; i++)
		if (in->leafs[i].island >= 0)
			in->islands[in->leafs[i].island].n_leafs++;
	rc = 0;
out:
	free(r.leaf_of);
	free(r.votes);
	free(r.claims);
	return rc;
}

static int rail_of_nic(const struct infer *in, const struct infer_nic *nic)
{
	const struct infer_leaf *leaf;

	if (!infer_at_home(in, nic))
		return -1;
	leaf = &in->leafs[nic->leaf];
	if (!leaf->every_rail)
		return leaf->rail;
	return nic->order < in->n_rails ? nic->order : -1;
}

/* NICs where their number says first, then those whose leaf says otherwise. */
static void give_nics(struct infer *in, struct infer_host *h, bool in_order)
{
	for (int i = h->first_nic; i < h->first_nic + h->n_nics; i++) {
		struct infer_nic *nic = &in->nics[i];
		int rail = rail_of_nic(in, nic);

		if (rail < 0 || nic->rail >= 0 || h->nic_of_rail[rail] >= 0 ||
		    (in_order && nic->order != rail))
			continue;
		h->nic_of_rail[rail] = i;
		nic->rail = rail;
	}
}

const char *infer_nic_name(const struct infer_nic *nic)
{
	return *nic->dev->name ? nic->dev->name : nic->made_name;
}

/*
 * By rail and not by place: then nodes that lack a NIC have the same names as
 * those that have all.
 */
static void make_names(struct infer *in)
{
	for (int r = 0; r < in->n_rails; r++)
		snprintf(in->rail_names[r], sizeof(in->rail_names[r]), "nic%d",
			 r);
	for (int i = 0; i < in->n_nics; i++) {
		struct infer_nic *nic = &in->nics[i];

		if (nic->rail >= 0)
			strcpy(nic->made_name, in->rail_names[nic->rail]);
		else
			snprintf(nic->made_name, sizeof(nic->made_name),
				 "0x%016" PRIx64, nic->dev->guid);
	}
}

int infer_nic_rails(struct infer *in)
{
	size_t cells = (size_t)in->n_hosts * in->n_rails;

	in->rails_of_hosts = infer_alloc(in, in->n_hosts,
					 in->n_rails * sizeof(int));
	if (!in->rails_of_hosts)
		return -1;
	memset(in->rails_of_hosts, 0xff, cells * sizeof(int));
	for (int i = 0; i < in->n_hosts; i++) {
		struct infer_host *h = &in->hosts[i];

		h->nic_of_rail = &in->rails_of_hosts[(size_t)i * in->n_rails];
		give_nics(in, h, true);
		give_nics(in, h, false);
	}
	make_names(in);
	return 0;
}

/* Whether NAME is that of a NIC which H has on some rail. */
static bool on_a_rail(const struct infer *in, const struct infer_host *h,
		      const char *name)
{
	for (int i = h->first_nic; i < h->first_nic + h->n_nics; i++)
		if (in->nics[i].rail >= 0 &&
		    !strcmp(infer_nic_name(&in->nics[i]), name))
			return true;
	return false;
}

const char *infer_expected_name(const struct infer *in,
				const struct infer_host *h, int rail)
{
	const struct infer_host *like = &in->hosts[h->kind];
	const char *name = NULL;

	if (like->nic_of_rail[rail] >= 0)
		name = infer_nic_name(&in->nics[like->nic_of_rail[rail]]);
	else if (rail < like->n_nics && like->nameless)
		name = in->rail_names[rail];
	else if (rail < like->n_nics)
		name = in->nics[like->first_nic + rail].dev->name;
	return name && !on_a_rail(in, h, name) ? name : NULL;
}
