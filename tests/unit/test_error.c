/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rail_error: messages, places, hostile values, lack of room. */
#include <string.h>

#include "unit.h"
#include "topology/error.h"

static void setting_returns_minus_one(void **state)
{
	struct rail_error err;

	assert_int_equal(rail_error_set(&err, "port %d", 7), -1);
	assert_string_equal(err.text, "port 7");
	assert_int_equal(rail_error_set(NULL, "port %d", 7), -1);
	assert_int_equal(rail_error_at(NULL, "f", 1, 1, "x"), -1);
	assert_int_equal(rail_error_nomem(NULL), -1);
	assert_int_equal(rail_error_nomem(&err), -1);
	assert_string_equal(err.text, "out of memory");
}

static void a_place_stands_in_front(void **state)
{
	struct rail_error err;

	rail_error_at(&err, "map.json", 12, 7, "bad \"%s\"", "x");
	assert_string_equal(err.text, "map.json:12:7: bad \"x\"");
	rail_error_at(&err, "map.json", 12, 0, "bad");
	assert_string_equal(err.text, "map.json:12: bad");
	rail_error_at(&err, "map.json", 0, 0, "bad");
	assert_string_equal(err.text, "map.json: bad");
	rail_error_at(&err, NULL, 12, 7, "bad");
	assert_string_equal(err.text, "bad");
}

static void control_characters_are_disarmed(void **state)
{
	struct rail_error err;

	rail_error_set(&err, "a \"%s\"", "x\n\033[31m\ty\177");
	assert_string_equal(err.text, "a \"x??[31m?y?\"");
	rail_error_at(&err, "f\n", 1, 1, "\xc3\xa9");
	assert_string_equal(err.text, "f?:1:1: \xc3\xa9");
}

static void long_messages_are_cut(void **state)
{
	struct {
		struct rail_error err;
		char guard[8];
	} s;
	char value[2000], file[2000];

	memset(value, 'v', sizeof(value) - 1);
	value[sizeof(value) - 1] = '\0';
	memset(file, 'f', sizeof(file) - 1);
	file[sizeof(file) - 1] = '\0';
	memset(s.guard, '#', sizeof(s.guard));
	rail_error_set(&s.err, "%s", value);
	assert_int_equal(strlen(s.err.text), sizeof(s.err.text) - 1);
	rail_error_at(&s.err, file, 1, 2, "%s", value);
	assert_int_equal(strlen(s.err.text), sizeof(s.err.text) - 1);
	assert_memory_equal(s.guard, "########", sizeof(s.guard));
}

static void offsets_become_lines_and_columns(void **state)
{
	static const char text[] = "ab\n\ncd";
	static const int want[][2] = { { 1, 1 }, { 1, 2 }, { 1, 3 }, { 2, 1 },
				       { 3, 1 }, { 3, 2 }, { 3, 3 }, { 3, 3 } };
	int line, col;

	for (size_t i = 0; i < sizeof(want) / sizeof(*want); i++) {
		rail_error_locate(text, strlen(text), i, &line, &col);
		assert_int_equal(line, want[i][0]);
		assert_int_equal(col, want[i][1]);
	}
	rail_error_locate(NULL, 0, 5, &line, &col);
	assert_int_equal(line, 1);
	assert_int_equal(col, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(setting_returns_minus_one),
		cmocka_unit_test(a_place_stands_in_front),
		cmocka_unit_test(control_characters_are_disarmed),
		cmocka_unit_test(long_messages_are_cut),
		cmocka_unit_test(offsets_become_lines_and_columns),
	};

	return cmocka_run_group_tests_name("error", tests, NULL, NULL);
}
