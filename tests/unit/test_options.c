/* SPDX-License-Identifier: GPL-2.0-or-later */
/* options: values, rules between them, the wire form and forged ones. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "random.h"
#include "plugin/options.h"

/* Over the wire and back; with --rail=off nothing else goes together. */
static void travel(int mode, const char *within, const char *segment,
		   bool uniform, const char *spares, const char *wait)
{
	static const char *const modes[] = { "off", "best", "strict" };
	struct options o = { 0 }, back;
	struct rail_error err;
	char text[OPTIONS_TEXT];

	assert_int_equal(options_set_mode(&o, modes[mode], &err), 0);
	if (within)
		assert_int_equal(options_set_within(&o, within, &err), 0);
	if (segment)
		assert_int_equal(options_set_segment(&o, segment, &err), 0);
	if (uniform)
		options_set_uniform(&o);
	if (spares)
		assert_int_equal(options_set_spares(&o, spares, &err), 0);
	if (wait)
		assert_int_equal(options_set_wait(&o, wait, &err), 0);
	if (options_finish(&o, &err)) {
		assert_true((mode == 0 && (within || segment || uniform ||
					   spares || wait)) ||
			    (mode == 1 && wait));
		return;
	}
	assert_true(mode == 2 || !wait);
	assert_true(mode > 0 || !(within || segment || uniform || spares));
	options_format(&o, text, sizeof(text));
	assert_true(strlen(text) < sizeof(text) - 1);
	assert_int_equal(options_parse(&back, text, &err), 0);
	assert_memory_equal(&back, &o, sizeof(o));
}

static void every_request_survives_the_wire(void **state)
{
	static const char *const withins[] = { NULL, "island", "zone2",
					       "fabric" };
	static const char *const segments[] = { NULL, "1", "8", "1048576" };

	static const char *const spares[] = { NULL, "1", "1048576" };

	static const char *const waits[] = { NULL, "1", "525600" };

	for (int i = 0; i < 3 * 4 * 4 * 2 * 3 * 3; i++)
		travel(i % 3, withins[i / 3 % 4], segments[i / 12 % 4],
		       i / 48 % 2, spares[i / 96 % 3], waits[i / 288]);
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

static void a_wish_alone_means_best(void **state)
{
	struct options o = { 0 };
	struct rail_error err;
	char text[64];

	assert_int_equal(options_set_segment(&o, "8", &err), 0);
	assert_int_equal(options_finish(&o, &err), 0);
	options_format(&o, text, sizeof(text));
	assert_string_equal(text, "rail=best,segment=8");
	memset(&o, 0, sizeof(o));
	options_set_uniform(&o);
	assert_int_equal(options_finish(&o, &err), 0);
	options_format(&o, text, sizeof(text));
	assert_string_equal(text, "rail=best,uniform");
	memset(&o, 0, sizeof(o));
	assert_int_equal(options_set_mode(&o, "off", &err), 0);
	options_set_uniform(&o);
	assert_int_equal(options_finish(&o, &err), -1);
	assert_string_equal(err.text, "--rail-uniform contradicts --rail=off: "
				      "leave one of them out");
}

static void spares_are_checked(void **state)
{
	struct options o = { 0 };
	struct rail_error err;
	char text[OPTIONS_TEXT];

	assert_int_equal(options_set_spares(&o, "2", &err), 0);
	assert_int_equal(options_finish(&o, &err), 0);
	options_format(&o, text, sizeof(text));
	assert_string_equal(text, "rail=best,spares=2");
	assert_int_equal(options_set_spares(&o, "-2", &err), -1);
	assert_string_equal(err.text, "--rail-spares=\"-2\": expected a number "
				      "of nodes from 1 to 1048576");
	assert_int_equal(options_check_ranks("slot", &err), 0);
	assert_int_equal(options_check_ranks("slurm", &err), 0);
	assert_int_equal(options_check_ranks("slots", &err), -1);
	assert_string_equal(err.text, "--rail-ranks=\"slots\": expected slot or "
				      "slurm");
	assert_int_equal(options_set_segment(&o, "8", &err), 0);
	assert_int_equal(options_finish(&o, &err), 0);
	options_format(&o, text, sizeof(text));
	assert_string_equal(text, "rail=best,segment=8,spares=2");
	memset(&o, 0, sizeof(o));
	assert_int_equal(options_set_mode(&o, "off", &err), 0);
	assert_int_equal(options_set_spares(&o, "2", &err), 0);
	assert_int_equal(options_finish(&o, &err), -1);
	assert_string_equal(err.text, "--rail-spares=2 contradicts --rail=off: "
				      "leave one of them out");
}

/* --rail-wait is how long strict is held out for. */
static void waits_are_checked(void **state)
{
	static const char *const bad[] = {
		"", "0", "-1", "010", "1.5", "1h", "0:10", "10 ", "unlimited",
		"99999999999999999999", "525601",
	};
	struct options o = { 0 };
	struct rail_error err;
	char text[OPTIONS_TEXT];

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(options_set_wait(&o, bad[i], &err), -1);
	assert_string_equal(err.text, "--rail-wait=\"525601\": expected a "
				      "number of minutes from 1 to 525600");
	assert_int_equal(o.wait, 0);
	assert_int_equal(options_set_wait(&o, "10", &err), 0);
	assert_int_equal(options_finish(&o, &err), 0);
	options_format(&o, text, sizeof(text));
	assert_string_equal(text, "rail=strict,wait=10");
	assert_int_equal(options_set_mode(&o, "best", &err), 0);
	assert_int_equal(options_finish(&o, &err), -1);
	assert_string_equal(err.text, "--rail-wait=10 contradicts --rail=best, "
				      "which never waits for a better place: "
				      "leave one of them out");
	assert_int_equal(options_set_mode(&o, "off", &err), 0);
	assert_int_equal(options_finish(&o, &err), -1);
	assert_string_equal(err.text, "--rail-wait=10 contradicts --rail=off: "
				      "leave one of them out");
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
	static const char *const segments[] = {
		"", "0", "-1", "08", "8 ", "+8", "0x8", "8,uniform", "x",
		"99999999999999999999", "1048577",
	};
	struct options o = { 0 };
	struct rail_error err;

	assert_int_equal(options_set_mode(&o, "bset", &err), -1);
	assert_string_equal(err.text,
			    "--rail=\"bset\": expected best, strict or off");
	assert_int_equal(options_set_within(&o, "anywhere", &err), -1);
	assert_string_equal(err.text, "--rail-within=\"anywhere\": expected "
				      "island, pod, zone, zone2 to zone8 or "
				      "fabric");
	for (size_t i = 0; i < sizeof(segments) / sizeof(segments[0]); i++)
		assert_int_equal(options_set_segment(&o, segments[i], &err),
				 -1);
	assert_string_equal(err.text, "--rail-segment=\"1048577\": expected a "
				      "number of nodes from 1 to 1048576");
	assert_false(o.has_mode || o.has_within || o.segment);
}

static void forged_requests_are_refused(void **state)
{
	static const char *const forged[] = {
		"", ",", "rail", "rail=", "rail=BEST", "rail=best,rail=best",
		"within=pod", "rail=off,within=pod", "rail=best,within=",
		"rail=best,x=1", "rail=best within=pod", "\n", "%n%s",
		"rail=best;within=pod", " rail=best", "segment=8", "uniform",
		"rail=best,uniform=1", "rail=best,uniform,uniform",
		"rail=best,segment=", "rail=best,segment=0",
		"rail=best,segment=8,segment=8", "rail=best,segment=-8",
		"rail=best,segment=1048577", "rail=off,segment=8",
		"rail=off,uniform", "spares=2", "rail=best,spares=",
		"rail=best,spares=0", "rail=best,spares=2,spares=2",
		"rail=best,spares=-1", "rail=best,spares=1048577",
		"rail=off,spares=2",
		"wait=10", "rail=best,wait=10", "rail=off,wait=10",
		"rail=strict,wait=", "rail=strict,wait=0",
		"rail=strict,wait=-5", "rail=strict,wait=525601",
		"rail=strict,wait=5,wait=5", "rail=strict,wait=1e3",
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
			char back[OPTIONS_TEXT];

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
		cmocka_unit_test(a_wish_alone_means_best),
		cmocka_unit_test(spares_are_checked),
		cmocka_unit_test(waits_are_checked),
		cmocka_unit_test(nothing_asked_is_nothing_sent),
		cmocka_unit_test(wrong_values_are_named),
		cmocka_unit_test(forged_requests_are_refused),
		cmocka_unit_test(random_bytes_are_no_request),
	};

	random_start("options");
	return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
