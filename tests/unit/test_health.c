/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Entries: their order, their ends, their file, and what it may not hold. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unit.h"
#include "topology/domains.h"
#include "topology/health.h"

static struct health_entry entry(enum health_kind kind, const char *name)
{
	return (struct health_entry){ .kind = kind, .name = name, .rail = -1,
				      .reason = "r", .source = "s",
				      .since = 100 };
}

static void put(struct health *h, struct health_entry e)
{
	struct rail_error err;

	assert_int_equal(health_set(h, &e, &err), 0);
}

static void entries_are_a_sorted_set(void **state)
{
	struct health *h = health_create();
	struct health_entry rail = entry(HEALTH_RAIL, "gpu2");

	put(h, entry(HEALTH_LEAF, "l1"));
	put(h, entry(HEALTH_NODE, "gpu10"));
	put(h, entry(HEALTH_NODE, "gpu9"));
	for (rail.rail = 3; rail.rail >= 0; rail.rail--)
		put(h, rail);
	put(h, entry(HEALTH_NODE, "gpu9"));
	assert_int_equal(h->count, 7);
	assert_string_equal(h->entries[0].name, "gpu9");
	assert_string_equal(h->entries[1].name, "gpu10");
	assert_int_equal(h->entries[2].rail, 0);
	assert_int_equal(h->entries[5].rail, 3);
	assert_int_equal(h->entries[6].kind, HEALTH_LEAF);
	rail.rail = 2;
	assert_true(health_clear(h, &rail));
	assert_false(health_clear(h, &rail));
	assert_int_equal(h->count, 6);
	health_destroy(h);
}

static void what_is_no_entry_is_refused(void **state)
{
	struct health_entry bad[] = {
		entry(HEALTH_NODE, "no name"), entry(HEALTH_NODE, ""),
		entry(HEALTH_RAIL, "gpu1"),    entry(HEALTH_LEAF, "l1"),
		entry(HEALTH_NODE, "gpu1"),    entry(HEALTH_NODE, "gpu1"),
	};
	struct health *h = health_create();
	struct rail_error err;

	bad[3].state = HEALTH_PARDONED;
	bad[4].reason = "a\nb";
	bad[5].since = -1;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(health_set(h, &bad[i], &err), -1);
	assert_int_equal(h->count, 0);
	health_destroy(h);
}

static void entries_end(void **state)
{
	struct health *h = health_create();
	struct health_entry e = entry(HEALTH_NODE, "gpu1");

	put(h, e);
	e.name = "gpu2";
	e.until = 200;
	put(h, e);
	e.name = "gpu3";
	e.until = 300;
	put(h, e);
	assert_int_equal(health_next_end(h, 100), 200);
	assert_int_equal(health_next_end(h, 200), 300);
	assert_int_equal(health_next_end(h, 300), 0);
	assert_int_equal(health_expire(h, 199), 0);
	assert_int_equal(health_expire(h, 200), 1);
	assert_int_equal(h->count, 2);
	assert_int_equal(health_clamp(h, 50), 2);
	assert_int_equal(h->entries[0].since, 50);
	assert_int_equal(health_clamp(h, 50), 0);
	/* the array was made for more */
	for (int i = 0; i < 9; i++) {
		char name[16];

		snprintf(name, sizeof(name), "n%d", i);
		e.name = name;
		put(h, e);
	}
	assert_int_equal(h->count, 11);
	health_destroy(h);
}

static void a_pardon_covers_what_was_before_it(void **state)
{
	struct health *h = health_create();
	struct health_entry e = entry(HEALTH_NODE, "gpu1");

	assert_false(health_pardoned(NULL, "gpu1", 0));
	put(h, e);
	assert_false(health_pardoned(h, "gpu1", 99));
	e.state = HEALTH_PARDONED;
	put(h, e);
	assert_int_equal(h->count, 2);
	assert_true(health_pardoned(h, "gpu1", 100));
	assert_false(health_pardoned(h, "gpu1", 101));
	assert_false(health_pardoned(h, "gpu2", 1));
	health_destroy(h);
}

static void a_file_is_read_as_it_was_written(void **state)
{
	struct health *h = health_create(), *again;
	struct health_entry e = entry(HEALTH_RAIL, "gpu1");
	struct rail_error err;
	char *text, *second;
	size_t len, len2;

	put(h, entry(HEALTH_DOMAIN, "rack1"));
	e.rail = 63;
	e.reason = "it \"burns\" \\ smokes";
	e.source = "";
	e.since = INT64_C(5000000000);
	e.until = INT64_C(5000000001);
	put(h, e);
	text = health_format(h, &len, &err);
	assert_non_null(text);
	again = health_parse(text, len, "f", &err);
	assert_non_null(again);
	assert_int_equal(again->count, 2);
	assert_string_equal(again->entries[0].reason, e.reason);
	assert_int_equal(again->entries[0].until, e.until);
	second = health_format(again, &len2, &err);
	assert_string_equal(text, second);
	free(text);
	free(second);
	health_destroy(h);
	health_destroy(again);
}

#define HEAD "{\"format\":\"railyard-health\",\"version\":1,\"entries\":["
#define NODE "{\"kind\":\"node\",\"name\":\"a\",\"state\":\"down\",\"since\":1}"

static void errors_name_their_place(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "", "f: empty" },
		{ "[]", "f:1:1: " },
		{ "{}", "f:1:1: no health file: \"format\": "
			"\"railyard-health\" is missing" },
		{ "{\"format\":\"railyard-map\"}",
		  "f:1:11: format \"railyard-map\", \"railyard-health\" was "
		  "expected" },
		{ "{\"format\":\"railyard-health\",\"version\":2,\"x\":1}",
		  "f:1:39: version 2, this railyard reads 1" },
		{ HEAD, "f:1:" },
		{ HEAD "\n" NODE, "f:2:" },
		{ HEAD "\n" NODE ",\n" NODE "]}", "f:3:1: node \"a\" comes "
						  "twice" },
		{ HEAD "{\"kind\":\"rack\",\"name\":\"a\",\"state\":\"down\","
		  "\"since\":1}]}",
		  "f:1:60: kind \"rack\", node, rail, leaf, spine or domain "
		  "was expected" },
		{ HEAD "{\"kind\":\"rail\",\"name\":\"a\",\"state\":\"down\","
		  "\"since\":1}]}", "f:1:52: \"rail\" is missing" },
		{ HEAD "{\"kind\":\"node\",\"name\":\"a\",\"rail\":1,"
		  "\"state\":\"down\",\"since\":1}]}",
		  "f:1:85: a node has no \"rail\"" },
		{ HEAD "{\"kind\":\"node\",\"name\":\"a b\","
		  "\"state\":\"down\",\"since\":1}]}",
		  "f:1:52: \"a b\" is no name of a node" },
		{ HEAD "{\"kind\":\"node\",\"name\":\"a\",\"state\":\"down\","
		  "\"since\":-1}]}",
		  "f:1:101: \"since\": seconds since 1970 were expected" },
		{ HEAD "{\"kind\":\"node\",\"name\":\"a\",\"state\":\"down\","
		  "\"since\":1,\"why\":2}]}", "f:1:" },
	};
	struct rail_error err;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		err.text[0] = '\0';
		assert_null(health_parse(cases[i].text, strlen(cases[i].text),
					 "f", &err));
		if (strncmp(err.text, cases[i].want, strlen(cases[i].want)))
			fail_msg("%s: got \"%s\", wanted \"%s\"",
				 cases[i].text, err.text, cases[i].want);
	}
	/* a NUL byte, and every file that was cut off */
	assert_null(health_parse(HEAD "]\0}", sizeof(HEAD "]\0}") - 1, "f",
				 &err));
	for (size_t len = 0; len < strlen(HEAD NODE "]}"); len++)
		assert_null(health_parse(HEAD NODE "]}", len, "f", &err));
	assert_null(health_load("/nonexistent/health", &err));
}

static void power_domains(void **state)
{
	static const char *const bad[] = {
		"", "rack1", "rack1 gpu1", "rack1 Nodes=", "rack1 Nodes=a[1-",
		"ra!ck Nodes=a", "rack1 Nodes=a b", "r1 Nodes=a",
	};
	struct domains d = { 0 };
	struct rail_error err;

	assert_int_equal(domains_add(&d, "r1 Nodes=gpu[01-04]", &err), 0);
	assert_int_equal(domains_add(&d, "r2  nodes=gpu05", &err), 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(domains_add(&d, bad[i], &err), -1);
	assert_int_equal(d.count, 2);
	assert_int_equal(d.all[0].nodes->count, 4);
	assert_int_equal(domains_find(&d, "r2"), 1);
	assert_int_equal(domains_find(&d, "r3"), -1);
	domains_clear(&d);
	assert_int_equal(d.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entries_are_a_sorted_set),
		cmocka_unit_test(what_is_no_entry_is_refused),
		cmocka_unit_test(entries_end),
		cmocka_unit_test(a_pardon_covers_what_was_before_it),
		cmocka_unit_test(a_file_is_read_as_it_was_written),
		cmocka_unit_test(errors_name_their_place),
		cmocka_unit_test(power_domains),
	};

	return cmocka_run_group_tests_name("health", tests, NULL, NULL);
}
