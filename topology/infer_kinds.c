/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Step of an inference: what NICs a node should have, and their order. */
#include <stdlib.h>
#include <string.h>

#include "hostlist.h"
#include "infer_parts.h"

/*
 * Two nodes are of one kind when their NICs have the same names.  A node
 * that lacks NICs (a dead one is not discovered at all) is taken for one of
 * the kind that has all of its names, so that its other NICs keep their
 * place.  NICs without names, in order of their GUIDs, are all alike: then
 * nobody can say which one is lacking.
 */
struct kind {
	const struct infer *in;
	int host;	/* the first by name */
	int n_hosts;
};

static const char *nic_name(const struct infer *in, int host, int i)
{
	return in->nics[in->hosts[host].first_nic + i].dev->name;
}

static int compare_names(const struct infer *in, int a, int b)
{
	int diff = in->hosts[a].n_nics - in->hosts[b].n_nics;

	for (int i = 0; !diff && i < in->hosts[a].n_nics; i++)
		diff = strcmp(nic_name(in, a, i), nic_name(in, b, i));
	return diff;
}

static int by_names(const void *a, const void *b)
{
	const struct kind *x = a, *y = b;
	int diff = compare_names(x->in, x->host, y->host);

	return diff ? diff : x->host - y->host;
}

static int by_count(const void *a, const void *b)
{
	const struct kind *x = a, *y = b;

	if (x->n_hosts != y->n_hosts)
		return y->n_hosts - x->n_hosts;
	return x->host - y->host;
}

/* Makes kinds of N hosts that are one each so far; how many. */
static int group(struct infer *in, struct kind *kinds, int n)
{
	struct kind *k = NULL;
	int n_kinds = 0;

	qsort(kinds, n, sizeof(*kinds), by_names);
	for (int i = 0; i < n; i++) {
		int host = kinds[i].host;

		if (k && !compare_names(in, k->host, host)) {
			k->n_hosts++;
		} else {
			k = &kinds[n_kinds++];
			*k = (struct kind){ in, host, 1 };
		}
		in->hosts[host].kind = k->host;
	}
	return n_kinds;
}

/* The kinds of the nodes that have all their NICs, most common first. */
static int list_kinds(struct infer *in, struct kind *kinds)
{
	int n = 0;

	for (int i = 0; i < in->n_hosts; i++) {
		in->hosts[i].kind = i;
		if (in->hosts[i].n_nics >= in->n_lanes)
			kinds[n++] = (struct kind){ in, i, 1 };
	}
	n = group(in, kinds, n);
	qsort(kinds, n, sizeof(*kinds), by_count);
	return n;
}

/* Whether node B has every NIC name of node A; both are in natural order. */
static bool has_names_of(const struct infer *in, int b, int a)
{
	int k = 0;

	for (int i = 0; i < in->hosts[a].n_nics; i++, k++) {
		while (k < in->hosts[b].n_nics &&
		       strcmp(nic_name(in, a, i), nic_name(in, b, k)))
			k++;
		if (k == in->hosts[b].n_nics)
			return false;
	}
	return true;
}

static int nic_leaf(const struct infer *in, int host, int i)
{
	return in->nics[in->hosts[host].first_nic + i].leaf;
}

/* Of node B, which has the names of node A: whether two NICs of A that follow
 * each other are on one leaf exactly where those of B are. */
static bool shares_leafs_as(const struct infer *in, int a, int b)
{
	int before = 0, k = 0;

	for (int i = 0; i < in->hosts[a].n_nics; i++, before = k++) {
		while (strcmp(nic_name(in, a, i), nic_name(in, b, k)))
			k++;
		if (i && (nic_leaf(in, a, i) == nic_leaf(in, a, i - 1)) !=
				 (nic_leaf(in, b, k) ==
				  nic_leaf(in, b, before)))
			return false;
	}
	return true;
}

/* The most common kind that has the names of node HOST, and best one whose NICs
 * go to leafs together as the node's do; or HOST. */
static int kind_with_names(const struct infer *in, int host,
			   const struct kind *kinds, int n_kinds)
{
	int found = host;

	for (int k = 0; k < n_kinds; k++) {
		if (!has_names_of(in, kinds[k].host, host))
			continue;
		if (shares_leafs_as(in, host, kinds[k].host))
			return kinds[k].host;
		if (found == host)
			found = kinds[k].host;
	}
	return found;
}

/* A kind that leads in each island (by a running majority vote), or -1. */
static int leading_kinds(struct infer *in, int *leading)
{
	int *lead = infer_alloc(in, in->n_islands, sizeof(int));

	if (!lead)
		return -1;
	for (int i = 0; i < in->n_islands; i++)
		leading[i] = -1;
	for (int i = 0; i < in->n_hosts; i++) {
		const struct infer_host *h = &in->hosts[i];

		if (h->island < 0 || h->n_nics < in->n_lanes)
			continue;
		if (!lead[h->island])
			leading[h->island] = h->kind;
		lead[h->island] += leading[h->island] == h->kind ? 1 : -1;
	}
	free(lead);
	return 0;
}

/* One with a NIC more than the nodes of its island: that one has no rail. */
static void adopt_smaller(struct infer *in, int host, const int *leading)
{
	struct infer_host *h = &in->hosts[host];
	int kind = leading[h->island];

	if (kind >= 0 && in->hosts[kind].n_nics == in->n_lanes &&
	    has_names_of(in, host, kind))
		h->kind = kind;
}

/* Names of hosts that have all NICs, by family. */
struct families {
	const char **names;
	int n;
};

static int by_family(const void *a, const void *b)
{
	return hostlist_family_cmp(*(const char *const *)a,
				   *(const char *const *)b);
}

static int list_families(struct infer *in, struct families *full)
{
	full->names = infer_alloc(in, in->n_hosts, sizeof(*full->names));
	if (!full->names)
		return -1;
	for (int i = 0; i < in->n_hosts; i++)
		if (in->hosts[i].n_nics >= in->n_lanes)
			full->names[full->n++] = in->hosts[i].name;
	qsort(full->names, (size_t)full->n, sizeof(*full->names), by_family);
	return 0;
}

/*
 * Whether H has no more NICs than were seen: at most half of the lanes, and no
 * host of a name like its own has more ("a100-03" beside "h100-03").
 */
static bool is_smaller(const struct infer *in, const struct infer_host *h,
		       const struct families *full)
{
	return h->n_nics * 2 <= in->n_lanes &&
	       !bsearch(&h->name, full->names, (size_t)full->n,
			sizeof(*full->names), by_family);
}

/* Those with the most NICs first, of these the most common. */
static int by_nics(const void *a, const void *b)
{
	const struct kind *x = a, *y = b;
	int diff = y->in->hosts[y->host].n_nics - x->in->hosts[x->host].n_nics;

	return diff ? diff : by_count(a, b);
}

/*
 * Nodes that are smaller, and have not what others of such a name have, are of
 * their kind and lack it.  A few that have more show nothing.
 */
static void adopt_among_smaller(struct infer *in, struct kind *kinds,
				const struct families *full)
{
	enum { FEW = 2 };
	int n = 0, n_kinds, end = 0;

	for (int i = 0; i < in->n_hosts; i++) {
		const struct infer_host *h = &in->hosts[i];

		if (h->kind == i && h->island >= 0 && !h->nameless &&
		    is_smaller(in, h, full))
			kinds[n++] = (struct kind){ in, i, 1 };
	}
	n_kinds = group(in, kinds, n);
	qsort(kinds, n_kinds, sizeof(*kinds), by_nics);
	for (int i = 0; i < n_kinds; i++)
		end = kinds[i].n_hosts > FEW ? i + 1 : end;
	for (int i = 0; i < n_kinds; i++)
		for (int k = 0; k < i && k < end; k++) {
			if (kinds[k].n_hosts <= FEW ||
			    by_family(&in->hosts[kinds[k].host].name,
				      &in->hosts[kinds[i].host].name) ||
			    !has_names_of(in, kinds[k].host, kinds[i].host))
				continue;
			for (int h = 0; h < in->n_hosts; h++)
				if (in->hosts[h].kind == kinds[i].host)
					in->hosts[h].kind = kinds[k].host;
			break;
		}
}

static void adopt_kinds(struct infer *in, const struct kind *kinds,
			int n_kinds, const int *leading,
			const struct families *full)
{
	for (int i = 0; i < in->n_hosts; i++) {
		struct infer_host *h = &in->hosts[i];

		if (h->island >= 0 && h->n_nics > in->n_lanes)
			adopt_smaller(in, i, leading);
		if (h->n_nics >= in->n_lanes || h->island < 0)
			continue;
		if (leading[h->island] >= 0 &&
		    has_names_of(in, leading[h->island], i))
			h->kind = leading[h->island];
		else if (!is_smaller(in, h, full))
			h->kind = kind_with_names(in, i, kinds, n_kinds);
	}
}

bool infer_order_known(const struct infer *in, const struct infer_host *h)
{
	return h->n_nics >= in->n_lanes ||
	       (h->kind != h - in->hosts && !h->nameless);
}

/*
 * A NIC's order is the place of its name in the list of its node's kind; one
 * that is not there has none.
 */
static void order_nics(struct infer *in)
{
	for (int i = 0; i < in->n_hosts; i++) {
		struct infer_host *h = &in->hosts[i];
		int n = in->hosts[h->kind].n_nics, next = 0;

		for (int k = 0; k < h->n_nics; k++) {
			int place = next;

			while (place < n && strcmp(nic_name(in, i, k),
						   nic_name(in, h->kind, place)))
				place++;
			in->nics[h->first_nic + k].order =
				place < n ? place : in->n_lanes;
			next = place < n ? place + 1 : next;
		}
	}
}

int infer_kinds(struct infer *in)
{
	struct families full = { NULL, 0 };
	struct kind *kinds = NULL;
	int *leading = NULL;
	int rc = -1;

	if (infer_count_lanes(in) < 0)
		return -1;
	kinds = infer_alloc(in, in->n_hosts, sizeof(*kinds));
	leading = infer_alloc(in, in->n_islands, sizeof(int));
	if (kinds && leading && list_families(in, &full) == 0) {
		int n_kinds = list_kinds(in, kinds);

		rc = leading_kinds(in, leading);
		if (rc == 0)
			adopt_kinds(in, kinds, n_kinds, leading, &full);
		adopt_among_smaller(in, kinds, &full);
		order_nics(in);
	}
	free(full.names);
	free(kinds);
	free(leading);
	return rc;
}
