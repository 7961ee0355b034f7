/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Many processes at once, but not too many, and none that outlives us. */
#include "gather_procs.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	TICK_MS = 200,
	GRACE = 3,	/* seconds from SIGTERM to SIGKILL */
	CHUNK = 1 << 16,
	LEFT_MAX = 64,	/* chunks that are read of what has ended */
};

struct process {
	pid_t pid;
	int fds[2];	/* its stdout and stderr; -1: at their end */
	double deadline;
	int timeout;
	bool while_silent;
	bool ending;	/* SIGTERM was sent: SIGKILL is next */
	enum gather_end how;
	void *data;
};

struct run {
	const struct gather_procs *p;
	struct process *processes;
	struct pollfd *polls;	/* two for each of processes[] */
	int n;
	int ending;	/* the signal that ends us */
	bool gave_up;
	bool full;	/* the system has no room for more right now */
	sigset_t waiting;	/* the mask while we wait */
	char *chunk;
	struct rail_error *err;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* --- signals ------------------------------------------------------------- */

static volatile sig_atomic_t told, told_often;

static void note_signal(int signal)
{
	if (signal == SIGCHLD)
		return;	/* it only has to end a ppoll() */
	if (told)
		told_often = 1;
	told = signal;
}

static const int signals[] = { SIGCHLD, SIGINT, SIGTERM, SIGHUP };
enum { N_SIGNALS = sizeof(signals) / sizeof(*signals) };

struct handlers {
	struct sigaction old[N_SIGNALS], pipe;
	sigset_t mask;
};

/* From here on they come while ppoll() waits, and at no other time. */
static void take_signals(struct run *r, struct handlers *h)
{
	struct sigaction action = { .sa_handler = note_signal };
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	sigset_t block;

	sigemptyset(&action.sa_mask);
	sigemptyset(&block);
	told = told_often = 0;
	/* Who no longer reads our progress must not make us leave all behind. */
	sigaction(SIGPIPE, &ignore, &h->pipe);
	for (int i = 0; i < N_SIGNALS; i++) {
		sigaction(signals[i], NULL, &h->old[i]);
		/* nohup(1), and shells that run us behind, ignore some */
		if (signals[i] != SIGCHLD && h->old[i].sa_handler == SIG_IGN)
			continue;
		sigaction(signals[i], &action, NULL);
		sigaddset(&block, signals[i]);
	}
	sigprocmask(SIG_BLOCK, &block, &h->mask);
	r->waiting = h->mask;
	for (int i = 0; i < N_SIGNALS; i++)
		if (sigismember(&block, signals[i]))
			sigdelset(&r->waiting, signals[i]);
}

/* ppoll() lets none in while there is something to read at once. */
static void let_signals_in(const struct run *r)
{
	sigset_t blocked;

	sigprocmask(SIG_SETMASK, &r->waiting, &blocked);
	sigprocmask(SIG_SETMASK, &blocked, NULL);
}

static void leave_signals(const struct handlers *h)
{
	for (int i = 0; i < N_SIGNALS; i++)
		sigaction(signals[i], &h->old[i], NULL);
	sigaction(SIGPIPE, &h->pipe, NULL);
	sigprocmask(SIG_SETMASK, &h->mask, NULL);
}

/* --- starting ------------------------------------------------------------ */

static int set_attributes(posix_spawnattr_t *attributes)
{
	sigset_t none, usual;
	short flags = POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK |
		      POSIX_SPAWN_SETSIGDEF;

	sigemptyset(&none);
	sigemptyset(&usual);
	for (int i = 0; i < N_SIGNALS; i++)
		sigaddset(&usual, signals[i]);
	sigaddset(&usual, SIGPIPE);
	return posix_spawnattr_setflags(attributes, flags) ||
	       posix_spawnattr_setsigmask(attributes, &none) ||
	       posix_spawnattr_setsigdefault(attributes, &usual) ? ENOMEM : 0;
}

static int set_files(posix_spawn_file_actions_t *actions, int out, int err)
{
	return posix_spawn_file_actions_addopen(actions, STDIN_FILENO,
						"/dev/null", O_RDONLY, 0) ||
	       posix_spawn_file_actions_adddup2(actions, out, STDOUT_FILENO) ||
	       posix_spawn_file_actions_adddup2(actions, err, STDERR_FILENO) ?
	       ENOMEM : 0;
}

/* 0, or an error number. */
static int spawn(char *const *argv, int out, int err, pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int rc = posix_spawn_file_actions_init(&actions);

	if (rc)
		return rc;
	rc = posix_spawnattr_init(&attributes);
	if (rc == 0) {
		rc = set_attributes(&attributes);
		if (rc == 0)
			rc = set_files(&actions, out, err);
		if (rc == 0)
			rc = posix_spawnp(pid, argv[0], &actions, &attributes,
					  argv, environ);
		posix_spawnattr_destroy(&attributes);
	}
	posix_spawn_file_actions_destroy(&actions);
	return rc;
}

/* A pipe whose reading end does not block. */
static int open_pipe(int fds[2])
{
	if (pipe2(fds, O_CLOEXEC) < 0)
		return errno;
	if (fcntl(fds[0], F_SETFL, O_NONBLOCK) == 0)
		return 0;
	close(fds[0]);
	close(fds[1]);
	return EINVAL;
}

/* 0, or an error number. */
static int start_process(struct process *pr, char *const *argv)
{
	int out[2], err[2];
	int rc = open_pipe(out);

	if (rc)
		return rc;
	rc = open_pipe(err);
	if (rc) {
		close(out[0]);
		close(out[1]);
		return rc;
	}
	rc = spawn(argv, out[1], err[1], &pr->pid);
	close(out[1]);
	close(err[1]);
	pr->fds[0] = out[0];
	pr->fds[1] = err[0];
	if (rc) {
		close(out[0]);
		close(err[0]);
	}
	return rc;
}

/* Where the system has no room for more: again when something has ended. */
static bool may_pass(int error)
{
	return error == EMFILE || error == ENFILE || error == EAGAIN ||
	       error == ENOMEM;
}

/*
 * Starts what next() gives, until there are enough.  What cannot be started
 * ends as if we had been told to end: next() may give it again.
 */
static int start_more(struct run *r)
{
	while (r->n < r->p->most && !r->ending && !r->gave_up && !r->full) {
		struct process *pr = &r->processes[r->n];
		struct gather_start s = { 0 };
		int rc = r->p->next(r->p->ctx, &s);

		if (rc <= 0)
			return rc;
		*pr = (struct process){
			.timeout = s.timeout, .while_silent = s.while_silent,
			.data = s.process, .deadline = now() + s.timeout,
		};
		rc = start_process(pr, s.argv);
		if (rc == 0) {
			r->n++;
			continue;
		}
		r->full = may_pass(rc) && r->n;
		if (!r->full)
			rail_error_set(r->err, "%s: cannot run it: %s",
				       s.argv[0], strerror(rc));
		r->p->ended(r->p->ctx, s.process, GATHER_END_SIGNAL, 0);
		if (!r->full)
			return -1;
	}
	return 0;
}

/* --- ending -------------------------------------------------------------- */

static void end_process(struct process *pr, enum gather_end how)
{
	if (!pr->ending)
		pr->how = how;
	kill(-pr->pid, pr->ending ? SIGKILL : SIGTERM);
	/* ... and what was stopped wakes up to hear it */
	kill(-pr->pid, SIGCONT);
	pr->ending = true;
	pr->deadline = now() + GRACE;
}

static void end_all(struct run *r)
{
	for (int i = 0; i < r->n; i++)
		end_process(&r->processes[i], GATHER_END_SIGNAL);
}

static void check_deadlines(struct run *r)
{
	double t = now();

	for (int i = 0; i < r->n; i++)
		if (t >= r->processes[i].deadline)
			end_process(&r->processes[i], GATHER_END_TIMEOUT);
}

/* --- output -------------------------------------------------------------- */

/* One chunk of stream K: whether there may be more. */
static bool read_chunk(struct run *r, struct process *pr, int k)
{
	ssize_t n;

	if (pr->fds[k] < 0)
		return false;
	n = read(pr->fds[k], r->chunk, CHUNK);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	if (n <= 0) {
		close(pr->fds[k]);
		pr->fds[k] = -1;
		return false;
	}
	if (pr->while_silent && !pr->ending)
		pr->deadline = now() + pr->timeout;
	if (pr->ending && pr->how == GATHER_END_STOPPED)
		return true;	/* nobody listens any more */
	if (r->p->output(r->p->ctx, pr->data, k == 1, r->chunk, (size_t)n) < 0)
		end_process(pr, GATHER_END_STOPPED);
	return true;
}

/*
 * The process at I is a zombie.  Its group cannot be another's before it is
 * waited for.  What it left behind elsewhere may keep its pipes open, as ssh's
 * ControlPersist does: their end is not waited for.
 */
static int reap(struct run *r, int i)
{
	struct process pr = r->processes[i];
	int status = 0;

	kill(-pr.pid, SIGKILL);
	for (int k = 0; k < 2; k++)
		for (int n = 0; n < LEFT_MAX && read_chunk(r, &pr, k); n++)
			;
	while (waitpid(pr.pid, &status, 0) < 0 && errno == EINTR)
		;
	for (int k = 0; k < 2; k++)
		if (pr.fds[k] >= 0)
			close(pr.fds[k]);
	r->processes[i] = r->processes[--r->n];
	r->full = false;
	return r->p->ended(r->p->ctx, pr.data,
			   pr.ending ? pr.how : GATHER_END_EXIT, status);
}

static int reap_all(struct run *r)
{
	int rc = 0;

	for (int i = 0; i < r->n;) {
		siginfo_t info = { 0 };

		if (waitid(P_PID, (id_t)r->processes[i].pid, &info,
			   WEXITED | WNOHANG | WNOWAIT) == 0 && !info.si_pid)
			i++;
		else if (reap(r, i) < 0)
			rc = -1;
	}
	return rc;
}

/* --- the loop ------------------------------------------------------------ */

static void wait_and_read(struct run *r)
{
	struct timespec most = { .tv_nsec = TICK_MS * 1000000L };
	unsigned int n = (unsigned int)r->n * 2;

	for (unsigned int i = 0; i < n; i++)
		r->polls[i] = (struct pollfd){
			.fd = r->processes[i / 2].fds[i % 2],
			.events = POLLIN,
		};
	if (ppoll(r->polls, n, &most, &r->waiting) <= 0)
		return;
	for (unsigned int i = 0; i < n; i++)
		if (r->polls[i].revents)
			read_chunk(r, &r->processes[i / 2], i % 2);
}

static void hear_signals(struct run *r)
{
	let_signals_in(r);
	if (told && (!r->ending || told_often)) {
		r->ending = told;
		told_often = 0;
		end_all(r);
	}
}

static void give_up(struct run *r)
{
	if (!r->gave_up)
		end_all(r);
	r->gave_up = true;
}

static void loop(struct run *r)
{
	for (;;) {
		if (start_more(r) < 0)
			give_up(r);
		if (!r->n)
			return;
		wait_and_read(r);
		hear_signals(r);
		check_deadlines(r);
		if (reap_all(r) < 0)
			give_up(r);
		r->p->tick(r->p->ctx, r->n);
	}
}

int gather_procs_run(const struct gather_procs *p, int *signal,
		     struct rail_error *err)
{
	struct run r = { .p = p, .err = err };
	struct handlers handlers;
	int rc = -1;

	*signal = 0;
	r.processes = calloc((size_t)p->most, sizeof(*r.processes));
	r.polls = calloc((size_t)p->most * 2, sizeof(*r.polls));
	r.chunk = malloc(CHUNK);
	if (!r.processes || !r.polls || !r.chunk) {
		rail_error_nomem(err);
	} else {
		take_signals(&r, &handlers);
		loop(&r);
		leave_signals(&handlers);
		*signal = r.ending;
		rc = r.gave_up ? -1 : 0;
	}
	free(r.processes);
	free(r.polls);
	free(r.chunk);
	return rc;
}
