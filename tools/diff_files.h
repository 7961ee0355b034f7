/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which of the files that are exported for Slurm differ between two maps. */
#ifndef RAIL_DIFF_FILES_H
#define RAIL_DIFF_FILES_H

#include <stdbool.h>

#include "topology/fabric.h"

enum { DIFF_FILES = 5 };

enum diff_file_state {
	DIFF_FILE_SAME,		/* or neither map can be exported so */
	DIFF_FILE_CHANGED,
	DIFF_FILE_NEW,		/* the old map could not be */
	DIFF_FILE_LOST,		/* the new map cannot be */
};

struct diff_file {
	const char *format;	/* as railyard export --format */
	enum diff_file_state state;
	struct rail_error why;	/* DIFF_FILE_LOST */
};

/*
 * Exports both maps in every format of Slurm's configuration, and compares what
 * is not comment: so it says what is, not what should follow.  -1 and ERR when
 * out of memory.
 */
int diff_files(const struct fabric *was, const struct fabric *is,
	       struct diff_file files[DIFF_FILES], struct rail_error *err);

/* Whether any of them is not the same. */
bool diff_files_any(const struct diff_file files[DIFF_FILES]);

#endif
