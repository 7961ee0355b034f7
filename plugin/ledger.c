/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Slots and failures of each job, in memory, with a record of every change. */
#include "ledger.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "journal.h"
#include "topology/fabric.h"
#include "topology/hostlist.h"

enum {
	MAX_SLOTS = FABRIC_MAX_NODES,
	MAX_FAILURES = 64,	/* of one job; the oldest go first */
	COMPACT_BYTES = 1 << 20,	/* a longer journal is written anew */
};

static struct {
	struct journal *journal;
	void (*say)(const char *line);
	char *path;
	int days;
	struct ledger_job *jobs;	/* by id */
	int n_jobs, capacity;
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

/* --- in memory ------------------------------------------------------------ */

/* Where ID is, or would be. */
static int find_index(uint32_t id)
{
	int low = 0, high = ledger.n_jobs;

	while (low < high) {
		int mid = (low + high) / 2;

		if (ledger.jobs[mid].id < id)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static struct ledger_job *find_job(uint32_t id)
{
	int i = find_index(id);

	return i < ledger.n_jobs && ledger.jobs[i].id == id ? &ledger.jobs[i] :
							      NULL;
}

static struct ledger_job *find_or_add(uint32_t id)
{
	int i = find_index(id);
	struct ledger_job *job = find_job(id);

	if (job)
		return job;
	if (ledger.n_jobs == ledger.capacity) {
		int capacity = ledger.capacity ? 2 * ledger.capacity : 64;

		job = realloc(ledger.jobs, capacity * sizeof(*job));
		if (!job)
			return NULL;
		ledger.jobs = job;
		ledger.capacity = capacity;
	}
	job = &ledger.jobs[i];
	memmove(job + 1, job, (ledger.n_jobs - i) * sizeof(*job));
	memset(job, 0, sizeof(*job));
	job->id = id;
	ledger.n_jobs++;
	return job;
}

static void free_slots(struct ledger_job *job)
{
	for (int s = 0; s < job->n_slots; s++)
		free(job->slots[s]);
	free(job->slots);
	job->slots = NULL;
	job->n_slots = 0;
}

static void free_job(struct ledger_job *job)
{
	free_slots(job);
	for (int i = 0; i < job->n_failures; i++)
		free(job->failures[i].node);
	free(job->failures);
}

static void remove_job(uint32_t id)
{
	struct ledger_job *job = find_job(id);

	if (!job)
		return;
	free_job(job);
	ledger.n_jobs--;
	memmove(job, job + 1,
		(ledger.jobs + ledger.n_jobs - job) * sizeof(*job));
}

static int apply_start(uint32_t id, uint32_t restarts, time_t when,
		       const char *const *slots, int n_slots)
{
	struct ledger_job *job = find_or_add(id);
	char **copy = calloc(n_slots + 1, sizeof(*copy));

	if (!job || !copy) {
		free(copy);
		return -1;
	}
	free_slots(job);
	job->slots = copy;
	job->restarts = restarts;
	job->when = when;
	job->running = true;
	for (int s = 0; s < n_slots; s++) {
		copy[s] = strdup(slots[s]);
		if (!copy[s])
			return -1;
		job->n_slots++;
	}
	return 0;
}

static int apply_fail(uint32_t id, time_t when, const char *node)
{
	struct ledger_job *job = find_or_add(id);
	struct ledger_failure *grown;
	char *copy = strdup(node);

	if (!job || !copy)
		goto fail;
	if (job->n_failures == MAX_FAILURES) {
		free(job->failures[0].node);
		memmove(job->failures, job->failures + 1,
			--job->n_failures * sizeof(*job->failures));
	}
	grown = realloc(job->failures,
			(job->n_failures + 1) * sizeof(*job->failures));
	if (!grown)
		goto fail;
	job->failures = grown;
	job->failures[job->n_failures++] =
		(struct ledger_failure){ .node = copy, .when = when };
	job->running = false;
	return 0;
fail:
	free(copy);
	return -1;
}

/* --- records -------------------------------------------------------------- */

static char *format_start(const struct ledger_job *job)
{
	char *hosts = hostlist_format((const char *const *)job->slots,
				      job->n_slots);
	char *line = NULL;

	if (hosts && asprintf(&line,
			      "{\"op\":\"start\",\"time\":%lld,\"job\":%u,"
			      "\"restarts\":%u,\"slots\":\"%s\"}",
			      (long long)job->when, job->id, job->restarts,
			      hosts) < 0)
		line = NULL;
	free(hosts);
	return line;
}

static char *format_fail(uint32_t id, const struct ledger_failure *failure)
{
	char *line;

	if (asprintf(&line,
		     "{\"op\":\"fail\",\"time\":%lld,\"job\":%u,"
		     "\"node\":\"%s\"}",
		     (long long)failure->when, id, failure->node) < 0)
		return NULL;
	return line;
}

static void append(char *line)
{
	if (!line || journal_append(ledger.journal, line))
		say("a record is lost: out of memory");
	free(line);
}

static int64_t number_of(json_object *record, const char *key, int64_t max)
{
	json_object *value;
	int64_t n;

	if (!json_object_object_get_ex(record, key, &value) ||
	    !json_object_is_type(value, json_type_int))
		return -1;
	n = json_object_get_int64(value);
	return n > max ? -1 : n;
}

static const char *string_of(json_object *record, const char *key)
{
	json_object *value;

	if (!json_object_object_get_ex(record, key, &value) ||
	    !json_object_is_type(value, json_type_string))
		return "";
	return json_object_get_string(value);
}

static int replay_start(json_object *record, uint32_t id, time_t when)
{
	int64_t restarts = number_of(record, "restarts", UINT32_MAX);
	struct hostlist *hosts;
	int rc = -1;

	hosts = hostlist_parse(string_of(record, "slots"), MAX_SLOTS, NULL);
	if (!hosts)
		return -1;
	if (restarts >= 0 && hosts->count) {
		rc = 0;
		for (int i = 0; i < hosts->count; i++)
			if (!fabric_name_ok(hosts->names[i]))
				rc = -1;
	}
	if (!rc)
		rc = apply_start(id, restarts, when,
				 (const char *const *)hosts->names,
				 hosts->count);
	hostlist_destroy(hosts);
	return rc;
}

static int replay_record(json_object *record, time_t oldest)
{
	const char *op = string_of(record, "op");
	int64_t id = number_of(record, "job", UINT32_MAX);
	int64_t when = number_of(record, "time", INT64_MAX);
	const char *node = string_of(record, "node");

	if (id < 0 || when < 0)
		return -1;
	if (!strcmp(op, "start"))
		return replay_start(record, id, when);
	if (!strcmp(op, "fail") && fabric_name_ok(node))
		return when < oldest ? 0 : apply_fail(id, when, node);
	if (strcmp(op, "end"))
		return -1;
	remove_job(id);
	return 0;
}

static json_object *parse_line(const char *line, size_t len)
{
	json_tokener *tok = json_tokener_new();
	json_object *record = NULL;

	if (!tok)
		return NULL;
	json_tokener_set_flags(tok, JSON_TOKENER_STRICT |
					    JSON_TOKENER_VALIDATE_UTF8);
	if (len && len < INT32_MAX)
		record = json_tokener_parse_ex(tok, line, (int)len);
	if (record && (json_tokener_get_parse_end(tok) != len ||
		       !json_object_is_type(record, json_type_object))) {
		json_object_put(record);
		record = NULL;
	}
	json_tokener_free(tok);
	return record;
}

/* --- the file ------------------------------------------------------------- */

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
		json_object *record = parse_line(next, n);
		int rc = -1;

		line++;
		if (record && line > 1)
			rc = end ? replay_record(record, oldest) : -1;
		else if (record && number_of(record, "railyard-ledger",
					     INT32_MAX) == LEDGER_VERSION)
			rc = 0;
		json_object_put(record);
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
	FILE *in = fopen(ledger.path, "re");
	char *text = NULL;
	size_t size = 0;

	*len = 0;
	if (!in && errno == ENOENT)
		return strdup("");
	if (!in) {
		rail_error_set(err, "%s: %s", ledger.path, strerror(errno));
		return NULL;
	}
	for (size_t n = 1; n; *len += n) {
		if (*len + 1 >= size) {
			char *grown = realloc(text, size = 2 * size + 65536);

			if (!grown) {
				rail_error_nomem(err);
				goto fail;
			}
			text = grown;
		}
		n = fread(text + *len, 1, size - *len - 1, in);
	}
	if (ferror(in)) {
		rail_error_set(err, "%s: %s", ledger.path, strerror(errno));
		goto fail;
	}
	fclose(in);
	return text;
fail:
	fclose(in);
	free(text);
	return NULL;
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
	for (int i = 0; i < ledger.n_jobs; i++) {
		const struct ledger_job *job = &ledger.jobs[i];
		char *line = job->n_slots ? format_start(job) : NULL;

		if (line)
			fprintf(out, "%s\n", line);
		free(line);
		for (int k = 0; k < job->n_failures; k++) {
			line = format_fail(job->id, &job->failures[k]);
			if (line)
				fprintf(out, "%s\n", line);
			free(line);
		}
	}
	if (fclose(out))
		rc = rail_error_nomem(err);
	if (!rc)
		rc = journal_replace(ledger.path, text, err);
	free(text);
	return rc;
}

static int put_aside(struct rail_error *err)
{
	char *aside;
	int rc = 0;

	if (asprintf(&aside, "%s.unreadable", ledger.path) < 0)
		return rail_error_nomem(err);
	if (rename(ledger.path, aside))
		rc = rail_error_set(err, "%s: %s", ledger.path,
				    strerror(errno));
	else
		say("%s is no ledger of version %d: put aside as %s",
		    ledger.path, LEDGER_VERSION, aside);
	free(aside);
	return rc;
}

int ledger_open(const char *path, int days, void (*say_to)(const char *line),
		struct rail_error *err)
{
	char header[64], *text;
	size_t len;
	int torn, rc = 0;

	snprintf(header, sizeof(header), "{\"railyard-ledger\":%d}",
		 LEDGER_VERSION);
	ledger.say = say_to;
	ledger.days = days;
	ledger.path = strdup(path);
	text = ledger.path ? read_journal(&len, err) : NULL;
	if (!text)
		goto fail;
	torn = len ? replay(text, len) : 0;
	if (torn < 0)
		rc = put_aside(err);
	else if (torn || len > COMPACT_BYTES)
		rc = compact(header, err);
	free(text);
	if (rc)
		goto fail;
	ledger.journal = journal_open(path, header, say_to, err);
	if (ledger.journal)
		return 0;
fail:
	ledger_close();
	return -1;
}

void ledger_close(void)
{
	journal_close(ledger.journal);
	for (int i = 0; i < ledger.n_jobs; i++)
		free_job(&ledger.jobs[i]);
	free(ledger.jobs);
	free(ledger.path);
	memset(&ledger, 0, sizeof(ledger));
}

/* --- what happens --------------------------------------------------------- */

const struct ledger_job *ledger_find(uint32_t id)
{
	return find_job(id);
}

void ledger_start(uint32_t id, uint32_t restarts, const char *const *slots,
		  int n_slots)
{
	if (!ledger.journal)
		return;
	if (apply_start(id, restarts, time(NULL), slots, n_slots))
		say("job %u: its slots are not kept: out of memory", id);
	else
		append(format_start(find_job(id)));
}

void ledger_fail(uint32_t id, const char *node)
{
	const struct ledger_job *job;

	if (!ledger.journal || !fabric_name_ok(node))
		return;
	if (apply_fail(id, time(NULL), node)) {
		say("job %u: a failure is not kept: out of memory", id);
		return;
	}
	job = find_job(id);
	append(format_fail(id, &job->failures[job->n_failures - 1]));
}

bool ledger_failed(const struct ledger_job *job, const char *node)
{
	for (int i = 0; i < job->n_failures; i++)
		if (!strcmp(job->failures[i].node, node))
			return true;
	return false;
}

void ledger_waiting(int seconds,
		    void (*visit)(const struct ledger_job *job, void *arg),
		    void *arg)
{
	time_t oldest = time(NULL) - seconds;

	for (int i = 0; i < ledger.n_jobs; i++) {
		const struct ledger_job *job = &ledger.jobs[i];
		time_t failed = job->n_failures ?
			job->failures[job->n_failures - 1].when : 0;

		if (failed >= oldest && !job->running)
			visit(job, arg);
	}
}

void ledger_sweep(bool (*gone)(uint32_t id))
{
	if (!ledger.journal)
		return;
	for (int i = ledger.n_jobs - 1; i >= 0; i--) {
		uint32_t id = ledger.jobs[i].id;
		char *line = NULL;

		if (!gone(id))
			continue;
		remove_job(id);
		if (asprintf(&line, "{\"op\":\"end\",\"time\":%lld,\"job\":%u}",
			     (long long)time(NULL), id) < 0)
			line = NULL;
		append(line);
	}
}
