/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Step of an inference: NICs of nodes that lead to storage, not to a rail. */
#include <stdlib.h>
#include <string.h>

#include "infer_parts.h"

/*
 * A leaf serves an island.  A switch of which more than FEW nodes, and more than
 * one in SHARE, are of other islands than the one that has most there is none:
 * it is of another network, whose switches all islands share.  The NICs of one
 * name that most nodes of a kind have on such switches carry no rail.  By kind,
 * since what one vendor calls mlx5_0 is another's rail 0.
 */
enum { FEW = 2, SHARE = 4 };

struct name {
	const char *name;
	uint64_t kind;	/* equal for hosts with the same names */
	int nic;
};

static int compare(const struct name *a, const struct name *b)
{
	int diff = strcmp(a->name, b->name);

	return diff ? diff : (a->kind > b->kind) - (a->kind < b->kind);
}

static int by_name(const void *x, const void *y)
{
	const struct name *a = x, *b = y;
	int diff = compare(a, b);

	return diff ? diff : a->nic - b->nic;
}

static uint64_t kind_of(const struct infer *in, const struct infer_host *h)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (int i = h->first_nic; i < h->first_nic + h->n_nics; i++) {
		const char *name = in->nics[i].dev->name;

		for (size_t k = 0; k <= strlen(name); k++)
			hash = (hash ^ (unsigned char)name[k]) *
			       UINT64_C(0x100000001b3);
	}
	return hash;
}

/* Whether most of the cabled ones of N NICs are on shared switches. */
static bool is_shared(const struct infer *in, const bool *shared,
		      const struct name *list, int n)
{
	int cabled = 0, there = 0;

	for (int i = 0; i < n; i++) {
		int leaf = in->nics[list[i].nic].leaf;

		cabled += leaf >= 0;
		there += leaf >= 0 && shared[leaf];
	}
	return there * 2 > cabled;
}

/* Whether a GPU of H pairs with the NIC called NAME, and with no other. */
static bool is_gpus(const struct hardware *h, const char *name)
{
	for (int g = 0; g < h->n_gpus; g++)
		if (h->gpus[g].nic && !h->gpus[g].tie &&
		    !strcmp(h->gpus[g].nic, name))
			return true;
	return false;
}

/*
 * Whether N NICs of one name are the GPUs' own, by most of the nodes that say
 * what is in them: such a NIC carries a rail, be its leaf that of several
 * islands.
 */
static bool are_gpus(const struct infer *in, const struct name *list, int n)
{
	int known = 0, own = 0;

	for (int i = 0; i < n; i++) {
		const struct infer_nic *nic = &in->nics[list[i].nic];
		const struct links_host *h =
			links_find_host(in->links, in->hosts[nic->host].name);

		if (!h || !h->hardware)
			continue;
		known++;
		own += is_gpus(h->hardware, list[i].name);
	}
	return own * 2 > known;
}

/* VOTES: by island, all zero and left so. */
static bool serves_several(const struct infer *in,
			   const struct infer_leaf *leaf, int *votes)
{
	const int *nics = &in->leaf_nics[leaf->first_nic];
	int most = 0, hosts = 0, last = -1;

	/* NICs of a node follow each other */
	for (int i = 0; i < leaf->n_nics; i++) {
		int host = in->nics[nics[i]].host, n;

		if (host == last)
			continue;
		last = host;
		hosts++;
		n = ++votes[in->hosts[host].island];
		most = n > most ? n : most;
	}
	for (int i = 0; i < leaf->n_nics; i++)
		votes[in->hosts[in->nics[nics[i]].host].island] = 0;
	return hosts - most > FEW && (hosts - most) * SHARE > hosts;
}

static int list_names(const struct infer *in, struct name *list)
{
	int n = 0;

	for (int h = 0; h < in->n_hosts; h++) {
		const struct infer_host *host = &in->hosts[h];
		uint64_t kind = kind_of(in, host);

		for (int i = host->first_nic;
		     i < host->first_nic + host->n_nics; i++)
			if (*in->nics[i].dev->name)
				list[n++] = (struct name){
					in->nics[i].dev->name, kind, i,
				};
	}
	qsort(list, n, sizeof(*list), by_name);
	return n;
}

/* Marks the NICs of names of which most are on SHARED switches. */
static int mark_names(struct infer *in, const bool *shared, bool *marked)
{
	struct name *list = infer_alloc(in, in->n_nics, sizeof(*list));
	int n;

	if (!list)
		return -1;
	n = list_names(in, list);
	for (int i = 0, k; i < n; i = k) {
		for (k = i + 1; k < n && !compare(&list[i], &list[k]); k++)
			;
		if (!is_shared(in, shared, &list[i], k - i) ||
		    are_gpus(in, &list[i], k - i))
			continue;
		for (int m = i; m < k; m++)
			marked[list[m].nic] = true;
	}
	free(list);
	return 0;
}

/*
 * Servers have nothing but storage, nodes do not.  Where most hosts would be
 * left with nothing, these are rails of islands that were taken apart by the
 * cables that are missing.
 */
static bool leaves_nothing(const struct infer *in, const bool *marked)
{
	int bare = 0;

	for (int h = 0; h < in->n_hosts; h++) {
		const struct infer_host *host = &in->hosts[h];
		int i = 0;

		while (i < host->n_nics && marked[host->first_nic + i])
			i++;
		bare += i == host->n_nics;
	}
	return bare * 2 > in->n_hosts;
}

static int set_aside(struct infer *in, const bool *shared)
{
	bool *marked = infer_alloc(in, in->n_nics, sizeof(bool));
	int found = marked ? mark_names(in, shared, marked) : -1;

	if (found == 0 && !leaves_nothing(in, marked))
		for (int i = 0; i < in->n_nics; i++)
			if (marked[i]) {
				in->aside[in->nics[i].device] = true;
				found = 1;
			}
	free(marked);
	return found;
}

int infer_storage(struct infer *in)
{
	bool *shared = infer_alloc(in, in->n_leafs, sizeof(bool)), any = false;
	int *votes = infer_alloc(in, in->n_islands, sizeof(int));
	int found = shared && votes ? 0 : -1;

	for (int i = 0; found == 0 && i < in->n_leafs; i++) {
		shared[i] = serves_several(in, &in->leafs[i], votes);
		any |= shared[i];
	}
	if (any)
		found = set_aside(in, shared);
	free(shared);
	free(votes);
	return found;
}
