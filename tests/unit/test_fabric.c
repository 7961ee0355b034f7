/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fabric: order, ranges, indices, and what the builder refuses. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "unit.h"
#include "random.h"
#include "topology/hostlist.h"

static const char *const nic_names[] = { "mlx5_0", "mlx5_3" };

/* A NIC pair on leafs A and B, both on PORT. */
static struct fabric_nic *nics_on(int a, int b, int port)
{
	static struct fabric_nic nics[2];

	nics[0] = (struct fabric_nic){ .leaf = a, .port = port };
	nics[1] = (struct fabric_nic){ .leaf = b, .port = port };
	return nics;
}

/* --- order --------------------------------------------------------------- */

static void parts_come_out_in_natural_order(void **state)
{
	struct fabric_builder *b = fabric_build("f", 2, NULL);
	struct fabric *f;
	int a, c;

	assert_non_null(b);
	fabric_build_pod(b, "pod10", NULL);
	fabric_build_island(b, "i10", NULL);
	build_node(b, "n9", nic_names, nics_on(-1, -1, 0), NULL);
	fabric_build_pod(b, "pod9", NULL);
	fabric_build_spine(b, "s2", 2, NULL);
	fabric_build_spine(b, "s1", 1, NULL);
	fabric_build_island(b, "i3", NULL);
	/* A node may come before the leafs it is plugged into. */
	build_node(b, "n1", nic_names, nics_on(0, 1, 7), NULL);
	a = fabric_build_leaf(b, "leaf-b", 11, 1, 0, NULL);
	c = fabric_build_leaf(b, "leaf-a", 10, 0, 0, NULL);
	assert_int_equal(a, 0);
	assert_int_equal(c, 1);
	build_node(b, "n3", nic_names, nics_on(c, a, 3), NULL);
	build_node(b, "n2", nic_names, nics_on(-1, a, 3), NULL);
	build_node(b, "n0", nic_names, nics_on(-1, -1, 0), NULL);
	f = fabric_build_finish(b, NULL);
	assert_non_null(f);
	assert_string_equal(f->pods[0].name, "pod9");
	assert_string_equal(f->pods[1].name, "pod10");
	assert_string_equal(f->spines[0].name, "s1");
	assert_string_equal(f->leafs[0].name, "leaf-a");
	assert_string_equal(f->nodes[0].name, "n2");	/* port 3, by name */
	assert_string_equal(f->nodes[1].name, "n3");
	assert_string_equal(f->nodes[2].name, "n1");	/* port 7 */
	assert_string_equal(f->nodes[3].name, "n0");	/* no port: last */
	assert_string_equal(f->nodes[4].name, "n9");
	assert_int_equal(f->nodes[1].nics[0].leaf, 0);	/* leafs moved too */
	assert_int_equal(f->nodes[1].nics[1].leaf, 1);
	assert_int_equal(f->nodes[2].nics[0].leaf, 1);
	assert_int_equal(fabric_missing_rails(f, 0), 1);
	assert_int_equal(fabric_missing_rails(f, 1), 0);
	assert_int_equal(fabric_missing_rails(f, 3), 2);
	fabric_destroy(f);
}

static void components_are_counted_without_empty_ones(void **state)
{
	struct fabric_builder *b = fabric_build("f", 2, NULL);
	struct fabric *f;
	static const char *const pods[] = { "c", "b", "a" };

	assert_non_null(b);
	for (int i = 0; i < 3; i++) {
		char name[2] = { (char)('x' + i), '\0' };

		fabric_build_component(b, NULL);
		fabric_build_component(b, NULL);
		fabric_build_pod(b, pods[i], NULL);
		fabric_build_island(b, name, NULL);
		build_node(b, name, nic_names, nics_on(-1, -1, 0),
				  NULL);
	}
	fabric_build_component(b, NULL);
	f = fabric_build_finish(b, NULL);
	assert_non_null(f);
	assert_int_equal(f->n_components, 3);
	for (int i = 0; i < 3; i++) {
		assert_string_equal(f->pods[i].name, pods[2 - i]);
		assert_int_equal(f->pods[i].component, i);
	}
	fabric_destroy(f);
}

static void check_ranges(const struct fabric *f)
{
	int islands = 0, nodes = 0, leafs = 0, spines = 0;

	for (int p = 0; p < f->n_pods; p++) {
		const struct fabric_pod *pod = &f->pods[p];

		assert_int_equal(pod->first_island, islands);
		assert_int_equal(pod->first_node, nodes);
		if (pod->n_spines)
			assert_int_equal(pod->first_spine, spines);
		spines += pod->n_spines;
		for (int i = 0; i < pod->n_islands; i++, islands++) {
			const struct fabric_island *isl = &f->islands[islands];

			assert_int_equal(isl->pod, p);
			assert_int_equal(isl->first_node, nodes);
			if (isl->n_leafs)
				assert_int_equal(isl->first_leaf, leafs);
			for (int n = 0; n < isl->n_nodes; n++, nodes++)
				assert_int_equal(f->nodes[nodes].island,
						 islands);
			for (int l = 0; l < isl->n_leafs; l++, leafs++)
				assert_int_equal(f->leafs[leafs].island,
						 islands);
		}
		assert_int_equal(pod->n_nodes, nodes - pod->first_node);
		for (int s = 0; s < pod->n_spines; s++)
			assert_int_equal(f->spines[pod->first_spine + s].pod,
					 p);
	}
	assert_int_equal(islands, f->n_islands);
	assert_int_equal(nodes, f->n_nodes);
	assert_int_equal(leafs, f->n_leafs);
	assert_int_equal(spines, f->n_spines);
}

/* The port by which a node is sorted. */
static int port_of(const struct fabric *f, int n)
{
	for (int r = 0; r < f->n_rails; r++) {
		const struct fabric_nic *nic = &f->nodes[n].nics[r];

		if (nic->leaf >= 0)
			return nic->port ? nic->port : INT32_MAX;
	}
	return INT32_MAX;
}

static void check_order(const struct fabric *f)
{
	for (int n = 1; n < f->n_nodes; n++) {
		int before = port_of(f, n - 1), port = port_of(f, n);

		if (f->nodes[n].island != f->nodes[n - 1].island)
			continue;
		assert_true(before <= port);
		if (before == port)
			assert_true(hostlist_natural_cmp(f->nodes[n - 1].name,
							 f->nodes[n].name) < 0);
	}
	for (int i = 1; i < f->n_islands; i++)
		if (f->islands[i].pod == f->islands[i - 1].pod)
			assert_true(hostlist_natural_cmp(
					    f->islands[i - 1].name,
					    f->islands[i].name) < 0);
	for (int p = 1; p < f->n_pods; p++) {
		const struct fabric_pod *a = &f->pods[p - 1], *b = a + 1;

		assert_true(b->component == a->component ||
			    b->component == a->component + 1);
		if (a->component == b->component)
			assert_true(hostlist_natural_cmp(a->name, b->name) < 0);
	}
}

static void random_fabrics_are_sorted_and_indexed(void **state)
{
	static const struct random_shape shape = {
		.max_components = 3, .max_pods = 5, .max_islands = 4,
		.max_nodes = 12, .max_rails = 8, .flawed = true,
	};

	for (int round = 0; round < 2000; round++) {
		struct fabric *f = random_fabric(&shape);

		check_ranges(f);
		check_order(f);
		for (int n = 0; n < f->n_nodes; n++)
			assert_int_equal(fabric_find_node(f, f->nodes[n].name),
					 n);
		for (int i = 0; i < f->n_islands; i++)
			assert_int_equal(
				fabric_find_island(f, f->islands[i].name), i);
		assert_int_equal(fabric_find_node(f, "nobody"), -1);
		assert_int_equal(fabric_find_island(f, ""), -1);
		fabric_destroy(f);
	}
}

static void equal_shapes_are_stored_once(void **state)
{
	static const char *const other[] = { "mlx5_0", NULL };
	struct fabric_builder *b = fabric_build("f", 2, NULL);
	struct fabric *f;
	char name[8];

	assert_non_null(b);
	fabric_build_pod(b, "p", NULL);
	fabric_build_island(b, "i", NULL);
	for (int i = 9; i >= 0; i--) {
		snprintf(name, sizeof(name), "n%d", i);
		assert_int_equal(build_node(b, name,
						   i % 2 ? other : nic_names,
						   nics_on(-1, -1, 0), NULL),
				 0);
	}
	f = fabric_build_finish(b, NULL);
	assert_non_null(f);
	assert_int_equal(f->n_shapes, 2);
	/* Shape 0 is that of the first node, whoever came first. */
	assert_int_equal(f->nodes[0].shape, 0);
	assert_string_equal(f->shapes[0].nic_names[1], "mlx5_3");
	assert_int_equal(f->nodes[1].shape, 1);
	assert_null(f->shapes[1].nic_names[1]);
	fabric_destroy(f);
}

/* --- refusals ------------------------------------------------------------ */

struct refusal {
	struct fabric_builder *b;
	struct rail_error err;
};

/* A builder with pod p, island i, leaf l (GUID 5), spine s, node n (GUID 7). */
static void setup(struct refusal *r)
{
	struct fabric_nic nics[2] = { { .guid = 7 }, { .leaf = -1 } };

	r->b = fabric_build("f", 2, &r->err);
	assert_non_null(r->b);
	assert_int_equal(fabric_build_pod(r->b, "p", &r->err), 0);
	assert_int_equal(fabric_build_spine(r->b, "s", 6, &r->err), 0);
	assert_int_equal(fabric_build_island(r->b, "i", &r->err), 0);
	assert_int_equal(fabric_build_leaf(r->b, "l", 5, 0, 0, &r->err), 0);
	assert_int_equal(build_node(r->b, "n", nic_names, nics,
					   &r->err), 0);
	r->err.text[0] = '\0';
}

/* Whether CALL on a builder of setup() fails with MESSAGE. */
#define REFUSES(call, message)                                  \
	do {                                                    \
		struct refusal r;                               \
                                                                \
		setup(&r);                                      \
		assert_int_equal(call, -1);                     \
		assert_string_equal(r.err.text, message);       \
		fabric_build_destroy(r.b);                      \
	} while (0)

static int add_node(struct refusal *r, const char *name, uint64_t guid)
{
	struct fabric_nic nics[2] = { { .guid = guid, .leaf = -1 },
				      { .leaf = -1 } };

	return build_node(r->b, name, nic_names, nics, &r->err);
}

static void duplicates_are_refused(void **state)
{
	REFUSES(fabric_build_pod(r.b, "p", &r.err),
		"pod \"p\" is named twice");
	REFUSES(fabric_build_spine(r.b, "s", 0, &r.err),
		"spine \"s\" is named twice");
	REFUSES(fabric_build_island(r.b, "i", &r.err),
		"island \"i\" is named twice");
	REFUSES(fabric_build_leaf(r.b, "l", 0, 0, 0, &r.err),
		"leaf \"l\" is named twice");
	REFUSES(add_node(&r, "n", 0), "node \"n\" is named twice");
	REFUSES(fabric_build_leaf(r.b, "l2", 6, 0, 0, &r.err),
		"GUID 0x0000000000000006 of leaf \"l2\" is another switch's "
		"already");
}

/* There are such cards; check finds them. */
static void a_nics_guid_may_come_again(void **state)
{
	struct refusal r;

	setup(&r);
	assert_int_equal(add_node(&r, "m", 7), 0);
	assert_int_equal(add_node(&r, "o", 5), 0);
	fabric_build_destroy(r.b);
}

static void bad_names_are_refused(void **state)
{
	static const char *const bad[] = { "", "-a", ".a", "a b", "a/b", "a\n",
					   "a[1]", "a,b", "\xc3\xa9", "a;b",
					   "$(x)" };
	char name[FABRIC_NAME_MAX + 2];

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(fabric_name_ok(bad[i]));
	memset(name, 'x', sizeof(name));
	name[FABRIC_NAME_MAX + 1] = '\0';
	assert_false(fabric_name_ok(name));
	name[FABRIC_NAME_MAX] = '\0';
	assert_true(fabric_name_ok(name));
	assert_true(fabric_name_ok("a.B_0-z"));
	REFUSES(add_node(&r, "a b", 0),
		"\"a b\" cannot name a node: 1 to 128 letters, digits, '.', "
		"'_', '-' were expected");
	assert_null(fabric_build("a/b", 8, NULL));
}

static void what_has_no_place_is_refused(void **state)
{
	struct fabric_builder *b = fabric_build("f", 2, NULL);
	struct rail_error err;

	assert_non_null(b);
	assert_int_equal(fabric_build_island(b, "i", &err), -1);
	assert_string_equal(err.text, "island \"i\" is in no pod");
	assert_int_equal(fabric_build_spine(b, "s", 0, &err), -1);
	assert_string_equal(err.text, "spine \"s\" is in no pod");
	assert_int_equal(fabric_build_leaf(b, "l", 0, 0, 0, &err), -1);
	assert_string_equal(err.text, "leaf \"l\" is in no island");
	assert_int_equal(build_node(b, "n", nic_names,
					   nics_on(-1, -1, 0), &err), -1);
	assert_string_equal(err.text, "node \"n\" is in no island");
	assert_null(fabric_build_finish(b, &err));
	assert_string_equal(err.text, "fabric \"f\" has no node");
	REFUSES(fabric_build_leaf(r.b, "x", 0, 2, 0, &r.err),
		"leaf \"x\" is of rail 2: 0 to 1 were expected");
	assert_null(fabric_build("f", 0, &err));
	assert_null(fabric_build("f", FABRIC_MAX_RAILS + 1, &err));
	assert_string_equal(err.text, "65 rails: 1 to 64 were expected");
}

/* Whether what setup() made, and more, cannot be finished. */
static void unfinished(struct refusal *r, const char *message)
{
	assert_null(fabric_build_finish(r->b, &r->err));
	assert_string_equal(r->err.text, message);
}

static void empty_parts_are_refused(void **state)
{
	struct refusal r;

	setup(&r);
	fabric_build_island(r.b, "void", NULL);
	unfinished(&r, "island \"void\" has no node");
	setup(&r);
	fabric_build_pod(r.b, "void", NULL);
	unfinished(&r, "pod \"void\" has no island");
	setup(&r);
	build_node(r.b, "m", nic_names, nics_on(0, 3, 1), NULL);
	unfinished(&r, "node \"m\", rail 1: leaf 3 of 1");
	setup(&r);
	build_node(r.b, "m", nic_names, nics_on(-2, 0, 1), NULL);
	unfinished(&r, "node \"m\", rail 0: leaf -2 of 1");
	setup(&r);
	build_node(r.b, "m", nic_names, nics_on(0, 0, -1), NULL);
	unfinished(&r, "node \"m\", rail 0: port -1, 0 to 65535 were "
		   "expected");
}

/* --- size ---------------------------------------------------------------- */

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* 600 islands of 63 nodes of 8 NICs: the largest clusters there are. */
static struct fabric *build_large(void)
{
	static const char *const eight[] = { "mlx5_0", "mlx5_3", "mlx5_4",
					     "mlx5_5", "mlx5_6", "mlx5_9",
					     "mlx5_10", "mlx5_11" };
	struct fabric_builder *b = fabric_build("large", 8, NULL);
	struct fabric_nic nics[8] = { { 0 } };
	uint64_t guid = 0x0c42a10300000000;
	char name[32];

	assert_non_null(b);
	for (int i = 0; i < 600; i++) {
		snprintf(name, sizeof(name), "pod%d", i / 20);
		if (i % 20 == 0)
			fabric_build_pod(b, name, NULL);
		snprintf(name, sizeof(name), "island%d", i);
		fabric_build_island(b, name, NULL);
		for (int r = 0; r < 8; r++) {
			snprintf(name, sizeof(name), "leaf%d-%d", i, r);
			nics[r].leaf = fabric_build_leaf(b, name, ++guid, r, 0,
							 NULL);
		}
		for (int n = 0; n < 63; n++) {
			snprintf(name, sizeof(name), "gpu%05d", i * 63 + n);
			for (int r = 0; r < 8; r++) {
				nics[r].guid = ++guid;
				nics[r].port = n + 1;
			}
			build_node(b, name, eight, nics, NULL);
		}
	}
	return fabric_build_finish(b, NULL);
}

static void the_largest_clusters_are_built_at_once(void **state)
{
	double best = 1e9;

	for (int i = 0; i < 5; i++) {
		double start = seconds();
		struct fabric *f = build_large();

		assert_non_null(f);
		best = best < seconds() - start ? best : seconds() - start;
		assert_int_equal(f->n_nodes, 37800);
		fabric_destroy(f);
	}
	printf("# 37,800 nodes, 302,400 NICs: %.0f ms\n", best * 1e3);
	/* Loose enough for a busy machine and for sanitizers; quadratic work
	 * would take minutes. */
	assert_true(best < 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_come_out_in_natural_order),
		cmocka_unit_test(components_are_counted_without_empty_ones),
		cmocka_unit_test(random_fabrics_are_sorted_and_indexed),
		cmocka_unit_test(equal_shapes_are_stored_once),
		cmocka_unit_test(duplicates_are_refused),
		cmocka_unit_test(a_nics_guid_may_come_again),
		cmocka_unit_test(bad_names_are_refused),
		cmocka_unit_test(what_has_no_place_is_refused),
		cmocka_unit_test(empty_parts_are_refused),
		cmocka_unit_test(the_largest_clusters_are_built_at_once),
	};

	random_start("fabric");
	return cmocka_run_group_tests_name("fabric", tests, NULL, NULL);
}
