/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One record of the ledger's journal <-> one line of JSON (see book.h). */
#ifndef RAIL_RECORD_H
#define RAIL_RECORD_H

#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "failures.h"
#include "hostlist.h"

enum record_op {
	RECORD_HEADER,	/* the first line: version */
	RECORD_START,	/* restarts, slots */
	RECORD_FAIL,	/* restarts, rails, node */
	RECORD_END,
	RECORD_PAST,	/* as FAIL, of a job that is over */
};

struct record {
	enum record_op op;
	uint32_t version;
	uint32_t job;
	time_t when;
	uint32_t restarts;
	uint64_t rails;
	struct hostlist *slots;	/* node names by slot; owned */
	char *node;		/* owned */
};

/* The line, without a newline, which the caller frees; NULL: no memory. */
char *record_header(uint32_t version);
char *record_start(uint32_t job, time_t when, uint32_t restarts,
		   const char *const *slots, int n_slots);
char *record_fail(uint32_t job, time_t when, uint32_t restarts, uint64_t rails,
		  const char *node);
char *record_past(const struct failure *f, const char *node);
char *record_end(uint32_t job, time_t when);

/*
 * Reads LEN bytes of LINE.  -1 when it is no record: torn, of an unknown kind,
 * with a value out of its range, or with a checksum that is another one's.  record_clear() in both cases.
 */
int record_parse(const char *line, size_t len, struct record *r);
void record_clear(struct record *r);

#endif
