/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Nodes that failed, what they share, and the slots of jobs. */
#include "write_ledger.h"

#include <stdlib.h>
#include <string.h>

#include "health_parts.h"
#include "json_out.h"
#include "node_table.h"
#include "topology/text.h"

/* --- what failed nodes share ---------------------------------------------- */

/* Failures of nodes of one leaf or power domain. */
struct shared {
	const char *kind, *name;
	int failures, nodes;
};

/* The leaf of rail R of node N of the first plane; -1: none is known. */
static int leaf_of(const struct fabric *f, int n, int r)
{
	return r < f->n_rails ? f->nodes[n].nics[r].leaf : -1;
}

static int of_leaf(const struct write_ledger *w, const struct failed_node *n,
		   int node, int leaf)
{
	int count = 0;

	for (int i = 0; i < n->count; i++)
		for (int r = 0; r < w->fabric->n_rails && r < 64; r++)
			if (n->failures[i].rails >> r & 1 &&
			    leaf_of(w->fabric, node, r) == leaf) {
				count++;
				break;
			}
	return count;
}

static int of_domain(const struct failed_node *n, const struct domain *d)
{
	for (int i = 0; i < d->nodes->count; i++)
		if (!strcmp(d->nodes->names[i], n->name))
			return n->count;
	return 0;
}

/* Fills S in; it says nothing of a part without failures. */
static bool sum_up(const struct write_ledger *w, int part, struct shared *s)
{
	const struct failures *all = &w->book->failures;
	int n_leafs = w->fabric->n_leafs;

	*s = (struct shared){ 0 };
	s->kind = part < n_leafs ? "leaf" : "domain";
	s->name = part < n_leafs ? w->fabric->leafs[part].name :
				   w->domains->all[part - n_leafs].name;
	for (int i = 0; i < all->count; i++) {
		const struct failed_node *n = &all->nodes[i];
		int node = fabric_find_node(w->fabric, n->name), count = 0;

		if (part >= n_leafs)
			count = of_domain(n, &w->domains->all[part - n_leafs]);
		else if (node >= 0)
			count = of_leaf(w, n, node, part);
		s->failures += count;
		s->nodes += count > 0;
	}
	return s->failures > 0;
}

static int n_parts(const struct write_ledger *w)
{
	return w->fabric->n_leafs + w->domains->count;
}

/* --- text ----------------------------------------------------------------- */

static int put_node(struct libscols_table *table, const struct write_ledger *w,
		    const struct failed_node *n)
{
	struct libscols_line *line = scols_table_new_line(table, NULL);
	time_t until = failures_quarantine(n, &w->rule, w->now);
	const struct failure *last = &n->failures[n->count - 1];
	double score = failures_score(n, &w->rule, w->now);
	char when[HEALTH_TIME_TEXT], end[HEALTH_TIME_TEXT];

	health_time_text(last->when, when);
	health_time_text(until, end);
	if (!line || node_table_known(line, 0, n->name) ||
	    node_table_put(line, 1, "%d", n->count) ||
	    node_table_known(line, 2, when) ||
	    node_table_put(line, 3, "%u", last->job) ||
	    node_table_put(line, 4, "%.2f", score) ||
	    node_table_put(line, 5, "%s%s",
			   until ? "quarantined until " :
			   score >= FAILURES_FORGIVEN ? "used last" : "",
			   end))
		return -1;
	return 0;
}

static int put_nodes(const struct write_ledger *w, FILE *out)
{
	static const char *const columns[] = { "NODE", "FAILURES", "LAST",
					       "JOB", "SCORE", "STATE" };
	const struct failures *all = &w->book->failures;
	struct libscols_table *table;
	int rc = 0;

	if (!all->count)
		return fputs("no node has failed\n", out) < 0 ? -1 : 0;
	table = node_table_new(out, columns, 6);
	if (!table)
		return -1;
	for (int i = 0; !rc && i < all->count; i++)
		rc = put_node(table, w, &all->nodes[i]);
	return node_table_print(table, out, rc);
}

/* Whether there was anything to say. */
static bool put_shared(const struct write_ledger *w, FILE *out)
{
	struct shared s;
	bool any = false;

	for (int part = 0; part < n_parts(w); part++) {
		if (!sum_up(w, part, &s))
			continue;
		fprintf(out, "%s %s: %d failure%s of %d node%s\n", s.kind,
			s.name, s.failures, text_plural(s.failures), s.nodes,
			text_plural(s.nodes));
		any = true;
	}
	return any;
}

static const char *state_of(const struct ledger_job *job)
{
	return job->running ? "running" : "waits";
}

static int put_job(struct libscols_table *table, const struct ledger_job *job)
{
	struct libscols_line *line = scols_table_new_line(table, NULL);

	if (!line || node_table_put(line, 0, "%u", job->id) ||
	    node_table_put(line, 1, "%u", job->restarts) ||
	    node_table_put(line, 2, "%d", job->n_failures) ||
	    node_table_known(line, 3, state_of(job)) ||
	    node_table_give(line, 4,
			    hostlist_format((const char *const *)job->slots,
					    job->n_slots)))
		return -1;
	return 0;
}

static int put_jobs(const struct write_ledger *w, FILE *out)
{
	static const char *const columns[] = { "JOB", "RESTARTS", "FAILURES",
					       "STATE", "SLOTS" };
	const struct job_table *jobs = &w->book->jobs;
	struct libscols_table *table;
	int rc = 0;

	if (!jobs->n_jobs)
		return fputs("no job has slots\n", out) < 0 ? -1 : 0;
	table = node_table_new(out, columns, 5);
	if (!table)
		return -1;
	for (int i = 0; !rc && i < jobs->n_jobs; i++)
		rc = put_job(table, &jobs->jobs[i]);
	if (!rc && scols_print_table(table))
		rc = -1;
	scols_unref_table(table);
	return rc;
}

int write_ledger_text(const struct write_ledger *w, FILE *out,
		      struct rail_error *err)
{
	if (put_nodes(w, out))
		return rail_error_nomem(err);
	if (put_shared(w, out) ||
	    (!w->book->failures.count && w->book->jobs.n_jobs))
		fputc('\n', out);
	return put_jobs(w, out) ? rail_error_nomem(err) : 0;
}

/* --- JSON ----------------------------------------------------------------- */

static void add_time(struct json_object *o, const char *key, time_t when,
		     bool *failed)
{
	json_out_add(o, key, json_object_new_int64(when), failed);
}

static struct json_object *failure_object(const struct failure *f, bool *failed)
{
	struct json_object *o = json_object_new_object();
	struct json_object *rails = json_object_new_array();

	add_time(o, "time", f->when, failed);
	json_out_add(o, "job", json_object_new_int64(f->job), failed);
	json_out_add(o, "restarts", json_object_new_int64(f->restarts), failed);
	for (int r = 0; r < 64; r++)
		if (f->rails >> r & 1)
			json_out_append(rails, json_object_new_int(r), failed);
	json_out_add(o, "rails", rails, failed);
	return o;
}

static struct json_object *node_object(const struct write_ledger *w,
				       const struct failed_node *n,
				       bool *failed)
{
	struct json_object *o = json_object_new_object();
	struct json_object *list = json_object_new_array();
	time_t until = failures_quarantine(n, &w->rule, w->now);

	json_out_add_text(o, "node", n->name, failed);
	json_out_add(o, "score", json_object_new_double(failures_score(
					 n, &w->rule, w->now)), failed);
	if (until)
		add_time(o, "quarantined_until", until, failed);
	else
		json_out_add_null(o, "quarantined_until", failed);
	for (int i = 0; i < n->count; i++)
		json_out_append(list, failure_object(&n->failures[i], failed),
				failed);
	json_out_add(o, "failures", list, failed);
	return o;
}

static struct json_object *job_object(const struct ledger_job *job,
				      bool *failed)
{
	struct json_object *o = json_object_new_object();
	struct json_object *slots = json_object_new_array();

	json_out_add(o, "job", json_object_new_int64(job->id), failed);
	json_out_add(o, "restarts", json_object_new_int64(job->restarts),
		     failed);
	json_out_add_text(o, "state", state_of(job), failed);
	for (int s = 0; s < job->n_slots; s++)
		json_out_append(slots, json_object_new_string(job->slots[s]),
				failed);
	json_out_add(o, "slots", slots, failed);
	json_out_add_int(o, "failures", job->n_failures, failed);
	return o;
}

static struct json_object *shared_objects(const struct write_ledger *w,
					  bool *failed)
{
	struct json_object *list = json_object_new_array();
	struct shared s;

	for (int part = 0; part < n_parts(w); part++) {
		struct json_object *o;

		if (!sum_up(w, part, &s))
			continue;
		o = json_object_new_object();
		json_out_add_text(o, "kind", s.kind, failed);
		json_out_add_text(o, "name", s.name, failed);
		json_out_add_int(o, "failures", s.failures, failed);
		json_out_add_int(o, "nodes", s.nodes, failed);
		json_out_append(list, o, failed);
	}
	return list;
}

int write_ledger_json(const struct write_ledger *w, FILE *out,
		      struct rail_error *err)
{
	struct json_object *o = json_object_new_object();
	struct json_object *nodes = json_object_new_array();
	struct json_object *jobs = json_object_new_array();
	bool failed = false;

	for (int i = 0; i < w->book->failures.count; i++)
		json_out_append(nodes, node_object(w,
						   &w->book->failures.nodes[i],
						   &failed), &failed);
	for (int i = 0; i < w->book->jobs.n_jobs; i++)
		json_out_append(jobs, job_object(&w->book->jobs.jobs[i],
						 &failed), &failed);
	json_out_add_int(o, "version", 1, &failed);
	json_out_add(o, "nodes", nodes, &failed);
	json_out_add(o, "parts", shared_objects(w, &failed), &failed);
	json_out_add(o, "jobs", jobs, &failed);
	if (json_out_line(o, failed, out) < 0)
		return rail_error_nomem(err);
	fputc('\n', out);
	return 0;
}
