/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counts pairs of nodes in different pods. */
#include "crossing.h"

#include <stdlib.h>

static double share(double same, int n)
{
	return 1 - same / ((double)n * (n - 1));
}

static int count_pod(const struct fabric *f, const struct nodeset *set, int p)
{
	return nodeset_count_range(set, f->pods[p].first_node,
				   f->pods[p].n_nodes);
}

double crossing_of(const struct fabric *f, const struct nodeset *set, int n,
		   int *pods)
{
	double same = 0;

	*pods = 0;
	for (int p = 0; p < f->n_pods; p++) {
		double c = count_pod(f, set, p);

		*pods += c > 0;
		same += c * (c - 1);
	}
	return share(same, n);
}

static int roomiest(const int *room, int n_pods)
{
	int best = 0;

	for (int p = 1; p < n_pods; p++)
		if (room[p] > room[best])
			best = p;
	return best;
}

double crossing_least(const struct fabric *f, const struct nodeset *a,
		      const struct nodeset *b, int n)
{
	int *room = calloc((size_t)f->n_pods + 1, sizeof(*room)), left = n;
	double same = 0;

	if (!room)
		return -1;
	for (int p = 0; p < f->n_pods; p++)
		room[p] = count_pod(f, a, p) + (b ? count_pod(f, b, p) : 0);
	while (left > 0) {
		int p = roomiest(room, f->n_pods);
		double c = room[p] < left ? room[p] : left;

		if (!room[p])
			break;
		same += c * (c - 1);
		left -= room[p];
		room[p] = 0;
	}
	free(room);
	return share(same, n);
}
