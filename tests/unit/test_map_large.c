/* SPDX-License-Identifier: GPL-2.0-or-later */
/* map: the sizes of large maps, and the time and memory to load them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "unit.h"
#include "random.h"
#include "topology/map.h"

enum { N_RAILS = 8, LOADS = 5 };

struct plan {
	int n_nodes, island_nodes, pod_islands, uplinks;
	bool disorder;	/* uplinks go to whatever port of a spine */
};

static struct hardware_gpu gpus[N_RAILS];
static const struct hardware hardware = {
	.vendor = "Dell Inc.", .product = "PowerEdge XE9680", .sockets = 2,
	.cores = 56, .threads = 2, .memory_mb = 2063900, .n_gpus = N_RAILS,
	.gpus = gpus,
};

static int describe_gpus(void **state)
{
	for (int i = 0; i < N_RAILS; i++)
		gpus[i] = (struct hardware_gpu){
			.model = "nvidia_h100_80gb_hbm3",
			.cores = i < 4 ? "0-55" : "56-111",
			.links = "18,18,18,18,18,18,18,-1", .nic = "mlx5_0",
		};
	return 0;
}

/* GUIDs as vendors give them: a prefix, and numbers in no order. */
static uint64_t any_guid(void)
{
	return UINT64_C(0xb8cef60300000000) | random_u64() >> 40;
}

static void add_island(struct fabric_builder *b, const struct plan *p,
		       int island, int first_spine)
{
	static const char *const names[] = { "mlx5_0", "mlx5_3", "mlx5_4",
					     "mlx5_5", "mlx5_6", "mlx5_9",
					     "mlx5_10", "mlx5_11" };
	int in_pod = island % p->pod_islands;
	struct fabric_nic nics[N_RAILS];
	struct fabric_node_spec spec = {
		.nic_names = names, .nics = nics, .hardware = &hardware,
	};
	char name[32];

	snprintf(name, sizeof(name), "su%03d", island + 1);
	assert_int_equal(fabric_build_island(b, name, NULL), 0);
	for (int r = 0; r < N_RAILS; r++) {
		int leaf;

		snprintf(name, sizeof(name), "leaf-su%03d-r%d", island + 1, r);
		leaf = fabric_build_leaf(b, name, any_guid() << 8 | (uint64_t)
					 (island * N_RAILS + r), r, 0, NULL);
		assert_true(leaf >= 0);
		for (int u = 0; u < p->uplinks; u++) {
			struct fabric_end up = {
				FABRIC_LEAF, leaf, p->island_nodes + 1 + u,
			}, down = {
				FABRIC_SPINE, first_spine + u,
				p->disorder ? random_int(1, 128) :
					      in_pod * N_RAILS + r + 1,
			};

			assert_int_equal(fabric_build_trunk(b, &up, &down, 0,
							    NULL), 0);
		}
	}
	for (int i = 0; i < p->island_nodes; i++) {
		int node = island * p->island_nodes + i;

		if (node >= p->n_nodes)
			break;
		for (int r = 0; r < N_RAILS; r++)
			nics[r] = (struct fabric_nic){
				.guid = any_guid(), .port = i + 1,
				.leaf = island * N_RAILS + r,
			};
		snprintf(name, sizeof(name), "gpu%05d", node + 1);
		spec.name = name;
		assert_int_equal(fabric_build_node(b, &spec, NULL), 0);
	}
}

static struct fabric *large_fabric(const struct plan *p)
{
	struct fabric_builder *b = fabric_build("large", N_RAILS, NULL);
	int n = (p->n_nodes + p->island_nodes - 1) / p->island_nodes;
	int n_spines = 0;
	char name[32];

	assert_non_null(b);
	assert_int_equal(fabric_build_speed(b, "4xNDR", NULL), 0);
	for (int i = 0; i < n; i++) {
		if (i % p->pod_islands == 0) {
			snprintf(name, sizeof(name), "pod%02d",
				 i / p->pod_islands + 1);
			assert_int_equal(fabric_build_pod(b, name, NULL), 0);
			for (int s = 0; s < p->uplinks; s++) {
				snprintf(name, sizeof(name), "spine%04d",
					 n_spines + s + 1);
				assert_true(fabric_build_spine(b, name, 0,
							       NULL) >= 0);
			}
			n_spines += p->uplinks;
		}
		add_island(b, p, i, n_spines - p->uplinks);
	}
	return fabric_build_finish(b, NULL);
}

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void try_plan(const struct plan *p, size_t most)
{
	struct fabric *f = large_fabric(p), *g;
	struct rail_error err = { "" };
	double best = 1e9, start, writing;
	size_t len;
	char *text;

	assert_non_null(f);
	start = seconds();
	text = map_format(f, &len, &err);
	writing = seconds() - start;
	assert_non_null(text);
	for (int i = 0; i < LOADS; i++) {
		start = seconds();
		g = map_parse(text, len, "map", &err);
		if (seconds() - start < best)
			best = seconds() - start;
		assert_non_null(g);
		assert_int_equal(g->n_nodes, p->n_nodes);
		assert_int_equal(g->n_trunks, f->n_trunks);
		fabric_destroy(g);
	}
	printf("# %d nodes, %d GPUs, %d cables between switches: %zu bytes, "
	       "written in %.1f ms, read in %.1f ms\n", f->n_nodes,
	       f->n_nodes * N_RAILS, f->n_trunks, len, writing * 1e3,
	       best * 1e3);
	assert_true(len <= most);
	free(text);
	fabric_destroy(f);
}

/* The size is promised; the time is of this machine, and only told. */
static void a_map_of_100000_gpus_is_at_most_5_mb(void **state)
{
	static const struct plan plan = {
		.n_nodes = 12500, .island_nodes = 64, .pod_islands = 16,
		.uplinks = 64,
	};

	try_plan(&plan, 5000000);
}

static void cables_in_no_order_fit_too(void **state)
{
	static const struct plan plan = {
		.n_nodes = 12500, .island_nodes = 64, .pod_islands = 16,
		.uplinks = 64, .disorder = true,
	};

	try_plan(&plan, 5000000);
}

static void a_map_of_300000_gpus_is_three_times_that(void **state)
{
	static const struct plan plan = {
		.n_nodes = 37500, .island_nodes = 64, .pod_islands = 32,
		.uplinks = 64,
	};
	struct rusage usage;

	try_plan(&plan, 15000000);
	getrusage(RUSAGE_SELF, &usage);
	printf("# at most %ld MiB in memory\n", usage.ru_maxrss / 1024);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_map_of_100000_gpus_is_at_most_5_mb),
		cmocka_unit_test(cables_in_no_order_fit_too),
		cmocka_unit_test(a_map_of_300000_gpus_is_three_times_that),
	};

	random_start("map_large");
	return cmocka_run_group_tests_name("map_large", tests,
					   describe_gpus, NULL);
}
