/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counts the free nodes of a fabric by island and by pod. */
#include "room.h"

#include <stdlib.h>
#include <string.h>

#include "room_rest.h"

static int largest_island(const struct fabric *f)
{
	int most = 0;

	for (int i = 0; i < f->n_islands; i++)
		if (f->islands[i].n_nodes > most)
			most = f->islands[i].n_nodes;
	return most;
}

struct room_groups room_groups(const struct fabric *f, int n, int segment)
{
	int size = segment > 1 ? segment : 1;

	return (struct room_groups){
		.size = size,
		.whole = n / size,
		.rest = n % size,
		.by_pod = size > largest_island(f),
	};
}

struct room *room_create(const struct fabric *f)
{
	struct room *r = calloc(1, sizeof(*r));
	size_t islands = (size_t)f->n_islands + 1, pods = f->n_pods + 1;

	if (!r)
		return NULL;
	r->fabric = f;
	r->islands = calloc(islands, sizeof(int));
	r->units = calloc(islands, sizeof(int));
	r->needed = calloc(islands, sizeof(int));
	r->must = calloc(islands, sizeof(int));
	r->sorted = calloc(islands, sizeof(int));
	r->others = calloc(islands, sizeof(int));
	r->nodes = calloc(islands + pods, sizeof(int));
	r->give = calloc(islands + pods, sizeof(int));
	r->bucket = calloc((size_t)largest_island(f) + 2, sizeof(int));
	r->order = calloc(pods, sizeof(int));
	r->pods = calloc(pods, sizeof(*r->pods));
	if (r->islands && r->units && r->needed && r->must && r->sorted &&
	    r->others && r->nodes && r->give && r->bucket && r->order &&
	    r->pods)
		return r;
	room_destroy(r);
	return NULL;
}

void room_destroy(struct room *r)
{
	if (!r)
		return;
	free(r->islands);
	free(r->units);
	free(r->needed);
	free(r->must);
	free(r->sorted);
	free(r->others);
	free(r->nodes);
	free(r->give);
	free(r->bucket);
	free(r->order);
	free(r->pods);
	free(r);
}

/* --- counting ------------------------------------------------------------ */

static void count_island(struct room *r, int i)
{
	const struct fabric_island *is = &r->fabric->islands[i];
	int n = nodeset_count_range(r->free_nodes, is->first_node, is->n_nodes);

	r->islands[i] = n;
	r->units[i] = r->groups.by_pod ? n : n / r->groups.size;
	r->needed[i] = 0;
	if (r->required)
		r->needed[i] = nodeset_count_range(r->required, is->first_node,
						   is->n_nodes);
	r->must[i] = r->needed[i];
	r->total += n;
	r->n_forced += r->needed[i] > 0;
}

/* Where a pod keeps what is told of it. */
static void start_pod(struct room *r, int p)
{
	const struct fabric_pod *fp = &r->fabric->pods[p];
	struct room_pod *pod = &r->pods[p - r->first_pod];

	memset(pod, 0, sizeof(*pod));
	pod->pod = p;
	pod->others = &r->others[fp->first_island];
	pod->nodes = &r->nodes[fp->first_island + p];
	pod->give = &r->give[fp->first_island + p];
	pod->nodes[0] = 0;
	for (int i = fp->first_island; i < fp->first_island + fp->n_islands;
	     i++) {
		count_island(r, i);
		if (r->needed[i])
			pod->forced = true;
	}
	r->n_forced_pods += pod->forced;
}

static bool useful(const struct room *r, int i)
{
	return !r->needed[i] &&
	       (r->units[i] ||
		(room_seeks_rest(r) && r->islands[i] >= r->groups.rest &&
		 !r->groups.by_pod));
}

/*
 * The islands that are not forced, most room first.  Of equals the first comes
 * last: a best-fit choice looks from the least room up, and is to begin at the
 * front of the fabric.
 */
static int sort_islands(struct room *r, int first, int end)
{
	int most = 0, n = 0;

	for (int i = first; i < end; i++)
		if (r->islands[i] > most)
			most = r->islands[i];
	memset(r->bucket, 0, (size_t)(most + 1) * sizeof(int));
	for (int i = first; i < end; i++)
		if (useful(r, i))
			r->bucket[r->islands[i]]++;
	for (int room = most; room >= 0; room--) {
		int count = r->bucket[room];

		r->bucket[room] = n;
		n += count;
	}
	for (int i = end - 1; i >= first; i--)
		if (useful(r, i))
			r->sorted[r->bucket[r->islands[i]]++] = i;
	return n;
}

static void deal_islands(struct room *r, int first, int end)
{
	int n = sort_islands(r, first, end);

	for (int s = 0; s < n; s++) {
		int i = r->sorted[s], p = r->fabric->islands[i].pod;
		struct room_pod *pod = &r->pods[p - r->first_pod];
		int j = pod->n_others++;

		r->others[r->fabric->pods[p].first_island + j] = i;
		pod->nodes[j + 1] = r->islands[i];
		pod->give[j + 1] = r->units[i];
	}
}

/* --- pods ---------------------------------------------------------------- */

/* What a pod gives with its forced islands alone. */
static void add_base(struct room *r, struct room_pod *pod)
{
	const struct fabric_pod *fp = &r->fabric->pods[pod->pod];

	pod->nodes[0] = pod->give[0] = pod->must = 0;
	for (int i = fp->first_island;
	     pod->forced && i < fp->first_island + fp->n_islands; i++)
		if (r->needed[i]) {
			pod->nodes[0] += r->islands[i];
			pod->give[0] += r->units[i];
			pod->must += r->must[i];
		}
}

static void sum_up(struct room *r, struct room_pod *pod)
{
	const int size = r->groups.size, rest = r->groups.rest;

	add_base(r, pod);
	pod->rest_from = pod->n_others + 1;
	for (int j = 1; j <= pod->n_others; j++) {
		/* the first with the most beside its groups, of equals */
		if (pod->rest_from > pod->n_others &&
		    pod->nodes[j] % size >= rest)
			pod->rest_from = j;
		pod->nodes[j] += pod->nodes[j - 1];
		pod->give[j] += pod->give[j - 1];
	}
	if (r->groups.by_pod)
		room_rest_of_pod(r, pod);
}

static int most_of(const struct room_pod *pod)
{
	return pod->give[pod->n_others];
}

/* Whether X comes before Y: where more is given, the rest fits beside it,
 * more is free; of equals the first. */
static bool before(const struct room *r, int x, int y)
{
	const struct room_pod *a = &r->pods[x], *b = &r->pods[y];

	if (a->forced != b->forced)
		return a->forced;
	if (most_of(a) != most_of(b))
		return most_of(a) > most_of(b);
	if (room_seeks_rest(r)) {
		bool fits = room_rest_fits(r, a, a->n_others);

		if (fits != room_rest_fits(r, b, b->n_others))
			return fits;
	}
	if (a->nodes[a->n_others] != b->nodes[b->n_others])
		return a->nodes[a->n_others] > b->nodes[b->n_others];
	return x < y;
}

static void sort_pods(struct room *r)
{
	int *order = r->order;

	for (int gap = r->n_pods / 2; gap; gap = gap == 2 ? 1 : gap * 5 / 11)
		for (int i = gap; i < r->n_pods; i++) {
			int k = i, x = order[i];

			for (; k >= gap && before(r, x, order[k - gap]);
			     k -= gap)
				order[k] = order[k - gap];
			order[k] = x;
		}
}

static bool pod_is_useful(const struct room *r, const struct room_pod *pod)
{
	return pod->forced || most_of(pod) > 0 ||
	       (room_seeks_rest(r) && pod->n_others &&
		room_rest_fits(r, pod, pod->n_others));
}

bool room_count(struct room *r, const struct room_ask *ask)
{
	const struct fabric_pod *pods = r->fabric->pods;
	int first = pods[ask->first_pod].first_island, end = first;

	r->free_nodes = ask->free_nodes;
	r->required = ask->required;
	r->groups = ask->groups;
	r->tie = ask->tie;
	r->first_pod = ask->first_pod;
	r->end_pod = ask->end_pod;
	r->rest_island = -1;
	r->rest_pod = ask->rest_pod;
	r->total = r->n_forced = r->n_forced_pods = r->n_pods = 0;
	for (int p = r->first_pod; p < r->end_pod; p++) {
		start_pod(r, p);
		end += pods[p].n_islands;
	}
	if (r->n_forced && !r->groups.by_pod && !room_rest_settle(r))
		return false;
	deal_islands(r, first, end);
	for (int p = 0; p < r->end_pod - r->first_pod; p++) {
		sum_up(r, &r->pods[p]);
		if (pod_is_useful(r, &r->pods[p]))
			r->order[r->n_pods++] = p;
	}
	sort_pods(r);
	return !r->groups.by_pod || room_rest_suits(r);
}
