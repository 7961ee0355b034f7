/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Signals through one file descriptor, the program behind them. */
#include "run_events.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const int passed[] = { SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1,
			      SIGUSR2, SIGCONT, SIGALRM };
enum {
	N_PASSED = sizeof(passed) / sizeof(*passed),
	N_ENDING = 4,	/* the first ones */
};

double run_events_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int run_events_open(struct run_events *ev, struct rail_error *err)
{
	sigset_t set;

	*ev = (struct run_events){ .fd = -1 };
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	for (int i = 0; i < N_PASSED; i++) {
		struct sigaction action;

		/* nohup(1), and shells that run us behind, ignore some */
		sigaction(passed[i], NULL, &action);
		if (action.sa_handler != SIG_IGN)
			sigaddset(&set, passed[i]);
	}
	sigprocmask(SIG_BLOCK, &set, &ev->before);
	ev->fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (ev->fd >= 0)
		return 0;
	sigprocmask(SIG_SETMASK, &ev->before, NULL);
	return rail_error_set(err, "signals cannot be waited for: %s",
			      strerror(errno));
}

void run_events_close(struct run_events *ev)
{
	if (ev->fd >= 0)
		close(ev->fd);
	ev->fd = -1;
	sigprocmask(SIG_SETMASK, &ev->before, NULL);
}

/* In the child; what goes wrong is told through FD. */
static void become(const struct run_events *ev, char *const *argv, int fd)
{
	int error;

	if (ev->group)
		setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	sigprocmask(SIG_SETMASK, &ev->before, NULL);
	execvp(argv[0], argv);
	error = errno;
	if (write(fd, &error, sizeof(error)) < 0)
		_exit(126);
	_exit(127);
}

int run_events_start(struct run_events *ev, char *const *argv,
		     struct rail_error *err)
{
	int fds[2], error = 0;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC) < 0)
		return rail_error_set(err, "no pipe: %s", strerror(errno));
	/* on a terminal it must stay in the group that may read from it */
	ev->group = !isatty(STDIN_FILENO);
	pid = fork();
	if (pid == 0)
		become(ev, argv, fds[1]);
	close(fds[1]);
	if (pid < 0)
		error = errno;
	else if (read(fds[0], &error, sizeof(error)) != sizeof(error))
		error = 0;
	close(fds[0]);
	if (!error) {
		ev->program = pid;
		ev->leader = ev->group ? pid : 0;
		return 0;
	}
	if (pid > 0)
		waitpid(pid, NULL, 0);
	return rail_error_set(err, "\"%s\" cannot be started: %s", argv[0],
			      strerror(error));
}

void run_events_kill(const struct run_events *ev, int signal, bool all)
{
	if (all && ev->leader > 0)
		kill(-ev->leader, signal);
	else if (ev->program > 0)
		kill(ev->program, signal);
}

static void take_signal(struct run_events *ev, int signal)
{
	if (signal == SIGCHLD) {
		if (ev->program > 0 &&
		    waitpid(ev->program, &ev->status, WNOHANG) == ev->program)
			ev->program = 0;
		return;
	}
	for (int i = 0; i < N_ENDING; i++)
		if (signal == passed[i] && !ev->ending)
			ev->ending = signal;
	run_events_kill(ev, signal, false);
}

bool run_events_wait(struct run_events *ev, int fd, int ms)
{
	double until = run_events_now() + ms / 1e3;
	pid_t program = ev->program;
	int ending = ev->ending;

	while (ev->program == program && ev->ending == ending) {
		struct pollfd polls[] = { { .fd = ev->fd, .events = POLLIN },
					  { .fd = fd, .events = POLLIN } };
		double left = until - run_events_now();
		struct signalfd_siginfo info;

		if (poll(polls, 2, left > 0 ? (int)(left * 1e3) + 1 : 0) < 0 &&
		    errno != EINTR)
			return false;
		while (read(ev->fd, &info, sizeof(info)) == sizeof(info))
			take_signal(ev, (int)info.ssi_signo);
		if (polls[1].revents)
			return true;
		if (run_events_now() >= until)
			return false;
	}
	return false;
}
