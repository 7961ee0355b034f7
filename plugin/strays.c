/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ends what lost nodes still run: see strays.h. */
#include "strays.h"

#include <signal.h>

#include "ledger.h"
#include "send.h"

enum {
	/* Seconds.  Each takes a thread of slurmctld's for MessageTimeout. */
	AGAIN = 5,
	AT_ONCE = 8,
	/* From the failure on; what hangs for longer registers when it likes. */
	LASTS = 600,
};

struct look {
	time_t now;
	bool due;
	int first, seen;	/* which of them are told, how many there are */
};

static bool is_on(const job_record_t *job, const node_record_t *node)
{
	return (IS_JOB_RUNNING(job) || IS_JOB_SUSPENDED(job)) &&
	       job->node_bitmap && bit_test(job->node_bitmap, node->index);
}

/*
 * Not REQUEST_ABORT_JOB, which is for this: slurmd answers that before it kills
 * anything, and by the answer the tasks would be taken for dead.
 */
static void tell(const job_record_t *job, const node_record_t *node)
{
	signal_tasks_msg_t *kill = xmalloc(sizeof(*kill));

	kill->step_id.job_id = job->job_id;
	kill->step_id.step_id = NO_VAL;
	kill->step_id.step_het_comp = NO_VAL;
	kill->signal = SIGKILL;
	kill->flags = KILL_STEPS_ONLY;
	debug("railyard: %pJ: %s is told to end what it still has of it", job,
	      node->name);
	send_to_node(node, REQUEST_SIGNAL_TASKS, kill);
}

static void look_at_lost(const struct ledger_job *kept, void *arg)
{
	job_record_t *job = NULL;
	struct look *look = arg;

	for (int i = 0; i < kept->n_failures; i++) {
		node_record_t *node;

		if (look->now - kept->failures[i].when > LASTS)
			continue;
		node = find_node_record(kept->failures[i].node);
		if (!node || !IS_NODE_DOWN(node) || !IS_NODE_NO_RESPOND(node))
			continue;
		job = job ? job : find_job_record(kept->id);
		if (!job || is_on(job, node))
			continue;
		if (look->due && look->seen >= look->first &&
		    look->seen < look->first + AT_ONCE)
			tell(job, node);
		look->seen++;
	}
}

bool strays_look(time_t now)
{
	static time_t last;
	static int first;
	/* a clock that went back makes nobody wait */
	struct look look = { .now = now, .first = first,
			     .due = now < last || now - last >= AGAIN };

	ledger_each(look_at_lost, &look);
	if (look.due) {
		last = now;
		first = first + AT_ONCE < look.seen ? first + AT_ONCE : 0;
	}
	return look.seen > 0;
}
