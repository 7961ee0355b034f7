/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * For LD_PRELOAD: Railyard's select plugin cannot open anything, so that its
 * init() fails where it otherwise has no reason to.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

void *dlopen(const char *path, int flags)
{
	void *(*real)(const char *, int) =
		(void *(*)(const char *, int))dlsym(RTLD_NEXT, "dlopen");
	Dl_info caller;

	if (dladdr(__builtin_return_address(0), &caller) && caller.dli_fname &&
	    strstr(caller.dli_fname, "/railyard/"))
		return real("/nonexistent/by-break_dlopen.so", flags);
	return real(path, flags);
}
