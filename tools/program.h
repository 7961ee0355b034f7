/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One program, run to its end: Slurm's commands. */
#ifndef RAIL_PROGRAM_H
#define RAIL_PROGRAM_H

#include "topology/error.h"

/*
 * Runs ARGV[0], found by PATH, without a shell, stdin empty, for SECONDS at
 * most; returns what it printed, which the caller frees.  NULL and ERR, with
 * its first line on stderr: it cannot be run, takes too long, ends badly, or
 * prints more than 256 MiB.
 */
char *program_output(const char *const *argv, int seconds, struct rail_error *err);

#endif
