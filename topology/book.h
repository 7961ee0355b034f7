/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a ledger's journal tells: slots and failures of the jobs that are not
 * over, and all failures by node.  A journal is one JSON record a line:
 *
 *	{"railyard-ledger":1}
 *	{"op":"start","time":1764,"job":7,"restarts":0,"slots":"gpu[01-04]",...}
 *	{"op":"fail","time":1790,"job":7,"restarts":0,"node":"gpu02",...}
 *	{"op":"end","time":1999,"job":7,...}
 *	{"op":"past","time":1790,"job":7,"restarts":0,"node":"gpu02",...}
 *
 * "past" is a failure under a job that is over.  A failure has "rails" where
 * its node had lost some.  Each record ends with "crc", the CRC-32 of the line
 * before it; records without are of before there was one, and are read.
 */
#ifndef RAIL_BOOK_H
#define RAIL_BOOK_H

#include "error.h"
#include "failures.h"
#include "job_table.h"

enum { BOOK_VERSION = 1 };

/* All zero: empty. */
struct book {
	struct job_table jobs;
	struct failures failures;
};

/* What was odd about a journal. */
struct book_odd {
	int bad;	/* records left out: torn, damaged or unknown */
	int bad_line;	/* the first of them */
	bool torn;	/* the last one, for lack of its end */
	int ahead;	/* records of a clock ahead of ours, taken as of NOW */
};

/*
 * Adds LEN bytes of a journal to B.  Failures before OLDEST are left out, times
 * after NOW become NOW.  -1: this is no journal of our version.
 */
int book_read(struct book *b, const char *text, size_t len, time_t now,
	      time_t oldest, struct book_odd *odd);

/* A journal that tells the same; the caller frees it.  NULL: out of memory. */
char *book_write(const struct book *b, size_t *len);

void book_clear(struct book *b);

#endif
