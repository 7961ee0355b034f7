/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Gives a starting job its slots. */
#include "slots.h"

#include <stdlib.h>

#include "blame.h"
#include "gpus.h"
#include "ledger.h"
#include "missed.h"
#include "request.h"
#include "restart.h"
#include "seats.h"
#include "tell.h"
#include "topology/layout.h"
#include "topology/place_text.h"
#include "topology/ranks.h"
#include "topology/spares.h"
#include "topology/text.h"
#include "wire.h"

enum {
	/* starts; or seconds: what is over is shown as running till then */
	SWEEP_EVERY = 64,
	SWEEP_SECONDS = 10,
	/* what missed.c has to look at is not over yet */
	OVER_SINCE = 60,
	/* one variable of more than 128 KiB makes execve() fail */
	MAX_LAYOUT = 100000,
};

void slots_lost(job_record_t *job)
{
	const struct snapshot *s = snapshot_get();
	const struct ledger_job *kept = ledger_find(job->job_id);
	struct options options;
	char *layout = NULL;
	int *slots, n = 0;

	if (!s || !kept || !request_read(s, job, &options) ||
	    !options.spares || options.spares >= kept->n_slots)
		return;
	slots = seats_of(s, kept, &options);
	while (slots && n < kept->n_slots && slots[n] >= 0)
		n++;
	if (n == kept->n_slots)
		layout = layout_format(s->fabric, slots, n - options.spares,
				       options.spares);
	if (layout && strlen(layout) < MAX_LAYOUT)
		tell_moved(job, layout);
	free(layout);
	free(slots);
}

int *slots_before(const struct snapshot *s, job_record_t *job,
		  const struct options *o, int *count, struct nodeset *failed)
{
	const struct ledger_job *kept = NULL;
	int *slots;

	if (job->restart_cnt)
		kept = ledger_find(job->job_id);
	if (!kept || !kept->n_slots)
		return NULL;
	slots = seats_of(s, kept, o);
	if (!slots)
		return NULL;
	*count = kept->n_slots;
	for (int i = 0; failed && i < kept->n_failures; i++) {
		int n = fabric_find_node(s->fabric, kept->failures[i].node);

		if (n >= 0)
			nodeset_add(failed, n);
	}
	return slots;
}

struct holding {
	const struct snapshot *s;
	uint32_t for_job;
	struct nodeset *own;	/* slots that the job itself comes back to */
	struct nodeset *nodes;
};

/* A step of its old run cannot be killed: who knows when it will be back. */
static bool is_stuck(const job_record_t *job)
{
	return IS_JOB_COMPLETING(job) &&
	       time(NULL) - job->end_time > slurm_conf.unkillable_timeout;
}

static void clear_survivors(const struct ledger_job *kept, void *arg)
{
	struct holding *h = arg;
	job_record_t *job;

	if (kept->id == h->for_job)
		return;
	/* a job that somebody holds does not come back soon */
	job = find_job_record(kept->id);
	if (!job || !IS_JOB_PENDING(job) || !job->priority || is_stuck(job))
		return;
	for (int i = 0; i < kept->n_slots; i++) {
		int n = fabric_find_node(h->s->fabric, kept->slots[i]);

		/* two jobs that shared a node must not wait for each other */
		if (n >= 0 && !(h->own && nodeset_has(h->own, n)))
			nodeset_remove(h->nodes, n);
	}
}

void slots_clear_held(const struct snapshot *s, job_record_t *job,
		      const int *before, int count, struct nodeset *nodes)
{
	struct holding h = { .s = s, .for_job = job->job_id, .nodes = nodes };

	if (!s->conf.hold_seconds)
		return;
	if (before)
		h.own = nodeset_create(s->fabric->n_nodes);
	for (int i = 0; h.own && i < count; i++)
		if (before[i] >= 0)
			nodeset_add(h.own, before[i]);
	ledger_waiting(s->conf.hold_seconds, clear_survivors, &h);
	nodeset_destroy(h.own);
}

/*
 * By slot, spares last.  A restart on as many nodes goes through the same code
 * as the choice of its nodes did, now with no choice left, so that it gives the
 * same answer; and a sensible one for nodes that somebody else chose.
 */
static int give_slots(const struct snapshot *s, job_record_t *job,
		      const struct options *o, const struct nodeset *nodes,
		      int count, int *slots, char *why, size_t size)
{
	struct place_request req = { .nodes = count, .mode = PLACE_BEST,
				     .segment = o->segment,
				     .spares = o->spares,
				     .space = s->space };
	struct place_choice choice = { 0 };
	char cost[PLACE_COST_TEXT];
	int n_before = 0, rc = -1;
	int *before = slots_before(s, job, o, &n_before, NULL);

	if (before && n_before == count)
		rc = ranks_refill(s->fabric, nodes, &req, before, slots,
				  &choice);
	if (!rc)
		snprintf(why, size, "%s", choice.why);
	place_choice_free(&choice);
	free(before);
	if (!rc)
		return 0;
	if (!o->spares)
		ranks_assign(s->fabric, nodes, o->segment, slots);
	else if (spares_split(s->fabric, nodes, o->spares, o->segment, s->space,
			      slots))
		return -1;
	/* what they touch */
	req.segment = req.spares = 0;
	rc = place(s->fabric, nodes, &req, &choice);
	if (!rc)
		snprintf(why, size, "%d node%s, %s", count, text_plural(count),
			 place_cost_list(&choice, s->fabric->n_levels, cost));
	place_choice_free(&choice);
	return rc;
}

/* Puts NAME=VALUE into what the batch script gets; slots_forget() has taken
 * an older one out. */
static void set_environment(job_record_t *job, const char *name,
			    const char *value)
{
	job_details_t *details = job->details;

	xrecalloc(details->env_sup, details->env_cnt + 2, sizeof(char *));
	details->env_sup[details->env_cnt++] =
		xstrdup_printf("%s=%s", name, value);
}

/* Takes out what an earlier start put in: its slots are not the job's now. */
static void clear_environment(job_record_t *job, const char *name)
{
	job_details_t *details = job->details;
	size_t len = strlen(name);
	int kept = 0;

	for (int i = 0; i < details->env_cnt; i++) {
		if (!strncmp(details->env_sup[i], name, len) &&
		    details->env_sup[i][len] == '=')
			xfree(details->env_sup[i]);
		else
			details->env_sup[kept++] = details->env_sup[i];
	}
	details->env_cnt = kept;
}

void slots_forget(job_record_t *job)
{
	if (job->details)
		clear_environment(job, WIRE_LAYOUT);
	tell_nothing(job);
}

static int keep_slots(const struct snapshot *s, job_record_t *job,
		      const int *slots, int count)
{
	const char **names = calloc(count, sizeof(*names));

	if (!names)
		return -1;
	for (int i = 0; i < count; i++)
		names[i] = s->fabric->nodes[slots[i]].name;
	ledger_start(job->job_id, job->restart_cnt, names, count);
	free(names);
	return 0;
}

/* What is told of spares, behind WHY. */
static void explain_spares(const struct snapshot *s, job_record_t *job,
			   const struct options *o, const int *slots,
			   int count, char *why, size_t size)
{
	int n = o->spares, covered;
	const char *home;
	size_t len = strlen(why);

	if (!n)
		return;
	snprintf(why + len, size - len, "; %d spare%s", n, text_plural(n));
	len += strlen(why + len);
	if (job->kill_on_node_fail) {
		snprintf(why + len, size - len,
			 ", of no use without --no-kill");
	} else if (o->segment > 1) {
		covered = spares_covered(s->fabric, slots, count - n, n,
					 o->segment, &home);
		snprintf(why + len, size - len, "; %d of %d slots have one in "
			 "their %s", covered, count - n, home);
	}
}

static int begin(const struct snapshot *s, job_record_t *job,
		 const struct options *o, const struct nodeset *nodes,
		 int count)
{
	int *slots = calloc(count + 1, sizeof(*slots));
	char why[512], *layout = NULL;
	int rc = -1;

	if (!slots || give_slots(s, job, o, nodes, count, slots, why,
				 sizeof(why)))
		goto out;
	gpus_explain(job, why + strlen(why), sizeof(why) - strlen(why));
	explain_spares(s, job, o, slots, count, why, sizeof(why));
	layout = layout_format(s->fabric, slots, count - o->spares, o->spares);
	if (!layout || keep_slots(s, job, slots, count))
		goto out;
	if (strlen(layout) < MAX_LAYOUT) {
		set_environment(job, WIRE_LAYOUT, layout);
		tell_running(job, why, layout);
	} else {
		info("railyard: %pJ: its layout of %zu bytes is too long for "
		     "a variable: its tasks find no slots", job,
		     strlen(layout));
		tell_running(job, why, "too long to be told");
	}
	rc = 0;
out:
	free(layout);
	free(slots);
	return rc;
}

/* Not as a job ends: it may look as if it were over, and be requeued. */
static void sweep_sometimes(void)
{
	static int starts;
	static time_t last;
	time_t now = time(NULL);

	/* a clock that went back makes nobody wait */
	if (++starts % SWEEP_EVERY && now >= last &&
	    now - last < SWEEP_SECONDS)
		return;
	last = now;
	slots_sweep();
}

void slots_begin(const struct snapshot *s, job_record_t *job)
{
	struct nodeset *nodes;
	struct options options;
	int count;

	if (!job->node_bitmap || !job->details ||
	    !request_read(s, job, &options))
		return;
	nodes = nodeset_create(s->fabric->n_nodes);
	if (nodes)
		snapshot_nodes(s, job->node_bitmap, nodes);
	count = bit_set_count(job->node_bitmap);
	/* submitted when that could not be refused any more */
	if (options.spares >= count)
		options.spares = 0;
	if (!nodes)
		error("railyard: %pJ gets no slots: out of memory", job);
	else if (nodeset_count(nodes) != count && options.has_mode)
		info("railyard: %pJ gets no slots: %d of its nodes are not in "
		     "the map", job, count - nodeset_count(nodes));
	else if (nodeset_count(nodes) != count)
		debug("railyard: %pJ is on nodes that are in no map", job);
	else if (begin(s, job, &options, nodes, count))
		error("railyard: %pJ gets no slots: out of memory", job);
	nodeset_destroy(nodes);
	sweep_sometimes();
}

bool slots_has_spares(job_record_t *job)
{
	const struct snapshot *s = snapshot_get();
	struct options options;

	return s && request_read(s, job, &options) && options.spares > 0;
}

void slots_end(job_record_t *job)
{
	const struct ledger_job *kept = ledger_find(job->job_id);
	node_record_t *node;

	if (!kept || !job->node_bitmap)
		return;
	if ((job->job_state & JOB_STATE_BASE) != JOB_NODE_FAIL) {
		if (missed_may_be(job))
			restart_look();
		return;
	}
	for (int i = 0; (node = next_node_bitmap(job->node_bitmap, &i)); i++)
		if (IS_NODE_DOWN(node) || IS_NODE_FAIL(node) ||
		    !xstrcmp(node->name, job->failed_node))
			ledger_fail(job->job_id, node->name,
				    blame_rails(snapshot_get(), node->name));
	restart_soon(job);
}

static bool is_over(uint32_t id)
{
	job_record_t *job = find_job_record(id);

	return !job || (IS_JOB_FINISHED(job) && !IS_JOB_COMPLETING(job) &&
			!(job->job_state & JOB_REQUEUE) &&
			time(NULL) - job->end_time > OVER_SINCE);
}

void slots_sweep(void)
{
	ledger_sweep(is_over);
}
