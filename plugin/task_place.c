/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counts the tasks in lower slots. */
#include "task_place.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "topology/hostlist.h"

/* The next count of "2,8(x3),1": how many tasks on how many nodes. */
static int next_count(const char **text, long *tasks, long *repeat)
{
	char *end;

	errno = 0;
	*tasks = strtol(*text, &end, 10);
	*repeat = 1;
	if (errno || end == *text || *tasks < 0)
		return -1;
	if (!strncmp(end, "(x", 2)) {
		const char *number = end + 2;

		*repeat = strtol(number, &end, 10);
		if (errno || end == number || *end != ')' || *repeat < 1)
			return -1;
		end++;
	}
	if (*end && *end != ',')
		return -1;
	*text = *end ? end + 1 : end;
	return 0;
}

/* COUNTS[i] = tasks of the step's node i. */
static int read_counts(const char *text, long *counts, int n)
{
	long tasks, repeat;
	int filled = 0;

	while (filled < n && *text) {
		if (next_count(&text, &tasks, &repeat) || repeat > n - filled)
			return -1;
		while (repeat--)
			counts[filled++] = tasks;
	}
	return filled == n && !*text ? 0 : -1;
}

struct ranked {
	const char *node;
	long tasks;
	int slot;
};

static int by_node(const void *x, const void *y)
{
	return strcmp(((const struct ranked *)x)->node,
		      ((const struct ranked *)y)->node);
}

/* Finds each node's slot: both lists sorted, so that 10,000 are no matter. */
static int find_slots(const struct layout *l, struct ranked *nodes, int n)
{
	int all = l->count + l->n_spares;
	struct ranked *slots = calloc(all, sizeof(*slots));
	int rc = 0;

	if (!slots)
		return -1;
	for (int s = 0; s < all; s++)
		slots[s] = (struct ranked){ .node = l->slots[s].node,
					    .slot = s };
	qsort(slots, all, sizeof(*slots), by_node);
	for (int i = 0; i < n && !rc; i++) {
		const struct ranked *found =
			bsearch(&nodes[i], slots, all, sizeof(*slots),
				by_node);

		if (found)
			nodes[i].slot = found->slot;
		else
			rc = -1;
	}
	free(slots);
	return rc;
}

static long count_before(const struct ranked *nodes, int n, const char *node,
			 int *node_rank)
{
	long before = 0;
	int slot = -1;

	for (int i = 0; i < n; i++)
		if (!strcmp(nodes[i].node, node))
			slot = nodes[i].slot;
	if (slot < 0)
		return -1;
	*node_rank = 0;
	for (int i = 0; i < n; i++)
		if (nodes[i].slot < slot) {
			before += nodes[i].tasks;
			*node_rank += 1;
		}
	return before;
}

long task_place_first_rank(const struct layout *l, const struct task_step *step,
			   const char *node, int *node_rank,
			   struct rail_error *err)
{
	struct hostlist *hosts = hostlist_parse(step->nodes, 0, err);
	struct ranked *nodes = NULL;
	long *counts = NULL, rank = -1;
	int nth;

	if (!hosts)
		return -1;
	nodes = calloc(hosts->count + 1, sizeof(*nodes));
	counts = calloc(hosts->count + 1, sizeof(*counts));
	if (!nodes || !counts) {
		rail_error_nomem(err);
		goto out;
	}
	if (read_counts(step->tasks, counts, hosts->count)) {
		rail_error_set(err, "\"%.64s\" is no list of tasks for %d "
			       "nodes", step->tasks, hosts->count);
		goto out;
	}
	for (int i = 0; i < hosts->count; i++)
		nodes[i] = (struct ranked){ .node = hosts->names[i],
					    .tasks = counts[i] };
	if (!find_slots(l, nodes, hosts->count))
		rank = count_before(nodes, hosts->count, node,
				    node_rank ? node_rank : &nth);
	if (rank < 0)
		rail_error_set(err, "the step's nodes \"%.64s\" are not all in "
			       "the layout", step->nodes);
out:
	free(counts);
	free(nodes);
	hostlist_destroy(hosts);
	return rank;
}
