/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Steps of an inference: which lane a leaf carries, and so each NIC. */
#include <inttypes.h>
#include <stdio.h>
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
 * half of its nodes have several (one of two, say), it is as most leafs are.
 */
static void find_tors(struct infer *in)
{
	int with_two, n, balance = 0;

	for (int pass = 0; pass < 2; pass++)
		for (int i = 0; i < in->n_leafs; i++) {
			struct infer_leaf *leaf = &in->leafs[i];

			n = count_nodes(in, leaf, &with_two);
			if (with_two * 2 == n)
				leaf->several = pass && balance > 0;
			else
				leaf->several = with_two * 2 > n;
			if (!pass && n && with_two * 2 != n)
				balance += leaf->several ? 1 : -1;
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

/* --- NICs ---------------------------------------------------------------- */

/* The rail that the leaf of one port of a NIC says, or -1. */
static int rail_of_port(const struct infer *in, const struct infer_nic *port)
{
	const struct infer_leaf *leaf;

	if (!infer_at_home(in, port))
		return -1;
	leaf = &in->leafs[port->leaf];
	if (!leaf->several)
		return leaf->lane < 0 ? -1 : leaf->lane / in->n_planes;
	return port->order < in->n_lanes ? port->order / in->n_planes : -1;
}

/*
 * The rail of a NIC, given its first port: the one that its place in the node
 * says if any port is there, else that of its first port that is on one.
 */
static int rail_of_nic(const struct infer *in, const struct infer_nic *nic)
{
	int rail = -1;

	for (int p = 0; p < in->n_planes; p++) {
		int r = rail_of_port(in, &nic[p]);

		if (r >= 0 && r == nic->order / in->n_planes)
			return r;
		rail = rail < 0 ? r : rail;
	}
	return rail;
}

static bool rail_taken(const struct infer *in, const struct infer_host *h,
		       int rail)
{
	for (int p = 0; p < in->n_planes; p++)
		if (h->nic_of_lane[rail * in->n_planes + p] >= 0)
			return true;
	return false;
}

static bool is_placed(const struct infer *in, const struct infer_nic *nic)
{
	for (int p = 0; p < in->n_planes; p++)
		if (nic[p].lane >= 0)
			return true;
	return false;
}

/* Its ports go where they are plugged in, be it the leaf of another lane. */
static void put_nic(struct infer *in, struct infer_host *h, int first, int rail)
{
	for (int p = 0; p < in->n_planes; p++) {
		struct infer_nic *port = &in->nics[first + p];
		int lane = rail * in->n_planes + p;

		if (port->leaf < 0 || in->leafs[port->leaf].island < 0)
			continue;
		h->nic_of_lane[lane] = first + p;
		port->lane = lane;
	}
}

/* Whether other nodes of this kind have no such NIC. */
static bool is_surplus(const struct infer *in, const struct infer_host *h,
		       const struct infer_nic *nic)
{
	return nic->order >= in->n_lanes && h->kind != h - in->hosts;
}

/* NICs where their number says first, then those whose leaf says otherwise. */
static void give_nics(struct infer *in, struct infer_host *h, bool in_order)
{
	int end = h->first_nic + h->n_nics;

	for (int i = h->first_nic; i < end; i += in->n_planes) {
		struct infer_nic *nic = &in->nics[i];
		int rail = rail_of_nic(in, nic);

		if (rail < 0 || is_placed(in, nic) ||
		    rail_taken(in, h, rail) || is_surplus(in, h, nic) ||
		    (in_order && nic->order / in->n_planes != rail))
			continue;
		put_nic(in, h, i, rail);
	}
}

/* NICs on leafs of other islands are on the rail that their place says. */
static void give_strays(struct infer *in, struct infer_host *h)
{
	int end = h->first_nic + h->n_nics;

	if (!infer_order_known(in, h))
		return;
	for (int i = h->first_nic; i < end; i += in->n_planes) {
		struct infer_nic *nic = &in->nics[i];
		int rail = nic->order / in->n_planes;

		if (rail < infer_rails(in) && !is_placed(in, nic) &&
		    rail_of_nic(in, nic) < 0 && !rail_taken(in, h, rail))
			put_nic(in, h, i, rail);
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
	for (int r = 0; r < infer_rails(in); r++)
		snprintf(in->rail_names[r], sizeof(in->rail_names[r]), "nic%d",
			 r);
	for (int i = 0; i < in->n_nics; i++) {
		struct infer_nic *nic = &in->nics[i];

		if (nic->lane >= 0)
			strcpy(nic->made_name,
			       in->rail_names[nic->lane / in->n_planes]);
		else
			snprintf(nic->made_name, sizeof(nic->made_name),
				 "0x%016" PRIx64, nic->dev->guid);
	}
}

int infer_nic_lanes(struct infer *in)
{
	size_t cells = (size_t)in->n_hosts * in->n_lanes;

	in->lanes_of_hosts = infer_alloc(in, in->n_hosts,
					 in->n_lanes * sizeof(int));
	if (!in->lanes_of_hosts)
		return -1;
	memset(in->lanes_of_hosts, 0xff, cells * sizeof(int));
	for (int i = 0; i < in->n_hosts; i++) {
		struct infer_host *h = &in->hosts[i];

		h->nic_of_lane = &in->lanes_of_hosts[(size_t)i * in->n_lanes];
		give_nics(in, h, true);
		give_nics(in, h, false);
		give_strays(in, h);
	}
	make_names(in);
	return 0;
}

/* Whether NAME is that of a NIC which H has on some lane. */
static bool on_a_lane(const struct infer *in, const struct infer_host *h,
		      const char *name)
{
	for (int i = h->first_nic; i < h->first_nic + h->n_nics; i++)
		if (in->nics[i].lane >= 0 &&
		    !strcmp(infer_nic_name(&in->nics[i]), name))
			return true;
	return false;
}

/* The first host of a kind may be the one whose cables are swapped: what others
 * call that lane's NIC, and H has on no other. */
static const char *name_of_others(const struct infer *in,
				  const struct infer_host *h, int lane)
{
	for (int i = 0; i < in->n_hosts; i++) {
		const struct infer_host *other = &in->hosts[i];
		const char *name;

		if (other->kind != h->kind || other->nic_of_lane[lane] < 0)
			continue;
		name = infer_nic_name(&in->nics[other->nic_of_lane[lane]]);
		if (!on_a_lane(in, h, name))
			return name;
	}
	return NULL;
}

const char *infer_expected_name(const struct infer *in,
				const struct infer_host *h, int lane)
{
	const struct infer_host *like = &in->hosts[h->kind];
	const char *name = NULL;

	if (like->nic_of_lane[lane] >= 0)
		name = infer_nic_name(&in->nics[like->nic_of_lane[lane]]);
	else if (lane < like->n_nics && like->nameless)
		name = in->rail_names[lane / in->n_planes];
	else if (lane < like->n_nics)
		name = in->nics[like->first_nic + lane].dev->name;
	if (name && on_a_lane(in, h, name))
		name = name_of_others(in, h, lane);
	return name;
}
