/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs one program, with an end to its time. */
#include "program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "topology/text.h"

enum { MAX_BYTES = 256 << 20, CHUNK = 1 << 16, LINE = 300 };

extern char **environ;

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* --- starting it ---------------------------------------------------------- */

/* Whether ENTRY of the environment would change what Slurm's commands print. */
static bool is_setting(const char *entry)
{
	static const char *const names[] = {
		"SLURM_TIME_FORMAT=", "SLURM_CLUSTERS=", "SLURM_BITSTR_LEN=",
		"SLURM_JSON=", "SLURM_YAML=", "SQUEUE_", "SINFO_", "SCONTROL_",
		"SCANCEL_",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strncmp(entry, names[i], strlen(names[i])))
			return true;
	return false;
}

/* Our environment without them; the caller frees the array.  NULL: no memory. */
static char **clean_environment(void)
{
	size_t count = 0, n = 0;
	char **kept;

	while (environ && environ[count])
		count++;
	kept = calloc(count + 1, sizeof(*kept));
	for (size_t i = 0; kept && i < count; i++)
		if (!is_setting(environ[i]))
			kept[n++] = environ[i];
	return kept;
}

static int set_files(posix_spawn_file_actions_t *actions, int out, int error)
{
	int rc = posix_spawn_file_actions_addopen(actions, STDIN_FILENO,
						  "/dev/null", O_RDONLY, 0);

	if (!rc)
		rc = posix_spawn_file_actions_adddup2(actions, out,
						      STDOUT_FILENO);
	if (!rc)
		rc = posix_spawn_file_actions_adddup2(actions, error,
						      STDERR_FILENO);
	return rc;
}

/* Its own process group, as it may have children that outlive it. */
static int set_attributes(posix_spawnattr_t *attributes,
			  const sigset_t *blocked)
{
	short flags = POSIX_SPAWN_SETPGROUP;
	int rc = 0;

	if (blocked) {
		flags |= POSIX_SPAWN_SETSIGMASK;
		rc = posix_spawnattr_setsigmask(attributes, blocked);
	}
	return rc ? rc : posix_spawnattr_setflags(attributes, flags);
}

/* An error number, or 0. */
static int start(const struct program *p, int out, int error, pid_t *pid)
{
	char **environment = clean_environment();
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int rc = environment ? posix_spawn_file_actions_init(&actions) :
			       ENOMEM;

	if (rc)
		goto out;
	rc = posix_spawnattr_init(&attributes);
	if (!rc) {
		rc = set_files(&actions, out, error);
		if (!rc)
			rc = set_attributes(&attributes, p->blocked);
		if (!rc)
			rc = posix_spawnp(pid, p->argv[0], &actions,
					  &attributes,
					  (char *const *)(uintptr_t)p->argv,
					  environment);
		posix_spawnattr_destroy(&attributes);
	}
	posix_spawn_file_actions_destroy(&actions);
out:
	free(environment);
	return rc;
}

/* --- what it prints ------------------------------------------------------- */

static bool wait_for(const struct program *p, int fd, int ms)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };

	if (p->wait)
		return p->wait(p->arg, fd, ms);
	return poll(&poll_fd, 1, ms) > 0;
}

/* Everything from FD; NULL: out of time, or too much. */
static char *read_all(const struct program *p, int fd, struct rail_error *err)
{
	int64_t end = now_ms() + (int64_t)p->seconds * 1000, left;
	char *text = NULL;
	size_t len = 0;

	while ((left = end - now_ms()) > 0) {
		char *more = len > MAX_BYTES ? NULL :
					       realloc(text, len + CHUNK + 1);
		ssize_t n;

		if (!more) {
			free(text);
			rail_error_set(err, "%s: %s", p->argv[0],
				       len > MAX_BYTES ? "it prints too much" :
							 "out of memory");
			return NULL;
		}
		text = more;
		text[len] = '\0';
		if (!wait_for(p, fd, (int)left))
			continue;	/* or a signal, or the time is up */
		n = read(fd, text + len, CHUNK);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return text;
		len += (size_t)n;
		text[len] = '\0';
	}
	free(text);
	rail_error_set(err, "%s: no answer within %d s", p->argv[0],
		       p->seconds);
	return NULL;
}

/* The first line of what it complained of, else of what it PRINTED. */
static int tell(const struct program *p, int error, char *printed, int status,
		struct rail_error *err)
{
	size_t name = strlen(p->argv[0]);
	char line[LINE + 1], *said = line;
	ssize_t n = pread(error, line, LINE, 0);

	line[n > 0 ? n : 0] = '\0';
	if (!line[0])
		snprintf(line, sizeof(line), "%.*s", LINE, printed);
	line[strcspn(line, "\n")] = '\0';
	text_disarm(line);
	/* "squeue: error: " begins with what we begin with */
	if (!strncmp(line, p->argv[0], name) && line[name] == ':')
		said += name + 1 + strspn(line + name + 1, " ");
	if (*said)
		return rail_error_set(err, "%s: %s", p->argv[0], said);
	if (WIFSIGNALED(status))
		return rail_error_set(err, "%s: killed by signal %d",
				      p->argv[0], WTERMSIG(status));
	return rail_error_set(err, "%s: it ended with status %d", p->argv[0],
			      WEXITSTATUS(status));
}

/* Takes what PID prints, and its end. */
static char *finish(const struct program *p, pid_t pid, int out, int error,
		    struct rail_error *err)
{
	char *text = read_all(p, out, err);
	int status;

	if (!text)
		kill(-pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR) {
			rail_error_set(err, "%s: %s", p->argv[0],
				       strerror(errno));
			free(text);
			return NULL;
		}
	if (!text || !status)
		return text;
	tell(p, error, text, status, err);
	free(text);
	return NULL;
}

/* For stderr: no pipe, as it is read when all is over, and nobody has to look
 * after it till then.  What does not fit cannot be written. */
static int open_complaints(void)
{
	int fd = memfd_create("stderr", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd >= 0 && (ftruncate(fd, CHUNK) ||
			fcntl(fd, F_ADD_SEALS, F_SEAL_GROW))) {
		close(fd);
		fd = -1;
	}
	return fd;
}

char *program_run(const struct program *p, struct rail_error *err)
{
	int out[2] = { -1, -1 }, rc;
	int error = open_complaints();
	char *text = NULL;
	pid_t pid;

	rc = error < 0 || pipe2(out, O_CLOEXEC) ? errno :
						  start(p, out[1], error, &pid);
	if (out[1] >= 0)
		close(out[1]);
	if (rc)
		rail_error_set(err, "%s: %s", p->argv[0], strerror(rc));
	else
		text = finish(p, pid, out[0], error, err);
	if (out[0] >= 0)
		close(out[0]);
	if (error >= 0)
		close(error);
	return text;
}

char *program_output(const char *const *argv, int seconds,
		     struct rail_error *err)
{
	const struct program p = { .argv = argv, .seconds = seconds };

	return program_run(&p, err);
}
