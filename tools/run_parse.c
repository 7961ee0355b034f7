/* SPDX-License-Identifier: GPL-2.0-or-later */
/* squeue's and scontrol's text, piece by piece. */
#include "run_parse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "topology/fabric.h"
#include "topology/text.h"

/* --- the job ------------------------------------------------------------- */

static enum run_job_state job_state(const char *word, size_t len)
{
	static const struct {
		const char *name;
		enum run_job_state state;
	} states[] = {
		{ "RUNNING", RUN_JOB_RUNNING },
		{ "RESIZING", RUN_JOB_RUNNING },
		{ "SIGNALING", RUN_JOB_RUNNING },
		{ "STAGE_OUT", RUN_JOB_RUNNING },
		{ "SUSPENDED", RUN_JOB_SUSPENDED },
		{ "STOPPED", RUN_JOB_SUSPENDED },
	};

	for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++)
		if (strlen(states[i].name) == len &&
		    !memcmp(states[i].name, word, len))
			return states[i].state;
	return RUN_JOB_OVER;
}

int run_parse_job(const char *text, struct run_job *job,
		  struct rail_error *err)
{
	size_t len = strcspn(text, " \n");
	const char *hosts = text + len + strspn(text + len, " ");
	char *list = strndup(hosts, strcspn(hosts, " \n"));

	job->state = job_state(text, len);
	job->nodes = list ? hostlist_parse(list, FABRIC_MAX_NODES, err) : NULL;
	if (!list)
		rail_error_nomem(err);
	free(list);
	return job->nodes ? 0 : -1;
}

void run_job_clear(struct run_job *job)
{
	hostlist_destroy(job->nodes);
	job->nodes = NULL;
}

struct hostlist *run_parse_steps(const char *text)
{
	struct hostlist *steps = hostlist_create();
	char step[64];

	for (size_t len; steps && *text; text += len + (text[len] == '\n')) {
		const char *dot;

		len = strcspn(text, "\n");
		snprintf(step, sizeof(step), "%.*s", (int)(len < 60 ? len : 60),
			 text);
		step[strcspn(step, " ")] = '\0';
		dot = strchr(step, '.');
		/* not 7.batch, 7.extern, 7.interactive */
		if (!dot || !dot[1] || dot[1 + strspn(dot + 1, "0123456789")])
			continue;
		if (hostlist_append(steps, step)) {
			hostlist_destroy(steps);
			return NULL;
		}
	}
	return steps;
}

/* --- nodes --------------------------------------------------------------- */

/* The value of NAME= in a line of LEN bytes: fields are words, but the last
 * ones' values may have blanks.  NULL: it is not there. */
static const char *find_field(const char *line, size_t len, const char *name)
{
	size_t n = strlen(name);

	for (const char *p = line; p + n < line + len; p++)
		if ((p == line || p[-1] == ' ') && !memcmp(p, name, n) &&
		    p[n] == '=')
			return p + n + 1;
	return NULL;
}

static void copy_field(const char *line, size_t len, const char *name,
		       const char *end, char *value, size_t size)
{
	const char *from = find_field(line, len, name);
	size_t n = from ? (size_t)(line + len - from) : 0, until;

	value[0] = '\0';
	if (!from)
		return;
	until = strcspn(from, end);
	if (until < n)
		n = until;
	while (n && from[n - 1] == ' ')
		n--;
	snprintf(value, size, "%.*s", (int)(n < size ? n : size - 1), from);
	text_disarm(value);
}

/* Whether WORD is one of STATE's, "DOWN+DRAIN*": marks at its end are none of
 * it. */
static bool has_state(const char *state, const char *word)
{
	size_t len = strlen(word);

	for (const char *p = state; *p; p += strcspn(p, "+")) {
		p += *p == '+';
		if (!strncmp(p, word, len) && (!p[len] ||
					       strchr("+*~#!%$@^-", p[len])))
			return true;
	}
	return false;
}

/* The time in "Not responding [slurm@2026-11-26T11:55:32]". */
static time_t reason_time(const char *line, size_t len)
{
	const char *from = find_field(line, len, "Reason");
	struct tm tm = { .tm_isdst = -1 };
	int year, month;

	while (from && from < line + len && *from != '@')
		from++;
	if (!from || from >= line + len ||
	    sscanf(from, "@%4d-%2d-%2dT%2d:%2d:%2d", &year, &month,
		   &tm.tm_mday, &tm.tm_hour, &tm.tm_min, &tm.tm_sec) != 6)
		return 0;
	tm.tm_year = year - 1900;
	tm.tm_mon = month - 1;
	return mktime(&tm);
}

static void read_node(const char *line, size_t len, struct run_node *node)
{
	char port[16];

	memset(node, 0, sizeof(*node));
	copy_field(line, len, "NodeName", " ", node->name, sizeof(node->name));
	copy_field(line, len, "NodeAddr", " ", node->address,
		   sizeof(node->address));
	copy_field(line, len, "State", " ", node->state, sizeof(node->state));
	copy_field(line, len, "Reason", "[\n", node->reason,
		   sizeof(node->reason));
	copy_field(line, len, "Port", " ", port, sizeof(port));
	node->port = atoi(port) > 0 && atoi(port) < 65536 ? atoi(port) : 0;
	node->lost = has_state(node->state, "DOWN") ||
		     has_state(node->state, "FAIL") ||
		     has_state(node->state, "FAILING");
	node->silent = strchr(node->state, '*') ||
		       has_state(node->state, "NOT_RESPONDING");
	node->drained = has_state(node->state, "DRAIN");
	node->since = reason_time(line, len);
}

bool run_parse_node(const char **text, struct run_node *node)
{
	while (**text) {
		const char *line = *text;
		size_t len = strcspn(line, "\n");

		*text += len + (line[len] == '\n');
		if (strncmp(line, "NodeName=", 9) != 0)
			continue;
		read_node(line, len, node);
		return true;
	}
	return false;
}

int run_parse_config(const char *text, const char *name, int max)
{
	size_t len = strlen(name);

	for (; text; text = strchr(text, '\n')) {
		const char *p = text += *text == '\n';
		char *end;
		long n;

		if (strncmp(p, name, len) != 0 ||
		    p[len + strspn(p + len, " ")] != '=')
			continue;
		p += len + strspn(p + len, " =");
		n = strtol(p, &end, 10);
		return end == p || n < 0 || n > max ? -1 : (int)n;
	}
	return -1;
}
