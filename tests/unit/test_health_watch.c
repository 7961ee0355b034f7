/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The thread that follows the health file: what it hands over, and says. */
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "unit.h"
#include "plugin/health_watch.h"

enum { TRIES = 100, TRY_US = 100000 };

static char path[64], kept[80];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int n_said;
static char last_said[1024];

static void say(const char *line)
{
	pthread_mutex_lock(&lock);
	n_said++;
	snprintf(last_said, sizeof(last_said), "%s", line);
	pthread_mutex_unlock(&lock);
}

static int said(void)
{
	int n;

	pthread_mutex_lock(&lock);
	n = n_said;
	pthread_mutex_unlock(&lock);
	return n;
}

static struct health_watch *start(void)
{
	struct rail_error err;
	struct health_watch *w = health_watch_open(path, kept, say, &err);

	assert_non_null(w);
	return w;
}

/* A health with this NODE down; the name is another file's each time. */
static void write_node(const char *node, int64_t since)
{
	const struct health_entry e = { .kind = HEALTH_NODE, .name = node,
					.rail = -1, .reason = "",
					.source = "", .since = since };
	struct health *h = health_create();

	assert_int_equal(health_set(h, &e, NULL), 0);
	assert_int_equal(health_save(h, path, NULL), 0);
	health_destroy(h);
}

static void write_text(const char *text)
{
	FILE *out = fopen(path, "w");

	assert_non_null(out);
	fputs(text, out);
	fclose(out);
}

static struct health *wait_for(struct health_watch *w)
{
	struct health *h = NULL;

	for (int i = 0; i < TRIES && !(h = health_watch_take(w)); i++)
		usleep(TRY_US);
	assert_non_null(h);
	return h;
}

static void wait_said(int count)
{
	for (int i = 0; i < TRIES && said() < count; i++)
		usleep(TRY_US);
	assert_int_equal(said(), count);
}

/* Takes what W has read, which must have just NODE down (NULL: nothing). */
static void expect(struct health_watch *w, const char *node)
{
	struct health *h = wait_for(w);

	assert_int_equal(h->count, node ? 1 : 0);
	if (node)
		assert_string_equal(h->entries[0].name, node);
	health_destroy(h);
}

static int clean(void **state)
{
	unlink(path);
	unlink(kept);
	n_said = 0;
	return 0;
}

/* Nor is it opened: the thread would be stuck, and with it whoever closes it. */
static void a_pipe_is_no_file(void **state)
{
	struct health_watch *w;

	assert_int_equal(mkfifo(path, 0600), 0);
	w = start();
	wait_said(1);
	assert_non_null(strstr(last_said, "is no regular file"));
	unlink(path);
	expect(w, NULL);
	health_watch_close(w);
}

static void it_follows_the_file(void **state)
{
	struct health_watch *w = start();

	expect(w, NULL);
	assert_null(health_watch_take(w));
	write_node("gpu01", 1);
	expect(w, "gpu01");
	write_node("gpu02", 1);
	expect(w, "gpu02");
	unlink(path);
	expect(w, NULL);
	assert_int_equal(said(), 0);
	health_watch_close(w);
}

static void a_bad_file_changes_nothing_and_is_told_once(void **state)
{
	struct health_watch *w;

	write_node("gpu01", 1);
	w = start();
	expect(w, "gpu01");
	write_text("{");
	wait_said(1);
	assert_non_null(strstr(last_said, "the last good one stays in force"));
	write_text("{ ");
	usleep(12 * TRY_US);
	assert_int_equal(said(), 1);
	assert_null(health_watch_take(w));
	write_node("gpu02", 1);
	expect(w, "gpu02");
	assert_int_equal(said(), 2);
	health_watch_close(w);

	/* and over a restart */
	write_text("{");
	w = start();
	expect(w, "gpu02");
	assert_int_equal(said(), 3);
	health_watch_close(w);

	unlink(kept);
	w = start();
	wait_said(4);
	assert_non_null(strstr(last_said, "nothing is taken as down"));
	assert_null(health_watch_take(w));
	health_watch_close(w);
}

static void a_clock_ahead_is_told_once(void **state)
{
	struct health_watch *w;
	struct health *h;

	write_node("gpu01", INT64_C(99999999999));
	w = start();
	h = wait_for(w);
	assert_true(h->entries[0].since <= time(NULL));
	health_destroy(h);
	usleep(12 * TRY_US);
	assert_int_equal(said(), 1);
	health_watch_close(w);
}

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000;
}

/* A disk that hangs: to open a pipe without a reader takes for ever. */
static void a_disk_that_hangs_keeps_nobody(void **state)
{
	struct health_watch *w;
	int64_t before;
	int fd;

	assert_int_equal(mkfifo(kept, 0600), 0);
	write_node("gpu01", 1);
	w = start();
	assert_null(health_watch_take(w));
	before = now_ms();
	health_watch_close(w);
	/* of which it should be 20; others may be busy */
	assert_true(now_ms() - before < 1000);
	/* the thread goes on, and ends */
	fd = open(kept, O_RDONLY | O_NONBLOCK);
	assert_true(fd >= 0);
	usleep(3 * TRY_US);
	close(fd);
	assert_int_equal(said(), 0);
}

static void what_is_no_file_is_told(void **state)
{
	struct health_watch *w;

	assert_int_equal(symlink(path, path), 0);
	w = start();
	wait_said(1);
	health_watch_close(w);
	health_watch_close(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(it_follows_the_file, clean),
		cmocka_unit_test_setup(a_pipe_is_no_file, clean),
		cmocka_unit_test_setup(
			a_bad_file_changes_nothing_and_is_told_once, clean),
		cmocka_unit_test_setup(a_disk_that_hangs_keeps_nobody, clean),
		cmocka_unit_test_setup(a_clock_ahead_is_told_once, clean),
		cmocka_unit_test_setup_teardown(what_is_no_file_is_told, clean,
						clean),
	};
	int failed;

	snprintf(path, sizeof(path), "/tmp/railyard-health-%d", (int)getpid());
	snprintf(kept, sizeof(kept), "%s.last", path);
	failed = cmocka_run_group_tests_name("health_watch", tests, NULL, NULL);
	unlink(path);
	unlink(kept);
	return failed;
}
