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

void random_restart(uint64_t seed)
{
	state = seed;
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

enum { MAX_PLANES = 3, MAX_RAILS = 8, N_PORTS = 400 };

struct making {
	const struct random_shape *shape;
	struct fabric_builder *b;
	int n_rails, n_planes, n_speeds;
	int n_leafs, first_leaf;	/* so far; of the island in work */
	int n_spines, n_cores;
	int depth;			/* zones that are open */
	int pod_leaf, pod_spine;	/* first of the pod in work */
	bool by_plane;			/* its islands' leafs have a plane */
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

static void must(int rc, const struct rail_error *err)
{
	if (rc < 0)
		fail(err);
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

/* Mostly the first one. */
static int speed(struct making *m)
{
	if (m->shape->flawed && random_one_in(4))
		return random_int(-1, m->n_speeds - 1);
	return m->n_speeds ? 0 : -1;
}

/* --- nodes --- */

static char *text_or_none(const char *text)
{
	return random_one_in(4) ? NULL : strdup(text);
}

static struct hardware *random_hardware(void)
{
	struct hardware *hw = calloc(1, sizeof(*hw));
	int n = random_int(0, 4);

	if (!hw)
		abort();
	hw->vendor = text_or_none("Dell Inc.");
	hw->product = text_or_none(random_one_in(2) ? "XE9680" : "XE9680L");
	hw->sockets = random_int(0, 2);
	hw->cores = random_int(0, 1) * 56;
	hw->threads = random_int(0, 2);
	hw->memory_mb = random_int(0, 2) * 1000000;
	hw->gpus = calloc((size_t)n + 1, sizeof(*hw->gpus));
	if (!hw->gpus)
		abort();
	for (hw->n_gpus = 0; hw->n_gpus < n; hw->n_gpus++)
		hw->gpus[hw->n_gpus] = (struct hardware_gpu){
			.model = text_or_none("h100"),
			.cores = text_or_none("0-55"),
			.links = text_or_none("-1,18,18,18"),
			.nic = text_or_none("mlx5_0"),
			.tie = random_one_in(4),
		};
	return hw;
}

/* One of a few kinds of hardware; NULL: not known. */
static const struct hardware *random_kind(void)
{
	static struct hardware_gpu h100[] = { { .model = "h100" },
					      { .model = "h100" } };
	static struct hardware_gpu b200[] = { { .model = "b200" },
					      { .model = "b200" } };
	static const struct hardware kinds[] = {
		{ .vendor = "Dell", .gpus = h100, .n_gpus = 2 },
		{ .vendor = "Dell", .gpus = b200, .n_gpus = 2 },
		{ .vendor = "Supermicro", .gpus = h100,
		  .n_gpus = 2 },
		/* the same kind as the first, of another shape */
		{ .vendor = "Dell", .gpus = h100, .n_gpus = 2,
		  .memory_mb = 2000000 },
	};
	int n = random_int(0, 6);

	return n == 6 ? NULL : &kinds[n > 3 ? 0 : n];
}

static void place_nic(struct making *m, struct fabric_nic *nic, int leaf,
		      int port)
{
	nic->guid = guid(m);
	nic->leaf = leaf;
	nic->port = port;
	nic->speed = speed(m);
}

static void add_nodes(struct making *m, int leafs_of_plane, bool tor)
{
	const char *const plain[] = { "mlx5_0", "mlx5_3", "mlx5_4", "mlx5_5",
				      "mlx5_6", "mlx5_9", "mlx5_10",
				      "mlx5_11" };
	const char *odd[MAX_RAILS];
	struct fabric_nic nics[MAX_PLANES * MAX_RAILS] = { { 0 } };
	struct hardware *hw = m->shape->whole && random_one_in(2) ?
				      random_hardware() : NULL;
	struct rail_error err;
	int n = random_int(1, m->shape->max_nodes);

	memcpy(odd, plain, sizeof(odd));
	odd[random_int(0, m->n_rails - 1)] = random_one_in(2) ? "eth0" : NULL;
	for (int i = 0; i < n; i++) {
		struct fabric_node_spec spec = { .nics = nics };
		int port = random_int(0, 40);
		bool flawed = m->shape->flawed && random_one_in(4);

		for (int k = 0; k < m->n_planes * m->n_rails; k++) {
			int r = k % m->n_rails, p = k / m->n_rails;
			int leaf = m->first_leaf + (tor ? 0 : r) +
				   (m->by_plane ? p * leafs_of_plane : 0);

			place_nic(m, &nics[k], leaf,
				  tor ? port * 8 + r + 1 : port);
			if (flawed && random_one_in(3))
				nics[k].leaf = random_int(-1, m->n_leafs - 1);
			if (flawed && random_one_in(3))
				nics[k].port = random_int(0, 40);
		}
		spec.name = name(m, "n");
		spec.called = m->shape->whole && flawed && random_one_in(4) ?
				      "localhost" : NULL;
		spec.nic_names = flawed ? odd : plain;
		spec.hardware = m->shape->kinds ? random_kind() : hw;
		must(fabric_build_node(m->b, &spec, &err), &err);
	}
	hardware_destroy(hw);
}

/* Leafs by plane and rail, or of all rails, or of all planes. */
static void add_island(struct making *m)
{
	bool tor = m->shape->flawed && random_one_in(4);
	int n_rails = tor ? 1 : m->n_rails;
	int n_planes = m->by_plane ? m->n_planes : 1;
	struct rail_error err;

	must(fabric_build_island(m->b, name(m, "isl"), &err), &err);
	m->first_leaf = m->n_leafs;
	for (int p = 0; p < n_planes; p++)
		for (int r = 0; r < n_rails; r++, m->n_leafs++)
			must(fabric_build_leaf(m->b, name(m, "leaf"), guid(m),
					       tor ? -1 : r,
					       m->by_plane ? p : -1, &err),
			     &err);
	add_nodes(m, n_rails, tor);
}

/* --- the wiring above --- */

static int random_port(struct making *m)
{
	return m->shape->flawed && random_one_in(4) ?
		       0 : random_int(1, N_PORTS);
}

static struct fabric_end random_end(struct making *m)
{
	struct fabric_end end = {
		FABRIC_LEAF, random_int(0, m->n_leafs - 1), random_port(m),
	};

	if (m->n_spines && random_one_in(3)) {
		end.tier = FABRIC_SPINE;
		end.number = random_int(0, m->n_spines - 1);
	} else if (m->n_cores && random_one_in(3)) {
		end.tier = FABRIC_CORE;
		end.number = random_int(0, m->n_cores - 1);
	}
	return end;
}

/* EACH cables from every leaf of the pod to every spine of it. */
static void add_uplinks(struct making *m, int each)
{
	struct rail_error err;
	bool ports = !random_one_in(4);

	for (int l = m->pod_leaf; l < m->n_leafs; l++)
		for (int s = m->pod_spine; s < m->n_spines; s++)
			for (int k = 0; k < each; k++) {
				int up = (s - m->pod_spine) * each + k;
				int down = (l - m->pod_leaf) * each + k;
				struct fabric_end one = {
					FABRIC_LEAF, l, ports ? 41 + up : 0,
				}, two = {
					FABRIC_SPINE, s, ports ? 1 + down : 0,
				};

				/* Some of them are missing. */
				if (m->shape->flawed && random_one_in(20))
					continue;
				if (down >= N_PORTS)
					continue;
				must(fabric_build_trunk(m->b, &two, &one,
							speed(m), &err), &err);
			}
}

static void add_odd_wires(struct making *m)
{
	struct rail_error err;

	for (int n = random_int(0, 6); n > 0; n--) {
		struct fabric_end one = random_end(m), two = random_end(m);
		int parallel = random_one_in(4) ? random_int(1, 4) : 1;

		for (int k = 0; k < parallel; k++)
			must(fabric_build_trunk(m->b, &one, &two, speed(m),
						&err), &err);
	}
	for (int n = random_int(0, 4); n > 0; n--) {
		struct fabric_end end = random_end(m);

		must(fabric_build_other(m->b, random_one_in(3) ? "store 1" :
					name(m, "login"),
					random_one_in(3) ? NULL : "mlx5_bond_0",
					guid(m), &end, speed(m), &err), &err);
	}
}

/* Before a pod: ends some zones, all of which have one, and begins others. */
static void change_zones(struct making *m)
{
	struct rail_error err;

	for (; m->depth && random_one_in(3); m->depth--)
		fabric_build_zone_end(m->b);
	for (; m->depth < m->shape->max_depth && random_one_in(2); m->depth++) {
		must(fabric_build_zone(m->b, name(m, "zone"), &err), &err);
		if (!m->shape->whole || !random_one_in(3))
			continue;
		must(fabric_build_core(m->b, name(m, "core"), guid(m), &err),
		     &err);
		m->n_cores++;
	}
}

static void add_pod(struct making *m)
{
	struct rail_error err;
	int n;

	change_zones(m);
	must(fabric_build_pod(m->b, name(m, "pod"), &err), &err);
	m->pod_leaf = m->n_leafs;
	m->pod_spine = m->n_spines;
	m->by_plane = m->n_planes > 1 && !random_one_in(4);
	for (n = random_int(0, 3); n > 0; n--, m->n_spines++)
		must(fabric_build_spine(m->b, name(m, "spine"), guid(m), &err),
		     &err);
	for (n = random_int(1, m->shape->max_islands); n > 0; n--)
		add_island(m);
	if (!m->shape->whole)
		return;
	if (random_one_in(3))
		for (n = random_int(1, 3); n > 0; n--, m->n_cores++)
			must(fabric_build_core(m->b, name(m, "core"), guid(m),
					       &err), &err);
	add_uplinks(m, random_int(0, 3));
	if (m->shape->flawed)
		add_odd_wires(m);
}

static void add_words(struct making *m)
{
	static const char *const speeds[] = { "4xNDR", "400G", "4xHDR",
					      "2xHDR" };
	struct rail_error err;
	char text[32];

	must(fabric_build_planes(m->b, m->n_planes, &err), &err);
	for (; m->n_speeds < random_int(0, 4); m->n_speeds++)
		must(fabric_build_speed(m->b, speeds[m->n_speeds], &err), &err);
	if (!random_one_in(4))
		return;
	for (int i = 1; i <= N_PORTS; i++) {
		snprintf(text, sizeof(text), "Ethernet%d/%d", i / 8 + 1, i % 8);
		must(fabric_build_port_name(m->b, text, &err), &err);
	}
}

struct fabric *random_fabric(const struct random_shape *shape)
{
	struct making m = {
		.shape = shape,
		.n_rails = random_int(1, shape->max_rails),
		.n_planes = 1,
		.salt = (unsigned int)random_int(0, 20000) * 2 + 1,
		.next_guid = random_u64() >> 8,
	};
	int left = random_int(1, shape->max_components);
	struct rail_error err;
	struct fabric *f;

	m.b = fabric_build("random", m.n_rails, &err);
	if (!m.b)
		fail(&err);
	if (shape->whole) {
		m.n_planes = random_one_in(2) ? 1 : random_int(2, MAX_PLANES);
		add_words(&m);
	}
	for (int pods = random_int(1, shape->max_pods); pods > 0; pods--) {
		if (left > 1 && random_one_in(2)) {
			left--;
			must(fabric_build_component(m.b, &err), &err);
			m.depth = 0;
		}
		add_pod(&m);
	}
	f = fabric_build_finish(m.b, &err);
	if (!f)
		fail(&err);
	return f;
}
