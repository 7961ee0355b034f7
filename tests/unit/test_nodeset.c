/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nodeset against a plain array of booleans. */
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "random.h"
#include "topology/nodeset.h"

enum { MAX_SIZE = 300, ROUNDS = 20000 };

/* The same set twice: ours, and the plain one. */
struct pair {
	struct nodeset *set;
	bool plain[MAX_SIZE];
};

static void agree(const struct pair *p, int size)
{
	int count = 0, next = -1;

	for (int i = size - 1; i >= 0; i--) {
		assert_int_equal(nodeset_has(p->set, i), p->plain[i]);
		count += p->plain[i];
		if (p->plain[i])
			next = i;
		assert_int_equal(nodeset_next(p->set, i), next);
	}
	assert_int_equal(nodeset_count(p->set), count);
	assert_int_equal(nodeset_next(p->set, -5), next);
	assert_int_equal(nodeset_next(p->set, size), -1);
}

static void agree_on_ranges(const struct pair *p, int size)
{
	int first = random_int(-2, size + 1), n = random_int(-1, size + 5);
	int count = 0;

	for (int i = first; first >= 0 && i < first + n && i < size; i++)
		count += p->plain[i];
	assert_int_equal(nodeset_count_range(p->set, first, n), count);
}

/* One random change to A, which may use B. */
static void change(struct pair *a, const struct pair *b, int size)
{
	int kind = random_int(0, 5), node = random_int(-1, size);
	bool inside = node >= 0 && node < size;

	switch (kind) {
	case 0:
	case 1:
		nodeset_add(a->set, node);
		if (inside)
			a->plain[node] = true;
		return;
	case 2:
		nodeset_remove(a->set, node);
		if (inside)
			a->plain[node] = false;
		return;
	case 3:
		nodeset_subtract(a->set, b->set);
		break;
	case 4:
		if (random_one_in(2))
			nodeset_fill(a->set);
		else
			nodeset_clear(a->set);
		memset(a->plain, nodeset_count(a->set) > 0, sizeof(a->plain));
		return;
	default:
		nodeset_assign(a->set, b->set);
	}
	for (int i = 0; i < size; i++)
		a->plain[i] = kind == 3 ? a->plain[i] && !b->plain[i] :
					  b->plain[i];
}

static void agree_on_subset(const struct pair *a, const struct pair *b,
			    int size)
{
	bool subset = true;

	for (int i = 0; i < size; i++)
		subset = subset && (!a->plain[i] || b->plain[i]);
	assert_int_equal(nodeset_subset(a->set, b->set), subset);
}

static void random_changes_match_a_bool_array(void **state)
{
	struct pair p[2] = { { 0 } };
	struct nodeset *copy;
	int size = 0;

	for (int round = 0; round < ROUNDS; round++) {
		if (round % 200 == 0) {
			nodeset_destroy(p[0].set);
			nodeset_destroy(p[1].set);
			memset(p, 0, sizeof(p));
			/* Word borders matter: 64 and 128 come often. */
			size = random_one_in(3) ? 64 * random_int(1, 2)
						: random_int(1, MAX_SIZE);
			p[0].set = nodeset_create(size);
			p[1].set = nodeset_create(size);
			assert_non_null(p[0].set);
			assert_non_null(p[1].set);
		}
		change(&p[round & 1], &p[~round & 1], size);
		agree(&p[round & 1], size);
		agree_on_ranges(&p[round & 1], size);
		agree_on_subset(&p[0], &p[1], size);
	}
	copy = nodeset_copy(p[0].set);
	assert_non_null(copy);
	assert_true(nodeset_subset(copy, p[0].set));
	assert_true(nodeset_subset(p[0].set, copy));
	nodeset_destroy(copy);
	nodeset_destroy(p[0].set);
	nodeset_destroy(p[1].set);
}

static void the_first_of_a_range_are_taken(void **state)
{
	for (int round = 0; round < ROUNDS; round++) {
		int size = random_int(1, 200), first = random_int(0, size);
		int count = random_int(0, size), most = random_int(0, 70);
		struct nodeset *dst = random_nodeset(size, 20);
		struct nodeset *src = random_nodeset(size, random_int(0, 100));
		struct nodeset *among = random_one_in(2) ?
						NULL :
						random_nodeset(size, 50);
		struct nodeset *want = nodeset_copy(dst);
		int taken = 0;

		for (int n = first; n < first + count && taken < most; n++)
			if (nodeset_has(src, n) && !nodeset_has(dst, n) &&
			    (!among || nodeset_has(among, n))) {
				nodeset_add(want, n);
				taken++;
			}
		assert_int_equal(nodeset_take_range(dst, src, among, first,
						    count, most), taken);
		assert_true(nodeset_subset(dst, want));
		assert_true(nodeset_subset(want, dst));
		nodeset_intersect(want, src);
		for (int n = 0; n < size; n++)
			assert_int_equal(nodeset_has(want, n),
					 nodeset_has(dst, n) &&
						 nodeset_has(src, n));
		nodeset_destroy(dst);
		nodeset_destroy(src);
		nodeset_destroy(among);
		nodeset_destroy(want);
	}
}

static void those_with_small_values_are_kept(void **state)
{
	for (int round = 0; round < ROUNDS / 20; round++) {
		int size = random_int(1, MAX_SIZE);
		struct nodeset *src = nodeset_create(size);
		struct nodeset *dst = nodeset_create(size);
		int64_t values[MAX_SIZE], most = random_int(-3, 12);

		assert_non_null(src);
		assert_non_null(dst);
		for (int i = 0; i < size; i++) {
			values[i] = random_int(0, 10);
			if (random_int(0, 2))
				nodeset_add(src, i);
			if (random_int(0, 1))
				nodeset_add(dst, i);	/* what was there goes */
		}
		nodeset_at_most(dst, src, values, most);
		for (int i = 0; i < size; i++)
			assert_int_equal(nodeset_has(dst, i),
					 nodeset_has(src, i) &&
						 values[i] <= most);
		assert_int_equal(nodeset_next(dst, size), -1);
		nodeset_destroy(dst);
		nodeset_destroy(src);
	}
}

static void empty_and_impossible_sizes(void **state)
{
	struct nodeset *set = nodeset_create(0);

	assert_non_null(set);
	nodeset_fill(set);
	nodeset_add(set, 0);
	assert_int_equal(nodeset_count(set), 0);
	assert_int_equal(nodeset_next(set, 0), -1);
	assert_int_equal(nodeset_count_range(set, 0, 5), 0);
	nodeset_destroy(set);
	nodeset_destroy(NULL);
	assert_null(nodeset_create(-1));
}

static void ranges_do_not_overflow(void **state)
{
	struct nodeset *set = nodeset_create(100);

	assert_non_null(set);
	nodeset_fill(set);
	assert_int_equal(nodeset_count_range(set, 40, INT32_MAX), 60);
	assert_int_equal(nodeset_count_range(set, INT32_MAX, INT32_MAX), 0);
	nodeset_destroy(set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_changes_match_a_bool_array),
		cmocka_unit_test(the_first_of_a_range_are_taken),
		cmocka_unit_test(those_with_small_values_are_kept),
		cmocka_unit_test(empty_and_impossible_sizes),
		cmocka_unit_test(ranges_do_not_overflow),
	};

	random_start("nodeset");
	return cmocka_run_group_tests_name("nodeset", tests, NULL, NULL);
}
