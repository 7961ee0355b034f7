/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Slurm's configuration files line by line, with those that they include. */
#ifndef RAIL_DOCTOR_FILE_H
#define RAIL_DOCTOR_FILE_H

#include "doctor.h"

struct doctor_place {
	const char *path;
	int line;	/* where it begins */
};

struct doctor_file {
	const char *folder;		/* of slurm.conf */
	char cluster[256];		/* ClusterName, once it was read */
	struct doctor_findings *found;	/* gets files that are not there */
	/* A line without comments and escapes, "Key=value"; it may be changed. */
	void (*take)(void *arg, const struct doctor_place *at, char *line);
	void *arg;
};

/*
 * Reads PATH as Slurm's parse_config.c does: a backslash at the end of a line
 * joins it to the next; Include FILE, from slurm.conf's folder if it has no
 * slash at its begin, with %c for the cluster's name.  -1 and ERR: PATH itself
 * cannot be read.
 */
int doctor_file_read(struct doctor_file *f, const char *path,
		     struct rail_error *err);

/* The value of KEY= (in any case) in LINE, up to a blank, into OUT; false: it
 * is not there. */
bool doctor_file_word(const char *line, const char *key, char *out,
		      size_t size);

#endif
