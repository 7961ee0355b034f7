/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Threads beside slurmctld's own. */
#ifndef RAIL_THREAD_H
#define RAIL_THREAD_H

#include <pthread.h>
#include <stdbool.h>

/*
 * As pthread_create(), with all signals blocked in the new thread: they are for
 * slurmctld's own.  An error number, or 0.
 */
int thread_start(pthread_t *thread, void *(*run)(void *arg), void *arg);

/* Waits for WAKE with LOCK held, MS milliseconds at most; 0 when woken. */
int thread_wait(pthread_cond_t *wake, pthread_mutex_t *lock, int ms);

/*
 * The end of a thread that may be stuck in a file system that hangs: who closes
 * waits a moment, and then leaves it to itself.  Beside the thread in what both
 * share; LOCK guards it.
 */
struct thread_end {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool closing;	/* the thread is to end */
	bool ended;
	bool left;	/* nobody waits for it any more */
};

/*
 * Tells the thread to end.  True: it has, and the caller frees what both shared;
 * false: it is stuck, and frees it itself one day.  Waits MS at most.
 */
enum { THREAD_END_MS = 20 };
bool thread_close(struct thread_end *e, int ms);

/* Whether nobody waits for the thread any more: others may be at what it works
 * on.  Without the lock. */
bool thread_is_left(struct thread_end *e);

/* The last that the thread does with what both share, without the lock; true:
 * it has to free it. */
bool thread_is_last(struct thread_end *e);

void thread_end_init(struct thread_end *e);
void thread_end_clear(struct thread_end *e);

#endif
