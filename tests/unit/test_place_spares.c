/* SPDX-License-Identifier: GPL-2.0-or-later */
/* place_spares: slots in segments and spares beside them, by brute force. */
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "brute.h"
#include "random.h"
#include "topology/layout.h"
#include "topology/place_spares.h"
#include "topology/ranks.h"
#include "topology/spares.h"

enum { ROUNDS = 20000, MAX_HOMES = 8 };

static const struct random_shape shape = {
	.max_components = 2, .max_pods = 3, .max_islands = 4, .max_nodes = 8,
	.max_rails = 1, .max_depth = 1,
};

static bool is_by_pod(const struct fabric *f, int segment)
{
	for (int i = 0; i < f->n_islands; i++)
		if (f->islands[i].n_nodes >= segment)
			return false;
	return true;
}

/* What can be had of each home, by every count of segments in each. */
struct sharing {
	int room[BRUTE_MAX_ISLANDS], n;
	int size, whole, rest, spares;
	int best;	/* slots with a spare near them; -1: it does not fit */
};

static void share(struct sharing *s, int home, int whole, bool rest, int bare,
		  int free_homes, int left)
{
	int all = s->whole * s->size + s->rest;

	if (home == s->n) {
		/* every spare has a node, and a home of slots one spare */
		if (whole == s->whole && (rest || !s->rest) &&
		    left >= s->spares && free_homes <= s->spares &&
		    all - bare > s->best)
			s->best = all - bare;
		return;
	}
	for (int r = 0; r <= (s->rest && !rest); r++)
		for (int k = 0; whole + k <= s->whole; k++) {
			int slots = k * s->size + r * s->rest;
			int more = s->room[home] - slots;

			if (more < 0)
				break;
			share(s, home + 1, whole + k, rest || r, bare + slots,
			      free_homes, left + more);
			if (slots && more)
				share(s, home + 1, whole + k, rest || r, bare,
				      free_homes + 1, left + more);
		}
}

/* The islands of SUBSET: how many slots can have a spare; -1: no room. */
static int shared(const struct fabric *f, const struct nodeset *open,
		  unsigned int subset, const struct place_request *req)
{
	bool by_pod = is_by_pod(f, req->segment);
	int slots = req->nodes - req->spares;
	struct sharing s = { .n = by_pod ? f->n_pods : f->n_islands,
			     .size = req->segment,
			     .whole = slots / req->segment,
			     .rest = slots % req->segment,
			     .spares = req->spares, .best = -1 };

	for (int i = 0; i < f->n_islands; i++)
		if (subset & 1u << i)
			s.room[by_pod ? f->islands[i].pod : i] +=
				nodeset_count_range(open,
						    f->islands[i].first_node,
						    f->islands[i].n_nodes);
	share(&s, 0, 0, false, 0, 0, 0);
	return s.best;
}

static unsigned int islands_of(const struct fabric *f,
			       const struct nodeset *set)
{
	unsigned int subset = 0;

	for (int n = nodeset_next(set, 0); n >= 0; n = nodeset_next(set, n + 1))
		subset |= 1u << f->nodes[n].island;
	return subset;
}

static int compare(const struct brute_cost *a, const struct brute_cost *b)
{
	if ((a->parts > 1) != (b->parts > 1))
		return a->parts > 1 ? 1 : -1;
	for (int i = FABRIC_MAX_LEVELS - 1; i >= 0; i--)
		if (a->zones[i] != b->zones[i])
			return a->zones[i] - b->zones[i];
	if (a->pods != b->pods)
		return a->pods - b->pods;
	return a->islands - b->islands;
}

static struct brute_cost cheapest(const struct fabric *f,
				  const struct nodeset *open,
				  const struct place_request *req)
{
	struct brute_cost best = { .possible = false };
	struct nodeset *in = nodeset_create(f->n_nodes);

	for (unsigned int subset = 1; subset < 1u << f->n_islands; subset++) {
		struct brute_cost cost;

		nodeset_clear(in);
		for (int i = 0; i < f->n_islands; i++)
			if (subset & 1u << i)
				nodeset_add(in, f->islands[i].first_node);
		cost = brute_count(f, in);
		if ((!best.possible || compare(&cost, &best) < 0) &&
		    shared(f, open, subset, req) >= 0)
			best = cost;
	}
	nodeset_destroy(in);
	return best;
}

static struct place_request some_request(int nodes)
{
	struct place_request req = { .mode = PLACE_BEST,
				     .segment = random_int(2, 6) };

	req.nodes = random_int(2, nodes < 20 ? nodes : 20);
	req.spares = random_int(1, (req.nodes + 2) / 3);
	if (req.spares >= req.nodes)
		req.spares = req.nodes - 1;
	return req;
}

/* The nodes of a choice, as slots and spares. */
static void check_split(const struct fabric *f, const struct nodeset *nodes,
			const struct place_request *req)
{
	int count = req->nodes - req->spares;
	const char *home;
	int *order = calloc((size_t)req->nodes, sizeof(*order));
	struct nodeset *seen = nodeset_create(f->n_nodes);

	assert_int_equal(spares_split(f, nodes, req->spares, req->segment,
				      NULL, order), 0);
	for (int i = 0; i < req->nodes; i++)
		nodeset_add(seen, order[i]);
	assert_true(nodeset_subset(nodes, seen));
	assert_true(brute_segments_hold(f, order, count, req->segment));
	if (!is_by_pod(f, req->segment))
		assert_int_equal(spares_covered(f, order, count, req->spares,
						req->segment, &home),
				 shared(f, nodes, ~0u, req));
	nodeset_destroy(seen);
	free(order);
}

static int missed, placed, refused;

static void check_choice(const struct fabric *f, const struct nodeset *open,
			 const struct place_request *req)
{
	struct brute_cost best = cheapest(f, open, req), cost;
	struct place_choice choice;
	int rc = place(f, open, req, &choice);

	if (!best.possible) {
		assert_int_not_equal(rc, 0);
		place_choice_free(&choice);
		return;
	}
	placed++;
	if (rc) {
		refused++;
		place_choice_free(&choice);
		return;
	}
	assert_int_equal(nodeset_count(choice.nodes), req->nodes);
	assert_true(nodeset_subset(choice.nodes, open));
	cost = brute_count(f, choice.nodes);
	assert_int_equal(cost.pods, choice.pods);
	assert_int_equal(cost.islands, choice.islands);
	assert_true(compare(&cost, &best) >= 0);
	if (compare(&cost, &best)) {
		missed++;
		assert_false(choice.exact);
	}
	check_split(f, choice.nodes, req);
	if (!is_by_pod(f, req->segment))
		assert_int_equal(shared(f, choice.nodes, ~0u, req),
				 shared(f, open, islands_of(f, choice.nodes),
					req));
	place_choice_free(&choice);
}

static void the_cheapest_and_spares_near_slots(void **state)
{
	for (int i = 0; i < ROUNDS; i++) {
		struct fabric *f = random_fabric(&shape);
		struct nodeset *open;
		struct place_request req;

		if (f->n_islands > MAX_HOMES || f->n_nodes < 2) {
			fabric_destroy(f);
			continue;
		}
		open = random_nodeset(f->n_nodes, random_int(30, 100));
		req = some_request(f->n_nodes);
		check_choice(f, open, &req);
		nodeset_destroy(open);
		fabric_destroy(f);
	}
	print_message("# of %d that fit %d were refused, %d cost more than the "
		      "least\n", placed, refused, missed);
	assert_true(placed > ROUNDS / 10);
	assert_int_equal(refused, 0);
	/* none of those was said to be exact */
	assert_true(missed * 200 <= placed);
}

/* --- bounds -------------------------------------------------------------- */

static void required_nodes_are_in_it(void **state)
{
	int done = 0;

	for (int i = 0; i < ROUNDS / 10; i++) {
		struct fabric *f = random_fabric(&shape);
		struct nodeset *open = random_nodeset(f->n_nodes, 80);
		struct nodeset *must = random_nodeset(f->n_nodes, 15);
		struct place_choice choice = { 0 };
		struct place_request req;

		if (f->n_nodes < 2)
			goto next;
		req = some_request(f->n_nodes);
		nodeset_intersect(must, open);
		req.required = must;
		if (place(f, open, &req, &choice))
			goto next;
		done++;
		assert_true(nodeset_subset(must, choice.nodes));
		assert_int_equal(nodeset_count(choice.nodes), req.nodes);
		check_split(f, choice.nodes, &req);
next:
		place_choice_free(&choice);
		nodeset_destroy(must);
		nodeset_destroy(open);
		fabric_destroy(f);
	}
	assert_true(done > ROUNDS / 50);
}

static void strict_is_what_an_empty_fabric_gives(void **state)
{
	int strict = 0, worse = 0;

	for (int i = 0; i < ROUNDS / 10; i++) {
		struct fabric *f = random_fabric(&shape);
		struct nodeset *open = random_nodeset(f->n_nodes, 80);
		struct nodeset *all = nodeset_create(f->n_nodes);
		struct place_choice best = { 0 }, choice = { 0 };
		struct place_request req;

		if (f->n_nodes < 2)
			goto next;
		nodeset_fill(all);
		req = some_request(f->n_nodes);
		if (place(f, all, &req, &best))
			goto next;
		req.mode = PLACE_STRICT;
		if (!place(f, open, &req, &choice)) {
			strict++;
			assert_true(choice.pods <= best.pods);
			assert_true(choice.islands <= best.islands);
		} else {
			worse += choice.verdict == PLACE_NOT_STRICT;
			assert_int_not_equal(choice.verdict, PLACE_NEVER);
		}
		place_choice_free(&choice);
		req.mode = PLACE_BEST;
		req.within = PLACE_IN_POD;
		if (!place(f, open, &req, &choice))
			assert_int_equal(choice.pods, 1);
		else if (best.pods > 1 && best.exact)
			assert_int_equal(choice.verdict, PLACE_NEVER);
next:
		place_choice_free(&best);
		place_choice_free(&choice);
		nodeset_destroy(all);
		nodeset_destroy(open);
		fabric_destroy(f);
	}
	assert_true(strict > 10 && worse > 10);
}

/* --- after a failure ----------------------------------------------------- */

/* Two nodes at most are dead: enough for both. */
static bool island_has_two(const struct fabric *f, const struct nodeset *open,
			   int island)
{
	return nodeset_count_range(open, f->islands[island].first_node,
				   f->islands[island].n_nodes) > 1;
}

/* Slots that stay in the choice, and once Slurm has given the nodes. */
static int stay, stay_again;

/*
 * Nodes of a job die; others are free or not.  Who lives keeps its slot, unless
 * its segment has to move as a whole; and a hole is filled from its island when
 * that has a node left.
 */
static void check_refill(const struct fabric *f, const struct nodeset *open,
			 const struct place_request *req, int *old)
{
	struct nodeset *left = nodeset_copy(open);
	int count = req->nodes - req->spares, dead = random_int(1, 2);
	int *slots = calloc((size_t)req->nodes, sizeof(*slots));
	int *again = calloc((size_t)req->nodes, sizeof(*again));
	struct nodeset *others = nodeset_copy(open), *set;
	struct place_choice choice;

	while (dead--)
		nodeset_remove(left, old[random_int(0, req->nodes - 1)]);
	for (int i = 0; i < req->nodes; i++)
		nodeset_remove(others, old[i]);
	if (ranks_refill(f, left, req, old, slots, &choice))
		goto out;
	assert_int_equal(nodeset_count(choice.nodes), req->nodes);
	assert_true(nodeset_subset(choice.nodes, left));
	assert_true(brute_segments_hold(f, slots, count, req->segment));
	for (int s = 0; s < count && !is_by_pod(f, req->segment); s++) {
		int first = s - s % req->segment, holes = 0;

		for (int k = first; k < first + req->segment && k < count; k++)
			holes += !nodeset_has(left, old[k]);
		if (!holes && count % req->segment == 0)
			assert_int_equal(slots[s], old[s]);
		/* (a smaller last one moves when another has to) */
		if (holes == 1 && !nodeset_has(left, old[s]) &&
		    count % req->segment == 0 &&
		    island_has_two(f, others, f->nodes[old[s]].island))
			for (int k = first;
			     k < first + req->segment && k < count; k++)
				assert_int_equal(f->nodes[slots[k]].island,
						 f->nodes[old[s]].island);
	}
	/* the plugin asks again once Slurm has given it the nodes */
	set = nodeset_copy(choice.nodes);
	place_choice_free(&choice);
	assert_int_equal(ranks_refill(f, set, req, old, again, &choice), 0);
	assert_true(brute_segments_hold(f, again, count, req->segment));
	for (int s = 0; s < count; s++) {
		stay += slots[s] == old[s];
		stay_again += again[s] == old[s];
	}
	nodeset_destroy(set);
out:
	place_choice_free(&choice);
	nodeset_destroy(left);
	nodeset_destroy(others);
	free(slots);
	free(again);
}

static void survivors_stay(void **state)
{
	int done = 0;

	for (int i = 0; i < ROUNDS / 4; i++) {
		struct fabric *f = random_fabric(&shape);
		struct nodeset *open = random_nodeset(f->n_nodes, 85);
		struct place_choice choice = { 0 };
		struct place_request req;

		if (f->n_nodes >= 2) {
			req = some_request(f->n_nodes);
			if (!place(f, open, &req, &choice)) {
				int *old = calloc(req.nodes, sizeof(*old));

				spares_split(f, choice.nodes, req.spares,
					     req.segment, NULL, old);
				check_refill(f, open, &req, old);
				free(old);
				done++;
			}
		}
		place_choice_free(&choice);
		nodeset_destroy(open);
		fabric_destroy(f);
	}
	assert_true(done > ROUNDS / 20);
	/* which of two that moved is where, the nodes alone do not tell */
	print_message("# %d slots stay, and %d\n", stay, stay_again);
	assert_true(stay_again * 100L >= stay * 98L);
}

/* Slot 3 had to go to island b; b's spare is not what it wants next. */
static bool lives(void *arg, int place)
{
	return *(unsigned *)arg >> place & 1;
}

static void a_spare_of_the_segments_island_comes_first(void **state)
{
	struct rail_error err;
	struct layout *l = layout_parse("a:n[1-4];b:n[5-8];+b:n9;+a:n10", 99,
					&err);
	unsigned alive = ~0u;
	int first, last;

	assert_non_null(l);
	l->segment = 4;
	assert_int_equal(layout_spare_for(l, 3, lives, &alive), 9);
	assert_false(layout_breaks_segment(l, 3, 9, &first, &last));
	assert_true(layout_breaks_segment(l, 3, 8, &first, &last));
	assert_int_equal(first, 0);
	assert_int_equal(last, 3);
	alive &= ~(1u << 9);
	assert_int_equal(layout_spare_for(l, 3, lives, &alive), 8);
	layout_swap(l, 3, 8);
	/* out of its island by now: the way back is better than to stay */
	alive = ~(1u << 8);
	assert_int_equal(layout_spare_for(l, 3, lives, &alive), 9);
	assert_false(layout_breaks_segment(l, 3, 9, &first, &last));
	layout_destroy(l);
}

/* Two pairs, of which railyard run had to give one a spare of the other's
 * island: requeued, it comes home. */
static void a_slot_comes_home(void **state)
{
	struct fabric *f = NULL;
	struct place_request req = { .mode = PLACE_BEST, .nodes = 6,
				     .segment = 2, .spares = 2 };
	struct place_choice choice;
	struct nodeset *open;
	int old[6], slots[6], a, b;

	do {
		fabric_destroy(f);
		f = random_fabric(&shape);
	} while (f->n_islands < 2 || f->islands[0].n_nodes < 4 ||
		 f->islands[1].n_nodes < 4);
	a = f->islands[0].first_node;
	b = f->islands[1].first_node;
	memcpy(old, (int[]){ a, a + 1, b, a + 2, b + 2, b + 1 }, sizeof(old));
	open = nodeset_create(f->n_nodes);
	nodeset_fill(open);
	nodeset_remove(open, b + 1);
	nodeset_remove(open, b + 2);
	assert_int_equal(ranks_refill(f, open, &req, old, slots, &choice), 0);
	assert_int_equal(slots[0], a);
	assert_int_equal(slots[1], a + 1);
	assert_int_equal(slots[2], b);
	assert_int_equal(f->nodes[slots[3]].island, 1);
	place_choice_free(&choice);
	nodeset_destroy(open);
	fabric_destroy(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_cheapest_and_spares_near_slots),
		cmocka_unit_test(required_nodes_are_in_it),
		cmocka_unit_test(strict_is_what_an_empty_fabric_gives),
		cmocka_unit_test(survivors_stay),
		cmocka_unit_test(a_slot_comes_home),
		cmocka_unit_test(a_spare_of_the_segments_island_comes_first),
	};

	random_start("place_spares");
	return cmocka_run_group_tests_name("place_spares", tests, NULL, NULL);
}
