/* SPDX-License-Identifier: GPL-2.0-or-later */
/* check_fabric: cables between switches, a fault at a time, to the word. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"
#include "unit.h"
#include "topology/check.h"

/*
 * Two pods of an island of four leafs each, with three spines a pod and two
 * cores: leaf l of pod p is plugged into spine s by its port 11 + s, into
 * port l + 1 of the spine; spine s into core c by 21 + c, into p * 3 + s + 1.
 */
enum { PODS = 2, LEAFS = 4, SPINES = 3, CORES = 2, MAX_TRUNKS = 64 };

struct trunk {
	struct fabric_end low, high;
	int speed;
};

struct small {
	struct trunk trunks[MAX_TRUNKS];
	int n;
	bool bare;	/* there is a third switch above the spines */
};

static struct fabric_end leaf(int pod, int number, int port)
{
	return (struct fabric_end){ FABRIC_LEAF, pod * LEAFS + number, port };
}

static struct fabric_end spine(int pod, int number, int port)
{
	return (struct fabric_end){ FABRIC_SPINE, pod * SPINES + number, port };
}

static struct small healthy(void)
{
	struct small s = { .n = 0 };

	for (int p = 0; p < PODS; p++) {
		for (int l = 0; l < LEAFS; l++)
			for (int k = 0; k < SPINES; k++)
				s.trunks[s.n++] = (struct trunk){
					leaf(p, l, 11 + k), spine(p, k, l + 1), 0,
				};
		for (int k = 0; k < SPINES; k++)
			for (int c = 0; c < CORES; c++)
				s.trunks[s.n++] = (struct trunk){
					spine(p, k, 21 + c),
					{ FABRIC_CORE, c, p * SPINES + k + 1 }, 0,
				};
	}
	return s;
}

/* The trunk from leaf NUMBER of POD to spine K. */
static struct trunk *uplink(struct small *s, int pod, int number, int k)
{
	return &s->trunks[pod * (LEAFS * SPINES + SPINES * CORES) +
			  number * SPINES + k];
}

/* The trunk from spine NUMBER of POD to core C. */
static struct trunk *core_link(struct small *s, int pod, int number, int c)
{
	return uplink(s, pod, LEAFS, 0) + number * CORES + c;
}

static void cut(struct small *s, struct trunk *t)
{
	*t = s->trunks[--s->n];
}

static void must(bool holds, const struct rail_error *err)
{
	if (!holds)
		fail_msg("%s", err->text);
}

static void build_pod(struct fabric_builder *b, int pod)
{
	const char *const names[] = { "a0", "a1", "a2", "a3" };
	struct rail_error err;
	char name[32];

	snprintf(name, sizeof(name), "pod%d", pod + 1);
	must(!fabric_build_pod(b, name, &err), &err);
	for (int k = 0; k < SPINES; k++) {
		snprintf(name, sizeof(name), "p%d-spine%d", pod + 1, k);
		must(fabric_build_spine(b, name, 0, &err) >= 0, &err);
	}
	snprintf(name, sizeof(name), "island%d", pod + 1);
	must(!fabric_build_island(b, name, &err), &err);
	for (int l = 0; l < LEAFS; l++) {
		snprintf(name, sizeof(name), "p%d-leaf%d", pod + 1, l);
		must(fabric_build_leaf(b, name, 0, l, 0, &err) >= 0, &err);
	}
	for (int n = 0; n < 3; n++) {
		struct fabric_nic nics[LEAFS];

		for (int l = 0; l < LEAFS; l++)
			nics[l] = (struct fabric_nic){
				.leaf = pod * LEAFS + l, .port = n + 1,
				.speed = -1,
			};
		snprintf(name, sizeof(name), "n%d", pod * 3 + n + 1);
		must(!build_node(b, name, names, nics, &err), &err);
	}
}

static void expect(const struct small *s, const char *findings)
{
	struct rail_error err;
	struct fabric_builder *b = fabric_build("small", LEAFS, &err);
	struct check_report *r;
	struct fabric *f;
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	must(b && fabric_build_speed(b, "4xNDR", &err) == 0 &&
	     fabric_build_speed(b, "4xHDR", &err) == 1, &err);
	for (int p = 0; p < PODS; p++)
		build_pod(b, p);
	for (int c = 0; c < CORES; c++)
		must(fabric_build_core(b, c ? "core1" : "core0", 0, &err) >= 0,
		     &err);
	must(!s->bare || fabric_build_core(b, "p1-leaf4", 0, &err) == CORES,
	     &err);
	for (int i = 0; i < s->n; i++)
		must(!fabric_build_trunk(b, &s->trunks[i].low,
					 &s->trunks[i].high,
					 s->trunks[i].speed, &err), &err);
	f = fabric_build_finish(b, &err);
	must(f != NULL, &err);
	r = check_fabric(f, &err);
	must(r != NULL, &err);
	for (int i = 0; i < r->n_findings; i++)
		fprintf(out, "%s: %s -> %s\n",
			check_kind_name(r->findings[i].kind),
			r->findings[i].what, r->findings[i].todo);
	fclose(out);
	assert_string_equal(text, findings);
	free(text);
	check_report_destroy(r);
	fabric_destroy(f);
}

static void nothing_is_wrong_with_a_healthy_fabric(void **state)
{
	struct small s = healthy();

	expect(&s, "");
}

static void a_missing_cable(void **state)
{
	struct small s = healthy();

	cut(&s, uplink(&s, 0, 2, 1));
	expect(&s, "missing-uplink: p1-leaf2 has no cable to p1-spine1, as its "
		   "peers have -> connect p1-leaf2 port 12 with p1-spine1 port "
		   "3\n");
	s = healthy();
	cut(&s, core_link(&s, 1, 0, 1));
	expect(&s, "missing-uplink: p2-spine0 has no cable to core1, as its "
		   "peers have -> connect p2-spine0 port 22 with core1 port "
		   "4\n");
}

static void a_line_card_is_one_finding(void **state)
{
	struct small s = healthy();

	cut(&s, uplink(&s, 0, 3, 1));
	cut(&s, uplink(&s, 0, 2, 1));
	expect(&s, "missing-uplink: p1-spine1 lacks 2 cables to switches below, "
		   "where its peers have them: to p1-leaf2 and so on -> look at "
		   "the cables, the ports and the line card of p1-spine1\n");
}

static void a_cable_too_many(void **state)
{
	struct small s = healthy();

	s.trunks[s.n++] = (struct trunk){
		leaf(0, 1, 40), spine(0, 2, 30), 0,
	};
	expect(&s, "extra-uplink: p1-leaf1 port 40 is connected with p1-spine2 "
		   "port 30, one cable too many: its peers have 1 -> unplug "
		   "the cable from p1-leaf1 port 40 to p1-spine2 port 30\n");
	s = healthy();
	s.trunks[s.n++] = (struct trunk){
		leaf(0, 1, 40), spine(1, 2, 30), 0,
	};
	expect(&s, "extra-uplink: p1-leaf1 port 40 is connected with p2-spine2 "
		   "port 30, one cable too many: its peers have none -> unplug "
		   "the cable from p1-leaf1 port 40 to p2-spine2 port 30\n");
	s = healthy();
	s.trunks[s.n++] = (struct trunk){
		leaf(0, 1, 40), leaf(0, 2, 30), 0,
	};
	expect(&s, "extra-uplink: p1-leaf1 port 40 is connected with p1-leaf2 "
		   "port 30, one cable too many: its peers have none -> unplug "
		   "the cable from p1-leaf1 port 40 to p1-leaf2 port 30\n");
}

static void a_cable_to_a_wrong_switch(void **state)
{
	struct small s = healthy();

	uplink(&s, 0, 1, 0)->high = spine(0, 2, 30);
	expect(&s, "wrong-uplink: p1-leaf1 port 11 is connected with p1-spine2 "
		   "port 30, not with p1-spine0 -> move that cable from "
		   "p1-spine2 port 30 to p1-spine0 port 2\n");
	s = healthy();
	uplink(&s, 0, 1, 0)->high = spine(1, 0, 30);
	expect(&s, "wrong-uplink: p1-leaf1 port 11 is connected with p2-spine0 "
		   "port 30, not with p1-spine0 -> move that cable from "
		   "p2-spine0 port 30 to p1-spine0 port 2\n");
	/* its lower end */
	s = healthy();
	uplink(&s, 0, 1, 0)->low = leaf(0, 3, 40);
	expect(&s, "wrong-uplink: p1-spine0 port 2 is connected with p1-leaf3 "
		   "port 40, not with p1-leaf1 -> move that cable from p1-leaf3 "
		   "port 40 to p1-leaf1 port 11\n");
	/* to no spine at all */
	s = healthy();
	uplink(&s, 0, 1, 0)->high = leaf(0, 3, 40);
	expect(&s, "wrong-uplink: p1-leaf1 port 11 is connected with p1-leaf3 "
		   "port 40, not with p1-spine0 -> move that cable from "
		   "p1-leaf3 port 40 to p1-spine0 port 2\n");
}

static void two_swapped_cables(void **state)
{
	struct small s = healthy();
	struct fabric_end old = uplink(&s, 0, 1, 0)->high;

	uplink(&s, 0, 1, 0)->high = uplink(&s, 0, 3, 2)->high;
	uplink(&s, 0, 3, 2)->high = old;
	expect(&s, "swapped-uplinks: p1-leaf1 port 11 goes to p1-spine2 port 4, "
		   "p1-leaf3 port 13 to p1-spine0 port 2 -> swap the two cables "
		   "at p1-spine2 and p1-spine0\n");
	s = healthy();
	old = uplink(&s, 0, 1, 0)->high;
	uplink(&s, 0, 1, 0)->high = uplink(&s, 1, 3, 2)->high;
	uplink(&s, 1, 3, 2)->high = old;
	expect(&s, "swapped-uplinks: p1-leaf1 port 11 goes to p2-spine2 port 4, "
		   "p2-leaf3 port 13 to p1-spine0 port 2 -> swap the two cables "
		   "at p2-spine2 and p1-spine0\n");
}

/* A leaf whose nodes are all off looks like a core, but of one pod alone. */
static void a_leaf_without_nodes_is_no_core(void **state)
{
	struct small s = healthy();

	s.bare = true;
	for (int k = 0; k < SPINES; k++)
		s.trunks[s.n++] = (struct trunk){
			spine(0, k, LEAFS + 1), { FABRIC_CORE, CORES, 11 + k },
			0,
		};
	expect(&s, "");
	/* the others' findings are as they are */
	cut(&s, core_link(&s, 1, 0, 1));
	expect(&s, "missing-uplink: p2-spine0 has no cable to core1, as its "
		   "peers have -> connect p2-spine0 port 22 with core1 port "
		   "4\n");
}

static void a_slow_cable(void **state)
{
	struct small s = healthy();

	uplink(&s, 1, 1, 0)->speed = 1;
	expect(&s, "mixed-speeds: p2-leaf1 port 11 to p2-spine0 port 2 runs at "
		   "4xHDR, its peers at 4xNDR -> reseat or replace the cable, "
		   "and look at both ports\n");
	for (int l = 0; l < LEAFS; l++)
		uplink(&s, 1, l, 0)->speed = 1;
	expect(&s, "mixed-speeds: p2-leaf0 port 11 to p2-spine0 port 1 runs at "
		   "4xHDR, its peers at 4xNDR, and 3 more -> reseat or replace "
		   "the cables, and look at both ports\n");
	/* all of a pod: it is older */
	for (int l = 0; l < LEAFS; l++)
		for (int k = 0; k < SPINES; k++)
			uplink(&s, 1, l, k)->speed = 1;
	expect(&s, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_wrong_with_a_healthy_fabric),
		cmocka_unit_test(a_missing_cable),
		cmocka_unit_test(a_line_card_is_one_finding),
		cmocka_unit_test(a_cable_too_many),
		cmocka_unit_test(a_cable_to_a_wrong_switch),
		cmocka_unit_test(two_swapped_cables),
		cmocka_unit_test(a_leaf_without_nodes_is_no_core),
		cmocka_unit_test(a_slow_cable),
	};

	random_start("check_trunk");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
