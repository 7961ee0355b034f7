/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * For LD_PRELOAD: each time that Railyard's select plugin looks at the clock, 60
 * ms more have passed, so that no decision is within DecisionLimit.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

enum { LEAP_NS = 60000000, SECOND_NS = 1000000000 };

int clock_gettime(clockid_t clock, struct timespec *now)
{
	int (*real)(clockid_t, struct timespec *) =
		(int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT,
							     "clock_gettime");
	static atomic_long leaps;
	Dl_info caller;
	int rc = real(clock, now);
	long ns;

	if (clock == CLOCK_MONOTONIC &&
	    dladdr(__builtin_return_address(0), &caller) && caller.dli_fname &&
	    strstr(caller.dli_fname, "/railyard/")) {
		ns = now->tv_nsec + atomic_fetch_add(&leaps, LEAP_NS);
		now->tv_sec += ns / SECOND_NS;
		now->tv_nsec = ns % SECOND_NS;
	}
	return rc;
}
