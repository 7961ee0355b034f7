/* SPDX-License-Identifier: GPL-2.0-or-later */
/* hostlist: reading, writing, round trips, errors, order. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "random.h"
#include "topology/hostlist.h"

/* The names of TEXT, joined by spaces, must be WANT. */
static void expands(const char *text, const char *want)
{
	struct rail_error err = { "" };
	struct hostlist *list = hostlist_parse(text, 0, &err);
	char got[1000] = "";

	if (!list)
		print_error("%s\n", err.text);
	assert_non_null(list);
	for (int i = 0; i < list->count; i++) {
		strcat(got, i ? " " : "");
		strcat(got, list->names[i]);
	}
	assert_string_equal(got, want);
	hostlist_destroy(list);
}

static void lists_expand_in_order(void **state)
{
	expands("", "");
	expands("gpu01", "gpu01");
	expands("gpu[01-03,09],login", "gpu01 gpu02 gpu03 gpu09 login");
	expands("gpu[3,1,2]", "gpu3 gpu1 gpu2");
	expands("gpu[9-11]", "gpu9 gpu10 gpu11");
	expands("gpu[098-101]", "gpu098 gpu099 gpu100 gpu101");
	expands("r[1-2]n[01-02]", "r1n01 r1n02 r2n01 r2n02");
	expands("r[1,3]n[1,2]-ib", "r1n1-ib r1n2-ib r3n1-ib r3n2-ib");
	expands("[1-3]", "1 2 3");
	expands("a,a", "a a");
	expands("a[1-2][3-4]", "a13 a14 a23 a24");
}

static void errors_name_the_column(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ ",", "column 1: a name was expected" },
		{ "a,", "column 3: a name was expected" },
		{ "a,,b", "column 3: a name was expected" },
		{ "a[", "column 2: '[' has no ']'" },
		{ "a[1-2", "column 2: '[' has no ']'" },
		{ "a[]", "column 3: a number was expected" },
		{ "a[1-]", "column 5: a number was expected" },
		{ "a[-1]", "column 3: a number was expected" },
		{ "a[1,]", "column 5: a number was expected" },
		{ "a[1x]", "column 4: ',' or ']' was expected" },
		{ "a[1-2-3]", "column 6: ',' or ']' was expected" },
		{ "a[[1]]", "column 3: a number was expected" },
		{ "a[3-1]", "column 3: a range runs backwards" },
		{ "a]", "column 2: a character that no name has" },
		{ "a b", "column 2: a character that no name has" },
		{ "a[1] ,b", "column 5: a character that no name has" },
		{ "a\n", "column 2: a character that no name has" },
		{ "-x", "column 1: no name starts like this" },
		{ "a,.b", "column 3: no name starts like this" },
		{ "a[1234567890123456789]",
		  "column 3: a number has more than 18 digits" },
	};
	struct rail_error err;
	const char *what;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		err.text[0] = '\0';
		assert_null(hostlist_parse(cases[i].text, 0, &err));
		what = strstr(err.text, "column");
		assert_non_null(what);
		assert_string_equal(what, cases[i].want);
	}
	assert_null(hostlist_parse("gpu[01-", 0, &err));
	assert_string_equal(err.text, "host list \"gpu[01-\", column 4: "
				      "'[' has no ']'");
	assert_null(hostlist_parse("a[", 0, NULL));
}

static void hostile_lists_are_bounded(void **state)
{
	struct rail_error err;
	struct hostlist *list;
	char text[1200];

	assert_null(hostlist_parse("a[1-5]", 4, &err));
	assert_string_equal(err.text, "a host list of more than 4 names");
	list = hostlist_parse("a[1-4]", 4, &err);
	assert_non_null(list);
	hostlist_destroy(list);
	assert_null(hostlist_parse("a[0-999999999999999999]", 0, &err));
	assert_string_equal(err.text, "a host list of more than 1048576 names");
	assert_null(hostlist_parse("a[1-99][1-99][1-99][1-99]", 0, &err));
	/* Names of more than 255 characters, in one piece and in brackets. */
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_null(hostlist_parse(text, 0, &err));
	assert_non_null(strstr(err.text,
			       "...\", column 1: a name is too long"));
	text[0] = '\0';
	for (int i = 0; i < 260; i++)
		strcat(text, "[1]");
	assert_null(hostlist_parse(text, 0, &err));
	assert_non_null(strstr(err.text, "a name is too long"));
}

static void writes(const char *names, const char *want)
{
	struct hostlist *list = hostlist_parse(names, 0, NULL);
	char *text;

	assert_non_null(list);
	text = hostlist_format((const char *const *)list->names, list->count);
	assert_non_null(text);
	assert_string_equal(text, want);
	free(text);
	hostlist_destroy(list);
}

static void runs_are_written_short(void **state)
{
	writes("", "");
	writes("gpu01", "gpu01");
	writes("gpu01,gpu02,gpu03,gpu09,login", "gpu[01-03,09],login");
	writes("gpu3,gpu1,gpu2", "gpu[3,1-2]");
	writes("gpu9,gpu10,gpu11", "gpu[9-11]");
	writes("gpu09,gpu10", "gpu[09-10]");
	writes("gpu9,gpu010", "gpu[9,010]");
	writes("a1,b1,a2", "a1,b1,a2");
	writes("a,a,a", "a,a,a");
	writes("a1,a1", "a[1,1]");
	writes("pod1-n1,pod1-n2,pod2-n1", "pod1-n[1-2],pod2-n1");
}

/* --- random lists -------------------------------------------------------- */

/* A name that likes to continue the one before it. */
static void random_name(char *name, size_t size, const char *before)
{
	static const char *const prefixes[] = { "gpu", "n", "r1n", "node-",
						"x.y", "", "9a" };
	static const char *const suffixes[] = { "", "", "", "-ib", "x" };
	unsigned long long n = random_u64() % 120;
	size_t digits = strlen(before) - strcspn(before, "0123456789");
	int width = random_int(1, 4);

	if (*before && random_one_in(2) && digits < 10) {
		int at = (int)strcspn(before, "0123456789");

		n = strtoull(before + at, NULL, 10) + 1;
		snprintf(name, size, "%.*s%0*llu", at, before, (int)digits, n);
		return;
	}
	if (random_one_in(50))
		n = random_u64();	/* more digits than 18 */
	snprintf(name, size, "%s%0*llu%s", prefixes[random_int(0, 6)], width,
		 n, suffixes[random_int(0, 4)]);
}

static void random_lists_survive_a_round_trip(void **state)
{
	struct rail_error err;

	for (int round = 0; round < 10000; round++) {
		struct hostlist *list = hostlist_create(), *again;
		int n = random_int(0, 30);
		char name[100] = "", *text;

		assert_non_null(list);
		for (int i = 0; i < n; i++) {
			char next[100];

			random_name(next, sizeof(next), name);
			strcpy(name, next);
			assert_int_equal(hostlist_append(list, name), 0);
		}
		text = hostlist_format((const char *const *)list->names, n);
		assert_non_null(text);
		again = hostlist_parse(text, 0, &err);
		if (!again)
			print_error("%s\n", err.text);
		assert_non_null(again);
		assert_int_equal(again->count, n);
		for (int i = 0; i < n; i++)
			assert_string_equal(again->names[i], list->names[i]);
		free(text);
		hostlist_destroy(list);
		hostlist_destroy(again);
	}
}

/* --- order --------------------------------------------------------------- */

static void numbers_sort_as_people_do(void **state)
{
	static const char *const sorted[] = {
		"",	 "gpu",	    "gpu0",	"gpu00",  "gpu01",
		"gpu1",	 "gpu1-a",  "gpu01-b",	"gpu2",	  "gpu9",
		"gpu10", "gpu100",  "gpua",	"mlx5_0", "mlx5_3",
		"mlx5_11", "mlx10_0",
	};
	int n = sizeof(sorted) / sizeof(*sorted);

	for (int i = 0; i < n; i++)
		for (int j = 0; j < n; j++) {
			int got = hostlist_natural_cmp(sorted[i], sorted[j]);

			assert_int_equal((got > 0) - (got < 0),
					 (i > j) - (i < j));
		}
}

static void the_order_is_total(void **state)
{
	char name[3][100] = { "", "", "" };

	for (int round = 0; round < 20000; round++) {
		int ab, bc, ac;

		for (int i = 0; i < 3; i++)
			random_name(name[i], sizeof(name[i]),
				    name[(i + 1) % 3]);
		ab = hostlist_natural_cmp(name[0], name[1]);
		bc = hostlist_natural_cmp(name[1], name[2]);
		ac = hostlist_natural_cmp(name[0], name[2]);
		assert_int_equal(ab == 0, strcmp(name[0], name[1]) == 0);
		assert_int_equal(ab < 0,
				 hostlist_natural_cmp(name[1], name[0]) > 0);
		if (ab <= 0 && bc <= 0)
			assert_true(ac <= 0);
		if (ab >= 0 && bc >= 0)
			assert_true(ac >= 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_expand_in_order),
		cmocka_unit_test(errors_name_the_column),
		cmocka_unit_test(hostile_lists_are_bounded),
		cmocka_unit_test(runs_are_written_short),
		cmocka_unit_test(random_lists_survive_a_round_trip),
		cmocka_unit_test(numbers_sort_as_people_do),
		cmocka_unit_test(the_order_is_total),
	};

	random_start("hostlist");
	return cmocka_run_group_tests_name("hostlist", tests, NULL, NULL);
}
