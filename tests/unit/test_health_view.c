/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What follows from what is said: dead leafs, whole nodes, common rails. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"
#include "unit.h"
#include "topology/health_view.h"

enum { PODS = 2, ISLANDS = 2, NODES = 4, RAILS = 4, ALL = 0xf };

static struct rail_error err;

static void build_island(struct fabric_builder *b, int island)
{
	static const char *const nics[RAILS] = { "m0", "m1", "m2", "m3" };
	char name[32];

	snprintf(name, sizeof(name), "i%d", island);
	assert_int_equal(fabric_build_island(b, name, &err), 0);
	for (int r = 0; r < RAILS; r++) {
		snprintf(name, sizeof(name), "i%d-leaf%d", island, r);
		assert_int_equal(fabric_build_leaf(b, name, 0, r, -1, &err),
				 island * RAILS + r);
	}
	for (int n = 0; n < NODES; n++) {
		struct fabric_nic at[RAILS];

		for (int r = 0; r < RAILS; r++)
			at[r] = (struct fabric_nic){
				.leaf = island * RAILS + r, .port = n + 1,
				.speed = -1,
			};
		snprintf(name, sizeof(name), "n%02d", island * NODES + n);
		assert_int_equal(build_node(b, name, nics, at, &err), 0);
	}
}

static struct fabric *build(void)
{
	struct fabric_builder *b = fabric_build("f", RAILS, &err);
	struct fabric *f;

	for (int p = 0; p < PODS; p++) {
		char name[16];

		snprintf(name, sizeof(name), "p%d", p);
		assert_int_equal(fabric_build_pod(b, name, &err), 0);
		snprintf(name, sizeof(name), "p%d-spine", p);
		assert_int_equal(fabric_build_spine(b, name, 0, &err), p);
		for (int i = 0; i < ISLANDS; i++)
			build_island(b, p * ISLANDS + i);
	}
	f = fabric_build_finish(b, &err);
	assert_non_null(f);
	return f;
}

struct world {
	struct fabric *f;
	struct health *h;
	struct health_node *nodes[PODS * ISLANDS * NODES];
	struct domains domains;
	int share;
	int64_t now;
};

static void start(struct world *w)
{
	*w = (struct world){ .f = build(), .h = health_create(), .share = 100,
			     .now = 1000 };
}

static void end(struct world *w)
{
	for (int i = 0; i < w->f->n_nodes; i++)
		free(w->nodes[i]);
	health_destroy(w->h);
	domains_clear(&w->domains);
	fabric_destroy(w->f);
}

static void say(struct world *w, enum health_kind kind, const char *name,
		int rail, int64_t until)
{
	const struct health_entry e = { .kind = kind, .name = name,
					.rail = rail, .reason = "",
					.source = "", .since = 1,
					.until = until };

	assert_int_equal(health_set(w->h, &e, &err), 0);
}

/* NODE says that it lost NIC since WHEN. */
static void report(struct world *w, int node, const char *nic, int64_t when)
{
	struct health_report r = { .rails = RAILS, .n_lost = 1 };

	strcpy(r.node, w->f->nodes[node].name);
	strcpy(r.lost[0].nic, nic);
	strcpy(r.lost[0].why, "down");
	r.lost[0].since = when;
	free(w->nodes[node]);
	w->nodes[node] = malloc(sizeof(**w->nodes));
	assert_int_equal(health_node_read(w->f, node, &r, w->now,
					  w->nodes[node], &err), 0);
}

static struct health_view *look(struct world *w)
{
	const struct health_facts facts = {
		.fabric = w->f, .health = w->h, .domains = &w->domains,
		.nodes = w->nodes, .freeze_share = w->share, .now = w->now,
	};
	struct health_view *v = health_view_create(&facts);

	assert_non_null(v);
	return v;
}

static void a_sound_fabric_is_whole(void **state)
{
	struct world w;
	struct health_view *v;

	start(&w);
	v = look(&w);
	assert_int_equal(nodeset_count(v->whole), 16);
	assert_int_equal(v->up[3], ALL);
	assert_int_equal(v->n_down + v->n_partial + v->next_end, 0);
	health_view_destroy(v);
	end(&w);
}

static void nodes_rails_and_domains_are_down(void **state)
{
	struct world w;
	struct health_view *v;

	start(&w);
	assert_int_equal(domains_add(&w.domains, "rack Nodes=n[04-05],x",
				     &err), 0);
	say(&w, HEALTH_NODE, "n00", -1, 0);
	say(&w, HEALTH_NODE, "n01", -1, 1000);	/* has ended */
	say(&w, HEALTH_RAIL, "n02", 3, 2000);
	say(&w, HEALTH_RAIL, "n03", 4, 0);	/* there is none */
	say(&w, HEALTH_DOMAIN, "rack", -1, 0);
	say(&w, HEALTH_DOMAIN, "nowhere", -1, 0);
	report(&w, 8, "m1", 5);
	v = look(&w);
	assert_int_equal(v->n_down, 3);
	assert_int_equal(v->n_partial, 2);
	assert_int_equal(v->n_unknown, 2);
	assert_int_equal(v->up[0], 0);
	assert_int_equal(v->up[1], ALL);
	assert_int_equal(v->up[2], ALL & ~8);
	assert_int_equal(v->up[4], 0);
	assert_int_equal(v->up[8], ALL & ~2);
	assert_int_equal(nodeset_count(v->whole), 11);
	assert_int_equal(v->next_end, 2000);
	health_view_destroy(v);
	end(&w);
}

/* An entry and two nodes at once; not one of them alone. */
static void a_leaf_is_dead_by_two_signals(void **state)
{
	struct world w;
	struct health_view *v;

	start(&w);
	say(&w, HEALTH_LEAF, "i1-leaf2", -1, 0);
	v = look(&w);
	assert_int_equal(v->leafs[6], HEALTH_LEAF_SAID);
	assert_int_equal(nodeset_count(v->whole), 16);
	health_view_destroy(v);

	report(&w, 4, "m2", 100);
	v = look(&w);
	assert_int_equal(v->leafs[6], HEALTH_LEAF_SAID);
	assert_int_equal(nodeset_count(v->whole), 15);
	health_view_destroy(v);

	/* long after the first: another cable */
	report(&w, 5, "m2", 100 + HEALTH_AT_ONCE + 1);
	v = look(&w);
	assert_int_equal(v->leafs[6], HEALTH_LEAF_SAID);
	assert_int_equal(nodeset_count(v->whole), 14);
	health_view_destroy(v);

	/* another rail, another island */
	report(&w, 6, "m1", 100);
	report(&w, 8, "m2", 100);
	v = look(&w);
	assert_int_equal(v->n_dead_leafs, 0);
	health_view_destroy(v);

	report(&w, 5, "m2", 100 + HEALTH_AT_ONCE);
	v = look(&w);
	assert_int_equal(v->leafs[6], HEALTH_LEAF_DEAD);
	assert_int_equal(v->n_dead_leafs, 1);
	assert_int_equal(v->up[7], ALL & ~4);
	assert_int_equal(v->up[6], ALL & ~4 & ~2);
	assert_int_equal(nodeset_count(v->whole), 11);
	health_view_destroy(v);

	health_clear(w.h, &(struct health_entry){ .kind = HEALTH_LEAF,
						  .name = "i1-leaf2" });
	v = look(&w);
	assert_int_equal(v->leafs[6], HEALTH_LEAF_SEEN);
	assert_int_equal(v->up[7], ALL);
	health_view_destroy(v);
	end(&w);
}

static void a_spine_strains_its_pod(void **state)
{
	struct world w;
	struct health_view *v;

	start(&w);
	say(&w, HEALTH_SPINE, "p1-spine", -1, 0);
	v = look(&w);
	assert_int_equal(nodeset_count(v->whole), 16);
	assert_int_equal(nodeset_count(v->strained), 8);
	assert_true(nodeset_has(v->strained, 8));
	assert_int_equal(v->n_spines, 1);
	health_view_destroy(v);
	end(&w);
}

static void past_a_share_nothing_is_acted_on(void **state)
{
	struct world w;
	struct health_view *v;

	start(&w);
	w.share = 25;
	for (int i = 0; i < 4; i++)
		report(&w, i, "m0", 100);
	v = look(&w);
	assert_false(v->frozen);
	assert_int_equal(nodeset_count(v->whole), 12);
	health_view_destroy(v);
	say(&w, HEALTH_NODE, "n09", -1, 0);
	v = look(&w);
	assert_true(v->frozen);
	assert_int_equal(v->n_down + v->n_partial, 5);
	assert_int_equal(nodeset_count(v->whole), 16);
	assert_int_equal(v->up[0], ALL);
	assert_int_equal(v->up[9], ALL);
	assert_false(nodeset_has(v->down, 9));
	health_view_destroy(v);
	end(&w);
}

static void a_report_about_another_is_refused(void **state)
{
	struct health_report r = { .node = "n01", .rails = RAILS, .n_lost = 1 };
	struct health_node out;
	struct world w;

	start(&w);
	strcpy(r.lost[0].nic, "m9");
	assert_int_equal(health_node_read(w.f, 0, &r, 1, &out, &err), -1);
	assert_string_equal(err.text, "it is about node \"n01\"");
	assert_int_equal(health_node_read(w.f, 1, &r, 1, &out, &err), -1);
	assert_string_equal(err.text, "the map has no NIC \"m9\" of node n01");
	strcpy(r.lost[0].nic, "m3");
	r.lost[0].since = 99;
	assert_int_equal(health_node_read(w.f, 1, &r, 50, &out, &err), 0);
	assert_int_equal(out.lost, 8);
	assert_int_equal(out.since[3], 50);
	end(&w);
}

/* Against all subsets: what rails any choice of nodes has in common. */
static void common_rails_are_those_of_every_choice(void **state)
{
	struct world w;
	struct health_view *v;
	struct nodeset *some;

	start(&w);
	v = look(&w);
	some = nodeset_create(w.f->n_nodes);
	for (int round = 0; round < 300; round++) {
		bool met[ALL + 1] = { false }, listed[ALL + 1] = { false };
		int min = random_int(1, RAILS), n, last = 64;
		uint64_t sets[64];

		nodeset_clear(some);
		for (int i = 0; i < 8; i++) {
			v->up[i] = random_one_in(2) ? ALL : random_u64() & ALL;
			nodeset_add(some, i);
		}
		for (int subset = 1; subset < 256; subset++) {
			uint64_t both = ALL;

			for (int i = 0; i < 8; i++)
				if (subset >> i & 1)
					both &= v->up[i];
			met[both] = true;
		}
		n = health_view_sets(v, some, min, sets, 64);
		for (int i = 0; i < n; i++) {
			int rails = __builtin_popcountll(sets[i]);

			assert_true(rails >= min && rails <= last);
			assert_false(listed[sets[i]]);
			listed[sets[i]] = true;
			last = rails;
		}
		for (int set = 1; set <= ALL; set++)
			if (__builtin_popcount(set) >= min)
				assert_int_equal(met[set], listed[set]);
	}
	nodeset_clear(some);
	nodeset_add(some, 0);
	nodeset_add(some, 1);
	v->up[0] = 7;
	v->up[1] = 5;
	health_view_having(v, 2, some);
	assert_true(nodeset_has(some, 0));
	assert_false(nodeset_has(some, 1));
	nodeset_destroy(some);
	health_view_destroy(v);
	end(&w);
}

static void rails_in_words(void **state)
{
	static const struct {
		uint64_t set;
		const char *want;
	} cases[] = {
		{ 0, "none" }, { 1, "0" }, { 0xff, "0-7" }, { 0x4f, "0-3,6" },
		{ UINT64_C(1) << 63 | 2, "1,63" }, { UINT64_MAX, "0-63" },
	};
	char text[HEALTH_RAILS_TEXT];

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		health_rails_text(cases[i].set, text);
		assert_string_equal(text, cases[i].want);
	}
	health_rails_text(UINT64_C(0x5555555555555555), text);
	assert_int_equal(strlen(text), 5 + 27 * 2 + 31);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sound_fabric_is_whole),
		cmocka_unit_test(nodes_rails_and_domains_are_down),
		cmocka_unit_test(a_leaf_is_dead_by_two_signals),
		cmocka_unit_test(a_spine_strains_its_pod),
		cmocka_unit_test(past_a_share_nothing_is_acted_on),
		cmocka_unit_test(a_report_about_another_is_refused),
		cmocka_unit_test(common_rails_are_those_of_every_choice),
		cmocka_unit_test(rails_in_words),
	};

	random_start("health_view");
	return cmocka_run_group_tests_name("health_view", tests, NULL, NULL);
}
