/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Step of an inference: NICs of nodes that lead to storage, not to a rail. */
#include <stdlib.h>
#include <string.h>

#include "infer_parts.h"

/*
 * A leaf serves an island.  The NICs of one name that most nodes have on
 * leafs of other islands than their own are of another network, whose leafs
 * every island shares.
 */
enum { FEW = 4 };

struct name {
	const char *name;
	int nic;
};

static int by_name(const void *a, const void *b)
{
	const struct name *x = a, *y = b;
	int diff = strcmp(x->name, y->name);

	return diff ? diff : x->nic - y->nic;
}

/* Whether the cabled ones of N NICs are mostly elsewhere. */
static bool mostly_elsewhere(const struct infer *in, const struct name *list,
			     int n)
{
	int at_home = 0, cabled = 0, island = -1;
	bool several = false;

	for (int i = 0; i < n; i++) {
		const struct infer_nic *nic = &in->nics[list[i].nic];
		int here = in->hosts[nic->host].island;

		if (nic->leaf < 0)
			continue;
		cabled++;
		at_home += infer_at_home(in, nic);
		several |= island >= 0 && here != island;
		island = here;
	}
	/* A few may be swapped cables, of which small islands have few. */
	return several && cabled - at_home > FEW && at_home * 2 < cabled;
}

int infer_storage(struct infer *in)
{
	struct name *list;
	int n = 0, found = 0;

	if (in->n_islands < 2)
		return 0;
	list = infer_alloc(in, in->n_nics, sizeof(*list));
	if (!list)
		return -1;
	for (int i = 0; i < in->n_nics; i++)
		if (*in->nics[i].dev->name)
			list[n++] = (struct name){ in->nics[i].dev->name, i };
	qsort(list, n, sizeof(*list), by_name);
	for (int i = 0, k; i < n; i = k) {
		for (k = i + 1; k < n && !strcmp(list[i].name, list[k].name);
		     k++)
			;
		if (!mostly_elsewhere(in, &list[i], k - i))
			continue;
		found = 1;
		for (int m = i; m < k; m++)
			in->aside[in->nics[list[m].nic].device] = true;
	}
	free(list);
	return found;
}
