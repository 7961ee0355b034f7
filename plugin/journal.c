/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Appends lines to a file from a thread of its own. */
#include "journal.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "thread.h"
#include "topology/wholefile.h"

enum {
	MAX_WAITING = 64 << 20,	/* bytes in memory when the disk fails */
	RETRY_MS = 5000,
	/* for records that wait: who closes reads the same disk next */
	LAST_MS = 2000,
};

struct journal {
	char *path, *header;
	void (*say)(const char *line);
	struct thread_end end;
	/* under end.lock */
	char *waiting;		/* lines to be written, each with newline */
	size_t len;
	bool writing;
};

static int write_header(const struct journal *j, int fd)
{
	return wholefile_write_fd(fd, j->header, strlen(j->header)) ||
	       wholefile_write_fd(fd, "\n", 1) ? -1 : 0;
}

/*
 * What the file ends with before a batch: its header, and a whole line.  Somebody
 * may have cut it anywhere: what comes must not become part of half a line.
 */
static int write_begin(const struct journal *j, int fd, off_t size)
{
	char last = '\n';
	int in;

	/* half a header is worth nothing, and would make all of it foreign */
	if (size <= (off_t)strlen(j->header))
		return (size && ftruncate(fd, 0)) || write_header(j, fd);
	in = open(j->path, O_RDONLY | O_CLOEXEC);
	/* that it cannot be read is no reason to lose what comes */
	if (in >= 0 && pread(in, &last, 1, size - 1) < 1)
		last = '\n';
	if (in >= 0)
		close(in);
	return last == '\n' ? 0 : wholefile_write_fd(fd, "\n", 1);
}

/*
 * The file is opened by name for each batch: after `scontrol reconfigure` or
 * a failover another slurmctld may have replaced it.  A batch that fails half
 * way is cut off again, so that it can be written anew.
 */
static int write_batch(struct journal *j, const char *text, size_t len)
{
	int fd = open(j->path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	struct stat st;
	int rc = -1, saved;

	if (fd < 0)
		return -1;
	/* others have written since, who knows what */
	if (thread_is_left(&j->end)) {
		errno = ECANCELED;
		goto out;
	}
	if (fstat(fd, &st))
		goto out;
	if (write_begin(j, fd, st.st_size) ||
	    wholefile_write_fd(fd, text, len) || fdatasync(fd)) {
		saved = errno;
		/* what others have written since stays */
		if (!thread_is_left(&j->end) && ftruncate(fd, st.st_size))
			saved = errno;
		errno = saved;
		goto out;
	}
	rc = 0;
out:
	saved = errno;
	close(fd);
	errno = saved;
	return rc;
}

static void tell(struct journal *j, const char *what)
{
	char line[512];

	snprintf(line, sizeof(line), "%.300s: %.150s", j->path, what);
	if (j->say)
		j->say(line);
}

/* One line when writing begins to fail, one when it works again. */
static void report(struct journal *j, bool failing, bool failed, int error)
{
	char what[200];

	if (failed && !failing) {
		snprintf(what, sizeof(what), "%.100s; will be tried again",
			 strerror(error));
		tell(j, what);
	} else if (!failed && failing) {
		tell(j, "can be written again");
	}
}

/* Puts a batch that could not be written back in front. */
static void put_back(struct journal *j, char *text, size_t len)
{
	char *both = realloc(text, len + j->len + 1);

	if (!both) {
		free(text);
		return;
	}
	if (j->len)
		memcpy(both + len, j->waiting, j->len);
	free(j->waiting);
	j->waiting = both;
	j->len += len;
}

static void destroy(struct journal *j)
{
	thread_end_clear(&j->end);
	free(j->waiting);
	free(j->header);
	free(j->path);
	free(j);
}

static void *run(void *arg)
{
	struct journal *j = arg;
	bool failing = false;

	pthread_mutex_lock(&j->end.lock);
	for (;;) {
		char *text = j->waiting;
		size_t len = j->len;
		bool last = j->end.closing;
		int rc, error;

		if (!len && last)
			break;
		if (!len) {
			pthread_cond_wait(&j->end.wake, &j->end.lock);
			continue;
		}
		j->waiting = NULL;
		j->len = 0;
		j->writing = true;
		pthread_mutex_unlock(&j->end.lock);
		rc = write_batch(j, text, len);
		error = errno;
		/* not under the lock, which slurmctld may be waiting for */
		if (!rc || error != ECANCELED)
			report(j, failing, rc != 0, error);
		failing = rc != 0;
		pthread_mutex_lock(&j->end.lock);
		j->writing = false;
		if (!rc) {
			free(text);
			continue;
		}
		put_back(j, text, len);
		/* also when that came in the meantime */
		if (j->end.closing)
			break;
		thread_wait(&j->end.wake, &j->end.lock, RETRY_MS);
	}
	pthread_mutex_unlock(&j->end.lock);
	if (thread_is_last(&j->end))
		destroy(j);
	return NULL;
}

struct journal *journal_open(const char *path, const char *header,
			     void (*say)(const char *line),
			     struct rail_error *err)
{
	struct journal *j = calloc(1, sizeof(*j));
	int rc;

	if (!j) {
		rail_error_nomem(err);
		return NULL;
	}
	j->say = say;
	j->path = strdup(path);
	j->header = strdup(header);
	thread_end_init(&j->end);
	if (!j->path || !j->header) {
		rail_error_nomem(err);
		destroy(j);
		return NULL;
	}
	rc = thread_start(&j->end.thread, run, j);
	if (rc) {
		rail_error_set(err, "cannot start a thread: %s", strerror(rc));
		destroy(j);
		return NULL;
	}
	return j;
}

int journal_append(struct journal *j, const char *line)
{
	size_t len = strlen(line);
	char *grown;
	int rc = -1;

	pthread_mutex_lock(&j->end.lock);
	if (j->len + len < MAX_WAITING) {
		grown = realloc(j->waiting, j->len + len + 1);
		if (grown) {
			memcpy(grown + j->len, line, len);
			grown[j->len + len] = '\n';
			j->waiting = grown;
			j->len += len + 1;
			rc = 0;
		}
	}
	pthread_cond_signal(&j->end.wake);
	pthread_mutex_unlock(&j->end.lock);
	return rc;
}

void journal_close(struct journal *j)
{
	void (*say)(const char *line);
	bool wait;

	if (!j)
		return;
	say = j->say;
	pthread_mutex_lock(&j->end.lock);
	wait = j->len || j->writing;
	pthread_mutex_unlock(&j->end.lock);
	if (thread_close(&j->end, wait ? LAST_MS : THREAD_END_MS))
		destroy(j);
	else if (say && wait)
		say("the ledger's disk does not answer: records that wait for "
		    "it are lost");
}
