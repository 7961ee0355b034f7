/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looks at the health file, again and again. */
#include "health_watch.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "thread.h"

enum { LOOK_MS = 500, FIRST_LOOK_MS = 200 };

struct health_watch {
	char *path, *kept;
	void (*say)(const char *line);
	/* the thread's own */
	struct stat seen;	/* the file that was read last; 0: none */
	bool failing;
	struct thread_end end;
	/* of both, under end.lock */
	struct health *fresh;
	bool looked;
};

static void say(const struct health_watch *w, const char *what)
{
	char line[700];

	snprintf(line, sizeof(line), "health: %s", what);
	w->say(line);
}

/* The same file as before, by all that a rename or a write changes. */
static bool same(const struct stat *a, const struct stat *b)
{
	return a->st_ino == b->st_ino && a->st_dev == b->st_dev &&
	       a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static void hand_over(struct health_watch *w, struct health *h)
{
	struct health *old;

	pthread_mutex_lock(&w->end.lock);
	old = w->fresh;
	w->fresh = h;
	pthread_mutex_unlock(&w->end.lock);
	health_destroy(old);
}

/* A clock ahead is told when the file is read, which is once. */
static void take_good(struct health_watch *w, struct health *h, bool keep)
{
	struct rail_error err;
	char line[200];
	int ahead = health_clamp(h, time(NULL));

	if (thread_is_left(&w->end)) {
		health_destroy(h);
		return;
	}
	if (ahead) {
		snprintf(line, sizeof(line), "%d entr%s of a clock ahead of "
			 "this one: taken as of now", ahead,
			 ahead == 1 ? "y is" : "ies are");
		say(w, line);
	}
	if (keep && health_save(h, w->kept, &err))
		say(w, err.text);
	hand_over(w, h);
}

static void complain(struct health_watch *w, const struct rail_error *err,
		     bool first)
{
	struct rail_error ignored;
	struct health *kept = first ? health_load(w->kept, &ignored) : NULL;
	char line[600];

	snprintf(line, sizeof(line), "%s; %s", err->text,
		 kept || !first ? "the last good one stays in force" :
				  "nothing is taken as down");
	if (!w->failing)
		say(w, line);
	w->failing = true;
	if (kept)
		take_good(w, kept, false);
}

/* There is none that could be read: to open a pipe can take for ever.  Whatever
 * comes then is read anew, also what was there before. */
static void no_file(struct health_watch *w, const char *why, bool first)
{
	struct rail_error err;

	rail_error_at(&err, w->path, 0, 0, "%s", why);
	w->seen = (struct stat){ .st_size = -1 };
	complain(w, &err, first);
}

static void look(struct health_watch *w, bool first)
{
	struct stat now = { 0 };
	struct rail_error err;
	struct health *h;

	if (stat(w->path, &now)) {
		if (errno != ENOENT) {
			no_file(w, strerror(errno), first);
			return;
		}
		now = (struct stat){ 0 };
	} else if (!S_ISREG(now.st_mode)) {
		no_file(w, "is no regular file", first);
		return;
	}
	if (!first && same(&now, &w->seen))
		return;
	w->seen = now;
	h = now.st_ino ? health_load(w->path, &err) : health_create();
	if (!h) {
		complain(w, &err, first);
		return;
	}
	if (w->failing)
		say(w, "the file can be read again");
	w->failing = false;
	take_good(w, h, now.st_ino != 0);
}

static void destroy(struct health_watch *w)
{
	thread_end_clear(&w->end);
	health_destroy(w->fresh);
	free(w->path);
	free(w->kept);
	free(w);
}

static void *run(void *arg)
{
	struct health_watch *w = arg;
	bool first = true;

	pthread_mutex_lock(&w->end.lock);
	while (!w->end.closing) {
		/* not under the lock, which slurmctld may be waiting for */
		pthread_mutex_unlock(&w->end.lock);
		look(w, first);
		first = false;
		pthread_mutex_lock(&w->end.lock);
		if (!w->looked) {
			w->looked = true;
			pthread_cond_broadcast(&w->end.wake);
		}
		if (!w->end.closing)
			thread_wait(&w->end.wake, &w->end.lock, LOOK_MS);
	}
	pthread_mutex_unlock(&w->end.lock);
	if (thread_is_last(&w->end))
		destroy(w);
	return NULL;
}

struct health_watch *health_watch_open(const char *path, const char *kept,
				       void (*say_line)(const char *line),
				       struct rail_error *err)
{
	struct health_watch *w = calloc(1, sizeof(*w));
	int rc;

	if (!w) {
		rail_error_nomem(err);
		return NULL;
	}
	w->say = say_line;
	w->path = strdup(path);
	w->kept = strdup(kept);
	thread_end_init(&w->end);
	if (!w->path || !w->kept) {
		rail_error_nomem(err);
		destroy(w);
		return NULL;
	}
	rc = thread_start(&w->end.thread, run, w);
	if (rc) {
		rail_error_set(err, "cannot start a thread: %s", strerror(rc));
		destroy(w);
		return NULL;
	}
	pthread_mutex_lock(&w->end.lock);
	if (!w->looked)
		thread_wait(&w->end.wake, &w->end.lock, FIRST_LOOK_MS);
	pthread_mutex_unlock(&w->end.lock);
	return w;
}

struct health *health_watch_take(struct health_watch *w)
{
	struct health *h;

	pthread_mutex_lock(&w->end.lock);
	h = w->fresh;
	w->fresh = NULL;
	pthread_mutex_unlock(&w->end.lock);
	return h;
}

void health_watch_close(struct health_watch *w)
{
	if (!w)
		return;
	if (thread_close(&w->end, THREAD_END_MS))
		destroy(w);
}
