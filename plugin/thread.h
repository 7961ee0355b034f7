/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Threads beside slurmctld's own. */
#ifndef RAIL_THREAD_H
#define RAIL_THREAD_H

#include <pthread.h>

/*
 * As pthread_create(), with all signals blocked in the new thread: they are for
 * slurmctld's own.  An error number, or 0.
 */
int thread_start(pthread_t *thread, void *(*run)(void *arg), void *arg);

/* Waits for WAKE with LOCK held, MS milliseconds at most; 0 when woken. */
int thread_wait(pthread_cond_t *wake, pthread_mutex_t *lock, int ms);

#endif
