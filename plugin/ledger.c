/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Slots and failures of each job, in memory, with a record of every change. */
#include "ledger.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "journal.h"
#include "topology/fabric.h"
#include "topology/record.h"
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
	struct book book;
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

static time_t oldest(void)
{
	return time(NULL) - (time_t)ledger.days * 86400;
}

/* A line about what was odd, if anything was. */
static void tell_odd(const struct book_odd *odd)
{
	if (odd->bad == 1)
		say("%s:%d: a %s record is left out", ledger.path,
		    odd->bad_line, odd->torn ? "torn" : "damaged or unknown");
	else if (odd->bad)
		say("%s:%d: %d damaged or unknown records are left out, this "
		    "is the first", ledger.path, odd->bad_line, odd->bad);
	if (odd->ahead)
		say("%s: %d record%s of a clock ahead of ours: taken as of now",
		    ledger.path, odd->ahead, odd->ahead == 1 ? " is" : "s are");
}

static char *read_journal(size_t *len, struct rail_error *err)
{
	struct stat st = { 0 };

	*len = 0;
	if (stat(ledger.path, &st) && errno == ENOENT)
		return strdup("");
	/* to open a pipe can take for ever */
	if (S_ISFIFO(st.st_mode)) {
		rail_error_at(err, ledger.path, 0, 0, "is no regular file");
		return NULL;
	}
	return wholefile_read(ledger.path, MAX_BYTES, len, err);
}

/* Writes the journal anew with what is still known. */
static int compact(struct rail_error *err)
{
	size_t len;
	char *text = book_write(&ledger.book, &len);
	int rc = text ? wholefile_write(ledger.path, text, len, 0600, err) :
			rail_error_nomem(err);

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
		    ledger.path, BOOK_VERSION, aside);
	free(aside);
	return rc;
}

/*
 * What cannot be read is not known, and what cannot be written anew stays as it
 * is: neither is a reason to remember nothing from now on.
 */
static int replay(struct rail_error *err)
{
	struct book_odd odd = { 0 };
	size_t len;
	char *text = read_journal(&len, err);
	int rc = 0;

	if (!text) {
		say("%s; slots and failures of before are not known",
		    err->text);
		return 0;
	}
	if (len && book_read(&ledger.book, text, len, time(NULL), oldest(),
			     &odd))
		rc = put_aside(err);
	else if ((odd.bad || odd.ahead || len > COMPACT_BYTES) && compact(err))
		say("%s; the ledger is not written anew", err->text);
	tell_odd(&odd);
	free(text);
	return rc;
}

int ledger_open(const char *path, int days, void (*say_to)(const char *line),
		struct rail_error *err)
{
	char *header = record_header(BOOK_VERSION);

	ledger.say = say_to;
	ledger.days = days;
	ledger.path = strdup(path);
	if (!header || !ledger.path)
		rail_error_nomem(err);
	else if (!replay(err))
		ledger.journal = journal_open(path, header, say_to, err);
	free(header);
	if (ledger.journal)
		return 0;
	ledger_close();
	return -1;
}

void ledger_close(void)
{
	journal_close(ledger.journal);
	book_clear(&ledger.book);
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
	return job_table_find(&ledger.book.jobs, id);
}

void ledger_start(uint32_t id, uint32_t restarts, const char *const *slots,
		  int n_slots)
{
	time_t now = time(NULL);

	if (!ledger.journal)
		return;
	if (job_table_start(&ledger.book.jobs, id, restarts, now, slots,
			    n_slots))
		say("job %u: its slots are not kept: out of memory", id);
	else
		append(record_start(id, now, restarts, slots, n_slots));
}

void ledger_fail(uint32_t id, const char *node, uint64_t rails)
{
	const struct ledger_job *job = ledger_find(id);
	const struct failure f = {
		.when = time(NULL),
		.job = id,
		.restarts = job ? job->restarts : 0,
		.rails = rails,
	};

	if (!ledger.journal || !fabric_name_ok(node))
		return;
	if (failures_add(&ledger.book.failures, node, &f) ||
	    job_table_fail(&ledger.book.jobs, id, f.when, node))
		say("job %u: a failure is not kept: out of memory", id);
	else
		append(record_fail(id, f.when, f.restarts, rails, node));
}

const struct failures *ledger_failures(void)
{
	return &ledger.book.failures;
}

void ledger_waiting(int seconds,
		    void (*visit)(const struct ledger_job *job, void *arg),
		    void *arg)
{
	time_t first = time(NULL) - seconds;

	for (int i = 0; i < ledger.book.jobs.n_jobs; i++) {
		const struct ledger_job *job = &ledger.book.jobs.jobs[i];
		time_t failed =
			job->n_failures
				? job->failures[job->n_failures - 1].when
				: 0;

		if (failed >= first && !job->running)
			visit(job, arg);
	}
}

void ledger_each(void (*visit)(const struct ledger_job *job, void *arg),
		 void *arg)
{
	/* a failure of a job that is known moves none of them */
	for (int i = 0; i < ledger.book.jobs.n_jobs; i++)
		visit(&ledger.book.jobs.jobs[i], arg);
}

void ledger_sweep(bool (*gone)(uint32_t id))
{
	if (!ledger.journal)
		return;
	failures_forget(&ledger.book.failures, oldest());
	for (int i = ledger.book.jobs.n_jobs - 1; i >= 0; i--) {
		uint32_t id = ledger.book.jobs.jobs[i].id;

		if (!gone(id))
			continue;
		job_table_remove(&ledger.book.jobs, id);
		append(record_end(id, time(NULL)));
	}
}
