/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * place at real sizes, where brute force ends: against the plain recurrence
 * over pods, and past the limit at which place() settles for a bound.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "unit.h"
#include "random.h"
#include "topology/place.h"

enum { NEVER = -1 };

static int descending(const void *a, const void *b)
{
	return *(const int *)b - *(const int *)a;
}

/* The free nodes of each island of a pod, in whole segments, most first;
 * returns their sum. */
static int rooms_of(const struct fabric *f, const struct nodeset *free_nodes,
		    int pod, int segment, int *rooms)
{
	const struct fabric_pod *p = &f->pods[pod];
	int sum = 0;

	for (int i = 0; i < p->n_islands; i++) {
		const struct fabric_island *island =
			&f->islands[p->first_island + i];

		rooms[i] = nodeset_count_range(free_nodes, island->first_node,
					       island->n_nodes) / segment;
		sum += rooms[i];
	}
	qsort(rooms, (size_t)p->n_islands, sizeof(*rooms), descending);
	return sum;
}

/* How many pods, or islands, the nodes of SET are in. */
static int count_pods(const struct fabric *f, const struct nodeset *set)
{
	int n = 0;

	for (int p = 0; p < f->n_pods; p++)
		n += nodeset_count_range(set, f->pods[p].first_node,
					 f->pods[p].n_nodes) > 0;
	return n;
}

static int count_islands(const struct fabric *f, const struct nodeset *set)
{
	int n = 0;

	for (int i = 0; i < f->n_islands; i++)
		n += nodeset_count_range(set, f->islands[i].first_node,
					 f->islands[i].n_nodes) > 0;
	return n;
}

/*
 * most[q][k]: the most segments that q pods and k islands give; each pod either
 * stays out or gives its j roomiest islands.  Returns it row by row.
 */
static int *work_out(const struct fabric *f, const struct nodeset *free_nodes,
		     int segment)
{
	int width = f->n_islands + 1;
	size_t cells = (size_t)(f->n_pods + 1) * (size_t)width;
	int *most = malloc(cells * sizeof(int));
	int *rooms = malloc((size_t)width * sizeof(int));

	assert_non_null(most);
	assert_non_null(rooms);
	for (size_t i = 0; i < cells; i++)
		most[i] = NEVER;
	most[0] = 0;
	for (int pod = 0; pod < f->n_pods; pod++) {
		rooms_of(f, free_nodes, pod, segment, rooms);
		for (int q = pod; q >= 0; q--)
			for (int k = 0; k < width; k++) {
				int with = most[q * width + k];

				if (with == NEVER)
					continue;
				for (int j = 0; j < f->pods[pod].n_islands;
				     j++) {
					int *to = &most[(q + 1) * width + k +
							j + 1];

					with += rooms[j];
					if (with > *to)
						*to = with;
				}
			}
	}
	free(rooms);
	return most;
}

/* A job of N segments costs WANT: its index in what work_out() returned. */
static void costs(const struct fabric *f, const struct nodeset *free_nodes,
		  struct place_space *space, int n, int segment, int want)
{
	struct place_request req = {
		.nodes = n * segment, .mode = PLACE_BEST, .segment = segment,
		.space = space,
	};
	int width = f->n_islands + 1;
	struct place_choice choice;

	assert_int_equal(place(f, free_nodes, &req, &choice), 0);
	assert_true(choice.exact);
	assert_int_equal(choice.pods, want / width);
	assert_int_equal(choice.islands, want % width);
	assert_int_equal(nodeset_count(choice.nodes), req.nodes);
	assert_true(nodeset_subset(choice.nodes, free_nodes));
	assert_int_equal(count_pods(f, choice.nodes), choice.pods);
	assert_int_equal(count_islands(f, choice.nodes), choice.islands);
	place_choice_free(&choice);
}

static void agrees_with_the_recurrence(const struct fabric *f,
				       const struct nodeset *free_nodes,
				       int segment)
{
	int *most = work_out(f, free_nodes, segment), width = f->n_islands + 1;
	struct place_space *space = place_space_create(f);
	int total = most[f->n_pods * width + f->n_islands];

	assert_non_null(space);
	for (int round = 0; round < 8 && total; round++) {
		int n = random_int(1, total), want = 0;

		while (most[want] < n)
			want++;		/* rows are pods: the first is best */
		costs(f, free_nodes, space, n, segment, want);
	}
	place_space_destroy(space);
	free(most);
}

static void the_recurrence_agrees_at_real_sizes(void **state)
{
	static const struct random_shape shape = {
		.max_components = 1, .max_pods = 20, .max_islands = 20,
		.max_nodes = 40, .max_rails = 1,
	};
	int nodes = 0;

	for (int round = 0; round < 300; round++) {
		struct fabric *f = random_fabric(&shape);
		struct nodeset *free_nodes =
			random_nodeset(f->n_nodes, random_int(10, 100));
		int largest = 0;

		assert_non_null(free_nodes);
		for (int i = 0; i < f->n_islands; i++)
			if (f->islands[i].n_nodes > largest)
				largest = f->islands[i].n_nodes;
		agrees_with_the_recurrence(f, free_nodes,
					   round % 2 ? 1 :
					   random_int(1, largest < 9 ?
							       largest : 9));
		nodes = nodes > f->n_nodes ? nodes : f->n_nodes;
		nodeset_destroy(free_nodes);
		fabric_destroy(f);
	}
	printf("# up to %d nodes\n", nodes);
	assert_true(nodes > 1000);
}

/* --- past the limit ------------------------------------------------------ */

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The fewest pods that hold N: those with the most room. */
static int fewest_pods(const struct fabric *f, const struct nodeset *free_nodes,
		       int n)
{
	int *totals = malloc((size_t)f->n_pods * sizeof(int));
	int *rooms = malloc((size_t)f->n_islands * sizeof(int));
	int pods = 0;

	assert_non_null(totals);
	assert_non_null(rooms);
	for (int p = 0; p < f->n_pods; p++)
		totals[p] = rooms_of(f, free_nodes, p, 1, rooms);
	qsort(totals, (size_t)f->n_pods, sizeof(*totals), descending);
	while (n > 0)
		n -= totals[pods++];
	free(totals);
	free(rooms);
	return pods;
}

/* Half of what is free, within MAX_STEPS; whether that is exact. */
static bool place_half(const struct fabric *f, long max_steps)
{
	struct nodeset *free_nodes = random_nodeset(f->n_nodes, 70);
	struct place_request req = { .mode = PLACE_BEST,
				     .max_steps = max_steps };
	struct place_choice choice;
	bool exact;

	assert_non_null(free_nodes);
	req.nodes = nodeset_count(free_nodes) / 2;
	assert_int_equal(place(f, free_nodes, &req, &choice), 0);
	assert_int_equal(nodeset_count(choice.nodes), req.nodes);
	assert_true(nodeset_subset(choice.nodes, free_nodes));
	assert_int_equal(count_pods(f, choice.nodes), choice.pods);
	assert_int_equal(count_islands(f, choice.nodes), choice.islands);
	assert_int_equal(choice.pods, fewest_pods(f, free_nodes, req.nodes));
	exact = choice.exact;
	place_choice_free(&choice);
	nodeset_destroy(free_nodes);
	return exact;
}

static void past_the_limit_a_choice_is_valid_and_says_so(void **state)
{
	static const struct random_shape shape = {
		.max_components = 1, .max_pods = 500, .max_islands = 16,
		.max_nodes = 4, .max_rails = 1,
	};
	double slowest = 0;
	int bounds = 0;

	for (int round = 0; round < 20;) {
		struct fabric *f = random_fabric(&shape);
		double start = seconds();

		if (f->n_pods > 300) {
			bounds += !place_half(f, 1);
			assert_true(place_half(f, 0));
			round++;
			start = seconds() - start;
			slowest = start > slowest ? start : slowest;
		}
		fabric_destroy(f);
	}
	printf("# with one step %d of 20 only a bound; the slowest took "
	       "%.0f ms\n", bounds, slowest * 1e3);
	assert_true(bounds > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_recurrence_agrees_at_real_sizes),
		cmocka_unit_test(past_the_limit_a_choice_is_valid_and_says_so),
	};

	random_start("place_large");
	return cmocka_run_group_tests_name("place_large", tests, NULL, NULL);
}
