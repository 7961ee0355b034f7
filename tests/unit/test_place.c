/* SPDX-License-Identifier: GPL-2.0-or-later */
/* place: against brute force on random small fabrics. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "brute.h"
#include "random.h"
#include "topology/place_text.h"
#include "topology/ranks.h"

enum { ROUNDS = 2000, REQUESTS = 3 };

/* RAILYARD_ROUNDS=N makes N fabrics of each shape. */
static int rounds(void)
{
	const char *given = getenv("RAILYARD_ROUNDS");
	int n = given ? atoi(given) : 0;

	return n > 0 ? n : ROUNDS;
}

static const struct random_shape small = {
	.max_components = 2,
	.max_pods = 4,
	.max_islands = 3,
	.max_nodes = 5,
	.max_rails = 2,
	.kinds = true,
};

/* Pods of one island, one pod alone, one island alone; few large islands; zones
 * of one, two and three levels. */
static const struct random_shape shapes[] = {
	{ .max_components = 2, .max_pods = 4, .max_islands = 3,
	  .max_nodes = 5, .max_rails = 2, .kinds = true },
	{ .max_components = 1, .max_pods = 5, .max_islands = 2,
	  .max_nodes = 9, .max_rails = 1, .kinds = true },
	{ .max_components = 1, .max_pods = 10, .max_islands = 1,
	  .max_nodes = 6, .max_rails = 1 },
	{ .max_components = 1, .max_pods = 1, .max_islands = 9,
	  .max_nodes = 7, .max_rails = 1 },
	{ .max_components = 1, .max_pods = 1, .max_islands = 1,
	  .max_nodes = 12, .max_rails = 1, .kinds = true },
	{ .max_components = 1, .max_pods = 4, .max_islands = 3,
	  .max_nodes = 10, .max_rails = 1 },
	{ .max_components = 1, .max_pods = 6, .max_islands = 2,
	  .max_nodes = 6, .max_rails = 1, .max_depth = 1 },
	{ .max_components = 2, .max_pods = 5, .max_islands = 2,
	  .max_nodes = 5, .max_rails = 1, .kinds = true, .max_depth = 2 },
	{ .max_components = 1, .max_pods = 10, .max_islands = 1,
	  .max_nodes = 6, .max_rails = 1, .max_depth = 3 },
};

enum { N_SHAPES = sizeof(shapes) / sizeof(shapes[0]) };

/* How often each verdict came, so that a test that saw only one of them
 * fails; and choices with segments, in islands and in pods, with required
 * nodes, and of one kind. */
static int seen[PLACE_NOMEM + 1];
static int in_islands, in_pods, with_rest, with_required, of_one_kind;
/* Choices with zones of so many levels, and those of several zones. */
static int with_levels[FABRIC_MAX_LEVELS + 1], of_zones;

static int largest_island(const struct fabric *f)
{
	int most = 0;

	for (int i = 0; i < f->n_islands; i++)
		if (f->islands[i].n_nodes > most)
			most = f->islands[i].n_nodes;
	return most;
}

static void note(const struct fabric *f, const struct place_request *req,
		 const struct place_choice *choice)
{
	bool by_pod = req->segment > largest_island(f);

	in_islands += req->segment > 1 && !by_pod;
	in_pods += req->segment > 1 && by_pod;
	with_rest += req->segment > 1 && req->nodes > req->segment &&
		     req->nodes % req->segment;
	with_required += req->segment > 1 && req->required;
	of_one_kind += req->uniform;
	with_levels[f->n_levels]++;
	of_zones += choice->zones[0] > 1;
}

/* Once a job's slots have left an island, a pod or a zone, they do not
 * return. */
static void slots_stay_together(const struct fabric *f, const int *slots,
				int count)
{
	bool left_island[64] = { false }, left_pod[64] = { false };
	bool left[64] = { false };	/* by fabric_group() */

	for (int s = 1; s < count; s++) {
		int was = f->nodes[slots[s - 1]].island;
		int is = f->nodes[slots[s]].island;

		left_island[was] = is != was;
		left_pod[f->islands[was].pod] = f->islands[is].pod !=
						f->islands[was].pod;
		assert_false(left_island[is]);
		assert_false(left_pod[f->islands[is].pod]);
		for (int l = 1; l <= f->n_levels; l++) {
			int from = fabric_group(f, l, f->islands[was].pod);
			int to = fabric_group(f, l, f->islands[is].pod);

			left[from] |= from != to;
			assert_false(left[to]);
		}
	}
}

/* Cuts between islands, or pods, are where segments end. */
static void check_slots(const struct fabric *f,
			const struct place_request *req,
			const struct place_choice *choice)
{
	struct nodeset *set = nodeset_create(f->n_nodes);
	int *slots = calloc((size_t)req->nodes, sizeof(*slots));

	assert_non_null(set);
	assert_non_null(slots);
	ranks_assign(f, choice->nodes, req->segment, slots);
	assert_true(brute_segments_hold(f, slots, req->nodes, req->segment));
	slots_stay_together(f, slots, req->nodes);
	for (int s = 0; s < req->nodes; s++)
		nodeset_add(set, slots[s]);
	assert_int_equal(nodeset_count(set), req->nodes);
	assert_true(nodeset_subset(set, choice->nodes));
	nodeset_destroy(set);
	free(slots);
}

/* What a case looks like: free nodes of the islands, required ones behind '/';
 * pods end at ';'. */
static void show_case(const struct fabric *f, const struct nodeset *free_nodes,
		      const struct place_request *req)
{
	print_error("%d nodes, %s, within %s, segment %d%s, of", req->nodes,
		    place_mode_name(req->mode), place_within_name(req->within),
		    req->segment, req->uniform ? ", uniform" : "");
	for (int i = 0; i < f->n_islands; i++) {
		const struct fabric_island *is = &f->islands[i];

		if (f->n_levels && (!i || is->pod != is[-1].pod)) {
			print_error(" [");
			for (int z = f->pods[is->pod].zone; z >= 0;
			     z = f->zones[z].parent)
				print_error("%s ", f->zones[z].name);
			print_error("]");
		}
		print_error("%s %d", i && is->pod != is[-1].pod ? ";" : "",
			    nodeset_count_range(free_nodes, is->first_node,
						is->n_nodes));
		if (req->required)
			print_error("/%d", nodeset_count_range(
				req->required, is->first_node, is->n_nodes));
	}
	print_error("\n");
}

static void check_cost(const struct fabric *f, const struct nodeset *free_nodes,
		       const struct place_request *req,
		       const struct place_choice *choice)
{
	struct brute_cost best = brute_force(f, free_nodes, req);
	struct brute_cost got = brute_count(f, choice->nodes);

	if (got.pods != best.pods || got.islands != best.islands ||
	    memcmp(got.zones, best.zones, sizeof(got.zones)))
		show_case(f, free_nodes, req);
	assert_int_equal(nodeset_count(choice->nodes), req->nodes);
	assert_true(nodeset_subset(choice->nodes, free_nodes));
	if (req->required)
		assert_true(nodeset_subset(req->required, choice->nodes));
	if (req->uniform)
		assert_true(brute_one_kind(f, choice->nodes));
	assert_int_equal(got.pods, choice->pods);
	assert_int_equal(got.islands, choice->islands);
	assert_int_equal(got.pods, best.pods);
	assert_int_equal(got.islands, best.islands);
	for (int i = 0; i < FABRIC_MAX_LEVELS; i++) {
		assert_int_equal(got.zones[i], choice->zones[i]);
		assert_int_equal(got.zones[i], best.zones[i]);
	}
	assert_int_equal(got.parts > 1, best.parts > 1);
	assert_true(choice->exact);
	check_slots(f, req, choice);
	note(f, req, choice);
}

static void check_request(const struct fabric *f,
			  const struct nodeset *free_nodes,
			  const struct place_request *req)
{
	enum place_verdict want = brute_verdict(f, free_nodes, req);
	struct place_choice choice;
	int rc = place(f, free_nodes, req, &choice);

	if (choice.verdict != want) {
		show_case(f, free_nodes, req);
		print_error("\"%s\"\n", choice.why);
	}
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

static int random_segment(const struct fabric *f)
{
	int largest = largest_island(f);

	switch (random_int(0, 3)) {
	case 0:
		return random_int(0, 1);
	case 1:
		return random_int(1, largest);
	case 2:
		return random_int(2, 4);
	default:
		return random_int(largest, 2 * largest + 2);
	}
}

static void random_request(const struct fabric *f,
			   const struct nodeset *free_nodes,
			   struct place_space *space)
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
						     PLACE_IN_ZONE + 2),
		.required = required,
		.segment = random_segment(f),
		.uniform = random_one_in(4),
		.space = space,
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

static void try_fabric(const struct random_shape *shape)
{
	struct fabric *f = random_fabric(shape);
	struct nodeset *free_nodes =
		random_nodeset(f->n_nodes, random_int(20, 100));
	struct place_space *space = place_space_create(f);

	assert_non_null(free_nodes);
	assert_non_null(space);
	for (int i = 0; i < REQUESTS; i++)
		random_request(f, free_nodes, random_one_in(3) ? NULL : space);
	place_space_destroy(space);
	nodeset_destroy(free_nodes);
	fabric_destroy(f);
}

static void brute_force_agrees_on_random_fabrics(void **state)
{
	int n = rounds() * N_SHAPES;

	for (int round = 0; round < n; round++)
		try_fabric(&shapes[round % N_SHAPES]);
	printf("# %d fabrics, %d requests: %d placed, %d too few, %d out of "
	       "bound, %d not strict, %d never\n",
	       n, n * REQUESTS, seen[PLACE_OK], seen[PLACE_TOO_FEW],
	       seen[PLACE_OUT_OF_BOUND], seen[PLACE_NOT_STRICT],
	       seen[PLACE_NEVER]);
	printf("# placed with segments in islands %d, in pods %d, with a "
	       "smaller last one %d, with required nodes %d; of one kind %d\n",
	       in_islands, in_pods, with_rest, with_required, of_one_kind);
	printf("# placed with zones of 1 level %d, of 2 %d, of 3 %d; in several "
	       "zones %d\n", with_levels[1], with_levels[2], with_levels[3],
	       of_zones);
	for (int v = PLACE_OK; v <= PLACE_NEVER; v++)
		assert_true(seen[v] > n / 100);
	assert_true(in_islands > n / 20 && in_pods > n / 20);
	assert_true(with_rest > n / 20 && with_required > n / 20);
	assert_true(of_one_kind > n / 20);
	for (int level = 1; level <= 3; level++)
		assert_true(with_levels[level] > n / 20);
	assert_true(of_zones > n / 20);
}

static void the_optimum_alone_agrees(void **state)
{
	for (int round = 0; round < rounds() / 2; round++) {
		struct fabric *f = random_fabric(&small);
		struct nodeset *free_nodes = random_nodeset(f->n_nodes, 60);
		int n = random_int(1, f->n_nodes), pods = -7, islands = -7;
		struct place_request req = { .nodes = n };
		struct brute_cost want;
		int rc;

		assert_non_null(free_nodes);
		want = brute_force(f, free_nodes, &req);
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

static void zones_are_told_where_there_are_any(void **state)
{
	const struct place_choice c = { .islands = 3, .pods = 1,
					.zones = { 2, 1 } };
	char text[PLACE_COST_TEXT];

	assert_string_equal(place_cost_list(&c, 0, text), "3 islands, 1 pod");
	assert_string_equal(place_cost_list(&c, 1, text),
			    "3 islands, 1 pod, 2 zones");
	assert_string_equal(place_cost_list(&c, 2, text),
			    "3 islands, 1 pod, 2 zones, 1 zone of level 2");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(brute_force_agrees_on_random_fabrics),
		cmocka_unit_test(the_optimum_alone_agrees),
		cmocka_unit_test(impossible_counts_are_refused),
		cmocka_unit_test(zones_are_told_where_there_are_any),
	};

	random_start("place");
	return cmocka_run_group_tests_name("place", tests, NULL, NULL);
}
