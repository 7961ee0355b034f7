/* SPDX-License-Identifier: GPL-2.0-or-later */
/* place_gpus: against every set of GPUs, and place_range's largest count. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "brute.h"
#include "random.h"
#include "topology/place_gpus.h"
#include "topology/place_range.h"

enum { ROUNDS = 2000, MAX_NODES = 64 };

static const struct random_shape small = {
	.max_components = 1, .max_pods = 3, .max_islands = 2, .max_nodes = 5,
	.max_rails = 6,
};

/* Some GPUs of nodes; half of the nodes are idle. */
static void random_busy(const struct fabric *f, uint64_t *busy)
{
	for (int n = 0; n < f->n_nodes; n++)
		busy[n] = random_one_in(2) ? 0 :
			  random_u64() & ((UINT64_C(1) << f->n_rails) - 1);
}

struct found {
	bool possible;
	struct brute_cost cost;
};

static struct nodeset *with_free(const struct fabric *f, const uint64_t *busy,
				 uint64_t set)
{
	struct nodeset *open = nodeset_create(f->n_nodes);

	assert_non_null(open);
	for (int n = 0; n < f->n_nodes; n++)
		if (!(busy[n] & set))
			nodeset_add(open, n);
	return open;
}

static struct found try_all(const struct fabric *f, const uint64_t *busy,
			    const struct place_request *req, int count)
{
	struct found best = { .possible = false };

	for (uint64_t set = 0; set < UINT64_C(1) << f->n_rails; set++) {
		struct nodeset *open;
		struct brute_cost cost;

		if (__builtin_popcountll(set) != count)
			continue;
		open = with_free(f, busy, set);
		cost = brute_force(f, open, req);
		nodeset_destroy(open);
		if (cost.possible &&
		    (!best.possible || cost.pods < best.cost.pods ||
		     (cost.pods == best.cost.pods &&
		      cost.islands < best.cost.islands))) {
			best.possible = true;
			best.cost = cost;
		}
	}
	return best;
}

static void every_set_of_gpus_is_tried(void **state)
{
	int placed = 0, refused = 0;

	for (int round = 0; round < ROUNDS; round++) {
		struct fabric *f = random_fabric(&small);
		struct nodeset *all = nodeset_create(f->n_nodes);
		struct place_request req = { .mode = PLACE_BEST };
		uint64_t busy[MAX_NODES], set;
		struct place_gpus gpus = { .busy = busy };
		struct place_choice choice;
		struct found want;

		assert_non_null(all);
		nodeset_fill(all);
		random_busy(f, busy);
		gpus.count = random_int(1, f->n_rails);
		req.nodes = random_int(1, f->n_nodes);
		want = try_all(f, busy, &req, gpus.count);
		place_gpus(f, all, &req, &gpus, &choice, &set);
		assert_int_equal(choice.verdict == PLACE_OK, want.possible);
		if (want.possible) {
			struct brute_cost got = brute_count(f, choice.nodes);

			assert_int_equal(got.pods, want.cost.pods);
			assert_int_equal(got.islands, want.cost.islands);
			assert_int_equal(choice.pods, got.pods);
			assert_int_equal(choice.islands, got.islands);
			assert_int_equal(nodeset_count(choice.nodes),
					 req.nodes);
			assert_int_equal(__builtin_popcountll(set),
					 gpus.count);
			for (int n = 0; n < f->n_nodes; n++)
				if (nodeset_has(choice.nodes, n))
					assert_int_equal(busy[n] & set, 0);
			assert_true(choice.exact);
			placed++;
		} else {
			assert_int_equal(choice.verdict, PLACE_TOO_FEW);
			assert_null(choice.nodes);
			refused++;
		}
		place_choice_free(&choice);
		nodeset_destroy(all);
		fabric_destroy(f);
	}
	printf("# %d placed, %d refused\n", placed, refused);
	assert_true(placed > ROUNDS / 5 && refused > ROUNDS / 20);
}

/* One island of N nodes and 8 rails. */
static struct fabric *island_of(int n)
{
	const char *const names[8] = { "m0", "m1", "m2", "m3", "m4", "m5",
				       "m6", "m7" };
	struct fabric_nic nics[8];
	struct fabric_builder *b = fabric_build("f", 8, NULL);
	struct fabric *f;
	char name[16];

	assert_non_null(b);
	for (int i = 0; i < 8; i++)
		nics[i] = (struct fabric_nic){ .leaf = -1 };
	assert_int_equal(fabric_build_pod(b, "p", NULL), 0);
	assert_int_equal(fabric_build_island(b, "i", NULL), 0);
	for (int i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "n%d", i);
		assert_int_equal(build_node(b, name, names, nics, NULL), 0);
	}
	f = fabric_build_finish(b, NULL);
	assert_non_null(f);
	return f;
}

/* Two of four nodes have GPUs 4 to 7 free, two are idle. */
static void nodes_in_use_are_taken_first(void **state)
{
	const uint64_t busy[4] = { 0, 0x0f, 0, 0x0f };
	struct fabric *f = island_of(4);
	struct nodeset *all = nodeset_create(4);
	struct place_request req = { .nodes = 2, .mode = PLACE_BEST };
	const struct place_gpus gpus = { .count = 4, .busy = busy };
	struct place_choice choice;
	uint64_t set;

	assert_non_null(all);
	nodeset_fill(all);
	assert_int_equal(place_gpus(f, all, &req, &gpus, &choice, &set), 0);
	assert_int_equal(set, 0xf0);
	assert_true(nodeset_has(choice.nodes, 1));
	assert_true(nodeset_has(choice.nodes, 3));
	place_choice_free(&choice);
	/* three: as few idle ones as can be */
	req.nodes = 3;
	assert_int_equal(place_gpus(f, all, &req, &gpus, &choice, &set), 0);
	assert_int_equal(set, 0xf0);
	assert_true(nodeset_has(choice.nodes, 1));
	assert_true(nodeset_has(choice.nodes, 3));
	place_choice_free(&choice);
	nodeset_destroy(all);
	fabric_destroy(f);
}

static void what_no_set_allows_is_told(void **state)
{
	const uint64_t busy[3] = { 0x0f, 0xf0, 0x3c };
	struct fabric *f = island_of(3);
	struct nodeset *all = nodeset_create(3);
	struct place_request req = { .nodes = 2, .mode = PLACE_BEST };
	struct place_gpus gpus = { .count = 4, .busy = busy };
	struct place_choice choice;
	uint64_t set;

	assert_non_null(all);
	nodeset_fill(all);
	assert_int_equal(place_gpus(f, all, &req, &gpus, &choice, &set), -1);
	assert_int_equal(choice.verdict, PLACE_TOO_FEW);
	assert_string_equal(choice.why, "2 nodes with the same 4 of 8 GPUs "
					"free asked for, at most 1 has");
	place_choice_free(&choice);
	req.required = all;
	req.nodes = 3;
	assert_int_equal(place_gpus(f, all, &req, &gpus, &choice, &set), -1);
	assert_int_equal(choice.verdict, PLACE_TOO_FEW);
	assert_string_equal(choice.why, "no 4 of 8 GPUs are free on all nodes "
					"that it must have");
	place_choice_free(&choice);
	req.required = NULL;
	req.nodes = 2;
	gpus.count = 9;
	assert_int_equal(place_gpus(f, all, &req, &gpus, &choice, &set), -1);
	assert_int_equal(choice.verdict, PLACE_NEVER);
	place_choice_free(&choice);
	gpus.count = 2;
	assert_int_equal(place_gpus(f, all, &req, &gpus, &choice, &set), 0);
	assert_int_equal(set & (busy[0] | busy[2]) &
			 (busy[0] | busy[1]) & (busy[1] | busy[2]), 0);
	place_choice_free(&choice);
	nodeset_destroy(all);
	fabric_destroy(f);
}

/* --- ranges -------------------------------------------------------------- */

struct granting {
	int most, asked, stop_after;
};

static int grant(void *arg, int n, struct place_choice *choice)
{
	struct granting *g = arg;

	g->asked++;
	memset(choice, 0, sizeof(*choice));
	choice->verdict = n <= g->most ? PLACE_OK : PLACE_TOO_FEW;
	choice->pods = n;
	return n <= g->most ? 0 : -1;
}

static bool enough(void *arg)
{
	const struct granting *g = arg;

	return g->stop_after && g->asked >= g->stop_after;
}

static void the_largest_count_is_found(void **state)
{
	for (int round = 0; round < 2000; round++) {
		struct granting g = { .most = random_int(0, 60) };
		struct place_range r = { .choose = grant, .stop = enough,
					 .arg = &g };
		struct place_choice choice;
		int count, rc;

		r.low = random_int(1, 50);
		r.high = r.low + random_int(0, 20);
		rc = place_range(&r, &count, &choice);
		assert_int_equal(rc, g.most < r.low ? -1 : 0);
		assert_int_equal(choice.pods, count);
		assert_int_equal(count, g.most < r.low ? r.low :
				 g.most < r.high ? g.most : r.high);
		/* in a hurry any that is granted will do */
		g.stop_after = 2;
		g.asked = 0;
		rc = place_range(&r, &count, &choice);
		assert_int_equal(rc, g.most < r.low ? -1 : 0);
		assert_true(g.asked <= 2);
	}
}

struct patchy {
	bool granted[80], never[80];
};

static int grant_some(void *arg, int n, struct place_choice *choice)
{
	const struct patchy *p = arg;

	memset(choice, 0, sizeof(*choice));
	choice->verdict = p->granted[n] ? PLACE_OK :
			  p->never[n] ? PLACE_NEVER : PLACE_NOT_STRICT;
	choice->pods = n;
	return p->granted[n] ? 0 : -1;
}

static void the_largest_count_is_found_across_gaps(void **state)
{
	for (int round = 0; round < 2000; round++) {
		struct patchy p = { 0 };
		struct place_range r = { .choose = grant_some, .arg = &p,
					 .gaps = 80 };
		struct place_choice choice;
		int one_in = random_int(1, 12), count, want = 0, rc;
		bool never = true;

		r.low = random_int(1, 50);
		r.high = r.low + random_int(0, 20);
		for (int n = r.low; n <= r.high; n++) {
			p.granted[n] = !random_int(0, one_in);
			p.never[n] = random_int(0, one_in);
			never = never && p.never[n];
			if (p.granted[n])
				want = n;
		}
		rc = place_range(&r, &count, &choice);
		assert_int_equal(rc, want ? 0 : -1);
		assert_int_equal(choice.pods, count);
		if (want)
			assert_int_equal(count, want);
		else
			assert_int_equal(choice.verdict, never ? PLACE_NEVER :
					 PLACE_NOT_STRICT);
		/* of more counts than may be tried one that will do */
		r.gaps = 3;
		rc = place_range(&r, &count, &choice);
		if (rc == 0)
			assert_true(p.granted[count]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_set_of_gpus_is_tried),
		cmocka_unit_test(nodes_in_use_are_taken_first),
		cmocka_unit_test(what_no_set_allows_is_told),
		cmocka_unit_test(the_largest_count_is_found),
		cmocka_unit_test(the_largest_count_is_found_across_gaps),
	};

	random_start("place_gpus");
	return cmocka_run_group_tests_name("place_gpus", tests, NULL, NULL);
}
