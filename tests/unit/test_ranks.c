/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ranks: slots of a first placement, and slots that outlive a node. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "brute.h"
#include "random.h"
#include "topology/layout.h"
#include "topology/ranks.h"

enum { ROUNDS = 12000, MAX_SLOTS = 64 };

static const struct random_shape small = {
	.max_components = 2,
	.max_pods = 3,
	.max_islands = 3,
	.max_nodes = 6,
	.max_rails = 1,
	.kinds = true,
};

/* A job that ran, and the fabric it comes back to. */
struct comeback {
	struct fabric *f;
	struct nodeset *free_nodes;	/* its survivors among them */
	struct nodeset *survivors;
	struct place_request req;
	int like;	/* a node that it had: what its kind is */
	int old[MAX_SLOTS], slots[MAX_SLOTS];
	int n_holes;
};

static int refilled, refused, strangers, of_one_kind;
static int stayed, moved;	/* jobs with segments */

static int island_of(const struct comeback *c, int node)
{
	return c->f->nodes[node].island;
}

static int pod_of(const struct comeback *c, int node)
{
	return c->f->islands[island_of(c, node)].pod;
}

/* Places a job on a random part of the fabric; false when it does not fit. */
static bool start_job(struct comeback *c)
{
	struct place_choice choice;
	bool placed;

	memset(c, 0, sizeof(*c));
	c->f = random_fabric(&small);
	c->free_nodes = random_nodeset(c->f->n_nodes, 70);
	c->survivors = nodeset_create(c->f->n_nodes);
	assert_non_null(c->free_nodes);
	assert_non_null(c->survivors);
	c->req.nodes = random_int(1, c->f->n_nodes < 12 ? c->f->n_nodes : 12);
	c->req.mode = PLACE_BEST;
	c->req.within = (enum place_within)random_int(PLACE_ANYWHERE,
						      PLACE_IN_ISLAND);
	if (random_one_in(2))
		c->req.segment = random_int(2, 7);
	c->req.uniform = random_one_in(3);
	placed = place(c->f, c->free_nodes, &c->req, &choice) == 0;
	if (placed)
		ranks_assign(c->f, choice.nodes, c->req.segment, c->old);
	c->like = c->old[0];
	place_choice_free(&choice);
	return placed;
}

/* Kills some of its nodes; others of the fabric come and go. */
static void break_nodes(struct comeback *c)
{
	struct nodeset *other = random_nodeset(c->f->n_nodes,
					       random_int(0, 100));
	int chance = random_int(1, 6);

	assert_non_null(other);
	for (int s = 0; s < c->req.nodes; s++)
		nodeset_remove(other, c->old[s]);
	nodeset_assign(c->free_nodes, other);
	nodeset_destroy(other);
	for (int s = 0; s < c->req.nodes; s++) {
		if (!random_one_in(chance)) {
			nodeset_add(c->survivors, c->old[s]);
			continue;
		}
		c->n_holes++;
		/* The map may have lost the node as well. */
		if (random_one_in(5))
			c->old[s] = -1;
	}
	for (int n = 0; n < c->f->n_nodes; n++)
		if (nodeset_has(c->survivors, n))
			nodeset_add(c->free_nodes, n);
}

static void end_job(struct comeback *c)
{
	nodeset_destroy(c->free_nodes);
	nodeset_destroy(c->survivors);
	fabric_destroy(c->f);
}

static void slots_are_the_choice(const struct comeback *c,
				 const struct place_choice *choice)
{
	struct nodeset *set = nodeset_create(c->f->n_nodes);
	struct brute_cost cost;

	assert_non_null(set);
	for (int s = 0; s < c->req.nodes; s++) {
		assert_true(nodeset_has(c->free_nodes, c->slots[s]));
		assert_false(nodeset_has(set, c->slots[s]));
		nodeset_add(set, c->slots[s]);
	}
	assert_true(nodeset_subset(set, choice->nodes));
	assert_int_equal(nodeset_count(choice->nodes), c->req.nodes);
	if (c->req.uniform)
		assert_true(brute_one_kind(c->f, choice->nodes));
	assert_true(brute_segments_hold(c->f, c->slots, c->req.nodes,
					c->req.segment));
	cost = brute_count(c->f, set);
	assert_int_equal(cost.pods, choice->pods);
	assert_int_equal(cost.islands, choice->islands);
	nodeset_destroy(set);
}

static void survivors_stay(const struct comeback *c)
{
	for (int s = 0; s < c->req.nodes; s++)
		if (c->old[s] >= 0 && nodeset_has(c->survivors, c->old[s]))
			assert_int_equal(c->slots[s], c->old[s]);
}

static int smaller(int a, int b)
{
	return a < b ? a : b;
}

/* The free nodes that no survivor has and that suit, of an island or a pod. */
static int open_in(const struct comeback *c, int first, int count)
{
	int open = 0;

	for (int n = first; n < first + count; n++)
		open += nodeset_has(c->free_nodes, n) &&
			!nodeset_has(c->survivors, n) &&
			(!c->req.uniform || brute_same_kind(c->f, n, c->like));
	return open;
}

/*
 * Of each island's holes as many are filled from it as it has nodes; and of
 * those left over in its pod as many as the pod then has.
 */
static void holes_are_filled_from_near(const struct comeback *c)
{
	const struct fabric *f = c->f;
	int holes[BRUTE_MAX_ISLANDS] = { 0 }, near[BRUTE_MAX_ISLANDS] = { 0 };
	int pod_near[BRUTE_MAX_ISLANDS] = { 0 };

	for (int s = 0; s < c->req.nodes; s++) {
		int old = c->old[s];

		if (old < 0) {
			strangers++;
			continue;
		}
		if (nodeset_has(c->survivors, old))
			continue;
		holes[island_of(c, old)]++;
		if (island_of(c, c->slots[s]) == island_of(c, old))
			near[island_of(c, old)]++;
		if (pod_of(c, c->slots[s]) == pod_of(c, old))
			pod_near[pod_of(c, old)]++;
	}
	for (int p = 0; p < f->n_pods; p++) {
		const struct fabric_pod *pod = &f->pods[p];
		int in_pod = 0;

		for (int i = pod->first_island;
		     i < pod->first_island + pod->n_islands; i++) {
			int open = open_in(c, f->islands[i].first_node,
					   f->islands[i].n_nodes);

			assert_int_equal(near[i], smaller(holes[i], open));
			in_pod += holes[i];
		}
		assert_int_equal(pod_near[p],
				 smaller(in_pod, open_in(c, pod->first_node,
							 pod->n_nodes)));
	}
}

/* A job of one kind that came back on another. */
static bool changed_kind(const struct comeback *c)
{
	return c->req.uniform &&
	       !brute_same_kind(c->f, c->slots[0], c->like);
}

/* It had no choice: no survivor, and no node of its kind where it was. */
static void nobody_was_near(const struct comeback *c)
{
	assert_int_equal(nodeset_count(c->survivors), 0);
	for (int s = 0; s < c->req.nodes; s++) {
		const struct fabric_island *is;

		if (c->old[s] < 0)
			continue;
		is = &c->f->islands[island_of(c, c->old[s])];
		assert_int_equal(open_in(c, is->first_node, is->n_nodes), 0);
	}
}

/* Whether the islands with holes have the nodes to fill them. */
static bool near_is_enough(const struct comeback *c)
{
	int holes[BRUTE_MAX_ISLANDS] = { 0 };

	for (int s = 0; s < c->req.nodes; s++) {
		if (c->old[s] < 0)
			return false;
		if (!nodeset_has(c->survivors, c->old[s]))
			holes[island_of(c, c->old[s])]++;
	}
	for (int i = 0; i < c->f->n_islands; i++)
		if (open_in(c, c->f->islands[i].first_node,
			    c->f->islands[i].n_nodes) < holes[i])
			return false;
	return true;
}

/* A segment stays when it can be made whole; that costs no other one. */
static void segments_stay(const struct comeback *c)
{
	if (near_is_enough(c)) {
		survivors_stay(c);
		stayed++;
		return;
	}
	moved++;
	for (int first = 0; first + c->req.segment <= c->req.nodes;
	     first += c->req.segment) {
		bool hit = false;

		for (int s = first; s < first + c->req.segment; s++)
			hit |= c->old[s] < 0 ||
			       !nodeset_has(c->survivors, c->old[s]);
		for (int s = first; !hit && s < first + c->req.segment; s++)
			assert_int_equal(c->slots[s], c->old[s]);
	}
}

/* With a survivor, a bound is broken only where every choice breaks it. */
static void refusal_is_right(const struct comeback *c,
			     const struct place_choice *choice)
{
	struct place_request req = c->req;
	struct brute_cost cost;

	req.required = c->survivors;
	cost = brute_force(c->f, c->free_nodes, &req);
	assert_null(choice->nodes);
	if (choice->verdict == PLACE_TOO_FEW)
		assert_true(nodeset_count(c->free_nodes) < c->req.nodes);
	else if (nodeset_count(c->survivors) > 0)
		assert_false(cost.possible);
}

static void a_job_comes_back_around_its_dead_nodes(void **state)
{
	for (int round = 0; round < ROUNDS; round++) {
		struct place_choice choice;
		struct comeback c;

		if (start_job(&c)) {
			break_nodes(&c);
			if (ranks_refill(c.f, c.free_nodes, &c.req, c.old,
					 c.slots, &choice) == 0) {
				slots_are_the_choice(&c, &choice);
				if (c.req.segment) {
					segments_stay(&c);
				} else if (changed_kind(&c)) {
					nobody_was_near(&c);
				} else {
					survivors_stay(&c);
					holes_are_filled_from_near(&c);
				}
				refilled++;
				of_one_kind += c.req.uniform && c.n_holes;
			} else {
				refusal_is_right(&c, &choice);
				refused++;
			}
			place_choice_free(&choice);
		}
		end_job(&c);
	}
	printf("# %d jobs came back, %d of one kind, %d slots of lost nodes; "
	       "%d refused; of those with segments %d stayed, %d had segments "
	       "that moved\n",
	       refilled, of_one_kind, strangers, refused, stayed, moved);
	assert_true(of_one_kind > ROUNDS / 50);
	assert_true(stayed > ROUNDS / 20 && moved > ROUNDS / 30);
	assert_true(refilled > ROUNDS / 10);
	assert_true(refused > ROUNDS / 100);
	assert_true(strangers > 0);
}

static void nothing_broken_changes_nothing(void **state)
{
	for (int round = 0; round < 1000; round++) {
		struct place_choice choice;
		struct comeback c;

		if (start_job(&c)) {
			assert_int_equal(ranks_refill(c.f, c.free_nodes, &c.req,
						      c.old, c.slots, &choice),
					 0);
			assert_memory_equal(c.old, c.slots,
					    (size_t)c.req.nodes * sizeof(int));
			place_choice_free(&choice);
		}
		end_job(&c);
	}
}

/* A required node must be in the result or the job must be refused. */
static void required_nodes_are_never_dropped(void **state)
{
	for (int round = 0; round < 4000; round++) {
		struct place_choice choice;
		struct nodeset *required;
		struct comeback c;

		if (!start_job(&c)) {
			end_job(&c);
			continue;
		}
		break_nodes(&c);
		required = random_nodeset(c.f->n_nodes, 10);
		assert_non_null(required);
		c.req.required = required;
		if (ranks_refill(c.f, c.free_nodes, &c.req, c.old, c.slots,
				 &choice) == 0) {
			slots_are_the_choice(&c, &choice);
			if (!c.req.segment)
				survivors_stay(&c);
			assert_true(nodeset_subset(required, choice.nodes));
		}
		place_choice_free(&choice);
		nodeset_destroy(required);
		end_job(&c);
	}
}

static void first_slots_are_in_fabric_order(void **state)
{
	struct comeback c;

	for (int round = 0; round < 500; round++) {
		if (start_job(&c) && !c.req.segment)
			for (int s = 1; s < c.req.nodes; s++)
				assert_true(c.old[s - 1] < c.old[s]);
		end_job(&c);
	}
}

/* --- the layout in which slots travel ------------------------------------ */

static void a_layout_survives_a_round_trip(void **state)
{
	for (int round = 0; round < 2000; round++) {
		struct rail_error err = { "" };
		struct layout *l;
		struct comeback c;
		char *text;

		if (!start_job(&c)) {
			end_job(&c);
			continue;
		}
		text = layout_format(c.f, c.old, c.req.nodes, 0);
		assert_non_null(text);
		l = layout_parse(text, c.req.nodes, &err);
		if (!l)
			print_error("%s: %s\n", text, err.text);
		assert_non_null(l);
		assert_int_equal(l->count, c.req.nodes);
		for (int s = 0; s < l->count; s++) {
			const struct fabric_node *node = &c.f->nodes[c.old[s]];

			assert_string_equal(l->slots[s].node, node->name);
			assert_string_equal(l->slots[s].island,
					    c.f->islands[node->island].name);
			assert_int_equal(layout_find(l, node->name), s);
		}
		assert_int_equal(layout_find(l, "nobody"), -1);
		layout_destroy(l);
		if (c.req.nodes > 1)
			assert_null(layout_parse(text, c.req.nodes - 1, &err));
		free(text);
		end_job(&c);
	}
}

static void broken_layouts_are_refused(void **state)
{
	static const char *const broken[] = {
		"", ":", "a", "a:", ":b", "a:b;", ";a:b", "a:b;;a:c",
		"a:b,b", "a:b;c:b", "a:b:c", "a:b[1-2", "a b:c", "-a:b",
		"a:-b", "a:b\n", "a:b c",
	};
	struct rail_error err;

	for (size_t i = 0; i < sizeof(broken) / sizeof(*broken); i++) {
		err.text[0] = '\0';
		if (layout_parse(broken[i], 100, &err))
			fail_msg("\"%s\" was taken for a layout", broken[i]);
		assert_true(err.text[0] != '\0');
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(first_slots_are_in_fabric_order),
		cmocka_unit_test(a_job_comes_back_around_its_dead_nodes),
		cmocka_unit_test(nothing_broken_changes_nothing),
		cmocka_unit_test(required_nodes_are_never_dropped),
		cmocka_unit_test(a_layout_survives_a_round_trip),
		cmocka_unit_test(broken_layouts_are_refused),
	};

	random_start("ranks");
	return cmocka_run_group_tests_name("ranks", tests, NULL, NULL);
}
