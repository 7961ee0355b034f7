/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Step of an inference: which nodes, and which leafs, form an island. */
#include <stdlib.h>
#include <string.h>

#include "infer_parts.h"

/*
 * Nodes with as many NICs on exactly the same leafs.  In a healthy fabric that
 * is an island; each misplaced or missing cable makes a small group of its
 * own, which then joins the island whose leafs have most of its NICs.
 */
struct group {
	const struct infer *in;	/* for the comparisons */
	int first_host;
	int n_hosts;
};

struct clusters {
	struct group *groups;
	int n_groups;
	int *island_of_group;
	int *claimed_by;	/* leaf -> island, or -1 */
	int *strength;		/* leaf -> NICs of a node behind that claim */
	int *n_claimed;		/* island -> NICs behind its claims */
	int *shared;		/* island -> NICs that a host has as well */
	int *founded_by;	/* leaf -> island that began with it, or -1 */
	int *n_founders;	/* island -> hosts that it began with */
	int n_islands;
};

static int compare_sets(const struct infer *in, int a, int b)
{
	const struct infer_host *x = &in->hosts[a], *y = &in->hosts[b];

	if (x->n_leafs != y->n_leafs)
		return y->n_leafs - x->n_leafs;
	for (int i = 0; i < x->n_leafs; i++) {
		int diff = in->host_leafs[x->first_leaf + i] -
			   in->host_leafs[y->first_leaf + i];
		if (diff)
			return diff;
	}
	return 0;
}

static int by_set(const void *a, const void *b)
{
	const struct group *x = a, *y = b;
	int diff = compare_sets(x->in, x->first_host, y->first_host);

	return diff ? diff : x->first_host - y->first_host;
}

/* The fewer, the more evenly its NICs are spread over leafs. */
static int count_pairs(const struct infer *in, const struct infer_host *h)
{
	const int *set = &in->host_leafs[h->first_leaf];
	int n = 0, run = 0;

	for (int i = 0; i < h->n_leafs; i++) {
		run = i && set[i] == set[i - 1] ? run + 1 : 0;
		n += run;
	}
	return n;
}

/*
 * The groups with the most NICs first, then those that are spread the most
 * evenly: they are the surest.
 */
static int by_weight(const void *a, const void *b)
{
	const struct group *x = a, *y = b;
	int leafs_x = x->in->hosts[x->first_host].n_leafs;
	int leafs_y = y->in->hosts[y->first_host].n_leafs;
	long weight_x = (long)leafs_x * x->n_hosts;	/* NICs */
	long weight_y = (long)leafs_y * y->n_hosts;
	int diff;

	if (weight_x != weight_y)
		return weight_x < weight_y ? 1 : -1;
	if (leafs_x != leafs_y)
		return leafs_y - leafs_x;
	diff = count_pairs(x->in, &x->in->hosts[x->first_host]) -
	       count_pairs(y->in, &y->in->hosts[y->first_host]);
	return diff ? diff : x->first_host - y->first_host;
}

/* Fills groups, and notes in each host's KIND which group it is in. */
static int make_groups(struct infer *in, struct clusters *c)
{
	struct group *all, *g = NULL;
	int n = 0;

	c->groups = all = infer_alloc(in, in->n_hosts, sizeof(*all));
	if (!all)
		return -1;
	for (int i = 0; i < in->n_hosts; i++)
		if (in->hosts[i].n_leafs)
			all[n++] = (struct group){ in, i, 1 };
	qsort(all, n, sizeof(*all), by_set);
	/* In place: what is written never overtakes what is read. */
	for (int i = 0; i < n; i++) {
		int host = all[i].first_host;

		if (g && !compare_sets(in, g->first_host, host)) {
			g->n_hosts++;
		} else {
			g = &all[c->n_groups++];
			*g = (struct group){ in, host, 1 };
		}
		in->hosts[host].kind = g->first_host;
	}
	qsort(all, c->n_groups, sizeof(*all), by_weight);
	return 0;
}

/* How many NICs of H are on the leaf of its I-th one, from there on. */
static int count_same(const struct infer *in, const struct infer_host *h,
		      int i)
{
	const int *set = &in->host_leafs[h->first_leaf];
	int n = 1;

	while (i + n < h->n_leafs && set[i + n] == set[i])
		n++;
	return n;
}

/* Whether H has two NICs, both on leafs that ISLAND began with. */
static bool is_whole_pair(const struct infer *in, const struct clusters *c,
			  const struct infer_host *h, int island)
{
	const int *set = &in->host_leafs[h->first_leaf];

	return h->n_leafs == 2 && c->founded_by[set[0]] == island &&
	       c->founded_by[set[1]] == island;
}

/*
 * The island whose leafs have most NICs of host H as its own nodes have: a
 * strict majority of H's NICs, or of theirs when these are fewer; half will do
 * when H is nowhere else, as a node of two NICs that are both on one leaf.  -1:
 * there is none.
 */
static int best_island(const struct infer *in, struct clusters *c,
		       const struct infer_host *h)
{
	const int *set = &in->host_leafs[h->first_leaf];
	int best = -1, island, smaller, n;

	for (int i = 0; i < h->n_leafs; i += n) {
		n = count_same(in, h, i);
		if (c->claimed_by[set[i]] >= 0)
			c->shared[c->claimed_by[set[i]]] +=
				n < c->strength[set[i]] ? n :
							  c->strength[set[i]];
	}
	for (int i = 0; i < h->n_leafs; i++) {
		island = c->claimed_by[set[i]];
		if (island < 0)
			continue;
		smaller = c->n_claimed[island] < h->n_leafs ?
			  c->n_claimed[island] : h->n_leafs;
		if ((c->shared[island] * 2 > smaller ||
		     (c->shared[island] * 2 == smaller &&
		      is_whole_pair(in, c, h, island))) &&
		    (best < 0 || c->shared[island] > c->shared[best]))
			best = island;
	}
	for (int i = 0; i < h->n_leafs; i++)
		if (c->claimed_by[set[i]] >= 0)
			c->shared[c->claimed_by[set[i]]] = 0;
	return best;
}

/* The island of H takes the leafs that nobody with as many NICs there has. */
static void claim_leafs(const struct infer *in, struct clusters *c,
			const struct infer_host *h, int island)
{
	const int *set = &in->host_leafs[h->first_leaf];
	int n;

	for (int i = 0; i < h->n_leafs; i += n) {
		int leaf = set[i];

		n = count_same(in, h, i);
		if (n <= c->strength[leaf])
			continue;
		if (c->claimed_by[leaf] >= 0)
			c->n_claimed[c->claimed_by[leaf]] -=
				c->strength[leaf];
		c->claimed_by[leaf] = island;
		c->strength[leaf] = n;
		c->n_claimed[island] += n;
	}
}

/* --- nodes that are torn between islands --------------------------------- */

/* Fewer do not show what is usual. */
enum { SURE = 3 };

static int share_of(const struct infer *in, const struct clusters *c,
		    const struct infer_host *h, int island)
{
	int n = 0;

	for (int i = 0; i < h->n_leafs; i++)
		n += c->founded_by[in->host_leafs[h->first_leaf + i]] == island;
	return n;
}

static bool is_sure(const struct clusters *c, int leaf)
{
	int island = leaf < 0 ? -1 : c->founded_by[leaf];

	return island >= 0 && c->n_founders[island] >= SURE;
}

/* Whether LEAF is above the leafs of an island: a spine. */
static bool is_above(const struct infer *in, const struct clusters *c,
		     int leaf)
{
	int device = in->leafs[leaf].device;

	for (int i = 0; i < in->links->n_cables; i++) {
		const struct links_cable *k = &in->links->cables[i];

		if ((k->a == device && is_sure(c, in->leaf_of_device[k->b])) ||
		    (k->b == device && is_sure(c, in->leaf_of_device[k->a])))
			return true;
	}
	return false;
}

/*
 * A single node of which sure islands have the NICs, and none a majority: one
 * of two, or two of four, are wrong, be it on a spine.  It is of an island that
 * has half of them, the one that its name, then its port, is next to.  -1: it is
 * not so.
 */
static int torn_between(const struct infer *in, const struct clusters *c,
			const struct group *g)
{
	const struct infer_host *h = &in->hosts[g->first_host];
	int best = -1, alone = -1, n;

	if (g->n_hosts > 1)
		return -1;
	for (int i = 0; i < h->n_leafs; i += n) {
		int leaf = in->host_leafs[h->first_leaf + i];
		int island = c->founded_by[leaf];

		n = count_same(in, h, i);
		if (island < 0 && in->leafs[leaf].n_nics == n)
			alone = leaf;
		else if (!is_sure(c, leaf))
			return -1;
		else if (share_of(in, c, h, island) * 2 >= h->n_leafs &&
			 (best < 0 || infer_is_nearer(in, c->island_of_group,
						      g->first_host, island,
						      best)))
			best = island;
	}
	return best >= 0 && alone >= 0 && !is_above(in, c, alone) ? -1 : best;
}

static void found(const struct infer *in, struct clusters *c,
		  const struct infer_host *h, int island)
{
	for (int i = 0; i < h->n_leafs; i++)
		c->founded_by[in->host_leafs[h->first_leaf + i]] = island;
}

/* island_of_group is by the group's first host. */
static void cluster(struct infer *in, struct clusters *c)
{
	for (int i = 0; i < c->n_groups; i++) {
		int host = c->groups[i].first_host;
		int island = best_island(in, c, &in->hosts[host]);

		if (island < 0)
			island = torn_between(in, c, &c->groups[i]);
		if (island < 0) {
			island = c->n_islands++;
			c->n_founders[island] = c->groups[i].n_hosts;
			found(in, c, &in->hosts[host], island);
		}
		claim_leafs(in, c, &in->hosts[host], island);
		c->island_of_group[host] = island;
	}
}

/* Numbers islands by their first node's name. */
static int number_islands(struct infer *in, const struct clusters *c)
{
	int *number = infer_alloc(in, c->n_islands, sizeof(int));

	in->islands = infer_alloc(in, c->n_islands, sizeof(*in->islands));
	if (!number || !in->islands) {
		free(number);
		return -1;
	}
	memset(number, 0xff, c->n_islands * sizeof(int));
	for (int i = 0; i < in->n_hosts; i++) {
		struct infer_host *h = &in->hosts[i];
		int old;

		if (!h->n_leafs)
			continue;
		old = c->island_of_group[h->kind];
		if (number[old] < 0) {
			number[old] = in->n_islands;
			in->islands[in->n_islands++].first_host = i;
		}
		h->island = number[old];
		in->islands[h->island].n_hosts++;
	}
	free(number);
	return 0;
}

/*
 * A leaf belongs to the island that most of its nodes are in.  A draw is left
 * open (-1): which rail each island lacks will settle it.
 */
static int own_leafs(struct infer *in)
{
	int *votes = infer_alloc(in, in->n_islands, sizeof(int));

	if (!votes)
		return -1;
	for (int i = 0; i < in->n_leafs; i++) {
		struct infer_leaf *leaf = &in->leafs[i];
		const int *nics = &in->leaf_nics[leaf->first_nic];
		int best = -1, draw = 0;

		for (int k = 0; k < leaf->n_nics; k++)
			votes[in->hosts[in->nics[nics[k]].host].island]++;
		for (int k = 0; k < leaf->n_nics; k++) {
			int is = in->hosts[in->nics[nics[k]].host].island;

			if (best < 0 || votes[is] > votes[best]) {
				best = is;
				draw = 0;
			} else if (is != best && votes[is] == votes[best]) {
				draw = 1;
			}
		}
		for (int k = 0; k < leaf->n_nics; k++)
			votes[in->hosts[in->nics[nics[k]].host].island] = 0;
		leaf->island = draw ? -1 : best;
	}
	free(votes);
	return 0;
}

int infer_islands(struct infer *in)
{
	struct clusters c = { 0 };
	int rc = -1;

	if (make_groups(in, &c) < 0)
		goto out;
	c.island_of_group = infer_alloc(in, in->n_hosts, sizeof(int));
	c.claimed_by = infer_alloc(in, in->n_leafs, sizeof(int));
	c.strength = infer_alloc(in, in->n_leafs, sizeof(int));
	c.n_claimed = infer_alloc(in, c.n_groups, sizeof(int));
	c.shared = infer_alloc(in, c.n_groups, sizeof(int));
	c.founded_by = infer_alloc(in, in->n_leafs, sizeof(int));
	c.n_founders = infer_alloc(in, c.n_groups, sizeof(int));
	if (!c.island_of_group || !c.claimed_by || !c.strength ||
	    !c.n_claimed || !c.shared || !c.founded_by || !c.n_founders)
		goto out;
	memset(c.claimed_by, 0xff, in->n_leafs * sizeof(int));
	memset(c.founded_by, 0xff, in->n_leafs * sizeof(int));
	memset(c.island_of_group, 0xff, in->n_hosts * sizeof(int));
	cluster(in, &c);
	rc = number_islands(in, &c) < 0 || own_leafs(in) < 0 ? -1 : 0;
out:
	free(c.groups);
	free(c.island_of_group);
	free(c.claimed_by);
	free(c.strength);
	free(c.n_claimed);
	free(c.shared);
	free(c.founded_by);
	free(c.n_founders);
	return rc;
}
