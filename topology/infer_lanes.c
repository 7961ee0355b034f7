/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A step of an inference: which lane a leaf carries. */
#include <stdlib.h>
#include <string.h>

#include "infer_parts.h"

/* How many NICs of LEAF come LANE-th in their nodes. */
struct claim {
	int leaf, lane;
	long votes;
};

struct lanes {
	int *leaf_of;	/* [island * n_lanes + lane]: its leaf, or -1 */
	long *votes;	/* n_lanes of them, for one leaf at a time */
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

/*
 * A leaf with several NICs of most of its nodes is no lane's leaf: a ToR.  When
 * half of its nodes have several (one of two, say), it is as most leafs are; and
 * a ToR where there is no other, as a NIC that strays comes from another leaf.
 */
static void find_tors(struct infer *in)
{
	int with_two, n, balance = 0, judged = 0;

	for (int pass = 0; pass < 2; pass++)
		for (int i = 0; i < in->n_leafs; i++) {
			struct infer_leaf *leaf = &in->leafs[i];

			n = count_nodes(in, leaf, &with_two);
			if (with_two * 2 == n)
				leaf->several = pass &&
						(balance > 0 || !judged);
			else
				leaf->several = with_two * 2 > n;
			if (!pass && n && with_two * 2 != n) {
				balance += leaf->several ? 1 : -1;
				judged++;
			}
		}
}

/*
 * Where a ToR takes several NICs of the nodes of an island, a switch that has
 * at most half of these nodes takes none: something strayed into it.
 */
static int find_strays(struct infer *in)
{
	int *most = infer_alloc(in, in->n_islands, sizeof(int));
	int unused;

	if (!most)
		return -1;
	for (int i = 0; i < in->n_leafs; i++) {
		const struct infer_leaf *leaf = &in->leafs[i];
		int n = count_nodes(in, leaf, &unused);

		if (leaf->several && leaf->island >= 0 &&
		    n > most[leaf->island])
			most[leaf->island] = n;
	}
	for (int i = 0; i < in->n_leafs; i++) {
		struct infer_leaf *leaf = &in->leafs[i];

		if (!leaf->several && leaf->island >= 0 &&
		    count_nodes(in, leaf, &unused) * 2 <= most[leaf->island])
			leaf->stray = true;
	}
	for (int i = 0; i < in->n_leafs; i++)
		if (in->leafs[i].stray)
			in->leafs[i].island = -1;
	free(most);
	return 0;
}

/* One that knows outweighs all that guess. */
static void count_votes(const struct infer *in, const struct infer_leaf *leaf,
			long *votes)
{
	memset(votes, 0, in->n_lanes * sizeof(*votes));
	for (int i = 0; i < leaf->n_nics; i++) {
		const struct infer_nic *nic = leaf_nic(in, leaf, i);

		if (leaf->island >= 0 && !infer_at_home(in, nic))
			continue;
		if (nic->order >= in->n_lanes)
			continue;
		votes[nic->order] +=
			infer_order_known(in, &in->hosts[nic->host]) ?
			leaf->n_nics + 1 : 1;
	}
}

static int top_lane(const struct infer *in, const struct infer_leaf *leaf,
		    long *votes)
{
	int best = -1;

	count_votes(in, leaf, votes);
	for (int r = 0; r < in->n_lanes; r++)
		if (votes[r] && (best < 0 || votes[r] > votes[best]))
			best = r;
	return best;
}

static int by_votes(const void *a, const void *b)
{
	const struct claim *x = a, *y = b;

	if (x->votes != y->votes)
		return x->votes < y->votes ? 1 : -1;
	return x->lane != y->lane ? x->lane - y->lane : x->leaf - y->leaf;
}

static void collect_claims(struct infer *in, struct lanes *r)
{
	for (int i = 0; i < in->n_leafs; i++) {
		const struct infer_leaf *leaf = &in->leafs[i];

		if (leaf->several || leaf->island < 0)
			continue;
		count_votes(in, leaf, r->votes);
		for (int k = 0; k < in->n_lanes; k++)
			if (r->votes[k])
				r->claims[r->n_claims++] =
					(struct claim){ i, k, r->votes[k] };
	}
	qsort(r->claims, r->n_claims, sizeof(*r->claims), by_votes);
}

static bool give_lane(struct infer *in, struct lanes *r, int leaf, int island,
		      int lane)
{
	int *holder = &r->leaf_of[(size_t)island * in->n_lanes + lane];

	if (*holder >= 0)
		return false;
	*holder = leaf;
	in->leafs[leaf].island = island;
	in->leafs[leaf].lane = lane;
	return true;
}

/* The best-voted leafs take their lane first; one leaf a lane and island. */
static void settle_claims(struct infer *in, struct lanes *r)
{
	for (int i = 0; i < r->n_claims; i++) {
		const struct claim *c = &r->claims[i];

		if (in->leafs[c->leaf].lane < 0)
			give_lane(in, r, c->leaf, in->leafs[c->leaf].island,
				  c->lane);
	}
}

/*
 * A leaf that is drawn between islands, as after two nodes of small islands
 * swapped a cable, goes to the one that lacks its lane.
 */
static void settle_draws(struct infer *in, struct lanes *r)
{
	for (int i = 0; i < in->n_leafs; i++) {
		struct infer_leaf *leaf = &in->leafs[i];
		int lane;

		if (leaf->island >= 0 || leaf->stray || !leaf->n_nics)
			continue;
		lane = top_lane(in, leaf, r->votes);
		for (int k = 0; lane >= 0 && k < leaf->n_nics; k++) {
			int host = leaf_nic(in, leaf, k)->host;

			if (give_lane(in, r, i, in->hosts[host].island, lane))
				break;
		}
	}
}

/*
 * What is left has the lane of another leaf of its island.  With as many
 * nodes it is that leaf's twin; with fewer, it is another switch into which
 * some NICs strayed.
 */
static void settle_rest(struct infer *in, struct lanes *r)
{
	for (int i = 0; i < in->n_leafs; i++) {
		struct infer_leaf *leaf = &in->leafs[i];
		int lane, twin, unused;

		if (leaf->island < 0 || leaf->several || leaf->lane >= 0)
			continue;
		lane = top_lane(in, leaf, r->votes);
		twin = lane < 0 ? -1 :
		       r->leaf_of[(size_t)leaf->island * in->n_lanes + lane];
		if (twin >= 0 && count_nodes(in, leaf, &unused) >=
				 count_nodes(in, &in->leafs[twin], &unused))
			leaf->lane = lane;
		else
			leaf->island = -1;
	}
}

int infer_leaf_lanes(struct infer *in)
{
	struct lanes r = { 0 };
	size_t cells = (size_t)in->n_islands * in->n_lanes;
	int rc = -1;

	r.leaf_of = infer_alloc(in, in->n_islands,
				in->n_lanes * sizeof(int));
	r.votes = infer_alloc(in, in->n_lanes, sizeof(*r.votes));
	/* A claim has at least one NIC behind it. */
	r.claims = infer_alloc(in, in->n_nics, sizeof(*r.claims));
	if (!r.leaf_of || !r.votes || !r.claims)
		goto out;
	memset(r.leaf_of, 0xff, cells * sizeof(int));
	find_tors(in);
	if (find_strays(in) < 0)
		goto out;
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
