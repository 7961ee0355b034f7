/* SPDX-License-Identifier: GPL-2.0-or-later */
/* check_fabric: one small fabric, a fault at a time, to the word. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"
#include "unit.h"
#include "topology/check.h"

enum { FULL, HALF };	/* speeds */
enum { RAILS = 4, NODES = 8, PER_ISLAND = 4, ISLANDS = 2, MAX_OTHERS = 4 };

/*
 * Two islands of four nodes (n1 to n8) and four leafs ("i2-leaf3"); node k of
 * an island is on port k of each.  Leafs have the numbers island * RAILS +
 * rail; a NIC is called "a0" to "a3", like its rail.
 */
struct small {
	struct fabric_nic nics[NODES][RAILS];
	const char *names[NODES][RAILS];
	const char *called[NODES];
	struct fabric_other others[MAX_OTHERS];
	int n_others;
	int rail_of_leaf[ISLANDS * RAILS];
	const struct hardware *hardware[NODES];
};

static const char *const rail_names[] = { "a0", "a1", "a2", "a3" };

static struct small healthy(void)
{
	struct small s = { 0 };

	for (int n = 0; n < NODES; n++)
		for (int r = 0; r < RAILS; r++) {
			s.nics[n][r] = (struct fabric_nic){
				.guid = 0x100 + (uint64_t)(n * RAILS + r),
				.leaf = n / PER_ISLAND * RAILS + r,
				.port = n % PER_ISLAND + 1,
				.speed = FULL,
			};
			s.names[n][r] = rail_names[r];
		}
	for (int i = 0; i < ISLANDS * RAILS; i++)
		s.rail_of_leaf[i] = i % RAILS;
	return s;
}

static void must(bool holds, const struct rail_error *err)
{
	if (!holds)
		fail_msg("%s", err->text);
}

static struct fabric *build(const struct small *s)
{
	struct rail_error err;
	struct fabric_builder *b = fabric_build("small", RAILS, &err);
	struct fabric *f;
	char name[32];

	must(b && fabric_build_speed(b, "4xNDR", &err) == FULL &&
	     fabric_build_speed(b, "2xNDR", &err) == HALF &&
	     !fabric_build_pod(b, "pod1", &err), &err);
	for (int i = 0; i < ISLANDS; i++) {
		snprintf(name, sizeof(name), "island%d", i + 1);
		must(!fabric_build_island(b, name, &err), &err);
		for (int r = 0; r < RAILS; r++) {
			snprintf(name, sizeof(name), "i%d-leaf%d", i + 1, r);
			must(fabric_build_leaf(b, name, 0,
				s->rail_of_leaf[i * RAILS + r], 0, &err) >= 0,
			     &err);
		}
		for (int n = i * PER_ISLAND; n < (i + 1) * PER_ISLAND; n++) {
			struct fabric_node_spec spec = {
				.name = name, .nic_names = s->names[n],
				.nics = s->nics[n], .called = s->called[n],
				.hardware = s->hardware[n],
			};

			snprintf(name, sizeof(name), "n%d", n + 1);
			must(!fabric_build_node(b, &spec, &err), &err);
		}
	}
	for (int i = 0; i < s->n_others; i++) {
		const struct fabric_other *o = &s->others[i];
		struct fabric_end end = { FABRIC_LEAF, o->sw, o->port };

		must(!fabric_build_other(b, o->host, o->nic, o->guid, &end, -1,
					 &err), &err);
	}
	f = fabric_build_finish(b, &err);
	must(f != NULL, &err);
	return f;
}

/* What a check of S finds: "kind: what -> todo", a line each. */
static char *find(const struct small *s)
{
	struct fabric *f = build(s);
	struct rail_error err;
	struct check_report *r = check_fabric(f, &err);
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	must(r != NULL, &err);
	assert_non_null(out);
	for (int i = 0; i < r->n_findings; i++)
		fprintf(out, "%s: %s -> %s\n",
			check_kind_name(r->findings[i].kind),
			r->findings[i].what, r->findings[i].todo ?
			r->findings[i].todo : "nothing");
	fclose(out);
	check_report_destroy(r);
	fabric_destroy(f);
	return text;
}

static void expect(const struct small *s, const char *findings)
{
	char *found = find(s);

	assert_string_equal(found, findings);
	free(found);
}

static void swap(struct fabric_nic *a, struct fabric_nic *b)
{
	struct fabric_nic old = *a;

	*a = *b;
	*b = old;
}

/* The NIC of RAIL of NODE is unplugged, and seen on LEAF instead. */
static void move_nic(struct small *s, int node, int rail, int leaf, int port)
{
	static char host[MAX_OTHERS][8];

	snprintf(host[s->n_others], sizeof(host[0]), "n%d", node + 1);
	s->others[s->n_others] = (struct fabric_other){
		.host = host[s->n_others], .nic = s->names[node][rail],
		.guid = s->nics[node][rail].guid,
		.sw = leaf, .port = port,
	};
	s->nics[node][rail] = (struct fabric_nic){ .leaf = -1, .speed = -1 };
	s->n_others++;
}

static void nothing_is_wrong_with_a_healthy_fabric(void **state)
{
	struct small s = healthy();

	expect(&s, "");
}

static void rails_swapped_within_a_node(void **state)
{
	struct small s = healthy();

	/* by leaf, as a discovery has it */
	s.names[2][0] = "a3";
	s.names[2][3] = "a0";
	expect(&s, "swapped-rails: n3 a0 is on i1-leaf3 port 3, n3 a3 on "
		   "i1-leaf0 port 3 -> swap the two cables at the leafs\n");
	/* by name, as a map made by hand may */
	s = healthy();
	swap(&s.nics[2][0], &s.nics[2][3]);
	expect(&s, "swapped-rails: n3 a0 is on i1-leaf3 port 3, n3 a3 on "
		   "i1-leaf0 port 3 -> swap the two cables at the leafs\n");
}

static void cables_swapped_between_nodes(void **state)
{
	struct small s = healthy();

	move_nic(&s, 0, 1, 2, 3);
	move_nic(&s, 2, 2, 1, 1);
	expect(&s, "swapped-nodes: n1 a1 is on i1-leaf2 port 3, n3 a2 on "
		   "i1-leaf1 port 1 -> swap the two cables at the leafs\n");
	s = healthy();
	swap(&s.nics[0][1], &s.nics[2][2]);
	expect(&s, "swapped-nodes: n1 a1 is on i1-leaf2 port 3, n3 a2 on "
		   "i1-leaf1 port 1 -> swap the two cables at the leafs\n");
}

static void cables_swapped_between_islands(void **state)
{
	struct small s = healthy();

	move_nic(&s, 1, 1, 5, 3);
	move_nic(&s, 6, 1, 1, 2);
	expect(&s, "swapped-islands: n2 a1 is on i2-leaf1 port 3, n7 a1 on "
		   "i1-leaf1 port 2 -> swap the two cables at the leafs\n");
	s = healthy();
	swap(&s.nics[1][1], &s.nics[6][3]);
	expect(&s, "swapped-islands: n2 a1 is on i2-leaf3 port 3, n7 a3 on "
		   "i1-leaf1 port 2 -> swap the two cables at the leafs\n");
}

static void a_cable_astray(void **state)
{
	struct small s = healthy();

	move_nic(&s, 1, 1, 3, 9);
	expect(&s, "wrong-leaf: n2 a1 (rail 1 of island1) is on i1-leaf3 port "
		   "9 (rail 3 of island1) -> move n2 a1 from i1-leaf3 port 9 "
		   "to i1-leaf1 port 2\n");
	s = healthy();
	move_nic(&s, 1, 1, 5, 9);
	expect(&s, "wrong-island: n2 a1 (rail 1 of island1) is on i2-leaf1 "
		   "port 9 (rail 1 of island2) -> move n2 a1 from i2-leaf1 "
		   "port 9 to i1-leaf1 port 2\n");
	/* someone took its port */
	s.nics[3][1].port = 2;
	expect(&s, "wrong-island: n2 a1 (rail 1 of island1) is on i2-leaf1 "
		   "port 9 (rail 1 of island2) -> move n2 a1 from i2-leaf1 "
		   "port 9 to a free port of i1-leaf1\n");
}

static void a_link_not_seen(void **state)
{
	struct small s = healthy();

	s.nics[5][2] = (struct fabric_nic){ .leaf = -1, .speed = -1 };
	expect(&s, "missing-link: n6: rail 2 (a2) not seen -> look at the "
		   "cable to i2-leaf2 port 2, its NIC and its port\n");
	s.nics[5][0] = (struct fabric_nic){ .leaf = -1, .speed = -1 };
	expect(&s, "missing-link: n6: rails 0 (a0), 2 (a2) not seen -> look "
		   "at their cables, NICs and ports\n");
	for (int r = 0; r < RAILS; r++)
		s.nics[5][r].leaf = -1;
	expect(&s, "dark-node: n6: none of its rails was seen -> look at the "
		   "node: is it up?\n");
}

static void a_leaf_not_seen(void **state)
{
	struct small s = healthy();

	for (int n = 0; n < PER_ISLAND; n++)
		s.nics[n][2] = (struct fabric_nic){ .leaf = -1, .speed = -1 };
	expect(&s, "dark-leaf: rail 2 not seen on any of the 4 nodes of "
		   "island1 -> look at the leaf of this rail: is it up, and "
		   "was it seen?\n");
}

static void a_leaf_of_two_rails(void **state)
{
	struct small s = healthy();

	move_nic(&s, 1, 1, 3, 9);
	move_nic(&s, 2, 1, 3, 10);
	expect(&s, "mixed-leaf: rail 1 of 2 nodes of island1 is on i1-leaf3 "
		   "(rail 3 of island1): n[2-3] -> move these 2 cables from "
		   "i1-leaf3 to i1-leaf1\n");
}

static void a_second_cable_of_a_rail(void **state)
{
	struct small s = healthy();

	s.others[s.n_others++] = (struct fabric_other){
		.host = "n4", .nic = "a3", .sw = 3, .port = 20,
	};
	expect(&s, "extra-link: n4 a3 has a second cable, on i1-leaf3 port 20 "
		   "(rail 3 of island1) -> unplug n4 a3 from i1-leaf3 port "
		   "20\n");
}

static void nodes_of_another_kind(void **state)
{
	static struct hardware_gpu gpus[2];
	const struct hardware usual = { .n_gpus = 2, .gpus = gpus,
					.memory_mb = 100000 };
	const struct hardware alike = { .n_gpus = 2, .gpus = gpus,
					.memory_mb = 99000 };
	const struct hardware other = { .n_gpus = 1, .gpus = gpus };
	struct small s = healthy();

	for (int n = 0; n < NODES; n++)
		s.hardware[n] = n % 2 ? &usual : &alike;
	expect(&s, "");
	s.hardware[5] = &other;
	expect(&s, "odd-node: n6 is not as most of island2: 1 GPU, not 2 GPUs "
		   "-> nothing\n");
	s = healthy();
	s.names[3][1] = "b1";
	expect(&s, "odd-node: n4 is not as most of island1: a NIC b1 on rail "
		   "1, not a1 -> nothing\n");
	/* a draw: then the rest of the fabric tells */
	s.names[2][1] = "b1";
	expect(&s, "odd-node: n[3-4] are not as most of island1: a NIC b1 on "
		   "rail 1, not a1 -> nothing\n");
	/* one that has two NICs is no node with two cables missing */
	s = healthy();
	for (int r = 2; r < RAILS; r++) {
		s.names[3][r] = NULL;
		s.nics[3][r] = (struct fabric_nic){ .leaf = -1, .speed = -1 };
	}
	expect(&s, "odd-node: n4 is not as most of island1: 2 NICs, not 4 -> "
		   "nothing\n");
}

static void guids_and_names_that_come_twice(void **state)
{
	struct small s = healthy();

	s.nics[1][2].guid = s.nics[6][0].guid;
	expect(&s, "duplicate-guid: n2 a2 and n7 a0 have the same GUID, "
		   "0x0000000000000118 -> give one of them another GUID, in "
		   "its firmware\n");
	s = healthy();
	s.called[4] = "n2";
	expect(&s, "duplicate-name: n5 calls itself n2, as another node does "
		   "-> give one of them another name\n");
}

static void links_at_another_speed(void **state)
{
	struct small s = healthy();

	s.nics[2][1].speed = HALF;
	expect(&s, "mixed-speeds: n3 a1 runs at 2xNDR on i1-leaf1 port 3, its "
		   "peers at 4xNDR -> reseat or replace the cable, and look "
		   "at both ports\n");
	for (int r = 0; r < RAILS; r++)
		s.nics[2][r].speed = HALF;
	expect(&s, "mixed-speeds: n3: 4 of its links run at another speed "
		   "than their peers: n3 a0 at 2xNDR, not 4xNDR, and so on -> "
		   "reseat or replace the cables, and look at both ports\n");
	s = healthy();
	for (int n = 0; n < PER_ISLAND; n++)
		s.nics[n][2].speed = HALF;
	expect(&s, "mixed-speeds: all links of nodes of island1 to i1-leaf2 "
		   "run at 2xNDR, their others at 4xNDR -> look at the "
		   "settings of that leaf's ports\n");
	/* an island is as it is */
	for (int n = 0; n < PER_ISLAND; n++)
		for (int r = 0; r < RAILS; r++)
			s.nics[n][r].speed = HALF;
	expect(&s, "");
}

static void ports_exchanged_on_a_leaf(void **state)
{
	struct small s = healthy();

	s.nics[4][1].port = 8;
	expect(&s, "");
	s = healthy();
	swap(&s.nics[4][1], &s.nics[6][1]);
	/* two of four are no exception */
	expect(&s, "");
}

/* --- any fabric whatever ------------------------------------------------- */

static void random_garbage_does_no_harm(void **state)
{
	static const struct random_shape shape = {
		.max_components = 3, .max_pods = 3, .max_islands = 3,
		.max_nodes = 8, .max_rails = 8, .flawed = true,
	};

	for (int i = 0; i < 3000; i++) {
		struct fabric *f = random_fabric(&shape);
		struct check_report *r = check_fabric(f, NULL);
		int used = 0;

		assert_non_null(r);
		for (int k = 0; k < r->n_findings; k++) {
			assert_true(r->findings[k].what[0]);
			used += r->findings[k].n_cables;
		}
		assert_int_equal(used, r->n_cables);
		check_report_destroy(r);
		fabric_destroy(f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_wrong_with_a_healthy_fabric),
		cmocka_unit_test(rails_swapped_within_a_node),
		cmocka_unit_test(cables_swapped_between_nodes),
		cmocka_unit_test(cables_swapped_between_islands),
		cmocka_unit_test(a_cable_astray),
		cmocka_unit_test(a_link_not_seen),
		cmocka_unit_test(a_leaf_not_seen),
		cmocka_unit_test(a_leaf_of_two_rails),
		cmocka_unit_test(a_second_cable_of_a_rail),
		cmocka_unit_test(nodes_of_another_kind),
		cmocka_unit_test(guids_and_names_that_come_twice),
		cmocka_unit_test(links_at_another_speed),
		cmocka_unit_test(ports_exchanged_on_a_leaf),
		cmocka_unit_test(random_garbage_does_no_harm),
	};

	random_start("check");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
