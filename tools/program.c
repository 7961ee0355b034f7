/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs one program, with an end to its time. */
#include "program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MAX_BYTES = 256 << 20, CHUNK = 1 << 16 };

extern char **environ;

struct output {
	int fd;
	char *text;
	size_t len;
};

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* What there is of it now; closes it at its end.  -1: no memory, too much. */
static int take(struct output *o)
{
	char *more = realloc(o->text, o->len + CHUNK + 1);
	ssize_t n;

	if (!more || o->len > MAX_BYTES)
		return -1;
	o->text = more;
	n = read(o->fd, o->text + o->len, CHUNK);
	if (n < 0 && errno == EINTR)
		return 0;
	if (n > 0) {
		o->len += (size_t)n;
	} else {
		close(o->fd);
		o->fd = -1;
	}
	o->text[o->len] = '\0';
	return 0;
}

/* Both outputs to their ends; -1: out of time or memory. */
static int take_all(struct output o[2], int seconds)
{
	int64_t end = now_ms() + (int64_t)seconds * 1000;

	while (o[0].fd >= 0 || o[1].fd >= 0) {
		struct pollfd p[2] = { { .fd = o[0].fd, .events = POLLIN },
				       { .fd = o[1].fd, .events = POLLIN } };
		int64_t left = end - now_ms();

		if (left <= 0)
			return -1;
		if (poll(p, 2, (int)left) < 0 && errno != EINTR)
			return -1;
		for (int i = 0; i < 2; i++)
			if (o[i].fd >= 0 && p[i].revents && take(&o[i]) < 0)
				return -1;
	}
	return 0;
}

static int start(const char *const *argv, int out, int error, pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	int rc = posix_spawn_file_actions_init(&actions);

	if (rc)
		return rc;
	rc = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO,
					      "/dev/null", O_RDONLY, 0);
	if (!rc)
		rc = posix_spawn_file_actions_adddup2(&actions, out,
						      STDOUT_FILENO);
	if (!rc)
		rc = posix_spawn_file_actions_adddup2(&actions, error,
						      STDERR_FILENO);
	if (!rc)
		rc = posix_spawnp(pid, argv[0], &actions, NULL,
				  (char *const *)(uintptr_t)argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	return rc;
}

static int tell(const char *program, const struct output *said, int status,
		struct rail_error *err)
{
	int len = said->text ? (int)strcspn(said->text, "\n") : 0;

	if (len)
		return rail_error_set(err, "%s: %.*s", program,
				      len > 300 ? 300 : len, said->text);
	if (WIFSIGNALED(status))
		return rail_error_set(err, "%s: killed by signal %d", program,
				      WTERMSIG(status));
	return rail_error_set(err, "%s: it ended with status %d", program,
			      WEXITSTATUS(status));
}

static int finish(const char *const *argv, pid_t pid, struct output o[2],
		  int seconds, struct rail_error *err)
{
	bool whole = take_all(o, seconds) == 0;
	int status;

	if (!whole)
		kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return rail_error_set(err, "%s: %s", argv[0],
					      strerror(errno));
	if (!whole)
		return rail_error_set(err, "%s: no answer within %d s",
				      argv[0], seconds);
	return status ? tell(argv[0], &o[1], status, err) : 0;
}

char *program_output(const char *const *argv, int seconds, struct rail_error *err)
{
	int out[2] = { -1, -1 }, error[2] = { -1, -1 }, rc;
	struct output o[2] = { { .fd = -1 }, { .fd = -1 } };
	pid_t pid;

	if (pipe2(out, O_CLOEXEC) || pipe2(error, O_CLOEXEC)) {
		rail_error_set(err, "%s: %s", argv[0], strerror(errno));
		if (out[0] >= 0) {
			close(out[0]);
			close(out[1]);
		}
		return NULL;
	}
	rc = start(argv, out[1], error[1], &pid);
	close(out[1]);
	close(error[1]);
	o[0].fd = out[0];
	o[1].fd = error[0];
	if (rc)
		rc = rail_error_set(err, "%s: %s", argv[0], strerror(rc));
	else
		rc = finish(argv, pid, o, seconds, err);
	for (int i = 0; i < 2; i++)
		if (o[i].fd >= 0)
			close(o[i].fd);
	free(o[1].text);
	if (!rc)
		return o[0].text;
	free(o[0].text);
	return NULL;
}
