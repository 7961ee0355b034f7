/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Journals of the ledger, read and written as a whole. */
#include "book.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record.h"

static int fail(struct book *b, const struct record *r, bool of_job)
{
	const struct failure f = {
		.when = r->when,
		.job = r->job,
		.restarts = r->restarts,
		.rails = r->rails,
	};

	if (failures_add(&b->failures, r->node, &f))
		return -1;
	return of_job ? job_table_fail(&b->jobs, r->job, r->when, r->node) : 0;
}

static int apply(struct book *b, const struct record *r, time_t oldest)
{
	switch (r->op) {
	case RECORD_START:
		return job_table_start(&b->jobs, r->job, r->restarts, r->when,
				       (const char *const *)r->slots->names,
				       r->slots->count);
	case RECORD_FAIL:
	case RECORD_PAST:
		return r->when < oldest ? 0
					: fail(b, r, r->op == RECORD_FAIL);
	case RECORD_END:
		job_table_remove(&b->jobs, r->job);
		return 0;
	default:
		return -1;
	}
}

/* A whole record after the header. */
static int read_line(struct book *b, const char *text, size_t len, time_t now,
		     time_t oldest, struct book_odd *odd)
{
	struct record r;
	int rc = record_parse(text, len, &r);

	if (!rc && r.op != RECORD_HEADER && r.when > now) {
		r.when = now;
		odd->ahead++;
	}
	if (!rc)
		rc = apply(b, &r, oldest);
	record_clear(&r);
	return rc;
}

static int read_header(const char *text, size_t len)
{
	struct record r;
	int rc = record_parse(text, len, &r);

	if (!rc && (r.op != RECORD_HEADER || r.version != BOOK_VERSION))
		rc = -1;
	record_clear(&r);
	return rc;
}

int book_read(struct book *b, const char *text, size_t len, time_t now,
	      time_t oldest, struct book_odd *odd)
{
	int line = 0;

	memset(odd, 0, sizeof(*odd));
	for (const char *next = text; next < text + len;) {
		const char *end = memchr(next, '\n', text + len - next);
		size_t n = (size_t)((end ? end : text + len) - next);

		line++;
		if (line == 1) {
			if (read_header(next, n))
				return -1;
		} else if (!end ||
			   read_line(b, next, n, now, oldest, odd)) {
			odd->torn = !end;
			if (!odd->bad++)
				odd->bad_line = line;
		}
		next += n + 1;
	}
	return 0;
}

/* --- written -------------------------------------------------------------- */

/* Takes LINE. */
static void put_line(FILE *out, char *line, bool *failed)
{
	if (line)
		fprintf(out, "%s\n", line);
	else
		*failed = true;
	free(line);
}

static void put_job(FILE *out, const struct ledger_job *job, bool *failed)
{
	char *start = NULL;

	if (job->n_slots)
		start = record_start(job->id, job->when, job->restarts,
				     (const char *const *)job->slots,
				     job->n_slots);
	*failed |= job->n_slots && !start;
	/* the order tells whether it runs or waits to come back */
	if (start && !job->running)
		fprintf(out, "%s\n", start);
	for (int k = 0; k < job->n_failures; k++)
		put_line(out, record_fail(job->id, job->failures[k].when,
					  job->restarts, 0,
					  job->failures[k].node), failed);
	if (start && job->running)
		fprintf(out, "%s\n", start);
	free(start);
}

char *book_write(const struct book *b, size_t *len)
{
	char *text = NULL;
	FILE *out = open_memstream(&text, len);
	bool failed = false;

	if (!out)
		return NULL;
	put_line(out, record_header(BOOK_VERSION), &failed);
	/* with all that is known of them, so before those of the jobs */
	for (int i = 0; i < b->failures.count; i++) {
		const struct failed_node *n = &b->failures.nodes[i];

		for (int k = 0; k < n->count; k++)
			put_line(out, record_past(&n->failures[k], n->name),
				 &failed);
	}
	for (int i = 0; i < b->jobs.n_jobs; i++)
		put_job(out, &b->jobs.jobs[i], &failed);
	if (fclose(out) || failed) {
		free(text);
		return NULL;
	}
	return text;
}

void book_clear(struct book *b)
{
	job_table_clear(&b->jobs);
	failures_clear(&b->failures);
}
