/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whole files in, whole files out: nobody ever sees half of one. */
#ifndef RAIL_WHOLEFILE_H
#define RAIL_WHOLEFILE_H

#include <stddef.h>
#include <sys/types.h>

#include "error.h"

/* How a path is called in messages: "-" is "stdin". */
const char *wholefile_label(const char *path);

/*
 * All of PATH ("-": stdin), with a NUL behind its *LEN bytes.  The caller frees
 * it.  NULL and ERR when it cannot be read, has more than MAX bytes, or is a
 * packed file.
 */
char *wholefile_read(const char *path, size_t max, size_t *len,
		     struct rail_error *err);

/* With MODE: a file that is there keeps its own, and its owner where we may
 * set it. */
#define WHOLEFILE_KEEP ((mode_t)1 << 16)
/* For MODE: so, and a new one gets what the umask leaves of 0666.  Not for a
 * process of several threads: asking for the umask changes it. */
#define WHOLEFILE_UMASK ((mode_t)-1)

/*
 * Makes LEN bytes of TEXT the content of PATH, with permissions MODE: written
 * to a temporary file beside it, synced, renamed.  What a symbolic link
 * points at is replaced, not the link.  "-" is stdout; a device or a pipe is
 * written to as it is.  -1 and ERR on failure; then PATH is as it was.
 */
int wholefile_write(const char *path, const char *text, size_t len,
		    mode_t mode, struct rail_error *err);

/*
 * The same for PATH, a plain file, of which there are thousands: whole to
 * whoever reads it, but not on disk before the caller's syncfs().
 */
int wholefile_write_unsynced(const char *path, const char *text, size_t len,
			     struct rail_error *err);

/* All LEN bytes of TEXT to FD, however often it takes; -1 and errno. */
int wholefile_write_fd(int fd, const char *text, size_t len);

#endif
