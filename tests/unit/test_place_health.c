/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Common rails against all subsets of nodes; pods without a spine come last. */
#include <stdlib.h>

#include "brute.h"
#include "random.h"
#include "unit.h"
#include "topology/place_health.h"

static const struct random_shape shape = {
	.max_components = 1, .max_pods = 2, .max_islands = 3, .max_nodes = 2,
	.max_rails = 5,
};

static const struct random_shape zones = {
	.max_components = 1, .max_pods = 6, .max_islands = 2, .max_nodes = 1,
	.max_rails = 4, .max_depth = 2,
};

struct asking {
	const struct fabric *f;
	struct place_request req;
};

static int choose(void *arg, const struct nodeset *open, int n,
		  struct place_choice *choice)
{
	struct asking *a = arg;

	a->req.nodes = n;
	return place(a->f, open, &a->req, choice);
}

static struct health_view *view_of(const struct fabric *f,
				   const struct health *h)
{
	const struct health_facts facts = { .fabric = f, .health = h,
					    .freeze_share = 100, .now = 1 };
	struct health_view *v = health_view_create(&facts);

	assert_non_null(v);
	return v;
}

static uint64_t common(const struct health_view *v, unsigned subset)
{
	uint64_t both = UINT64_MAX;

	for (int i = 0; i < v->fabric->n_nodes; i++)
		if (subset >> i & 1)
			both &= v->up[i];
	return both;
}

/* Zones from the highest level on, pods and islands of a subset, as one
 * number. */
static int cost(const struct fabric *f, unsigned subset)
{
	struct nodeset *nodes = nodeset_create(f->n_nodes);
	struct brute_cost c;
	int sum = 0;

	assert_non_null(nodes);
	for (int i = 0; i < f->n_nodes; i++)
		if (subset >> i & 1)
			nodeset_add(nodes, i);
	c = brute_count(f, nodes);
	nodeset_destroy(nodes);
	for (int i = f->n_levels - 1; i >= 0; i--)
		sum = sum * BRUTE_MAX_ISLANDS + c.zones[i];
	sum = sum * BRUTE_MAX_ISLANDS + c.pods;
	return sum * BRUTE_MAX_ISLANDS + c.islands;
}

static unsigned subset_of(const struct nodeset *nodes)
{
	unsigned subset = 0;

	for (int i = nodeset_next(nodes, 0); i >= 0;
	     i = nodeset_next(nodes, i + 1))
		subset |= 1U << i;
	return subset;
}

/* The most rails that N of OPEN have in common, MIN at least, and the least
 * cost with so many; false: there are none. */
static bool best_of_all(const struct health_view *v, unsigned open, int n,
			int min, int *rails, int *least)
{
	*rails = *least = 0;
	for (unsigned s = 1; s < 1U << v->fabric->n_nodes; s++) {
		int r;

		if (s & ~open || __builtin_popcount(s) != n)
			continue;
		r = __builtin_popcountll(common(v, s));
		if (r < min || r < *rails)
			continue;
		if (r > *rails || cost(v->fabric, s) < *least)
			*least = cost(v->fabric, s);
		*rails = r;
	}
	return *rails;
}

static void try(const struct fabric *f, struct health_view *v)
{
	int min = random_int(1, f->n_rails), n = random_int(1, f->n_nodes);
	struct nodeset *open = random_nodeset(f->n_nodes, 80);
	struct asking a = { .f = f, .req = { .mode = PLACE_BEST } };
	const struct place_health h = { .view = v, .min_rails = min,
					.choose = choose, .arg = &a };
	struct place_choice choice = { .nodes = NULL };
	int rails, least, rc;
	bool possible;

	for (int i = 0; i < f->n_nodes; i++)
		v->up[i] = random_one_in(2) ? v->rails[i] :
					      v->rails[i] & random_u64();
	possible = best_of_all(v, subset_of(open), n, min, &rails, &least);
	rc = place_health_rails(&h, open, n, &choice);
	assert_int_equal(rc == 0, possible);
	if (!rc) {
		unsigned s = subset_of(choice.nodes);

		assert_int_equal(__builtin_popcount(s), n);
		assert_int_equal(s & ~subset_of(open), 0);
		assert_int_equal(__builtin_popcountll(common(v, s)), rails);
		assert_int_equal(cost(f, s), least);
	} else {
		assert_true(choice.why[0]);
	}
	place_choice_free(&choice);
	nodeset_destroy(open);
}

static void compare_with_all_subsets(const struct random_shape *of)
{
	for (int round = 0; round < 200; round++) {
		struct fabric *f = random_fabric(of);
		struct health_view *v = view_of(f, NULL);

		for (int i = 0; i < 5; i++)
			try(f, v);
		health_view_destroy(v);
		fabric_destroy(f);
	}
}

static void common_rails_as_all_subsets_have_them(void **state)
{
	compare_with_all_subsets(&shape);
}

static void zones_come_before_pods(void **state)
{
	compare_with_all_subsets(&zones);
}

static struct fabric *two_pods(void)
{
	static const char *const nics[] = { "m0" };
	struct fabric_builder *b = fabric_build("f", 1, NULL);
	static const char *const names[] = { "p0", "p1", "i0", "i1", "s0",
					     "s1", "l0", "l1" };
	char node[8] = "n0";

	for (int p = 0; p < 2; p++) {
		const struct fabric_nic nic = { .leaf = p, .port = 1,
						.speed = -1 };

		fabric_build_pod(b, names[p], NULL);
		fabric_build_spine(b, names[4 + p], 0, NULL);
		fabric_build_island(b, names[2 + p], NULL);
		fabric_build_leaf(b, names[6 + p], 0, 0, -1, NULL);
		for (int i = 0; i < 2; i++, node[1]++)
			assert_int_equal(build_node(b, node, nics, &nic, NULL),
					 0);
	}
	return fabric_build_finish(b, NULL);
}

/* N nodes of OPEN (a bit a node) -> those that were taken. */
static unsigned calm(const struct fabric *f, const struct health_view *v,
		     unsigned open, int n)
{
	struct asking a = { .f = f, .req = { .mode = PLACE_BEST } };
	const struct place_health h = { .view = v, .choose = choose,
					.arg = &a };
	struct place_choice choice = { .nodes = NULL };
	struct nodeset *nodes = nodeset_create(f->n_nodes);
	unsigned taken = 0;

	for (int i = 0; i < f->n_nodes; i++)
		if (open >> i & 1)
			nodeset_add(nodes, i);
	if (!place_health_calm(&h, nodes, n, &choice))
		taken = subset_of(choice.nodes);
	place_choice_free(&choice);
	nodeset_destroy(nodes);
	return taken;
}

static void a_pod_that_lacks_a_spine_comes_last_at_equal_cost(void **state)
{
	const struct health_entry e = { .kind = HEALTH_SPINE, .name = "s0",
					.rail = -1, .reason = "",
					.source = "" };
	struct fabric *f = two_pods();
	struct health *h = health_create();
	struct health_view *v = view_of(f, h);

	assert_int_equal(calm(f, v, 0xf, 2), 3);
	health_view_destroy(v);
	assert_int_equal(health_set(h, &e, NULL), 0);
	v = view_of(f, h);
	assert_int_equal(calm(f, v, 0xf, 2), 0xc);
	/* but not at the price of an island or a pod, nor of waiting */
	assert_int_equal(calm(f, v, 0x7, 2), 0x3);
	assert_int_equal(calm(f, v, 0x7, 3), 0x7);
	assert_int_equal(calm(f, v, 0x3, 1), 0x1);
	health_view_destroy(v);
	health_destroy(h);
	fabric_destroy(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(common_rails_as_all_subsets_have_them),
		cmocka_unit_test(zones_come_before_pods),
		cmocka_unit_test(
			a_pod_that_lacks_a_spine_comes_last_at_equal_cost),
	};

	random_start("place_health");
	return cmocka_run_group_tests_name("place_health", tests, NULL, NULL);
}
