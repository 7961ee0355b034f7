/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A node's report: read, written, put among what a site has in Extra. */
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "topology/health_report.h"

#define FULL "railyard=1;node=gpu02;rails=8;lost=mlx5_3:down@100," \
	     "mlx5_11:slow@200;sick=xid79@300"

static void a_report_is_read_as_it_was_written(void **state)
{
	static const char *const texts[] = {
		"railyard=1;node=gpu02;rails=8",
		"railyard=1;node=gpu02;rails=8;lost=mlx5_3:down@100",
		"railyard=1;node=gpu02;rails=0;sick=xid79@300",
		FULL,
	};
	struct health_report r;
	struct rail_error err;

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		char *again;

		assert_int_equal(health_report_parse(texts[i], &r, &err), 1);
		assert_string_equal(r.node, "gpu02");
		again = health_report_format(&r);
		assert_string_equal(again, texts[i]);
		free(again);
	}
	assert_int_equal(r.n_lost, 2);
	assert_string_equal(r.lost[1].nic, "mlx5_11");
	assert_string_equal(r.lost[1].why, "slow");
	assert_int_equal(r.lost[1].since, 200);
	assert_string_equal(r.sick, "xid79");
	assert_int_equal(r.sick_since, 300);
}

static void other_text_is_no_report(void **state)
{
	static const char *const texts[] = {
		"", "rack 7", "notrailyard=1;node=x;rails=1",
		"{\"rack\":\"railyard\"}", "{\"a\":\"railyard=1;node=x\"}",
	};
	struct health_report r;
	struct rail_error err;

	assert_int_equal(health_report_parse(NULL, &r, &err), 0);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		assert_int_equal(health_report_parse(texts[i], &r, &err), 0);
}

static void what_is_malformed_is_told(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "{\"railyard\":\"1;node=a;rails=1;lost=x:down@17",
		  "it has no end" },
		{ "railyard=", "\"\": expected a number" },
		{ "railyard=2;node=a;rails=1", "version 2, this railyard "
					       "reads 1" },
		{ "railyard=1", "\"\": expected ;node=NAME" },
		{ "railyard=1;node=;rails=1", "\";rails=1\": expected a name" },
		{ "railyard=1;node=a/b;rails=1", "\"a/b;rails=1\": expected a "
						 "name" },
		{ "railyard=1;node=a", "\"\": expected ;rails=NUMBER" },
		{ "railyard=1;node=a;rails=65", "\"65\": expected a number" },
		{ "railyard=1;node=a;rails=-1", "\"-1\": expected a number" },
		{ "railyard=1;node=a;rails=1;", "\";\": expected lost= or "
						"sick=, then the end" },
		{ "railyard=1;node=a;rails=1;lost=x",
		  "\"\": expected NIC:REASON@SECONDS" },
		{ "railyard=1;node=a;rails=1;lost=x:down",
		  "\"\": expected @SECONDS since 1970" },
		{ "railyard=1;node=a;rails=1;lost=x:down@",
		  "\"\": expected a number" },
		{ "railyard=1;node=a;rails=1;lost=x:down@1,y:down@1",
		  "\"y:down@1\": expected fewer NICs than rails" },
		{ "railyard=1;node=a;rails=2;lost=x:down@1,x:down@1",
		  "\"\": expected each NIC once" },
		{ "railyard=1;node=a;rails=2;lost=x:down@99999999999999999999",
		  "\"99999999999999999999\": expected a number" },
		{ FULL " " FULL, "two reports" },
		{ "{\"railyard\":\"1;node=a\"}",
		  "\"\": expected ;rails=NUMBER" },
	};
	struct health_report r;
	struct rail_error err;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_int_equal(health_report_parse(cases[i].text, &r, &err),
				 -1);
		assert_string_equal(err.text, cases[i].want);
		assert_int_equal(r.n_lost, 0);
	}
}

static void a_sites_own_text_survives(void **state)
{
	static const char word[] = "railyard=1;node=a;rails=8";
	static const struct {
		const char *extra, *want, *without;
	} cases[] = {
		{ "", "railyard=1;node=a;rails=8", "" },
		{ "rack 7", "rack 7 railyard=1;node=a;rails=8", "rack 7" },
		{ "railyard=1;node=b;rails=1",
		  "railyard=1;node=a;rails=8", "" },
		{ "rack railyard=9;x 7", "rack 7 railyard=1;node=a;rails=8",
		  "rack 7" },
		{ "railyard=1 railyard=2 x", "x railyard=1;node=a;rails=8",
		  "x" },
		{ "x railyard=1 railyard=2", "x railyard=1;node=a;rails=8",
		  "x" },
		{ "{}", "{\"railyard\":\"1;node=a;rails=8\"}", "{}" },
		{ " {\"a\": 1 } ",
		  " {\"a\": 1,\"railyard\":\"1;node=a;rails=8\"} ",
		  " {\"a\": 1 } " },
		{ "{\"railyard\":\"1;node=b\",\"a\":1}",
		  "{\"a\":1,\"railyard\":\"1;node=a;rails=8\"}",
		  "{\"a\":1}" },
		{ "{\"a\":1,\"railyard\":\"1;node=b\"}",
		  "{\"a\":1,\"railyard\":\"1;node=a;rails=8\"}",
		  "{\"a\":1}" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char *with = health_report_merge(cases[i].extra, word);
		char *without = health_report_merge(with, NULL);
		struct health_report r;

		assert_string_equal(with, cases[i].want);
		assert_int_equal(health_report_parse(with, &r, NULL), 1);
		free(without);
		without = health_report_merge(cases[i].extra, NULL);
		assert_string_equal(without, cases[i].without);
		free(with);
		free(without);
	}
	free(health_report_merge(NULL, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_report_is_read_as_it_was_written),
		cmocka_unit_test(other_text_is_no_report),
		cmocka_unit_test(what_is_malformed_is_told),
		cmocka_unit_test(a_sites_own_text_survives),
	};

	return cmocka_run_group_tests_name("health_report", tests, NULL, NULL);
}
