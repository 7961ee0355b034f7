/* SPDX-License-Identifier: GPL-2.0-or-later */
/* spares: which nodes of a job carry slots; and the rule for using spares. */
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "random.h"
#include "topology/layout.h"
#include "topology/spares.h"

enum { ROUNDS = 5000 };

static const struct random_shape shape = {
	.max_components = 2, .max_pods = 3, .max_islands = 4, .max_nodes = 8,
	.max_rails = 1,
};

static int touched(const struct fabric *f, const int *order, int first, int n,
		   int *per_island)
{
	int islands = 0;

	memset(per_island, 0, (size_t)f->n_islands * sizeof(*per_island));
	for (int i = first; i < first + n; i++)
		islands += !per_island[f->nodes[order[i]].island]++;
	return islands;
}

/* In proportion: no island has two spares more than its share. */
static void spares_are_shared_out(const struct fabric *f, const int *slots,
				  const int *spares)
{
	int nodes = 0, extra = 0;

	for (int i = 0; i < f->n_islands; i++)
		if (slots[i]) {
			nodes += slots[i] + spares[i];
			extra += spares[i];
		}
	for (int i = 0; i < f->n_islands; i++)
		if (slots[i])
			assert_true((long)spares[i] * nodes <
				    (long)extra * (slots[i] + spares[i]) +
					    2L * nodes);
}

static void split(const struct fabric *f, const struct nodeset *nodes)
{
	int all = nodeset_count(nodes), pods, islands;
	int n_spares = random_int(1, all - 1), count = all - n_spares;
	struct nodeset *seen = nodeset_create(f->n_nodes);
	int *order = calloc(all, sizeof(*order));
	int *slots = calloc(f->n_islands, sizeof(*slots));
	int *spares = calloc(f->n_islands, sizeof(*spares));

	assert_true(seen && order && slots && spares);
	assert_int_equal(spares_split(f, nodes, n_spares, 0, NULL,
				      order), 0);
	for (int i = 0; i < all; i++) {
		assert_false(nodeset_has(seen, order[i]));
		nodeset_add(seen, order[i]);
		if (i && i != count)
			assert_true(order[i] > order[i - 1]);
	}
	assert_true(nodeset_subset(seen, nodes));
	assert_int_equal(place_optimum(f, nodes, count, &pods, &islands), 0);
	assert_int_equal(touched(f, order, 0, count, slots), islands);
	touched(f, order, count, n_spares, spares);
	spares_are_shared_out(f, slots, spares);
	free(spares);
	free(slots);
	free(order);
	nodeset_destroy(seen);
}

static void slots_cost_least_and_spares_are_near(void **state)
{
	for (int i = 0; i < ROUNDS; i++) {
		struct fabric *f = random_fabric(&shape);
		struct nodeset *nodes = random_nodeset(f->n_nodes,
						       random_int(20, 100));

		assert_non_null(nodes);
		if (nodeset_count(nodes) > 1)
			split(f, nodes);
		nodeset_destroy(nodes);
		fabric_destroy(f);
	}
}

/* Bit I of *ARG: the node at place I lives. */
static bool lives(void *arg, int place)
{
	return *(unsigned *)arg >> place & 1;
}

static void a_spare_of_the_island_comes_first(void **state)
{
	struct rail_error err;
	struct layout *l = layout_parse("a:n1;b:n2;c:n3;+c:n4;+a:n[5-6]", 9,
					&err);
	unsigned alive = 0x3f;
	char *text;

	assert_non_null(l);
	assert_int_equal(l->count, 3);
	assert_int_equal(l->n_spares, 3);
	assert_int_equal(layout_find(l, "n4"), -1);
	assert_int_equal(layout_find_any(l, "n4"), 3);
	assert_int_equal(layout_spare_for(l, 0, lives, &alive), 4);
	assert_int_equal(layout_spare_for(l, 1, lives, &alive), 3);
	alive = 1 << 3 | 1 << 5;
	assert_int_equal(layout_spare_for(l, 0, lives, &alive), 5);
	alive = 7;
	assert_int_equal(layout_spare_for(l, 0, lives, &alive), -1);
	layout_swap(l, 0, 4);
	text = layout_text(l);
	assert_string_equal(text, "a:n5;b:n2;c:n3;+c:n4;+a:n[1,6]");
	free(text);
	layout_destroy(l);
}

static void spares_are_behind_the_slots(void **state)
{
	static const char *const broken[] = {
		"+a:n1", "a:n1;+a:n2;a:n3", "a:n1;++a:n2", "a:n1;+", "a:n1;+a:",
		"a:n1;+a:n1", "a:+n1", "a+:n1;",
	};
	struct rail_error err;

	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++)
		if (layout_parse(broken[i], 100, &err))
			fail_msg("\"%s\" was taken for a layout", broken[i]);
	assert_null(layout_parse("a:n[1-3];+a:n[4-5]", 4, &err));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slots_cost_least_and_spares_are_near),
		cmocka_unit_test(a_spare_of_the_island_comes_first),
		cmocka_unit_test(spares_are_behind_the_slots),
	};

	random_start("spares");
	return cmocka_run_group_tests_name("spares", tests, NULL, NULL);
}
