/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ends what lost nodes still run: see strays.h. */
#include "strays.h"

#include "ledger.h"
#include "send.h"

enum {
	/* Each message takes a thread of slurmctld's for MessageTimeout. */
	AT_ONCE = 8,
	/* Seconds from the failure on; what hangs for longer registers when it
	 * likes. */
	LASTS = 600,
	MAX_TOLD = 256,
};

/* Nodes that were told, and have not answered yet. */
static struct told {
	uint32_t job;
	time_t failed;
	char node[64];
} told[MAX_TOLD];
static int n_told;

static struct told *find_told(uint32_t job, const struct ledger_failure *f)
{
	for (int i = 0; i < n_told; i++)
		if (told[i].job == job && told[i].failed == f->when &&
		    !xstrcmp(told[i].node, f->node))
			return &told[i];
	return NULL;
}

static void forget(struct told *t)
{
	*t = told[--n_told];
}

static void forget_old(time_t now)
{
	for (int i = n_told - 1; i >= 0; i--)
		if (now - told[i].failed > LASTS || now < told[i].failed)
			forget(&told[i]);
}

static bool remember(uint32_t job, const struct ledger_failure *f)
{
	struct told *t = &told[n_told];

	if (find_told(job, f))
		return true;
	if (n_told == MAX_TOLD || strlen(f->node) >= sizeof(t->node))
		return false;
	n_told++;
	t->job = job;
	t->failed = f->when;
	snprintf(t->node, sizeof(t->node), "%s", f->node);
	return true;
}

static bool is_on(const job_record_t *job, const node_record_t *node)
{
	return (IS_JOB_RUNNING(job) || IS_JOB_SUSPENDED(job)) &&
	       job->node_bitmap && bit_test(job->node_bitmap, node->index);
}

/*
 * Not REQUEST_ABORT_JOB, which is for this: slurmd answers that before it kills
 * anything, and by the answer the tasks would be taken for dead.
 */
static void end_steps(const job_record_t *job, const node_record_t *node)
{
	signal_tasks_msg_t *kill = xmalloc(sizeof(*kill));

	kill->step_id.job_id = job->job_id;
	kill->step_id.step_id = NO_VAL;
	kill->step_id.step_het_comp = NO_VAL;
	kill->signal = SIG_ABORT;
	kill->flags = KILL_STEPS_ONLY;
	debug("railyard: %pJ: %s is told to end what it still has of it", job,
	      node->name);
	send_to_node(node, REQUEST_SIGNAL_TASKS, kill);
}

/* As slurmctld does where a node that registers has steps of a job that is not
 * its. */
void strays_end(const job_record_t *job, const node_record_t *node,
		time_t until)
{
	kill_job_msg_t *kill = xmalloc(sizeof(*kill));

	kill->step_id.job_id = job->job_id;
	kill->step_id.step_id = NO_VAL;
	kill->step_id.step_het_comp = NO_VAL;
	/* what the node was allowed until then it is not any more */
	kill->time = until;
	kill->nodes = xstrdup(node->name);
	send_to_node(node, REQUEST_ABORT_JOB, kill);
}

struct look {
	time_t now;
	int first, seen;	/* which are told, how many there are */
};

static void look_at(struct look *look, const job_record_t *job,
		    const node_record_t *node, const struct ledger_failure *f)
{
	struct told *t = find_told(job->job_id, f);

	if (t && !IS_NODE_NO_RESPOND(node)) {
		forget(t);
		/* its tasks are dead: the batch script, and Epilog; after
		 * end_steps() slurmctld has no step to learn of that by */
		debug("railyard: %pJ: %s is back: it ends what it had of it",
		      job, node->name);
		strays_end(job, node, f->when);
		return;
	}
	if (!IS_NODE_DOWN(node) || !IS_NODE_NO_RESPOND(node))
		return;
	if (look->seen >= look->first &&
	    look->seen < look->first + AT_ONCE && remember(job->job_id, f))
		end_steps(job, node);
	look->seen++;
}

static void look_at_lost(const struct ledger_job *kept, void *arg)
{
	job_record_t *job = NULL;
	struct look *look = arg;

	for (int i = 0; i < kept->n_failures; i++) {
		const struct ledger_failure *f = &kept->failures[i];
		const node_record_t *node;

		if (look->now - f->when > LASTS)
			continue;
		node = find_node_record(f->node);
		job = job ? job : find_job_record(kept->id);
		if (node && job && !is_on(job, node))
			look_at(look, job, node, f);
	}
}

bool strays_look(time_t now)
{
	static time_t last;
	static int first;
	struct look look = { .now = now, .first = first };

	/* a clock that went back makes nobody wait */
	if (now >= last && now - last < STRAYS_AGAIN)
		return true;
	last = now;
	ledger_each(look_at_lost, &look);
	forget_old(now);
	first = first + AT_ONCE < look.seen ? first + AT_ONCE : 0;
	return look.seen > 0 || n_told > 0;
}
