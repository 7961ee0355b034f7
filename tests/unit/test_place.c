/* SPDX-License-Identifier: GPL-2.0-or-later */
/* place: against brute force on random small fabrics, and its tie-break. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "brute.h"
#include "random.h"

enum { ROUNDS = 12000, REQUESTS = 3 };

static const struct random_shape small = {
	.max_components = 2,
	.max_pods = 4,
	.max_islands = 3,
	.max_nodes = 5,
	.max_rails = 2,
};

/* How often each verdict came, so that a test that saw only one of them
 * fails. */
static int seen[PLACE_NOMEM + 1];

static void check_cost(const struct fabric *f, const struct nodeset *free_nodes,
		       const struct place_request *req,
		       const struct place_choice *choice)
{
	struct brute_cost best = brute_force(f, free_nodes, req->required,
					     req->nodes, req->within);
	struct brute_cost got = brute_count(f, choice->nodes);

	assert_int_equal(nodeset_count(choice->nodes), req->nodes);
	assert_true(nodeset_subset(choice->nodes, free_nodes));
	if (req->required)
		assert_true(nodeset_subset(req->required, choice->nodes));
	assert_int_equal(got.pods, choice->pods);
	assert_int_equal(got.islands, choice->islands);
	assert_int_equal(got.pods, best.pods);
	assert_int_equal(got.islands, best.islands);
	assert_int_equal(got.parts > 1, best.parts > 1);
	assert_true(choice->exact);
}

static void check_request(const struct fabric *f,
			  const struct nodeset *free_nodes,
			  const struct place_request *req)
{
	enum place_verdict want = brute_verdict(f, free_nodes, req);
	struct place_choice choice;
	int rc = place(f, free_nodes, req, &choice);

	if (choice.verdict != want)
		print_error("%d nodes, %s, within %s: \"%s\"\n", req->nodes,
			    place_mode_name(req->mode),
			    place_within_name(req->within), choice.why);
	assert_int_equal(choice.verdict, want);
	assert_int_equal(rc, want == PLACE_OK ? 0 : -1);
	assert_true(choice.why[0] != '\0');
	if (want == PLACE_OK)
		check_cost(f, free_nodes, req, &choice);
	else
		assert_null(choice.nodes);
	seen[want]++;
	place_choice_free(&choice);
}

/* Some of the SIZE nodes, most of them in SET; or NULL. */
static struct nodeset *random_subset(const struct nodeset *set, int size,
				     int percent)
{
	struct nodeset *some;

	if (random_one_in(2))
		return NULL;
	some = random_nodeset(size, percent);
	assert_non_null(some);
	/* Now and then a node that is not in SET. */
	if (!random_one_in(8))
		for (int n = 0; n < size; n++)
			if (!nodeset_has(set, n))
				nodeset_remove(some, n);
	return some;
}

static void random_request(const struct fabric *f,
			   const struct nodeset *free_nodes)
{
	struct nodeset *required = random_subset(free_nodes,
						 f->n_nodes, 15);
	struct nodeset *baseline = NULL;
	struct place_request req = {
		.nodes = random_int(1, random_one_in(3) ? f->n_nodes + 1
							: f->n_nodes / 2 + 1),
		.mode = random_one_in(2) ? PLACE_STRICT : PLACE_BEST,
		.within = random_one_in(2) ? PLACE_ANYWHERE
					   : (enum place_within)random_int(
						     PLACE_ANYWHERE,
						     PLACE_IN_ISLAND),
		.required = required,
	};

	if (random_one_in(3)) {
		baseline = random_nodeset(f->n_nodes, 80);
		assert_non_null(baseline);
		if (random_one_in(2))
			for (int n = 0; n < f->n_nodes; n++)
				if (nodeset_has(free_nodes, n))
					nodeset_add(baseline, n);
		req.baseline = baseline;
	}
	check_request(f, free_nodes, &req);
	nodeset_destroy(required);
	nodeset_destroy(baseline);
}

static void brute_force_agrees_on_random_fabrics(void **state)
{
	for (int round = 0; round < ROUNDS; round++) {
		struct fabric *f = random_fabric(&small);
		struct nodeset *free_nodes =
			random_nodeset(f->n_nodes, random_int(20, 100));

		assert_non_null(free_nodes);
		for (int i = 0; i < REQUESTS; i++)
			random_request(f, free_nodes);
		nodeset_destroy(free_nodes);
		fabric_destroy(f);
	}
	printf("# %d fabrics, %d requests: %d placed, %d too few, %d out of "
	       "bound, %d not strict, %d never\n",
	       ROUNDS, ROUNDS * REQUESTS, seen[PLACE_OK], seen[PLACE_TOO_FEW],
	       seen[PLACE_OUT_OF_BOUND], seen[PLACE_NOT_STRICT],
	       seen[PLACE_NEVER]);
	for (int v = PLACE_OK; v <= PLACE_NEVER; v++)
		assert_true(seen[v] > ROUNDS / 100);
}

static void the_optimum_alone_agrees(void **state)
{
	for (int round = 0; round < ROUNDS / 4; round++) {
		struct fabric *f = random_fabric(&small);
		struct nodeset *free_nodes = random_nodeset(f->n_nodes, 60);
		int n = random_int(1, f->n_nodes), pods = -7, islands = -7;
		struct brute_cost want;
		int rc;

		assert_non_null(free_nodes);
		want = brute_force(f, free_nodes, NULL, n, PLACE_ANYWHERE);
		rc = place_optimum(f, free_nodes, n, &pods, &islands);
		assert_int_equal(rc, want.possible ? 0 : -1);
		assert_int_equal(pods, want.possible ? want.pods : -7);
		assert_int_equal(islands, want.possible ? want.islands : -7);
		nodeset_destroy(free_nodes);
		fabric_destroy(f);
	}
}

/* A hundred nodes or none are not worth a table, but must be answered. */
static void impossible_counts_are_refused(void **state)
{
	struct fabric *f = random_fabric(&small);
	struct nodeset *all = nodeset_create(f->n_nodes);
	static const int counts[] = { 0, -1, INT32_MIN, INT32_MAX };
	struct place_choice choice;

	assert_non_null(all);
	nodeset_fill(all);
	for (int i = 0; i < 4; i++) {
		struct place_request req = { .nodes = counts[i],
					     .mode = PLACE_BEST };

		assert_int_equal(place(f, all, &req, &choice), -1);
		assert_int_equal(choice.verdict, PLACE_NEVER);
		place_choice_free(&choice);
	}
	nodeset_destroy(all);
	fabric_destroy(f);
}

/* --- the tie-break ------------------------------------------------------- */

/*
 * A fabric of which the free nodes are given: pods end at ';', islands at
 * ',', each with its number of free nodes.  Every island has 9 nodes.
 */
static struct fabric *make(const char *room, struct nodeset **free_nodes)
{
	const char *const nic[] = { "mlx5_0" };
	struct fabric_nic nics[] = { { .leaf = -1 } };
	struct fabric_builder *b = fabric_build("f", 1, NULL);
	int pods = 0, islands = 0, nodes = 0;
	struct fabric *f;
	char name[32];

	assert_non_null(b);
	for (const char *p = room; *p; p++) {
		if (p == room || p[-1] == ';') {
			snprintf(name, sizeof(name), "p%d", pods++);
			assert_int_equal(fabric_build_pod(b, name, NULL), 0);
		}
		if (*p < '0' || *p > '9')
			continue;
		snprintf(name, sizeof(name), "i%d", islands++);
		assert_int_equal(fabric_build_island(b, name, NULL), 0);
		for (int i = 0; i < 9; i++) {
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
				nodeset_add(*free_nodes, island * 9 + i);
			island++;
		}
	return f;
}

/* Of ROOM, N nodes must be taken so that LEFT is left. */
static void leaves(const char *room, int n, const char *left)
{
	struct place_request req = { .nodes = n, .mode = PLACE_BEST };
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
			*p = (char)('0' + nodeset_count_range(
						  free_nodes, island++ * 9, 9));
	assert_string_equal(got, left);
	place_choice_free(&choice);
	nodeset_destroy(free_nodes);
	fabric_destroy(f);
}

static void the_fullest_island_that_fits_is_taken(void **state)
{
	leaves("6,4,9", 3, "6,1,9");
	leaves("6,4,9", 5, "1,4,9");
	leaves("6,4,9", 9, "6,4,0");
	leaves("9,8,3,3", 6, "9,2,3,3");
	/* Two islands are needed: a large one and the least that completes. */
	leaves("9,5,4,2", 11, "0,5,4,0");
}

static void the_fullest_pod_that_fits_is_taken(void **state)
{
	leaves("9,9,9;9,1;9,9", 4, "9,9,9;5,1;9,9");
	leaves("9,9,9;5,4;9,8", 9, "9,9,9;5,4;0,8");
	leaves("9,9,9;9,6;9,9", 15, "9,9,9;0,0;9,9");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(brute_force_agrees_on_random_fabrics),
		cmocka_unit_test(the_optimum_alone_agrees),
		cmocka_unit_test(impossible_counts_are_refused),
		cmocka_unit_test(the_fullest_island_that_fits_is_taken),
		cmocka_unit_test(the_fullest_pod_that_fits_is_taken),
	};

	random_start("place");
	return cmocka_run_group_tests_name("place", tests, NULL, NULL);
}
