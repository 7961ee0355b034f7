/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Slots and failures of each job, in memory, with a record of every change. */
#include "ledger.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "journal.h"
#include "record.h"
#include "topology/fabric.h"
#include "topology/wholefile.h"

enum {
	MAX_BYTES = 1 << 30,
	COMPACT_BYTES = 1 << 20,	/* a longer one is written anew */
};

static struct {
	struct journal *journal;
	void (*say)(const char *line);
	char *path;
	int days;
	struct job_table table;
} ledger;

static void say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

static void say(const char *fmt, ...)
{
	char line[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	if (ledger.say)
		ledger.say(line);
}

/* --- the file ------------------------------------------------------------- */

static int apply(const struct record *r, time_t oldest)
{
	switch (r->op) {
	case RECORD_START:
		return job_table_start(
			&ledger.table, r->job, r->restarts, r->when,
			(const char *const *)r->slots->names, r->slots->count);
	case RECORD_FAIL:
		return r->when < oldest ? 0
					: job_table_fail(&ledger.table, r->job,
							 r->when, r->node);
	case RECORD_END:
		job_table_remove(&ledger.table, r->job);
		return 0;
	default:
		return -1;
	}
}

/* One line of the journal: the header, or a whole record after it. */
static int replay_line(const char *text, size_t len, bool whole, bool first,
		       time_t oldest)
{
	struct record r;
	int rc = record_parse(text, len, &r);

	if (!rc && first)
		rc = r.op == RECORD_HEADER && r.version == LEDGER_VERSION ? 0
									  : -1;
	else if (!rc)
		rc = whole ? apply(&r, oldest) : -1;
	record_clear(&r);
	return rc;
}

/*
 * Replays LEN bytes of the journal.  Returns how many records were left out,
 * or -1 when this is no journal of our version.
 */
static int replay(const char *text, size_t len)
{
	time_t oldest = time(NULL) - (time_t)ledger.days * 86400;
	int line = 0, torn = 0;

	for (const char *next = text; next < text + len;) {
		const char *end = memchr(next, '\n', text + len - next);
		size_t n = (end ? end : text + len) - next;
		int rc = replay_line(next, n, end != NULL, !line, oldest);

		line++;
		if (rc && line == 1)
			return -1;
		if (rc) {
			say("%s:%d: a torn or unknown record is left out",
			    ledger.path, line);
			torn++;
		}
		next += n + 1;
	}
	return torn;
}

static char *read_journal(size_t *len, struct rail_error *err)
{
	*len = 0;
	if (access(ledger.path, F_OK) && errno == ENOENT)
		return strdup("");
	return wholefile_read(ledger.path, MAX_BYTES, len, err);
}

static char *start_record(const struct ledger_job *job)
{
	return record_start(job->id, job->when, job->restarts,
			    (const char *const *)job->slots, job->n_slots);
}

/* Takes LINE. */
static void put_line(FILE *out, char *line)
{
	if (line)
		fprintf(out, "%s\n", line);
	free(line);
}

/* Writes the journal anew with what is still known. */
static int compact(const char *header, struct rail_error *err)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	int rc = 0;

	if (!out)
		return rail_error_nomem(err);
	fprintf(out, "%s\n", header);
	for (int i = 0; i < ledger.table.n_jobs; i++) {
		const struct ledger_job *job = &ledger.table.jobs[i];

		/* the order tells whether it runs or waits to come back */
		if (job->n_slots && !job->running)
			put_line(out, start_record(job));
		for (int k = 0; k < job->n_failures; k++)
			put_line(out,
				 record_fail(job->id, job->failures[k].when,
					     job->failures[k].node));
		if (job->n_slots && job->running)
			put_line(out, start_record(job));
	}
	if (fclose(out))
		rc = rail_error_nomem(err);
	if (!rc)
		rc = wholefile_write(ledger.path, text, len, 0600, err);
	free(text);
	return rc;
}

/* Takes the first name that is free: no evidence is overwritten. */
static int put_aside(struct rail_error *err)
{
	char *aside = NULL;
	int rc = -1;

	for (int n = 0; n < 100; n++) {
		free(aside);
		if (asprintf(&aside, n ? "%s.unreadable.%d" : "%s.unreadable",
			     ledger.path, n) < 0)
			return rail_error_nomem(err);
		if (access(aside, F_OK))
			break;
	}
	if (rename(ledger.path, aside))
		rail_error_set(err, "%s: %s", ledger.path, strerror(errno));
	else
		rc = 0;
	if (!rc)
		say("%s is no ledger of version %d: put aside as %s",
		    ledger.path, LEDGER_VERSION, aside);
	free(aside);
	return rc;
}

int ledger_open(const char *path, int days, void (*say_to)(const char *line),
		struct rail_error *err)
{
	char *header = record_header(LEDGER_VERSION), *text = NULL;
	size_t len;
	int torn, rc = -1;

	ledger.say = say_to;
	ledger.days = days;
	ledger.path = strdup(path);
	if (!header || !ledger.path) {
		rail_error_nomem(err);
		goto out;
	}
	text = read_journal(&len, err);
	if (!text)
		goto out;
	torn = len ? replay(text, len) : 0;
	if (torn < 0)
		rc = put_aside(err);
	else if (torn || len > COMPACT_BYTES)
		rc = compact(header, err);
	else
		rc = 0;
	if (!rc)
		ledger.journal = journal_open(path, header, say_to, err);
out:
	free(text);
	free(header);
	if (ledger.journal)
		return 0;
	ledger_close();
	return -1;
}

void ledger_close(void)
{
	journal_close(ledger.journal);
	job_table_clear(&ledger.table);
	free(ledger.path);
	memset(&ledger, 0, sizeof(ledger));
}

/* --- what happens --------------------------------------------------------- */

/* Takes LINE. */
static void append(char *line)
{
	if (!line || journal_append(ledger.journal, line))
		say("a record is lost: out of memory, or the disk takes none");
	free(line);
}

const struct ledger_job *ledger_find(uint32_t id)
{
	return job_table_find(&ledger.table, id);
}

void ledger_start(uint32_t id, uint32_t restarts, const char *const *slots,
		  int n_slots)
{
	if (!ledger.journal)
		return;
	if (job_table_start(&ledger.table, id, restarts, time(NULL), slots,
			    n_slots))
		say("job %u: its slots are not kept: out of memory", id);
	else
		append(start_record(job_table_find(&ledger.table, id)));
}

void ledger_fail(uint32_t id, const char *node)
{
	time_t now = time(NULL);

	if (!ledger.journal || !fabric_name_ok(node))
		return;
	if (job_table_fail(&ledger.table, id, now, node))
		say("job %u: a failure is not kept: out of memory", id);
	else
		append(record_fail(id, now, node));
}

void ledger_waiting(int seconds,
		    void (*visit)(const struct ledger_job *job, void *arg),
		    void *arg)
{
	time_t oldest = time(NULL) - seconds;

	for (int i = 0; i < ledger.table.n_jobs; i++) {
		const struct ledger_job *job = &ledger.table.jobs[i];
		time_t failed =
			job->n_failures
				? job->failures[job->n_failures - 1].when
				: 0;

		if (failed >= oldest && !job->running)
			visit(job, arg);
	}
}

void ledger_sweep(bool (*gone)(uint32_t id))
{
	if (!ledger.journal)
		return;
	for (int i = ledger.table.n_jobs - 1; i >= 0; i--) {
		uint32_t id = ledger.table.jobs[i].id;

		if (!gone(id))
			continue;
		job_table_remove(&ledger.table, id);
		append(record_end(id, time(NULL)));
	}
}
