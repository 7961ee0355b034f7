/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON with places: what the tests of the map file do not reach. */
#include <string.h>

#include "topology/jsontext.h"
#include "unit.h"

static struct jsontext text_of(const char *text, struct rail_error *err)
{
	return (struct jsontext){
		.text = text, .len = strlen(text), .name = "x", .err = err,
	};
}

static void values_behind_each_other_are_read(void **state)
{
	struct rail_error err;
	struct jsontext t = text_of(" {\"a\": 1}\n\n[2]{\"a\": 3} ", &err);
	static const char *const expected[] = {
		"{\"a\":1}", "[2]", "{\"a\":3}",
	};

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct json_object *v = jsontext_parse_next(&t, &t.start);

		assert_non_null(v);
		assert_string_equal(json_object_to_json_string_ext(v, 0),
				    expected[i]);
		json_object_put(v);
	}
	assert_int_equal(t.start, t.len);
}

static void complaints_about_a_later_value_have_its_place(void **state)
{
	static const char *const cases[][2] = {
		{ "{}\n {\"a\": 1,}", "x:2:10: " },
		{ "{}\n {\"a\": 1, \"a\": 2}", "x:2:11: key \"a\" appears" },
		{ "{}\n", "x: empty: JSON was expected" },
	};
	struct rail_error err;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct jsontext t = text_of(cases[i][0], &err);
		struct json_object *v = jsontext_parse_next(&t, &t.start);

		assert_non_null(v);
		json_object_put(v);
		assert_null(jsontext_parse_next(&t, &t.start));
		assert_memory_equal(err.text, cases[i][1],
				    strlen(cases[i][1]));
	}
}

static void a_nul_byte_is_refused_wherever_it_is(void **state)
{
	static const char text[] = "{}\n{\"a\": \"\0\"}";
	struct rail_error err;
	struct jsontext t = { .text = text, .len = sizeof(text) - 1,
			      .name = "x", .err = &err };
	struct json_object *v = jsontext_parse_next(&t, &t.start);

	(void)state;
	assert_non_null(v);
	json_object_put(v);
	assert_null(jsontext_parse_next(&t, &t.start));
	assert_string_equal(err.text, "x:2:8: a NUL byte");
}

static void elements_are_walked_by_their_offsets(void **state)
{
	static const char text[] =
		"{\"k\": [ {\"a\": [1, 2]} , \"x,]\",3 , [] ]}";
	struct rail_error err;
	struct jsontext t = text_of(text, &err);
	struct jsontext_path array = { .key = "k" };
	struct jsontext_path first = { .up = &array };
	size_t at = jsontext_offset(&t, &first);

	(void)state;
	assert_int_equal(jsontext_first_element(&t, 0),
			 jsontext_offset(&t, &array));
	assert_int_equal(jsontext_first_element(&t, jsontext_offset(&t,
								    &array)),
			 at);
	for (size_t i = 0; i < 4; i++) {
		struct jsontext_path p = { .up = &array, .index = i };

		assert_int_equal(at, jsontext_offset(&t, &p));
		at = jsontext_next_element(&t, at);
	}
}

static void members_are_walked_by_their_offsets(void **state)
{
	static const char text[] = "{ \"a\\\"\" :\"x\" ,\"b\":{\"c\":1}, \"d\":2}";
	struct rail_error err;
	struct jsontext t = text_of(text, &err);
	size_t at = jsontext_first_element(&t, 0);

	(void)state;
	assert_memory_equal(text + at, "\"x\"", 3);
	at = jsontext_next_element(&t, at);
	assert_memory_equal(text + at, "{\"c\"", 4);
	at = jsontext_next_element(&t, at);
	assert_string_equal(text + at, "2}");
}

static void escapes_in_keys_are_taken_where_they_are_wanted(void **state)
{
	static const char text[] = "{\"a\\\"b\": {\"c\": 1}}";
	struct rail_error err;
	struct jsontext t = text_of(text, &err);
	struct jsontext_path p = { .key = "a\"b" };
	struct json_object *v;

	(void)state;
	assert_null(jsontext_parse(&t));
	assert_string_equal(err.text, "x:1:2: a key holds an escape");
	t.escapes = true;
	v = jsontext_parse(&t);
	assert_non_null(v);
	/* Such a key cannot be found again; its object is. */
	assert_int_equal(jsontext_offset(&t, &p), 0);
	json_object_put(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_behind_each_other_are_read),
		cmocka_unit_test(complaints_about_a_later_value_have_its_place),
		cmocka_unit_test(a_nul_byte_is_refused_wherever_it_is),
		cmocka_unit_test(elements_are_walked_by_their_offsets),
		cmocka_unit_test(members_are_walked_by_their_offsets),
		cmocka_unit_test(
			escapes_in_keys_are_taken_where_they_are_wanted),
	};

	return cmocka_run_group_tests_name("jsontext", tests, NULL, NULL);
}
