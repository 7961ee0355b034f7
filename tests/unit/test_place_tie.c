/* SPDX-License-Identifier: GPL-2.0-or-later */
/* place: which of the cheapest choices is taken. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "random.h"
#include "topology/place.h"

enum { ROUNDS = 2000 };

/*
 * A fabric of which the free nodes are given: pods end at ';', islands at
 * ',', each with its number of free nodes; where there is a '|', zones end at
 * it.  Every island has 9 nodes, but one with a '=' behind it only its free ones.
 */
static struct fabric *make(const char *room, struct nodeset **free_nodes)
{
	const char *const nic[] = { "mlx5_0" };
	struct fabric_nic nics[] = { { .leaf = -1 } };
	struct fabric_builder *b = fabric_build("f", 1, NULL);
	int zones = 0, pods = 0, islands = 0, nodes = 0;
	bool zoned = strchr(room, '|');
	struct fabric *f;
	char name[32];

	assert_non_null(b);
	for (const char *p = room; *p; p++) {
		if (zoned && (p == room || p[-1] == '|')) {
			if (zones)
				fabric_build_zone_end(b);
			snprintf(name, sizeof(name), "z%d", zones++);
			assert_int_equal(fabric_build_zone(b, name, NULL), 0);
			assert_true(fabric_build_core(b, name, 0, NULL) >= 0);
		}
		if (p == room || p[-1] == ';' || p[-1] == '|') {
			snprintf(name, sizeof(name), "p%d", pods++);
			assert_int_equal(fabric_build_pod(b, name, NULL), 0);
		}
		if (*p < '0' || *p > '9')
			continue;
		snprintf(name, sizeof(name), "i%d", islands++);
		assert_int_equal(fabric_build_island(b, name, NULL), 0);
		for (int i = p[1] == '=' ? '9' - *p : 0; i < 9; i++) {
			snprintf(name, sizeof(name), "n%03d", nodes++);
			assert_int_equal(build_node(b, name, nic, nics,
							   NULL), 0);
		}
	}
	f = fabric_build_finish(b, NULL);
	assert_non_null(f);
	*free_nodes = nodeset_create(f->n_nodes);
	assert_non_null(*free_nodes);
	for (int island = 0; *room; room++)
		if (*room >= '0' && *room <= '9') {
			for (int i = 0; i < *room - '0'; i++)
				nodeset_add(*free_nodes,
					    f->islands[island].first_node + i);
			island++;
		}
	return f;
}

static int count_island(const struct fabric *f, const struct nodeset *set,
			int i)
{
	return nodeset_count_range(set, f->islands[i].first_node,
				   f->islands[i].n_nodes);
}

/* Of ROOM, N nodes in groups of SEGMENT must be taken so that LEFT is left. */
static void leaves_in(const char *room, int n, int segment, const char *left)
{
	struct place_request req = { .nodes = n, .mode = PLACE_BEST,
				     .segment = segment };
	struct nodeset *free_nodes;
	struct fabric *f = make(room, &free_nodes);
	struct place_choice choice;
	char got[100];
	int island = 0;

	assert_int_equal(place(f, free_nodes, &req, &choice), 0);
	nodeset_subtract(free_nodes, choice.nodes);
	strcpy(got, room);
	for (char *p = got; *p; p++)
		if (*p >= '0' && *p <= '9')
			*p = (char)('0' + count_island(f, free_nodes,
						       island++));
	assert_string_equal(got, left);
	place_choice_free(&choice);
	nodeset_destroy(free_nodes);
	fabric_destroy(f);
}

static void leaves(const char *room, int n, const char *left)
{
	leaves_in(room, n, 0, left);
}

static void the_fullest_island_that_fits_is_taken(void **state)
{
	leaves("6,4,9", 3, "6,1,9");
	leaves("6,4,9", 5, "1,4,9");
	leaves("6,4,9", 9, "6,4,0");
	leaves("9,8,3,3", 6, "9,2,3,3");
	/* Two islands are needed: a large one and the least that completes. */
	leaves("9,5,4,2", 11, "0,5,4,0");
	/* wherever it is, */
	leaves("8,9,5;9,4;9,9", 4, "8,9,5;9,0;9,9");
	/* of equals in the fullest pod, */
	leaves("9,9,4;4,1;9,9", 3, "9,9,4;1,1;9,9");
	/* and an island that is wholly free only when no other will do */
	leaves("9,9,9;7,8;9,9", 5, "9,9,9;2,8;9,9");
	leaves("9,9,9;3,9;9,9", 5, "9,9,9;3,4;9,9");
}

static void an_island_that_is_filled_exactly_comes_first(void **state)
{
	/* wholly free or not, and wherever */
	leaves("9,9,9;8,1", 8, "9,9,9;0,1");
	leaves("7,9,4=;9,9;7,1", 4, "7,9,0=;9,9;7,1");
	leaves("7,9,5=;9,9;7,1", 4, "7,9,5=;9,9;3,1");
}

/* A node more that is left in the island is as bad as ten in its pod. */
static void islands_and_their_pods_are_weighed(void **state)
{
	leaves("4,9,9;5;9,9", 2, "4,9,9;3;9,9");
	leaves("4,9;5,6;9,9", 2, "2,9;5,6;9,9");
	leaves("5,9;6,6;9,9", 4, "1,9;6,6;9,9");
}

static void the_fullest_pod_that_will_do_is_taken(void **state)
{
	leaves("3,9,9;9,6;9,9", 15, "3,9,9;0,0;9,9");
	leaves("5,5,5;9,6;9,9", 15, "5,5,5;0,0;9,9");
	/* of equals the first */
	leaves("9,9;9,9;9,9", 14, "0,4;9,9;9,9");
}

/* So that no island that could be free as a whole is broken into. */
static void what_is_left_is_left_in_the_emptiest(void **state)
{
	leaves("9,9,9,5", 21, "0,0,9,2");
	leaves("9,9;9,9;8,5", 30, "0,0;9,9;0,1");
}

/* --- several pods -------------------------------------------------------- */

static void the_roomiest_pod_is_taken_whole(void **state)
{
	/* not 15 and 9 of two pods, but 18 and 6 */
	leaves("9,9;9,6;8,8", 24, "0,0;9,0;8,8");
	leaves("8,8;9,6;9,9", 24, "8,8;9,0;0,0");
	/* of equals the first, and the remainder in the next */
	leaves("9,9;9,9;9,9", 24, "0,0;3,9;9,9");
	/* the remainder where the least room will do */
	leaves("9,9;9,9;9,6;8,8;5,4", 41, "0,0;0,0;9,6;8,8;0,4");
}

static void islands_are_traded_between_pods(void **state)
{
	/* not 18 and 18, but 27 and 9, in five islands too */
	leaves("6,6,6,6,6;9,9,9", 36, "0,3,6,6,6;0,0,0");
	leaves("6,6,6,6,6;9,9,9|1", 36, "0,3,6,6,6;0,0,0|1");
	leaves_in("6,6,6,6,6;9,9,9", 36, 3, "0,3,6,6,6;0,0,0");
}

static void the_fewest_islands_come_before_the_division(void **state)
{
	/* 16 and 8 in four islands, for 18 and 6 in five */
	leaves("3,3,3,3,3,3;8,8;8,7", 24, "3,3,3,3,3,3;0,0;0,7");
}

static void segments_are_divided_alike(void **state)
{
	leaves_in("8,8;8,7;9,5", 24, 4, "0,0;8,7;1,5");
	leaves_in("9,9;9,6;8,8", 24, 3, "0,0;9,6;2,8");
}

static void zones_are_divided_alike(void **state)
{
	/* inside a zone, */
	leaves("9,9;9,6;8,8|1;1", 24, "0,0;9,0;8,8|1;1");
	/* and between zones: 36 of one and 3 of the other */
	leaves("9,9;9,9|9,9;9,3", 39, "0,0;0,0|9,9;9,0");
}

/* Pairs of nodes in one pod, twice over. */
static long pairs(const int *nodes, int n_pods)
{
	long sum = 0;

	for (int p = 0; p < n_pods; p++)
		sum += (long)nodes[p] * (nodes[p] - 1);
	return sum;
}

/*
 * The most pairs in one pod that N nodes of the islands in the bit mask SUBSET
 * can have, every island with one at least; -1: they are too few, or in other
 * than so many pods.
 */
static long most_pairs(const struct fabric *f, const int *room,
		       unsigned int subset, int n, int n_pods)
{
	int most[16] = { 0 }, nodes[16] = { 0 }, used = 0;

	for (int i = 0; i < f->n_islands; i++)
		if (subset & 1u << i) {
			if (!room[i])
				return -1;
			most[f->islands[i].pod] += room[i] - 1;
			used += !nodes[f->islands[i].pod]++;
			n--;
		}
	if (used != n_pods || n < 0)
		return -1;
	while (n > 0) {
		int best = 0, part;

		for (int p = 1; p < f->n_pods; p++)
			if (nodes[p] + most[p] > nodes[best] + most[best] ||
			    !most[best])
				best = most[p] ? p : best;
		part = most[best] < n ? most[best] : n;
		if (!part)
			return -1;
		nodes[best] += part;
		most[best] -= part;
		n -= part;
	}
	return pairs(nodes, f->n_pods);
}

/* By every choice of as many islands in as many pods. */
static long best_division(const struct fabric *f,
			  const struct nodeset *free_nodes,
			  const struct place_choice *choice, int n)
{
	long best = -1;
	int room[16];

	for (int i = 0; i < f->n_islands; i++)
		room[i] = nodeset_count_range(free_nodes,
					      f->islands[i].first_node,
					      f->islands[i].n_nodes);
	for (unsigned int s = 1; s < 1u << f->n_islands; s++) {
		long now;

		if (__builtin_popcount(s) != choice->islands)
			continue;
		now = most_pairs(f, room, s, n, choice->pods);
		best = now > best ? now : best;
	}
	return best;
}

/*
 * How a job is divided is not promised to be the best that its pods and
 * islands allow, but it nearly always is.
 */
static void the_division_is_nearly_always_the_best(void **state)
{
	static const struct random_shape shape = {
		.max_components = 1, .max_pods = 5, .max_islands = 3,
		.max_nodes = 9, .max_rails = 1,
	};
	int several = 0, best = 0;
	double lost = 0;

	for (int round = 0; round < ROUNDS; round++) {
		struct fabric *f = random_fabric(&shape);
		struct nodeset *free_nodes =
			random_nodeset(f->n_nodes, random_int(30, 100));
		int n = random_int(1, f->n_nodes), nodes[16] = { 0 };
		struct place_request req = { .nodes = n, .mode = PLACE_BEST };
		struct place_choice choice;
		long most, got;

		assert_non_null(free_nodes);
		if (!place(f, free_nodes, &req, &choice) && choice.pods > 1) {
			for (int p = 0; p < f->n_pods; p++)
				nodes[p] = nodeset_count_range(
					choice.nodes, f->pods[p].first_node,
					f->pods[p].n_nodes);
			most = best_division(f, free_nodes, &choice, n);
			got = pairs(nodes, f->n_pods);
			assert_true(got <= most);
			several++;
			best += got == most;
			lost += (double)(most - got) / n / (n - 1);
		}
		place_choice_free(&choice);
		nodeset_destroy(free_nodes);
		fabric_destroy(f);
	}
	printf("# of %d jobs of several pods %d divided as well as can be; "
	       "pairs that need not be in different pods: %.4f\n", several,
	       best, lost / several);
	assert_true(several > ROUNDS / 10);
	assert_true(best > several * 98 / 100);
	assert_true(lost / several < 0.0005);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_fullest_island_that_fits_is_taken),
		cmocka_unit_test(an_island_that_is_filled_exactly_comes_first),
		cmocka_unit_test(islands_and_their_pods_are_weighed),
		cmocka_unit_test(the_fullest_pod_that_will_do_is_taken),
		cmocka_unit_test(what_is_left_is_left_in_the_emptiest),
		cmocka_unit_test(the_roomiest_pod_is_taken_whole),
		cmocka_unit_test(islands_are_traded_between_pods),
		cmocka_unit_test(the_fewest_islands_come_before_the_division),
		cmocka_unit_test(segments_are_divided_alike),
		cmocka_unit_test(zones_are_divided_alike),
		cmocka_unit_test(the_division_is_nearly_always_the_best),
	};

	random_start("place_tie");
	return cmocka_run_group_tests_name("place_tie", tests, NULL, NULL);
}
