/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Random numbers, fabrics and node sets for tests. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "random.h"

static uint64_t state;

void random_start(const char *test)
{
	const char *given = getenv("RAILYARD_SEED");
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	state = (uint64_t)now.tv_sec * 1000003 + (uint64_t)now.tv_nsec;
	state %= 1000000000;
	if (given && *given)
		state = strtoull(given, NULL, 0);
	printf("# %s: seed %" PRIu64 " (RAILYARD_SEED=%" PRIu64
	       " repeats it)\n",
	       test, state, state);
	fflush(stdout);
}

/* A counter, well stirred: every seed gives its own long sequence. */
uint64_t random_u64(void)
{
	uint64_t x = state += UINT64_C(0x9e3779b97f4a7c15);

	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

int random_int(int low, int high)
{
	return low + (int)(random_u64() % (uint64_t)(high - low + 1));
}

bool random_one_in(int n)
{
	return random_int(1, n) == 1;
}

struct nodeset *random_nodeset(int size, int percent)
{
	struct nodeset *set = nodeset_create(size);

	for (int i = 0; set && i < size; i++)
		if (random_int(1, 100) <= percent)
			nodeset_add(set, i);
	return set;
}

/* --- fabrics ------------------------------------------------------------- */

struct making {
	const struct random_shape *shape;
	struct fabric_builder *b;
	int n_rails;
	int n_leafs, first_leaf;	/* so far; of the island in work */
	uint64_t next_guid;
	unsigned int salt;		/* odd: names come in no order */
	unsigned int n_names;
};

static void fail(const struct rail_error *err)
{
	printf("# random_fabric: %s\n", err->text);
	fflush(stdout);
	abort();
}

/* A new name; the numbers are a permutation of 0 to 65535. */
static const char *name(struct making *m, const char *prefix)
{
	static char text[64];

	snprintf(text, sizeof(text), "%s%u", prefix,
		 (m->n_names++ * m->salt) & 0xffff);
	return text;
}

static uint64_t guid(struct making *m)
{
	m->next_guid += (uint64_t)random_int(1, 1000);
	return m->shape->flawed && random_one_in(10) ? 0 : m->next_guid;
}

static void add_nodes(struct making *m, bool tor)
{
	const char *const plain[] = { "mlx5_0", "mlx5_3", "mlx5_4", "mlx5_5",
				      "mlx5_6", "mlx5_9", "mlx5_10",
				      "mlx5_11" };
	const char *odd[8];
	struct fabric_nic nics[8] = { { 0 } };
	struct rail_error err;
	int n = random_int(1, m->shape->max_nodes);

	memcpy(odd, plain, sizeof(odd));
	odd[random_int(0, m->n_rails - 1)] = random_one_in(2) ? "eth0" : NULL;
	for (int i = 0; i < n; i++) {
		int port = random_int(0, 40);
		bool flawed = m->shape->flawed && random_one_in(4);

		for (int r = 0; r < m->n_rails; r++) {
			nics[r].guid = guid(m);
			nics[r].leaf = m->first_leaf + (tor ? 0 : r);
			nics[r].port = tor ? port * 8 + r + 1 : port;
			if (flawed && random_one_in(3))
				nics[r].leaf = random_int(-1, m->n_leafs - 1);
			if (flawed && random_one_in(3))
				nics[r].port = random_int(0, 40);
		}
		if (build_node(m->b, name(m, "n"), flawed ? odd : plain,
				      nics, &err))
			fail(&err);
	}
}

static void add_island(struct making *m)
{
	bool tor = m->shape->flawed && random_one_in(4);
	struct rail_error err;
	int leaf = 0;

	if (fabric_build_island(m->b, name(m, "isl"), &err))
		fail(&err);
	m->first_leaf = m->n_leafs;
	for (int r = 0; r < (tor ? 1 : m->n_rails) && leaf >= 0; r++) {
		leaf = fabric_build_leaf(m->b, name(m, "leaf"), guid(m),
					 tor ? -1 : r, 0, &err);
		m->n_leafs++;
	}
	if (leaf < 0)
		fail(&err);
	add_nodes(m, tor);
}

static void add_pod(struct making *m)
{
	struct rail_error err;
	int n;

	if (fabric_build_pod(m->b, name(m, "pod"), &err))
		fail(&err);
	for (n = random_int(0, 3); n > 0; n--)
		if (fabric_build_spine(m->b, name(m, "spine"), guid(m), &err) < 0)
			fail(&err);
	for (n = random_int(1, m->shape->max_islands); n > 0; n--)
		add_island(m);
}

struct fabric *random_fabric(const struct random_shape *shape)
{
	struct making m = {
		.shape = shape,
		.n_rails = random_int(1, shape->max_rails),
		.salt = (unsigned int)random_int(0, 20000) * 2 + 1,
		.next_guid = random_u64() >> 8,
	};
	int left = random_int(1, shape->max_components);
	struct rail_error err;
	struct fabric *f;

	m.b = fabric_build("random", m.n_rails, &err);
	if (!m.b)
		fail(&err);
	for (int pods = random_int(1, shape->max_pods); pods > 0; pods--) {
		if (left > 1 && random_one_in(2)) {
			left--;
			fabric_build_component(m.b, &err);
		}
		add_pod(&m);
	}
	f = fabric_build_finish(m.b, &err);
	if (!f)
		fail(&err);
	return f;
}
