/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gather: words, hosts, command lines, mixed output, failures by reason. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "tools/gather.h"
#include "tools/gather_progress.h"
#include "tools/gather_report.h"
#include "tools/gather_split.h"
#include "tools/gather_via.h"

/* --- words --------------------------------------------------------------- */

static void words_are_those_of_a_shell(void **state)
{
	static const struct {
		const char *text;
		const char *words[5];
	} cases[] = {
		{ "", { NULL } },
		{ " \t\n", { NULL } },
		{ "ssh -J  x %h", { "ssh", "-J", "x", "%h" } },
		{ "a'b c'd '' \"\"", { "ab cd", "", "" } },
		{ "'a\\b' \"a\\b\\\"\\\\\" a\\ b", { "a\\b", "a\\b\"\\", "a b" } },
		{ "\"it's\" 'say \"x\"'", { "it's", "say \"x\"" } },
		{ "end\\", { "end\\" } },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct gather_words w = { 0 };
		int n = 0;

		assert_int_equal(gather_words_split(&w, cases[i].text, NULL),
				 0);
		for (; cases[i].words[n]; n++) {
			assert_true(n < w.count);
			assert_string_equal(w.words[n], cases[i].words[n]);
		}
		assert_int_equal(w.count, n);
		gather_words_clear(&w);
	}
}

static void an_open_quotation_is_refused(void **state)
{
	struct gather_words w = { 0 };
	struct rail_error err;

	assert_int_equal(gather_words_split(&w, "a 'b", &err), -1);
	assert_string_equal(err.text, "\"a 'b\": a quotation mark that ends "
			    "was expected");
	gather_words_clear(&w);
}

static void a_quoted_word_is_read_back(void **state)
{
	static const char *const texts[] = {
		"plain", "", "a b", "it's", "$x `y` \"z\" \\", "'", "a\nb",
		"gpu[1-3]", "~", "#",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		char *quoted = gather_words_quoted(texts[i]);
		struct gather_words w = { 0 };

		assert_int_equal(gather_words_split(&w, quoted, NULL), 0);
		assert_int_equal(w.count, 1);
		assert_string_equal(w.words[0], texts[i]);
		gather_words_clear(&w);
		free(quoted);
	}
}

/* --- hosts --------------------------------------------------------------- */

static void hosts_come_once_in_their_order(void **state)
{
	struct hostlist *list = hostlist_create();
	struct hostlist *except = hostlist_create();
	char *text;

	assert_int_equal(gather_hosts_add(list, "b[3-1],x", NULL), -1);
	assert_int_equal(gather_hosts_add(list, "b[1-3],a,b2", NULL), 0);
	assert_int_equal(gather_hosts_add(list, "a,c[1-2],b1", NULL), 0);
	assert_int_equal(gather_hosts_add(except, "c1,z,c1", NULL), 0);
	assert_int_equal(gather_hosts_tidy(list, except), 0);
	text = hostlist_format((const char *const *)list->names, list->count);
	assert_string_equal(text, "b[1-3],a,c2");
	free(text);
	/* ... and it can still grow */
	for (int i = 0; i < 40; i++)
		assert_int_equal(hostlist_append(list, "more"), 0);
	assert_int_equal(gather_hosts_tidy(list, NULL), 0);
	assert_int_equal(list->count, 6);
	hostlist_destroy(list);
	hostlist_destroy(except);
}

static void subnets_are_hosts_and_their_nics(void **state)
{
	struct gather_tasks t = { 0 };
	struct rail_error err;

	assert_int_equal(gather_hosts_ib(&t, "a[1-2]:m[0-1]", &err), 0);
	assert_int_equal(gather_hosts_ib(&t, "a[1:m0", &err), -1);
	assert_int_equal(gather_hosts_ib(&t, "a1:m1,m2", &err), 0);
	assert_int_equal(gather_hosts_ib(&t, "a1", &err), 0);
	assert_int_equal(t.count, 6);
	assert_string_equal(t.tasks[3].name, "a2.m1");
	assert_string_equal(t.tasks[4].name, "a1.m2");
	assert_string_equal(t.tasks[5].name, "a1");
	assert_null(t.tasks[5].nic);
	gather_tasks_clear(&t);
}

static void a_name_that_no_file_can_have_is_refused(void **state)
{
	struct gather_tasks t = { 0 };
	struct rail_error err;
	char spec[260];

	snprintf(spec, sizeof(spec), "%0120d:%0120d", 1, 2);
	assert_int_equal(gather_hosts_ib(&t, spec, &err), -1);
	assert_non_null(strstr(err.text, "too long for the name of a file"));
	assert_int_equal(t.count, 0);
	gather_tasks_clear(&t);
}

/* --- mixed output -------------------------------------------------------- */

struct answers {
	int n;
	int host[8];
	char text[8][64];
};

static int note(void *ctx, int host, struct gather_answer *answer)
{
	struct answers *a = ctx;

	assert_true(a->n < 8);
	a->host[a->n] = host;
	snprintf(a->text[a->n++], sizeof(a->text[0]), "%s",
		 answer->out.len ? answer->out.text : "(nothing)");
	return 0;
}

static void feed(struct gather_split *s, bool is_stderr, const char *text,
		 size_t step, struct answers *a)
{
	for (size_t len = strlen(text), n; len; text += n, len -= n) {
		n = len < step ? len : step;
		assert_int_equal(gather_split_feed(s, is_stderr, text, n, note,
						   a), 0);
	}
}

static const char *const three[] = { "b.dom", "a", "b-2.dom" };

/* base64 of "railyard \nhello\n\nrailyard 0\n" and of other answers */
#define HELLO_1 "cmFpbHlhcmQgCmhlbGxv"
#define HELLO_2 "CgpyYWlseWFyZCAwCg=="
#define EMPTY "cmFpbHlhcmQgCgpyYWlseWFyZCAwCg=="		/* "" */
#define NO_END "cmFpbHlhcmQgCngKcmFpbHlhcmQgMAo="		/* "x" */
#define FAILED "cmFpbHlhcmQgCngKCnJhaWx5YXJkIDMK"		/* "x\n", 3 */
#define FROM_A "cmFpbHlhcmQgYQp4CgpyYWlseWFyZCAwCg=="		/* of "a" */

static void lines_go_to_their_hosts(void **state)
{
	static const char text[] =
		"a: " HELLO_1 "\nb: " EMPTY "\nnobody: " HELLO_1 "\n"
		"no label\na: " HELLO_2 "\na: " HELLO_1 "\nb-2: " NO_END "\n";

	for (size_t step = 1; step < sizeof(text); step++) {
		struct gather_split *s = gather_split_create(three, 3, false,
							     1000, 1000);
		struct answers a = { 0 };

		feed(s, false, text, step, &a);
		assert_int_equal(a.n, 3);
		assert_int_equal(a.host[0], 0);
		assert_string_equal(a.text[0], "(nothing)");
		assert_int_equal(a.host[1], 1);
		assert_string_equal(a.text[1], "hello\n");
		assert_int_equal(a.host[2], 2);
		assert_string_equal(a.text[2], "x");
		gather_split_destroy(s);
	}
}

static void numbers_are_hosts_by_what_they_say(void **state)
{
	struct gather_split *s = gather_split_create(three, 3, true, 1000,
						     1000);
	struct answers a = { 0 };

	feed(s, false, " 2: " FROM_A "\n3: " FROM_A "\n-1: x\nx: " FROM_A "\n"
	     "0: " EMPTY "\n99999999999999999999: " FROM_A "\n", 7, &a);
	assert_int_equal(a.n, 1);
	assert_int_equal(a.host[0], 1);
	assert_string_equal(a.text[0], "x\n");
	gather_split_destroy(s);
}

static void what_failed_is_told_with_its_stderr(void **state)
{
	struct gather_split *s = gather_split_create(three, 3, false, 1000,
						     10);
	const struct gather_answer *answer;
	const struct gather_bytes *err;
	struct answers a = { 0 };

	feed(s, false, "a: " FAILED "\nb: " HELLO_1 "\n", 5, &a);
	feed(s, true, "a: bad things happen\npdsh@x: b: e\nhm\n", 5, &a);
	feed(s, true, "pdsh@x: a: exited\n", 5, &a);
	assert_int_equal(a.n, 0);
	assert_true(gather_split_left(s, 1, &answer, &err));
	assert_int_equal(answer->status, 3 << 8);
	assert_string_equal(answer->out.text, "x\n");
	assert_string_equal(err->text, "bad things");
	assert_true(err->cut);
	assert_false(gather_split_left(s, 0, &answer, &err));
	assert_int_equal(answer->out.len, strlen("railyard \nhello"));
	assert_string_equal(err->text, "pdsh@x: b:");
	assert_false(gather_split_left(s, 2, &answer, &err));
	assert_string_equal(err->text, "hm\n");
	gather_split_destroy(s);
}

static void an_answer_without_end_is_cut(void **state)
{
	struct gather_split *s = gather_split_create(three, 3, false, 12, 10);
	const struct gather_answer *answer;
	const struct gather_bytes *err;
	struct answers a = { 0 };

	feed(s, false, "a: " HELLO_1 "\na: " HELLO_2 "\n", 80, &a);
	assert_int_equal(a.n, 0);
	assert_false(gather_split_left(s, 1, &answer, &err));
	assert_int_equal(answer->out.len, 12);
	assert_true(answer->out.cut);
	gather_split_destroy(s);
}

/* --- what people read ---------------------------------------------------- */

static void progress_says_how_long_it_takes(void **state)
{
	struct gather_standing s = { .running = 32, .left = 37500 };
	char text[160];

	gather_progress_format(text, sizeof(text), &s, 3);
	assert_string_equal(text, "0 done, 0 failed, 32 running, 37500 left");
	s = (struct gather_standing){ .done = 90, .failed = 10, .running = 32,
				      .left = 37400 };
	gather_progress_format(text, sizeof(text), &s, 10);
	assert_string_equal(text, "90 done, 10 failed, 32 running, 37400 left, "
			    "10/s, 1:02:20 to go");
	gather_progress_format(text, sizeof(text), &s, 40);
	assert_non_null(strstr(text, ", 2.5/s, 4:09:20 to go"));
	/* a guess of weeks is none */
	gather_progress_format(text, sizeof(text), &s, 10000);
	assert_null(strstr(text, "to go"));
}

static void failures_are_grouped_by_reason(void **state)
{
	static const char *const hosts[] = { "n10", "n9", "n8", "o" };
	struct gather_tasks t = { 0 };
	struct gather_group *groups;

	for (int i = 0; i < 4; i++) {
		char reason[40];

		assert_int_equal(gather_tasks_add(&t, GATHER_NODE, hosts[i],
						  NULL, NULL), 0);
		snprintf(reason, sizeof(reason), i < 3 ? "%s and %s: gone" :
							 "one no o10 o_ o.x",
			 hosts[i], hosts[i]);
		t.tasks[i].reason = strdup(reason);
		t.tasks[i].state = i == 2 ? GATHER_DONE : GATHER_FAILED;
	}
	assert_int_equal(gather_report_groups(&t, GATHER_LLDP, &groups), 0);
	gather_report_groups_destroy(groups, 0);
	assert_int_equal(gather_report_groups(&t, GATHER_NODE, &groups), 2);
	assert_string_equal(groups[0].hosts, "n[9-10]");
	assert_string_equal(groups[0].reason, "HOST and HOST: gone");
	assert_int_equal(groups[0].count, 2);
	assert_string_equal(groups[1].hosts, "o");
	/* only where it is a word: "HOSTne nHOST" would be none */
	assert_string_equal(groups[1].reason, "one no o10 o_ HOST.x");
	gather_report_groups_destroy(groups, 2);
	gather_tasks_clear(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_those_of_a_shell),
		cmocka_unit_test(an_open_quotation_is_refused),
		cmocka_unit_test(a_quoted_word_is_read_back),
		cmocka_unit_test(hosts_come_once_in_their_order),
		cmocka_unit_test(subnets_are_hosts_and_their_nics),
		cmocka_unit_test(a_name_that_no_file_can_have_is_refused),
		cmocka_unit_test(lines_go_to_their_hosts),
		cmocka_unit_test(numbers_are_hosts_by_what_they_say),
		cmocka_unit_test(what_failed_is_told_with_its_stderr),
		cmocka_unit_test(an_answer_without_end_is_cut),
		cmocka_unit_test(progress_says_how_long_it_takes),
		cmocka_unit_test(failures_are_grouped_by_reason),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
