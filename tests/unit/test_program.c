/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One program: its output, its complaint, its time, its surroundings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "tools/program.h"

static char *shell(const char *script, int seconds, struct rail_error *err)
{
	const char *const argv[] = { "sh", "-c", script, NULL };

	return program_output(argv, seconds, err);
}

static void prints(const char *script, const char *wanted)
{
	struct rail_error err = { 0 };
	char *text = shell(script, 10, &err);

	assert_non_null(text);
	assert_string_equal(text, wanted);
	free(text);
}

static void fails(const char *script, const char *wanted)
{
	struct rail_error err = { 0 };

	assert_null(shell(script, 10, &err));
	assert_string_equal(err.text, wanted);
}

static void its_output_alone_is_the_answer(void **state)
{
	prints("echo one; echo two >&2; echo three", "one\nthree\n");
	prints("true", "");
	prints("cat", "");	/* stdin is empty */
}

static void a_bad_end_is_told_with_its_first_words(void **state)
{
	fails("echo out; echo bad >&2; echo worse >&2; exit 3", "sh: bad");
	fails("echo out; exit 3", "sh: out");
	fails("echo 'sh: error: bad' >&2; exit 3", "sh: error: bad");
	fails("printf 'a\\033b' >&2; exit 3", "sh: a?b");
	fails("exit 3", "sh: it ended with status 3");
	fails("kill -9 $$", "sh: killed by signal 9");
}

static void one_that_is_not_there_is_told(void **state)
{
	const char *const argv[] = { "no-such-program", NULL };
	struct rail_error err = { 0 };

	assert_null(program_output(argv, 10, &err));
	assert_string_equal(err.text,
			    "no-such-program: No such file or directory");
}

static void time_is_up_for_its_children_too(void **state)
{
	struct rail_error err = { 0 };
	time_t start = time(NULL);

	assert_null(shell("sleep 30 & sleep 30", 1, &err));
	assert_string_equal(err.text, "sh: no answer within 1 s");
	assert_true(time(NULL) - start < 10);
}

static void endless_complaints_fill_no_memory(void **state)
{
	prints("head -c 1000000 /dev/zero >&2 || echo full",
	       "full\n");
}

static void what_the_user_set_for_his_eyes_is_gone(void **state)
{
	setenv("SQUEUE_FORMAT", "%i", 1);
	setenv("SINFO_FORMAT", "%i", 1);
	setenv("SLURM_CONF", "/somewhere", 1);
	prints("echo \"$SQUEUE_FORMAT$SINFO_FORMAT$SLURM_CONF\"",
	       "/somewhere\n");
}

static bool count(void *arg, int fd, int ms)
{
	struct timespec moment = { .tv_nsec = 20000000 };

	nanosleep(&moment, NULL);
	return ++*(int *)arg > 3 && fd >= 0 && ms > 0;
}

static void other_things_are_looked_after_meanwhile(void **state)
{
	const char *const argv[] = { "echo", "x", NULL };
	struct rail_error err;
	int looks = 0;
	const struct program p = { .argv = argv, .seconds = 10,
				   .wait = count, .arg = &looks };
	char *text = program_run(&p, &err);

	assert_string_equal(text, "x\n");
	assert_true(looks > 3);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(its_output_alone_is_the_answer),
		cmocka_unit_test(a_bad_end_is_told_with_its_first_words),
		cmocka_unit_test(one_that_is_not_there_is_told),
		cmocka_unit_test(time_is_up_for_its_children_too),
		cmocka_unit_test(endless_complaints_fill_no_memory),
		cmocka_unit_test(what_the_user_set_for_his_eyes_is_gone),
		cmocka_unit_test(other_things_are_looked_after_meanwhile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
