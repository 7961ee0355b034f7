/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ledger: what is noted is there after a replay, whatever tore the file. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit.h"
#include "random.h"
#include "plugin/ledger.h"

static char path[300];
static char said[4096];

static void say(const char *line)
{
	size_t len = strlen(said);

	snprintf(said + len, sizeof(said) - len, "%s\n", line);
}

static void start_over(void)
{
	struct rail_error err;

	said[0] = '\0';
	if (ledger_open(path, 7, say, &err))
		fail_msg("%s", err.text);
}

static void again(void)
{
	ledger_close();
	start_over();
}

static int forget(void **state)
{
	char aside[320];

	snprintf(aside, sizeof(aside), "%s.unreadable", path);
	unlink(path);
	unlink(aside);
	return 0;
}

static void write_file(const char *text, size_t len, const char *how)
{
	FILE *out = fopen(path, how);

	assert_non_null(out);
	assert_int_equal(fwrite(text, 1, len, out), len);
	fclose(out);
}

static bool has_failed(const struct ledger_job *job, const char *node)
{
	for (int i = 0; i < job->n_failures; i++)
		if (!strcmp(job->failures[i].node, node))
			return true;
	return false;
}

static const char *const four[] = { "gpu04", "gpu01", "gpu02", "gpu03" };

static void slots_and_failures_survive(void **state)
{
	const struct ledger_job *job;

	start_over();
	ledger_start(7, 0, four, 4);
	ledger_fail(7, "gpu02", 0);
	ledger_start(9, 2, four, 2);
	again();
	job = ledger_find(7);
	assert_non_null(job);
	assert_int_equal(job->n_slots, 4);
	for (int s = 0; s < 4; s++)
		assert_string_equal(job->slots[s], four[s]);
	assert_true(has_failed(job, "gpu02"));
	assert_false(has_failed(job, "gpu01"));
	assert_false(job->running);
	job = ledger_find(9);
	assert_int_equal(job->restarts, 2);
	assert_true(job->running);
	assert_null(ledger_find(8));
	assert_string_equal(said, "");
	ledger_close();
}

static bool is_seven(uint32_t id)
{
	return id == 7;
}

static void swept_jobs_are_gone(void **state)
{
	start_over();
	ledger_start(7, 0, four, 4);
	ledger_start(8, 0, four, 4);
	ledger_sweep(is_seven);
	assert_null(ledger_find(7));
	again();
	assert_null(ledger_find(7));
	assert_non_null(ledger_find(8));
	ledger_close();
}

static int waiting;

static void count_waiting(const struct ledger_job *job, void *arg)
{
	assert_ptr_equal(arg, &waiting);
	waiting += (int)job->id;
}

static void those_that_failed_wait_until_they_start(void **state)
{
	start_over();
	ledger_start(3, 0, four, 4);
	ledger_start(4, 0, four, 4);
	ledger_fail(3, "gpu02", 0);
	again();
	waiting = 0;
	ledger_waiting(300, count_waiting, &waiting);
	assert_int_equal(waiting, 3);
	ledger_start(3, 1, four, 4);
	again();
	waiting = 0;
	ledger_waiting(300, count_waiting, &waiting);
	assert_int_equal(waiting, 0);
	ledger_close();
}

static void fail_each(const struct ledger_job *job, void *arg)
{
	*(int *)arg += (int)job->id;
	ledger_fail(job->id, job->slots[0], 0);
	ledger_fail(job->id, job->slots[1], 0);
}

/* And what is noted of a job while they are walked through. */
static void each_job_is_visited(void **state)
{
	int sum = 0;

	start_over();
	ledger_each(fail_each, &sum);
	assert_int_equal(sum, 0);
	for (uint32_t id = 1; id <= 100; id++)
		ledger_start(id, 0, four, 4);
	ledger_fail(7, "gpu02", 0);
	ledger_each(fail_each, &sum);
	assert_int_equal(sum, 5050);
	again();
	assert_int_equal(ledger_find(7)->n_failures, 3);
	assert_int_equal(ledger_find(100)->n_failures, 2);
	assert_true(has_failed(ledger_find(100), "gpu01"));
	ledger_close();
}

/* The same when the journal is written anew, which sorts its records. */
static void writing_anew_keeps_who_waits(void **state)
{
	start_over();
	ledger_start(3, 0, four, 4);
	ledger_fail(3, "gpu02", 0);
	ledger_start(3, 1, four, 4);
	ledger_start(5, 0, four, 4);
	ledger_fail(5, "gpu01", 0);
	ledger_close();
	write_file("{\"op\":", 6, "a");
	start_over();
	again();
	assert_true(ledger_find(3)->running);
	assert_true(has_failed(ledger_find(3), "gpu02"));
	assert_false(ledger_find(5)->running);
	ledger_close();
}

/* Cut the journal anywhere: all records but the last whole ones are there. */
static void a_torn_tail_loses_one_record(void **state)
{
	struct stat st;
	char *text;
	FILE *in;

	start_over();
	for (uint32_t id = 1; id <= 20; id++)
		ledger_start(id, 0, four, 4);
	ledger_close();
	assert_int_equal(stat(path, &st), 0);
	text = malloc(st.st_size);
	assert_non_null(text);
	in = fopen(path, "r");
	assert_int_equal(fread(text, 1, st.st_size, in), st.st_size);
	fclose(in);
	for (int cut = 24; cut < st.st_size; cut += 7) {
		int lines = 0;

		for (int i = 0; i < cut; i++)
			lines += text[i] == '\n';
		write_file(text, cut, "w");
		start_over();
		for (uint32_t id = 1; id <= 20; id++)
			assert_int_equal(ledger_find(id) != NULL,
					 (int)id < lines);
		assert_int_equal(strstr(said, "a torn record") != NULL,
				 text[cut - 1] != '\n');
		/* what is noted now does not stick to the torn end */
		ledger_start(99, 0, four, 4);
		again();
		assert_non_null(ledger_find(99));
		assert_string_equal(said, "");
		ledger_close();
	}
	free(text);
}

static void foreign_files_are_put_aside(void **state)
{
	static const struct {
		const char *text;
		size_t len;
	} files[] = {
		{ "{\"railyard-ledger\":2}\n{\"op\":\"end\"}\n", 36 },
		{ "\177ELF\0\0\0\n", 8 },
		{ "\n", 1 },
		{ "[1,2]\n", 6 },
		{ "{\"op\":\"end\",\"time\":1,\"job\":1}\n", 30 },
	};
	char aside[320];

	snprintf(aside, sizeof(aside), "%s.unreadable", path);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		unlink(aside);
		write_file(files[i].text, files[i].len, "w");
		start_over();
		assert_non_null(strstr(said, "is no ledger of version 1"));
		assert_int_equal(access(aside, F_OK), 0);
		ledger_start(1, 0, four, 4);
		again();
		assert_non_null(ledger_find(1));
		ledger_close();
		unlink(path);
	}
}

/* A full disk at the start: the name is too long for the file that would take
 * this one's place. */
static void what_cannot_be_written_anew_is_still_known(void **state)
{
	struct rail_error err;
	char *kept = strdup(path), name[300];
	const char *slash = strrchr(path, '/');

	assert_non_null(kept);
	snprintf(name, sizeof(name), "%.*s/%0250d", (int)(slash - path), path,
		 getpid());
	memcpy(path, name, sizeof(name));
	start_over();
	ledger_start(7, 0, four, 4);
	ledger_close();
	write_file("{\"op\":\"sta", 10, "a");
	start_over();
	assert_non_null(strstr(said, "is not written anew"));
	assert_non_null(ledger_find(7));
	ledger_start(8, 0, four, 4);
	again();
	assert_non_null(ledger_find(7));
	assert_non_null(ledger_find(8));
	ledger_close();
	unlink(path);
	strcpy(path, kept);
	free(kept);
	/* nor what cannot be read: what comes is known */
	said[0] = '\0';
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(ledger_open(path, 7, say, &err), 0);
	assert_non_null(strstr(said, "of before are not known"));
	ledger_start(9, 0, four, 4);
	assert_non_null(ledger_find(9));
	ledger_close();
	rmdir(path);
}

static void bad_records_are_left_out(void **state)
{
	static const char *const bad[] = {
		"{\"op\":\"start\",\"time\":1,\"job\":1,\"restarts\":0}",
		"{\"op\":\"start\",\"time\":1,\"job\":1,\"restarts\":0,"
		"\"slots\":\"a b\"}",
		"{\"op\":\"start\",\"time\":1,\"job\":1,\"restarts\":0,"
		"\"slots\":\"gpu[1-99999999]\"}",
		"{\"op\":\"start\",\"time\":1,\"job\":-1,\"restarts\":0,"
		"\"slots\":\"a\"}",
		"{\"op\":\"start\",\"time\":1,\"job\":4294967296,"
		"\"restarts\":0,\"slots\":\"a\"}",
		"{\"op\":\"fail\",\"time\":9999999999,\"job\":1,"
		"\"node\":\"../x\"}",
		"{\"op\":\"boom\",\"time\":1,\"job\":1}",
		"{\"op\":\"end\",\"time\":1,\"job\":1} x",
		"{}", "null", "",
	};
	char text[512];

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(text, sizeof(text), "{\"railyard-ledger\":1}\n%s\n",
			 bad[i]);
		write_file(text, strlen(text), "w");
		start_over();
		if (!strstr(said, ":2: a damaged or unknown record"))
			fail_msg("taken: %s", bad[i]);
		assert_null(ledger_find(1));
		ledger_close();
	}
}

static void old_failures_are_forgotten(void **state)
{
	static const char text[] = "{\"railyard-ledger\":1}\n"
		"{\"op\":\"start\",\"time\":1000,\"job\":1,\"restarts\":0,"
		"\"slots\":\"gpu01\"}\n"
		"{\"op\":\"fail\",\"time\":1001,\"job\":1,\"node\":\"gpu01\"}\n";

	write_file(text, strlen(text), "w");
	start_over();
	assert_non_null(ledger_find(1));
	assert_false(has_failed(ledger_find(1), "gpu01"));
	ledger_close();
}

/* Every bit of a record counts. */
static void a_changed_record_is_left_out(void **state)
{
	char text[1024];
	size_t len;
	FILE *in;

	start_over();
	ledger_start(7, 0, four, 4);
	ledger_fail(7, "gpu02", 5);
	ledger_close();
	in = fopen(path, "r");
	assert_non_null(in);
	len = fread(text, 1, sizeof(text), in);
	fclose(in);
	for (size_t i = 22; i < len - 1; i++) {
		char kept = text[i];

		if (kept == '\n')
			continue;
		text[i] ^= 4;
		write_file(text, len, "w");
		start_over();
		if (!strstr(said, "record is left out"))
			fail_msg("byte %zu", i);
		ledger_close();
		text[i] = kept;
	}
}

/* What nodes did is known when the jobs are long over. */
static void failures_outlive_their_jobs(void **state)
{
	const struct failed_node *n;

	start_over();
	ledger_start(7, 2, four, 4);
	ledger_fail(7, "gpu02", 5);
	ledger_sweep(is_seven);
	ledger_close();
	write_file("{\"op\":", 6, "a");	/* has it written anew */
	start_over();
	again();
	assert_string_equal(said, "");
	assert_null(ledger_find(7));
	n = failures_find(ledger_failures(), "gpu02");
	assert_non_null(n);
	assert_int_equal(n->count, 1);
	assert_int_equal(n->failures[0].job, 7);
	assert_int_equal(n->failures[0].restarts, 2);
	assert_int_equal(n->failures[0].rails, 5);
	assert_null(failures_find(ledger_failures(), "gpu01"));
	ledger_close();
}

static void a_clock_ahead_is_told_and_clamped(void **state)
{
	static const char text[] = "{\"railyard-ledger\":1}\n"
		"{\"op\":\"fail\",\"time\":99999999999,\"job\":1,"
		"\"node\":\"gpu01\"}\n";
	const struct failed_node *n;

	write_file(text, strlen(text), "w");
	start_over();
	assert_non_null(strstr(said, "1 record is of a clock ahead of ours"));
	n = failures_find(ledger_failures(), "gpu01");
	assert_non_null(n);
	assert_true(n->failures[0].when <= time(NULL));
	again();
	assert_string_equal(said, "");
	ledger_close();
}

/* Years of jobs: what is kept does not grow with them. */
static void years_of_jobs_need_little(void **state)
{
	struct stat st;

	start_over();
	for (uint32_t id = 1; id <= 20000; id++) {
		ledger_start(7, 0, four, 4);
		ledger_fail(7, id % 2 ? "gpu02" : "gpu03", 0);
		ledger_sweep(is_seven);
	}
	assert_int_equal(ledger_failures()->count, 2);
	again();
	again();
	assert_int_equal(stat(path, &st), 0);
	assert_true(st.st_size < 1 << 20);
	ledger_close();
}

static void random_bytes_never_crash(void **state)
{
	char text[400];

	for (int i = 0; i < 300; i++) {
		int len = random_int(0, (int)sizeof(text) - 1);

		memcpy(text, "{\"railyard-ledger\":1}\n", 22);
		for (int k = 22; k < len; k++)
			text[k] = "{}[]\",:\n0123456789opstartfail\\u"
				[random_int(0, 32 - 1)];
		write_file(text, len < 22 ? 22 : len, "w");
		start_over();
		ledger_close();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(slots_and_failures_survive, forget),
		cmocka_unit_test_setup(swept_jobs_are_gone, forget),
		cmocka_unit_test_setup(those_that_failed_wait_until_they_start,
				       forget),
		cmocka_unit_test_setup(each_job_is_visited, forget),
		cmocka_unit_test_setup(writing_anew_keeps_who_waits, forget),
		cmocka_unit_test_setup(a_torn_tail_loses_one_record, forget),
		cmocka_unit_test_setup(foreign_files_are_put_aside, forget),
		cmocka_unit_test_setup(
			what_cannot_be_written_anew_is_still_known, forget),
		cmocka_unit_test_setup(bad_records_are_left_out, forget),
		cmocka_unit_test_setup(old_failures_are_forgotten, forget),
		cmocka_unit_test_setup(a_changed_record_is_left_out, forget),
		cmocka_unit_test_setup(failures_outlive_their_jobs, forget),
		cmocka_unit_test_setup(a_clock_ahead_is_told_and_clamped,
				       forget),
		cmocka_unit_test_setup(years_of_jobs_need_little, forget),
		cmocka_unit_test_setup_teardown(random_bytes_never_crash,
						forget, forget),
	};

	random_start("ledger");
	snprintf(path, sizeof(path), "/tmp/railyard-ledger-%d", (int)getpid());
	return cmocka_run_group_tests_name("ledger", tests, NULL, NULL);
}
