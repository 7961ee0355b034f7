/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Step of an inference: which of two islands a node is next to, by its name. */
#include <limits.h>
#include <stdlib.h>

#include "infer_parts.h"

/* How near an island is to a host. */
struct distance {
	int names;	/* hosts on the way, by name, to the next of its own */
	int ports;	/* from that one's port to the host's, on one leaf */
};

/* The least distance of ports of H and NEXT on one leaf. */
static int port_gap(const struct infer *in, const struct infer_host *h,
		    const struct infer_host *next)
{
	const struct infer_nic *x = &in->nics[h->first_nic];
	const struct infer_nic *y = &in->nics[next->first_nic];
	int best = INT_MAX;

	for (int i = 0; i < h->n_nics; i++)
		for (int k = 0; k < next->n_nics; k++) {
			int gap = abs(x[i].port - y[k].port);

			if (x[i].leaf >= 0 && x[i].leaf == y[k].leaf &&
			    gap < best)
				best = gap;
		}
	return best;
}

/* Of hosts that have an island so far. */
static struct distance measure(const struct infer *in,
			       const int *island_of_group, int host,
			       int island)
{
	struct distance far = { INT_MAX, INT_MAX };

	for (int d = 1; d < in->n_hosts && far.names == INT_MAX; d++)
		for (int next = host - d; next <= host + d; next += 2 * d) {
			const struct infer_host *h;
			int gap;

			if (next < 0 || next >= in->n_hosts)
				continue;
			h = &in->hosts[next];
			if (!h->n_leafs || island_of_group[h->kind] != island)
				continue;
			far.names = d;
			gap = port_gap(in, &in->hosts[host], h);
			far.ports = gap < far.ports ? gap : far.ports;
		}
	return far;
}

bool infer_is_nearer(const struct infer *in, const int *island_of_group,
		     int host, int island, int other)
{
	struct distance x = measure(in, island_of_group, host, island);
	struct distance y = measure(in, island_of_group, host, other);

	return x.names != y.names ? x.names < y.names : x.ports < y.ports;
}
