/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One command, what it prints, and no longer than a given time. */
#include "run_slurm.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	SECONDS = 10,
	MAX_TEXT = 64 << 20,
	CHUNK = 1 << 14,
};

/* What the user has set for his own eyes would change what we read. */
static void clear_settings(void)
{
	static const char *const names[] = {
		"SLURM_TIME_FORMAT", "SLURM_CLUSTERS", "SLURM_BITSTR_LEN",
		"SQUEUE_FORMAT", "SQUEUE_FORMAT2", "SQUEUE_ALL",
		"SQUEUE_ACCOUNT", "SQUEUE_ARRAY", "SQUEUE_LICENSES",
		"SQUEUE_LOCAL", "SQUEUE_NAMES", "SQUEUE_PARTITION",
		"SQUEUE_PRIORITY", "SQUEUE_QOS", "SQUEUE_SIBLING",
		"SQUEUE_SORT", "SQUEUE_STATES", "SQUEUE_USERS",
		"SCONTROL_ALL", "SCONTROL_FEDERATION", "SCONTROL_FUTURE",
		"SCONTROL_LOCAL", "SCONTROL_SIBLING", "SLURM_JSON",
		"SLURM_YAML", "SCANCEL_BATCH", "SCANCEL_CTLD",
		"SCANCEL_FULL", "SCANCEL_INTERACTIVE", "SCANCEL_NAME",
		"SCANCEL_STATE", "SCANCEL_VERBOSE",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		unsetenv(names[i]);
}

static void become(const struct run_events *ev, char *const *argv, int out,
		   bool merged)
{
	int null = open("/dev/null", O_RDWR);

	setpgid(0, 0);
	sigprocmask(SIG_SETMASK, &ev->before, NULL);
	clear_settings();
	if (null < 0 || dup2(null, STDIN_FILENO) < 0 ||
	    dup2(out, STDOUT_FILENO) < 0 ||
	    dup2(merged ? out : null, STDERR_FILENO) < 0)
		_exit(127);
	execvp(argv[0], argv);
	_exit(127);
}

/* Everything from FD until UNTIL; NULL and ERR. */
static char *read_all(struct run_events *ev, int fd, double until,
		      struct rail_error *err)
{
	size_t len = 0, room = 0;
	char *text = NULL;

	for (;;) {
		double left = until - run_events_now();
		ssize_t n;

		if (len + CHUNK > room) {
			char *grown = realloc(text, room += CHUNK * 4);

			if (!grown || room > MAX_TEXT) {
				free(grown ? grown : text);
				rail_error_nomem(err);
				return NULL;
			}
			text = grown;
		}
		if (left <= 0) {
			free(text);
			rail_error_set(err, "no answer in time");
			return NULL;
		}
		if (!run_events_wait(ev, fd, (int)(left * 1e3) + 1))
			continue;	/* a signal, or the time is up */
		n = read(fd, text + len, CHUNK - 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		len += (size_t)n;
	}
	text[len] = '\0';
	return text;
}

char *run_ask(struct run_events *ev, char *const *argv, bool merged,
	      int seconds, int *status, struct rail_error *err)
{
	double until = run_events_now() + (seconds ? seconds : SECONDS);
	int fds[2], wait_status;
	struct rail_error why;
	char *text;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC) < 0 || (pid = fork()) < 0) {
		rail_error_set(err, "%s: %s", argv[0], strerror(errno));
		return NULL;
	}
	if (pid == 0)
		become(ev, argv, fds[1], merged);
	close(fds[1]);
	text = read_all(ev, fds[0], until, &why);
	close(fds[0]);
	if (!text) {
		kill(-pid, SIGKILL);
		kill(pid, SIGKILL);
	}
	while (waitpid(pid, &wait_status, 0) < 0 && errno == EINTR)
		;
	if (!text)
		rail_error_set(err, "%s: %s", argv[0], why.text);
	*status = WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : 128;
	return text;
}
