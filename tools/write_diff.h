/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What changed between two maps, for people and for programs. */
#ifndef RAIL_WRITE_DIFF_H
#define RAIL_WRITE_DIFF_H

#include <stdio.h>

#include "diff_files.h"
#include "topology/diff.h"

struct write_diff {
	const struct diff_report *report;
	const struct diff_file *files;	/* DIFF_FILES of them */
	int most;	/* lines of a kind in the text; 0: all */
};

/* Kinds as headings; then what Slurm needs. */
void write_diff_text(const struct write_diff *w, FILE *out);
/* One object; railyard(1) describes it.  -1: out of memory. */
int write_diff_json(const struct write_diff *w, FILE *out);

#endif
