/* SPDX-License-Identifier: GPL-2.0-or-later */
/* failures: scores that decay, quarantine that ends, checksums. */
#include <string.h>

#include "unit.h"
#include "topology/crc32.h"
#include "topology/failures.h"

enum { HOUR = 3600, NOW = 1000000000 };

static const struct failures_rule rule = {
	.half_life = 24 * HOUR,
	.after = 3,
	.lasts = 24 * HOUR,
};

static void add(struct failures *f, const char *node, time_t when)
{
	const struct failure one = { .when = when, .job = 7 };

	assert_int_equal(failures_add(f, node, &one), 0);
}

static void the_known_checksum(void **state)
{
	assert_int_equal(crc32_of("123456789", 9), 0xcbf43926);
	assert_int_equal(crc32_of("", 0), 0);
}

static void scores_halve(void **state)
{
	struct failures f = { 0 };
	const struct failed_node *n;

	add(&f, "b", NOW - 24 * HOUR);
	add(&f, "a", NOW);
	add(&f, "b", NOW);
	n = failures_find(&f, "b");
	assert_non_null(n);
	assert_true(failures_score(n, &rule, NOW) == 1.5);
	assert_true(failures_score(n, &rule, NOW + 24 * HOUR) == 0.75);
	/* a clock that went back makes no one worse than one just now */
	assert_true(failures_score(failures_find(&f, "a"), &rule,
				   NOW - HOUR) == 1);
	assert_null(failures_find(&f, "c"));
	failures_clear(&f);
}

static void a_change_is_told(void **state)
{
	struct failures f = { 0 };
	unsigned int before = f.changes;

	add(&f, "a", NOW);
	assert_int_not_equal(f.changes, before);
	before = f.changes;
	add(&f, "a", NOW);	/* the same again */
	failures_forget(&f, NOW);
	assert_int_equal(f.changes, before);
	failures_forget(&f, NOW + 1);
	assert_int_not_equal(f.changes, before);
	assert_int_equal(f.count, 0);
	failures_clear(&f);
}

static void three_in_a_day_are_quarantined_for_a_day(void **state)
{
	struct failures f = { 0 };
	const struct failed_node *n;

	add(&f, "a", NOW - 2 * HOUR);
	add(&f, "a", NOW - HOUR);
	n = failures_find(&f, "a");
	assert_int_equal(failures_quarantine(n, &rule, NOW), 0);
	add(&f, "a", NOW);
	assert_int_equal(failures_quarantine(n, &rule, NOW), NOW + 24 * HOUR);
	assert_int_equal(failures_quarantine(n, &rule, NOW + 24 * HOUR), 0);
	failures_clear(&f);
}

static void three_in_two_days_are_not(void **state)
{
	struct failures f = { 0 };

	add(&f, "a", NOW - 30 * HOUR);
	add(&f, "a", NOW - HOUR);
	add(&f, "a", NOW);
	assert_int_equal(failures_quarantine(failures_find(&f, "a"), &rule,
					     NOW), 0);
	failures_clear(&f);
}

/* Three jobs on one node see one failure. */
static void failures_at_once_are_one(void **state)
{
	struct failures f = { 0 };
	const struct failed_node *n;

	for (uint32_t job = 1; job <= 3; job++) {
		const struct failure one = { .when = NOW + job, .job = job };

		failures_add(&f, "a", &one);
		failures_add(&f, "a", &one);
	}
	n = failures_find(&f, "a");
	assert_int_equal(n->count, 3);
	assert_true(failures_score(n, &rule, NOW + 1) == 1);
	assert_int_equal(failures_quarantine(n, &rule, NOW + 3), 0);
	failures_clear(&f);
}

static bool before_now(const void *arg, const char *node, time_t when)
{
	return !strcmp(node, arg) && when <= NOW;
}

static void pardoned_ones_do_not_count(void **state)
{
	struct failures_rule pardon = rule;
	struct failures f = { 0 };

	pardon.pardoned = before_now;
	pardon.arg = "a";
	for (int i = 0; i < 3; i++) {
		add(&f, "a", NOW - i * HOUR);
		add(&f, "b", NOW - i * HOUR);
	}
	assert_int_equal(failures_quarantine(failures_find(&f, "a"), &pardon,
					     NOW), 0);
	assert_true(failures_score(failures_find(&f, "a"), &pardon, NOW) == 0);
	assert_int_not_equal(failures_quarantine(failures_find(&f, "b"),
						 &pardon, NOW), 0);
	failures_clear(&f);
}

static void old_ones_are_forgotten_and_many_are_bounded(void **state)
{
	struct failures f = { 0 };

	for (int i = 0; i < 1000; i++)
		add(&f, "a", NOW + i * HOUR);
	assert_int_equal(failures_find(&f, "a")->count, FAILURES_KEPT);
	add(&f, "b", NOW);
	failures_forget(&f, NOW + 998 * HOUR);
	assert_null(failures_find(&f, "b"));
	assert_int_equal(failures_find(&f, "a")->count, 2);
	failures_forget(&f, NOW + 2000 * HOUR);
	assert_int_equal(f.count, 0);
	failures_clear(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_known_checksum),
		cmocka_unit_test(scores_halve),
		cmocka_unit_test(a_change_is_told),
		cmocka_unit_test(three_in_a_day_are_quarantined_for_a_day),
		cmocka_unit_test(three_in_two_days_are_not),
		cmocka_unit_test(failures_at_once_are_one),
		cmocka_unit_test(pardoned_ones_do_not_count),
		cmocka_unit_test(old_ones_are_forgotten_and_many_are_bounded),
	};

	return cmocka_run_group_tests_name("failures", tests, NULL, NULL);
}
