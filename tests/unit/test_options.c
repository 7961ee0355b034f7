/* SPDX-License-Identifier: GPL-2.0-or-later */
/* options: values, rules between them, the wire form and forged ones. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "random.h"
#include "plugin/options.h"

static void every_request_survives_the_wire(void **state)
{
	static const char *const modes[] = { "off", "best", "strict" };
	static const char *const withins[] = { NULL, "island", "pod",
					       "fabric" };
	struct rail_error err;

	for (int m = 0; m < 3; m++)
		for (int w = 0; w < 4; w++) {
			struct options o = { 0 }, back;
			char text[64];

			assert_int_equal(options_set_mode(&o, modes[m], &err),
					 0);
			if (withins[w])
				assert_int_equal(options_set_within(
							 &o, withins[w], &err),
						 0);
			if (options_finish(&o, &err)) {
				assert_true(m == 0 && w > 0);
				continue;
			}
			options_format(&o, text, sizeof(text));
			assert_int_equal(options_parse(&back, text, &err), 0);
			assert_memory_equal(&back, &o, sizeof(o));
		}
}

static void within_alone_means_best(void **state)
{
	struct options o = { 0 };
	struct rail_error err;
	char text[64];

	assert_int_equal(options_set_within(&o, "pod", &err), 0);
	assert_int_equal(options_finish(&o, &err), 0);
	options_format(&o, text, sizeof(text));
	assert_string_equal(text, "rail=best,within=pod");
}

static void nothing_asked_is_nothing_sent(void **state)
{
	struct options o = { 0 };
	char text[64] = "x";

	options_format(&o, text, sizeof(text));
	assert_string_equal(text, "");
}

static void wrong_values_are_named(void **state)
{
	struct options o = { 0 };
	struct rail_error err;

	assert_int_equal(options_set_mode(&o, "bset", &err), -1);
	assert_string_equal(err.text,
			    "--rail=\"bset\": expected best, strict or off");
	assert_int_equal(options_set_within(&o, "anywhere", &err), -1);
	assert_string_equal(err.text, "--rail-within=\"anywhere\": expected "
				      "island, pod or fabric");
	assert_false(o.has_mode || o.has_within);
}

static void forged_requests_are_refused(void **state)
{
	static const char *const forged[] = {
		"", ",", "rail", "rail=", "rail=BEST", "rail=best,rail=best",
		"within=pod", "rail=off,within=pod", "rail=best,within=",
		"rail=best,x=1", "rail=best within=pod", "\n", "%n%s",
		"rail=best;within=pod", " rail=best",
	};
	struct rail_error err;
	struct options o, empty = { 0 };

	for (size_t i = 0; i < sizeof(forged) / sizeof(forged[0]); i++) {
		memset(&o, 0xff, sizeof(o));
		err.text[0] = '\0';
		if (!options_parse(&o, forged[i], &err))
			fail_msg("\"%s\" was taken", forged[i]);
		assert_memory_equal(&o, &empty, sizeof(o));
		assert_true(err.text[0]);
	}
}

static void random_bytes_are_no_request(void **state)
{
	struct rail_error err;
	struct options o;
	char text[200];

	for (int i = 0; i < 20000; i++) {
		int len = random_int(0, (int)sizeof(text) - 2);

		for (int k = 0; k < len; k++)
			text[k] = (char)(1 + random_int(0, 255 - 1));
		text[len] = '\0';
		if (!options_parse(&o, text, &err)) {
			char back[64];

			options_format(&o, back, sizeof(back));
			assert_string_equal(back, text);
		}
		assert_null(strpbrk(err.text, "\n\033"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_request_survives_the_wire),
		cmocka_unit_test(within_alone_means_best),
		cmocka_unit_test(nothing_asked_is_nothing_sent),
		cmocka_unit_test(wrong_values_are_named),
		cmocka_unit_test(forged_requests_are_refused),
		cmocka_unit_test(random_bytes_are_no_request),
	};

	random_start("options");
	return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
