/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes what a check found, for people and for programs. */
#ifndef RAIL_WRITE_FINDINGS_H
#define RAIL_WRITE_FINDINGS_H

#include <stdbool.h>
#include <stdio.h>

#include "topology/check.h"

struct write_findings {
	const struct check_report *report;
	bool left_out[N_CHECK_KINDS];	/* kinds that are not asked for */
	bool colour;
	int most;	/* lines of a kind in the text; 0: all */
};

/* How many findings of SEVERITY are asked for. */
int write_findings_count(const struct write_findings *w,
			 enum check_severity severity);

/* Kinds as headings, under each its findings by place. */
void write_findings_text(const struct write_findings *w, FILE *out);
/* One object; railyard(1) describes it.  -1: out of memory. */
int write_findings_json(const struct write_findings *w, FILE *out);

#endif
