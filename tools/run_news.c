/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What Slurm knows of the nodes, and what their silence says. */
#include "run_loop.h"

#include <stdlib.h>
#include <string.h>

#include "run_probe.h"
#include "topology/text.h"

enum {
	/* Asking takes at most this part of the time: every job of a cluster
	 * may do it. */
	SHARE = 20,
	MAX_WAIT = 60,
	RETRY_MS = 300,
};

/* When to ask again, after asking since STARTED. */
static double next_time(const struct run *r, double started)
{
	double now = run_events_now(), wait = (now - started) * SHARE;

	if (wait < r->o->poll)
		wait = r->o->poll;
	return now + (wait < MAX_WAIT ? wait : MAX_WAIT);
}

static void not_heard(struct run *r, const struct rail_error *err)
{
	if (!r->mute)
		cli_complain(r->verb, "Slurm cannot be asked, nothing is done "
			     "until it can: %s", err->text);
	r->mute = true;
}

static int ask_job(struct run *r)
{
	double started = run_events_now();
	struct run_job job;
	struct rail_error err;
	int rc = run_slurm_job(&r->slurm, &job, &err);

	r->next_job = next_time(r, started);
	if (rc) {
		not_heard(r, &err);
		return -1;
	}
	if (r->mute)
		cli_complain(r->verb, "Slurm answers again");
	r->mute = false;
	r->over = job.state == RUN_JOB_OVER;
	if (!r->over)
		run_table_take_job(&r->table, job.nodes);
	run_job_clear(&job);
	return 0;
}

static char *all_nodes(const struct run_table *t)
{
	const char **names = calloc((size_t)t->n + 1, sizeof(*names));
	char *hosts;

	if (!names)
		return NULL;
	for (int i = 0; i < t->n; i++)
		names[i] = t->members[i].name;
	hosts = hostlist_format(names, t->n);
	free(names);
	return hosts;
}

static void ask_nodes(struct run *r, bool failed)
{
	double started = run_events_now();
	char *hosts = all_nodes(&r->table), *text = NULL;
	struct rail_error err;

	if (!hosts)
		rail_error_nomem(&err);
	else
		text = run_slurm_nodes(&r->slurm, hosts, &err);
	r->next_nodes = next_time(r, started);
	if (text)
		run_table_take_nodes(&r->table, text, failed);
	else
		not_heard(r, &err);
	free(text);
	free(hosts);
}

static void say_lost(struct run *r)
{
	const struct run_table *t = &r->table;

	for (int i = 0; i < t->n; i++) {
		struct run_member *m = &t->members[i];
		int slot = layout_find(t->layout, m->name);

		if (!m->lost || m->told)
			continue;
		m->told = true;
		if (slot < 0)
			cli_complain(r->verb, "%s, a spare, is lost: %s",
				     m->name, m->why);
		else
			cli_complain(r->verb, "%s, slot %d, is lost: %s",
				     m->name, slot, m->why);
		if (slot >= 0 && r->noticed <= 0) {
			r->noticed = run_events_now();
			r->detect = m->since ? (double)(time(NULL) - m->since) :
					       -1;
		}
	}
}

static bool any_news(const struct run_table *t)
{
	for (int i = 0; i < t->n; i++)
		if (t->members[i].lost && !t->members[i].told)
			return true;
	return false;
}

void run_news(struct run *r, bool now, bool failed)
{
	double time = run_events_now();
	bool nodes = now || time >= r->next_nodes;

	if (!now && time < r->next_job)
		return;
	if (ask_job(r) || r->over)
		return;
	if (nodes || any_news(&r->table))
		ask_nodes(r, failed);
	say_lost(r);
}

/* --- after a failure ----------------------------------------------------- */

const struct run_member *run_news_silent(struct run *r)
{
	struct run_table *t = &r->table;
	/* spares as well, where they are about to be used */
	int all = run_table_open_slots(t) ? t->n : t->layout->count, n = 0;
	struct run_member **asked = calloc((size_t)all + 1, sizeof(*asked));
	enum run_probe *answers = calloc((size_t)all + 1, sizeof(*answers));
	const struct run_member *silent = NULL;

	for (int i = 0; i < all && asked; i++) {
		struct run_member *m = run_table_at(t, i);

		if (m->lost)
			continue;
		if (m->suspect && !silent)
			silent = m;
		asked[n++] = m;
	}
	if (!silent && r->o->probe && answers) {
		run_probe(t, asked, n, &r->ev, RUN_PROBE_MS, answers);
		for (int i = 0; i < n && !silent; i++)
			if (answers[i] == RUN_PROBE_SILENT ||
			    answers[i] == RUN_PROBE_REFUSES)
				silent = asked[i];
	}
	free(answers);
	free(asked);
	return silent;
}

bool run_news_settle(struct run *r)
{
	double start = run_events_now(), until = start + r->o->settle;
	bool said = false;

	for (;;) {
		const struct run_member *silent;

		run_news(r, true, true);
		if (r->over || r->ev.ending)
			return false;
		if (run_table_open_slots(&r->table))
			return true;
		silent = run_news_silent(r);
		if (silent && !said) {
			cli_complain(r->verb, "the program has failed and %s "
				     "does not answer: waiting for Slurm's "
				     "word, at most %d s", silent->name,
				     r->o->lost_wait);
			said = true;
		}
		/* when Slurm says nothing, nothing is known of the nodes */
		if (run_events_now() >=
		    (silent || r->mute ? start + r->o->lost_wait : until))
			return false;
		run_events_wait(&r->ev, -1, RETRY_MS);
	}
}
