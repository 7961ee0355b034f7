/* SPDX-License-Identifier: GPL-2.0-or-later */
/* railyard.conf: what it may hold, and what is said of what it may not. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unit.h"
#include "topology/conf.h"

static char path[64];

static int load(const char *text, size_t len, struct conf *c,
		struct rail_error *err)
{
	FILE *out = fopen(path, "w");
	int rc;

	assert_non_null(out);
	assert_int_equal(fwrite(text, 1, len, out), len);
	fclose(out);
	rc = conf_load(c, path, err);
	unlink(path);
	return rc;
}

static void keys_and_defaults(void **state)
{
	static const char text[] = "# a comment\n\n  map = /a/b.json # here\n"
				   "DEFAULTMODE=strict\r\nHoldTime=0";
	struct rail_error err;
	struct conf c;

	assert_int_equal(load(text, strlen(text), &c, &err), 0);
	assert_string_equal(c.map, "/a/b.json");
	assert_int_equal(c.default_mode, PLACE_STRICT);
	assert_int_equal(c.hold_seconds, 0);
	assert_int_equal(c.decision_limit_ms, 50);
	assert_int_equal(c.ledger_days, 7);
	assert_int_equal(c.map_warn_days, 30);
	assert_int_equal(c.map_max_days, 0);
	assert_int_equal(load("Map=m", 5, &c, &err), 0);
	assert_int_equal(c.default_mode, PLACE_OFF);
	assert_int_equal(c.hold_seconds, 300);
}

static void a_relative_map_lies_beside_the_file(void **state)
{
	struct rail_error err;
	struct conf c;

	assert_int_equal(load("Map=m.json\n", 11, &c, &err), 0);
	assert_string_equal(c.map, "/tmp/m.json");
}

#define KEYS "Map, MapWarnAge, MapMaxAge, DefaultMode, DecisionLimit, " \
	     "HoldTime, LedgerDays, FailureHalfLife, QuarantineAfter, " \
	     "QuarantineTime, RestartDelay, HealthFile, FreezeShare " \
	     "or PowerDomain"

static void errors_name_line_and_column(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "", ": Map is missing, expected Map=PATH of a "
		      "railyard-map(5)" },
		{ "Map=x\n Mapp=y\n",
		  ":2:2: unknown key \"Mapp\", expected " KEYS },
		{ "Map=x\nmap=y\n", ":2:1: Map is set twice" },
		{ "Map=\n", ":1:5: Map has no value" },
		{ "Map\n", ":1:1: \"Map\": expected Key=Value" },
		{ "=x\n", ":1:1: unknown key \"\", expected " KEYS },
		{ "DefaultMode = good\n",
		  ":1:15: DefaultMode=\"good\": expected off, best or strict" },
		{ "DecisionLimit=0\n", ":1:15: DecisionLimit=\"0\": expected "
				       "a number from 1 to 10000" },
		{ "DecisionLimit=5 ms\n",
		  ":1:15: DecisionLimit=\"5 ms\": expected a number from 1 to "
		  "10000" },
		{ "HoldTime=99999999999999999999\n",
		  ":1:10: HoldTime=\"99999999999999999999\": expected a "
		  "number from 0 to 86400" },
		{ "RestartDelay=soon\n", ":1:14: RestartDelay=\"soon\": "
		  "expected a number from 1 to 86400" },
		{ "MapMaxAge=1.5\n", ":1:11: MapMaxAge=\"1.5\": expected a "
				      "number from 0 to 3650" },
		{ "MapWarnAge=9999\n", ":1:12: MapWarnAge=\"9999\": expected "
					"a number from 0 to 3650" },
		{ "LedgerDays=-1\n", ":1:12: LedgerDays=\"-1\": expected a "
				     "number from 1 to 3650" },
	};
	struct rail_error err;
	struct conf c;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(load(cases[i].text, strlen(cases[i].text),
				      &c, &err),
				 -1);
		assert_memory_equal(err.text, path, strlen(path));
		assert_string_equal(err.text + strlen(path), cases[i].want);
	}
}

static void a_binary_file_is_no_configuration(void **state)
{
	struct rail_error err;
	struct conf c;

	assert_int_equal(load("Map=x\nab\0cd\n", 12, &c, &err), -1);
	assert_non_null(strstr(err.text, ":2:1: a NUL byte"));
	assert_int_equal(conf_load(&c, "/nonexistent/railyard.conf", &err), -1);
	assert_string_equal(err.text, "/nonexistent/railyard.conf: No such "
				      "file or directory");
	assert_int_equal(conf_load(&c, "/tmp", &err), -1);
	assert_non_null(strstr(err.text, "/tmp: "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_and_defaults),
		cmocka_unit_test(a_relative_map_lies_beside_the_file),
		cmocka_unit_test(errors_name_line_and_column),
		cmocka_unit_test(a_binary_file_is_no_configuration),
	};

	snprintf(path, sizeof(path), "/tmp/railyard-conf-%d", (int)getpid());
	return cmocka_run_group_tests_name("conf", tests, NULL, NULL);
}
