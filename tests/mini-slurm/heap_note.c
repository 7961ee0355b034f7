/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Preloaded into slurmctld by soak.sh: notes in /var/log/slurm/heap.PID, each
 * second, how many bytes of the heap are in use, of all arenas.  Resident
 * memory is no measure of that: it has what arenas and stacks of past threads
 * keep.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void note(const char *path, const char *new)
{
	struct mallinfo2 heap = mallinfo2();
	FILE *f = fopen(new, "w");

	if (!f)
		return;
	fprintf(f, "%zu\n", heap.uordblks + heap.hblkhd);
	if (!fclose(f))
		rename(new, path);
}

static void *run(void *arg)
{
	char path[64], new[72];

	snprintf(path, sizeof(path), "/var/log/slurm/heap.%d", getpid());
	snprintf(new, sizeof(new), "%s.new", path);
	for (;;) {
		note(path, new);
		sleep(1);
	}
	return arg;
}

/* With the first thread of a process: slurmctld has forked by then. */
int pthread_create(pthread_t *thread, const pthread_attr_t *attr,
		   void *(*start)(void *), void *arg)
{
	static pid_t noting;
	int (*real)(pthread_t *, const pthread_attr_t *, void *(*)(void *),
		    void *) = dlsym(RTLD_NEXT, "pthread_create");

	if (noting != getpid()) {
		sigset_t all, old;
		pthread_t own;

		noting = getpid();
		/* signals are for slurmctld's own threads */
		sigfillset(&all);
		pthread_sigmask(SIG_SETMASK, &all, &old);
		if (!real(&own, NULL, run, NULL))
			pthread_detach(own);
		pthread_sigmask(SIG_SETMASK, &old, NULL);
	}
	return real(thread, attr, start, arg);
}
