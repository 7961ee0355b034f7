/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The thread that appends lines to a file, and a disk that hangs. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "unit.h"
#include "plugin/journal.h"
#include "topology/wholefile.h"

static char path[64];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char said[1024];

static void say(const char *line)
{
	pthread_mutex_lock(&lock);
	snprintf(said, sizeof(said), "%s", line);
	pthread_mutex_unlock(&lock);
}

static struct journal *start(void)
{
	struct rail_error err;
	struct journal *j = journal_open(path, "header", say, &err);

	assert_non_null(j);
	return j;
}

static int clean(void **state)
{
	unlink(path);
	said[0] = '\0';
	return 0;
}

static void expect(const char *content)
{
	struct rail_error err;
	size_t len;
	char *text = wholefile_read(path, 1000, &len, &err);

	assert_non_null(text);
	assert_string_equal(text, content);
	free(text);
}

/* The thread writes when it comes to it. */
static void wait_for(const char *content)
{
	struct rail_error err;
	size_t len;

	for (int i = 0; i < 500; i++) {
		char *text = wholefile_read(path, 1000, &len, &err);
		bool same = text && !strcmp(text, content);

		free(text);
		if (same)
			return;
		usleep(20000);
	}
	expect(content);
}

static bool has_said(const char *part)
{
	bool has;

	pthread_mutex_lock(&lock);
	has = strstr(said, part) != NULL;
	pthread_mutex_unlock(&lock);
	return has;
}

static void wait_till_said(const char *part)
{
	for (int i = 0; i < 500 && !has_said(part); i++)
		usleep(20000);
	assert_true(has_said(part));
}

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000;
}

/* It should be 2 s at most while records wait, but others may be busy. */
static void close_soon(struct journal *j)
{
	int64_t before = now_ms();

	journal_close(j);
	assert_true(now_ms() - before < 4000);
}

static void lines_are_appended(void **state)
{
	struct journal *j = start();

	assert_int_equal(journal_append(j, "one"), 0);
	wait_for("header\none\n");
	assert_int_equal(journal_append(j, "two"), 0);
	wait_for("header\none\ntwo\n");
	journal_close(j);
	journal_close(NULL);
	expect("header\none\ntwo\n");
	assert_string_equal(said, "");
}

static void put(const char *text)
{
	struct rail_error err;

	assert_int_equal(wholefile_write(path, text, strlen(text), 0600, &err),
			 0);
}

/* Somebody cuts the file meanwhile: what comes is whole all the same. */
static void a_cut_file_takes_whole_lines(void **state)
{
	struct journal *j = start();

	assert_int_equal(journal_append(j, "one"), 0);
	wait_for("header\none\n");
	put("header\non");
	assert_int_equal(journal_append(j, "two"), 0);
	wait_for("header\non\ntwo\n");
	put("head");
	assert_int_equal(journal_append(j, "three"), 0);
	wait_for("header\nthree\n");
	put("");
	assert_int_equal(journal_append(j, "four"), 0);
	wait_for("header\nfour\n");
	journal_close(j);
}

/* A folder that is not there fails at once, and is tried again in 5 s: nobody
 * waits for that. */
static void a_disk_that_fails_keeps_nobody(void **state)
{
	struct journal *j;

	assert_int_equal(mkdir(path, 0700), 0);
	j = start();
	assert_int_equal(journal_append(j, "one"), 0);
	wait_till_said("will be tried again");
	close_soon(j);
	rmdir(path);
}

/* To open a pipe without a reader takes for ever. */
static void a_disk_that_hangs_keeps_nobody(void **state)
{
	struct journal *j;
	char text[100];
	ssize_t n;
	int fd;

	assert_int_equal(mkfifo(path, 0600), 0);
	j = start();
	assert_int_equal(journal_append(j, "late"), 0);
	usleep(300000);
	assert_int_equal(journal_append(j, "later"), 0);
	close_soon(j);
	assert_non_null(strstr(said, "records that wait for it are lost"));
	/* it answers: what was begun with has to be nothing, by now others may
	 * have written */
	fd = open(path, O_RDONLY | O_NONBLOCK);
	assert_true(fd >= 0);
	usleep(300000);
	n = read(fd, text, sizeof(text));
	assert_true(n == 0 || (n < 0 && errno == EAGAIN));
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(lines_are_appended, clean,
						clean),
		cmocka_unit_test_setup_teardown(a_cut_file_takes_whole_lines,
						clean, clean),
		cmocka_unit_test_setup_teardown(a_disk_that_fails_keeps_nobody,
						clean, clean),
		cmocka_unit_test_setup_teardown(a_disk_that_hangs_keeps_nobody,
						clean, clean),
	};

	snprintf(path, sizeof(path), "/tmp/railyard-journal-%d", (int)getpid());
	return cmocka_run_group_tests_name("journal", tests, NULL, NULL);
}
