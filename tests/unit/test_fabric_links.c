/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fabric_links: what a discovery of a fabric would see, and nothing twice. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "tools/fabric_links.h"
#include "topology/cables.h"
#include "topology/infer.h"

enum { RAILS = 2, NODES = 3 };

/*
 * Two pods of two islands of three nodes, two rails of PLANES ports.  With
 * KNOWN every GUID and port is known; else none, but a few that stand in the
 * way of those made up.
 */
static struct fabric *make(int planes, bool known, bool others)
{
	static const char *const names[] = { "mlx5_0", "mlx5_1" };
	struct fabric_builder *b = fabric_build("f", RAILS, NULL);
	char name[32];
	int leafs = 0, spines = 0;

	assert_int_equal(fabric_build_planes(b, planes, NULL), 0);
	assert_int_equal(fabric_build_speed(b, "4xNDR", NULL), 0);
	assert_int_equal(fabric_build_speed(b, "400G", NULL), 1);
	fabric_build_core(b, "core", known ? 0x900 : 0, NULL);
	for (int pod = 0; pod < 2; pod++) {
		snprintf(name, sizeof(name), "pod%d", pod + 1);
		fabric_build_pod(b, name, NULL);
		for (int s = 0; s < 2; s++) {
			snprintf(name, sizeof(name), "spine%d", spines);
			fabric_build_spine(b, name,
					   known ? 0x800 + (uint64_t)spines : 0,
					   NULL);
			spines++;
		}
		for (int i = 0; i < 2; i++) {
			int first = leafs;

			snprintf(name, sizeof(name), "pod%d-island%d", pod + 1,
				 i + 1);
			fabric_build_island(b, name, NULL);
			for (int k = 0; k < RAILS * planes; k++) {
				snprintf(name, sizeof(name), "leaf%d", leafs);
				fabric_build_leaf(b, name,
						  known ? 0x700 +
						  (uint64_t)leafs : 0,
						  k % RAILS, k / RAILS, NULL);
				for (int s = 0; s < 2; s++) {
					struct fabric_end a = { FABRIC_LEAF,
						leafs, known ? 40 + s : 0 };
					struct fabric_end z = { FABRIC_SPINE,
						2 * pod + s,
						known ? leafs + 1 : 0 };

					fabric_build_trunk(b, &a, &z, s, NULL);
				}
				leafs++;
			}
			for (int n = 0; n < NODES; n++) {
				struct fabric_nic nics[RAILS * 8];
				struct fabric_node_spec spec = {
					.name = name, .nic_names = names,
					.nics = nics,
				};
				int number = (pod * 2 + i) * NODES + n;

				for (int k = 0; k < RAILS * planes; k++)
					nics[k] = (struct fabric_nic){
						.guid = known ? 0x1000 + 32u *
							(unsigned)number +
							8u * (k % RAILS) : 0,
						.leaf = first + k,
						.port = known ? n + 1 : 0,
						.speed = 0,
					};
				snprintf(name, sizeof(name), "n%02d", number);
				fabric_build_node(b, &spec, NULL);
			}
		}
	}
	for (int s = 0; s < 4; s++) {
		struct fabric_end a = { FABRIC_SPINE, s, known ? 60 : 0 };
		struct fabric_end z = { FABRIC_CORE, 0, known ? s + 1 : 0 };

		fabric_build_trunk(b, &a, &z, 0, NULL);
	}
	/* two ports of one NIC, and a GUID that would be made up */
	for (int k = 0; others && k < 2; k++) {
		struct fabric_end end = { FABRIC_LEAF, k, 2 };

		if (known)
			end.port = 50;
		fabric_build_other(b, "storage", "mlx5_9", 0x5241494c80000010u,
				   &end, 0, NULL);
	}
	return fabric_build_finish(b, NULL);
}

static int by_guid(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* Every GUID once, every port of a switch at most once: links_add_cable()
 * would have refused the latter. */
static void check(const struct fabric *f, const struct links *l)
{
	uint64_t *guids = calloc((size_t)l->n_devices, sizeof(*guids));

	assert_int_equal(l->n_devices, fabric_n_switches(f) +
			 f->n_nodes * RAILS + 1);
	assert_int_equal(l->n_cables, cables_count(f));
	for (int i = 0; i < l->n_devices; i++) {
		guids[i] = l->devices[i].guid;
		assert_true(guids[i] != 0);
	}
	qsort(guids, (size_t)l->n_devices, sizeof(*guids), by_guid);
	for (int i = 1; i < l->n_devices; i++)
		assert_true(guids[i - 1] != guids[i]);
	for (int i = 0; i < l->n_cables; i++) {
		assert_true(l->cables[i].port_a > 0);
		assert_true(l->cables[i].port_b > 0);
		assert_int_equal(l->cables[i].ends, 2);
	}
	free(guids);
}

static void nothing_comes_twice(void **state)
{
	for (int planes = 1; planes <= 2; planes++)
		for (int known = 0; known < 2; known++) {
			struct fabric *f = make(planes, known, true);
			struct links *l = fabric_links(f, NULL);

			assert_non_null(l);
			check(f, l);
			links_destroy(l);
			fabric_destroy(f);
		}
}

static void speeds_are_split(void **state)
{
	struct fabric *f = make(1, true, true);
	struct links *l = fabric_links(f, NULL);
	int ndr = 0, none = 0;

	for (int i = 0; i < l->n_cables; i++) {
		const struct links_cable *c = &l->cables[i];

		ndr += c->lanes == 4 && !strcmp(c->speed, "NDR");
		none += c->lanes == 0 && !*c->speed;
	}
	assert_int_equal(none, 8);	/* the 400G of half the uplinks */
	assert_int_equal(ndr, l->n_cables - 8);
	links_destroy(l);
	fabric_destroy(f);
}

static void a_port_with_two_cables_is_an_error(void **state)
{
	static const char *const names[] = { "mlx5_0" };
	struct fabric_builder *b = fabric_build("f", 1, NULL);
	struct rail_error err = { "" };
	struct fabric *f;

	fabric_build_pod(b, "p", NULL);
	fabric_build_island(b, "i", NULL);
	fabric_build_leaf(b, "leaf", 1, 0, 0, NULL);
	for (int n = 0; n < 2; n++) {
		struct fabric_nic nic = { .leaf = 0, .port = 7, .speed = -1 };
		struct fabric_node_spec spec = {
			.name = n ? "b" : "a", .nic_names = names, .nics = &nic,
		};

		fabric_build_node(b, &spec, NULL);
	}
	f = fabric_build_finish(b, NULL);
	assert_non_null(f);
	assert_null(fabric_links(f, &err));
	assert_string_equal(err.text,
			    "f: port 7 of \"leaf\" has two cables");
	fabric_destroy(f);
}

/* The fabric that is found in them is the one they come from. */
static void inference_finds_it_again(void **state)
{
	for (int known = 0; known < 2; known++) {
		struct fabric *f = make(1, known, false), *g;
		struct links *l = fabric_links(f, NULL);

		g = infer_fabric(l, "f", NULL, NULL);
		assert_non_null(g);
		assert_int_equal(g->n_nodes, f->n_nodes);
		assert_int_equal(g->n_islands, f->n_islands);
		assert_int_equal(g->n_pods, f->n_pods);
		assert_int_equal(g->n_leafs, f->n_leafs);
		for (int i = 0; i < f->n_nodes; i++) {
			int at = fabric_find_node(g, f->nodes[i].name);

			assert_true(at >= 0);
			assert_string_equal(
				g->islands[g->nodes[at].island].name,
				f->islands[f->nodes[i].island].name);
			for (int r = 0; r < RAILS; r++) {
				const struct fabric_nic *x, *y;

				x = fabric_nic(f, i, r, 0);
				y = fabric_nic(g, at, r, 0);
				assert_string_equal(f->leafs[x->leaf].name,
						    g->leafs[y->leaf].name);
				assert_int_equal(g->leafs[y->leaf].rail, r);
			}
		}
		links_destroy(l);
		fabric_destroy(f);
		fabric_destroy(g);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_comes_twice),
		cmocka_unit_test(speeds_are_split),
		cmocka_unit_test(a_port_with_two_cables_is_an_error),
		cmocka_unit_test(inference_finds_it_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
