/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looks after requeued jobs, and ends two of their waits: see restart.h. */
#include "restart.h"

#include <stdlib.h>
#include <time.h>

#include "ledger.h"
#include "missed.h"
#include "send.h"
#include "strays.h"
#include "thread.h"
#include "topology/hostlist.h"

enum {
	LOOK_MS = 500,
	/* A job that has not ended by then has other troubles. */
	LOOK_SECONDS = 1800,
};

static struct {
	pthread_t thread;
	bool runs;
	pthread_mutex_t lock;	/* of what follows */
	pthread_cond_t wake;
	bool tells;		/* the first of the two waits is ours to end */
	int delay;		/* RestartDelay; -1: the second is not */
	time_t until;		/* looks until then */
	unsigned int asked;	/* how often it was asked to */
	bool closing;
} restart = {
	.lock = PTHREAD_MUTEX_INITIALIZER,
	.wake = PTHREAD_COND_INITIALIZER,
};

/* --- the tree of a step --------------------------------------------------- */

/* COUNT parts of the step, from rank FIRST on, are over: tells NODE. */
static void tell_parent(const step_record_t *step, char *node, int first,
			int count)
{
	const node_record_t *record = find_node_record(node);
	step_complete_msg_t *over;

	if (!record)
		return;
	over = xmalloc(sizeof(*over));
	over->range_first = first;
	over->range_last = first + count - 1;
	over->step_id = step->step_id;
	over->step_rc = 9;	/* as of tasks that SIGKILL ended */
	send_to_node(record, REQUEST_STEP_COMPLETE, over);
}

static bool is_down(char *name)
{
	node_record_t *node = find_node_record(name);

	return !node || IS_NODE_DOWN(node);
}

/*
 * The dead of the step with all that is below them: those would find their
 * parent dead, and talk to slurmctld.  A dead parent needs to hear nothing.
 */
static int release_step(void *x, void *arg)
{
	step_record_t *step = x;
	struct hostlist *nodes = NULL;

	if (!step->step_layout || !step->step_layout->node_list)
		return 0;
	nodes = hostlist_parse(step->step_layout->node_list, 0, NULL);
	for (int rank = 1; nodes && rank < nodes->count; rank++) {
		int parent, below, depth, deepest;

		if (!is_down(nodes->names[rank]))
			continue;
		reverse_tree_info(rank, nodes->count, REVERSE_TREE_WIDTH,
				  &parent, &below, &depth, &deepest);
		if (parent < 0 || below < 0 || is_down(nodes->names[parent]))
			continue;
		debug("railyard: %pS: %s hears that ranks %d to %d are over",
		      step, nodes->names[parent], rank, rank + below);
		tell_parent(step, nodes->names[parent], rank, below + 1);
	}
	hostlist_destroy(nodes);
	return 0;
}

/* --- the time of a requeued job ------------------------------------------- */

/*
 * Whether JOB waits for what Slurm adds when it requeues: from batch_requeue_
 * fini() on submit_time is that moment, or a second later.  A begin that
 * somebody else gave it stays.
 */
static bool waits_for_slurm(job_record_t *job, time_t now)
{
	const job_details_t *d = job->details;
	time_t added;

	if (!IS_JOB_PENDING(job) || IS_JOB_COMPLETING(job) || !d ||
	    !job->restart_cnt || !job->priority || d->begin_time <= now + 1)
		return false;
	added = d->begin_time - d->submit_time - cred_expiration();
	return added >= 0 && added <= 1;
}

struct look {
	int delay;
	bool expected;	/* there are jobs that may still come */
	bool found;
	time_t now;
};

static void bring_forward(const struct ledger_job *kept, void *arg)
{
	job_record_t *job = find_job_record(kept->id);
	struct look *look = arg;

	if (!job || (IS_JOB_FINISHED(job) && !IS_JOB_COMPLETING(job)))
		return;
	look->expected = true;
	if (!waits_for_slurm(job, look->now))
		return;
	if (job->details->submit_time + look->delay > look->now)
		return;
	info("railyard: %pJ may run again %ld s before cred_expire is over",
	     job, (long)(job->details->begin_time - look->now));
	job->details->begin_time = look->now;
	last_job_update = look->now;
	look->found = true;
}

/* In how many ms there is something to look for again; 0: nothing. */
static int look_at_jobs(int delay)
{
	const slurmctld_lock_t write_jobs = { .conf = READ_LOCK,
					      .job = WRITE_LOCK,
					      .node = READ_LOCK };
	struct look look = { .delay = delay, .now = time(NULL) };
	bool strays = false;

	lock_slurmctld(write_jobs);
	/* its state is saved by then, and later its jobs are freed */
	if (!slurmctld_config.shutdown_time) {
		look.expected = missed_look(look.now);
		strays = strays_look(look.now);
		if (delay >= 0)
			ledger_waiting(LOOK_SECONDS, bring_forward, &look);
	}
	unlock_slurmctld(write_jobs);
	if (look.found)
		queue_job_scheduler();
	return look.expected ? LOOK_MS : strays ? STRAYS_AGAIN * 1000 : 0;
}

static void *run(void *arg)
{
	int pause = LOOK_MS;

	pthread_mutex_lock(&restart.lock);
	while (!restart.closing) {
		unsigned int asked = restart.asked;
		int delay = restart.delay;

		if (time(NULL) >= restart.until) {
			pthread_cond_wait(&restart.wake, &restart.lock);
			continue;
		}
		thread_wait(&restart.wake, &restart.lock, pause);
		if (restart.closing)
			break;
		pthread_mutex_unlock(&restart.lock);
		pause = look_at_jobs(delay);
		pthread_mutex_lock(&restart.lock);
		/* slurmctld's locks are taken for nothing no longer */
		if (!pause && asked == restart.asked)
			restart.until = 0;
		if (!pause || asked != restart.asked)
			pause = LOOK_MS;
	}
	pthread_mutex_unlock(&restart.lock);
	return arg;
}

/* --- from outside --------------------------------------------------------- */

/* From 25.11 on an admin can say how long it shall be. */
static bool is_said_elsewhere(void)
{
	return xstrcasestr(slurm_conf.sched_params, "requeue_delay=") != NULL;
}

void restart_look(void)
{
	pthread_mutex_lock(&restart.lock);
	restart.until = time(NULL) + LOOK_SECONDS;
	restart.asked++;
	pthread_cond_signal(&restart.wake);
	pthread_mutex_unlock(&restart.lock);
}

void restart_open(const struct snapshot *s)
{
	pthread_mutex_lock(&restart.lock);
	restart.tells = s && s->conf.restart_delay >= 0;
	restart.delay = restart.tells && !is_said_elsewhere() ?
				s->conf.restart_delay : -1;
	if (s && !restart.runs) {
		restart.runs = !thread_start(&restart.thread, run, NULL);
		if (!restart.runs)
			error("railyard: no thread: requeued jobs wait for "
			      "cred_expire, and nodes on which none can be "
			      "started are not noticed");
	}
	pthread_mutex_unlock(&restart.lock);
	restart_look();
}

void restart_close(void)
{
	pthread_mutex_lock(&restart.lock);
	restart.closing = true;
	pthread_cond_signal(&restart.wake);
	pthread_mutex_unlock(&restart.lock);
	if (restart.runs)
		pthread_join(restart.thread, NULL);
	restart.runs = restart.closing = false;
}

void restart_soon(job_record_t *job)
{
	if (restart.tells && job->step_list)
		list_for_each(job->step_list, release_step, NULL);
	restart_look();
}
