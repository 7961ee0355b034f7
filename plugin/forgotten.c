/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ends what runs of jobs of which slurmctld thinks that they wait. */
#include "forgotten.h"

#include <time.h>

#include "ledger.h"
#include "strays.h"

/* Seconds: SIGKILL, and Epilog. */
enum { ENDS_IN = 5 };

/* Whether the start in the ledger is JOB's next one.  A job of that number that
 * was submitted after it is another one. */
static bool is_forgotten(const struct ledger_job *kept,
			 const job_record_t *job)
{
	return kept->running && job && job->details && IS_JOB_PENDING(job) &&
	       !IS_JOB_COMPLETING(job) &&
	       kept->restarts == job->restart_cnt &&
	       kept->when >= job->details->submit_time;
}

static void look_at(const struct ledger_job *kept, void *arg)
{
	job_record_t *job = find_job_record(kept->id);
	time_t now = time(NULL);

	if (!is_forgotten(kept, job))
		return;
	info("railyard: %pJ has started before slurmctld was ended, which had "
	     "not saved that: its nodes end it, and it starts again", job);
	for (int i = 0; i < kept->n_slots; i++) {
		const node_record_t *node = find_node_record(kept->slots[i]);

		if (node && !IS_NODE_DOWN(node))
			strays_end(job, node, now);
	}
	job->details->begin_time = now + ENDS_IN;
	last_job_update = now;
}

void forgotten_end(void)
{
	ledger_each(look_at, NULL);
}
