/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the plugin's threads have in common. */
#include "thread.h"

#include <signal.h>
#include <time.h>

int thread_start(pthread_t *thread, void *(*run)(void *arg), void *arg)
{
	sigset_t all, old;
	int rc;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	rc = pthread_create(thread, NULL, run, arg);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return rc;
}

static struct timespec in(int ms)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += ms / 1000;
	until.tv_nsec += ms % 1000 * 1000000L;
	until.tv_sec += until.tv_nsec / 1000000000L;
	until.tv_nsec %= 1000000000L;
	return until;
}

int thread_wait(pthread_cond_t *wake, pthread_mutex_t *lock, int ms)
{
	struct timespec until = in(ms);

	return pthread_cond_timedwait(wake, lock, &until);
}

void thread_end_init(struct thread_end *e)
{
	pthread_mutex_init(&e->lock, NULL);
	pthread_cond_init(&e->wake, NULL);
}

void thread_end_clear(struct thread_end *e)
{
	pthread_mutex_destroy(&e->lock);
	pthread_cond_destroy(&e->wake);
}

bool thread_close(struct thread_end *e, int ms)
{
	struct timespec until = in(ms);
	pthread_t thread;
	bool left;

	pthread_mutex_lock(&e->lock);
	e->closing = true;
	pthread_cond_broadcast(&e->wake);
	while (!e->ended &&
	       !pthread_cond_timedwait(&e->wake, &e->lock, &until))
		;
	left = e->left = !e->ended;
	thread = e->thread;
	pthread_mutex_unlock(&e->lock);
	/* from here on it may be gone, and with it E */
	if (left)
		pthread_detach(thread);
	else
		pthread_join(thread, NULL);
	return !left;
}

bool thread_is_left(struct thread_end *e)
{
	bool left;

	pthread_mutex_lock(&e->lock);
	left = e->left;
	pthread_mutex_unlock(&e->lock);
	return left;
}

bool thread_is_last(struct thread_end *e)
{
	bool left;

	pthread_mutex_lock(&e->lock);
	e->ended = true;
	left = e->left;
	pthread_cond_broadcast(&e->wake);
	pthread_mutex_unlock(&e->lock);
	return left;
}
