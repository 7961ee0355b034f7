/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * slurmctld is in the middle of its walk over all jobs as it tells us: a job
 * cannot be requeued from there, and not under its locks.  So a thread asks, as
 * any client would.
 */
#include "orphans.h"

#include <stdlib.h>
#include <time.h>

#include <slurm/slurm.h>

#include "thread.h"

enum {
	/* of a failure that takes more than that many batch hosts at once,
	 * the rest is left to people */
	MAX_WAITING = 1024,
	TRIES = 10,
	PAUSE_MS = 1000,
};

struct orphan {
	uint32_t job, restarts;
};

static struct {
	pthread_t thread;
	bool runs, closing;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	struct orphan jobs[MAX_WAITING];
	int n;
} orphans = {
	.lock = PTHREAD_MUTEX_INITIALIZER,
	.wake = PTHREAD_COND_INITIALIZER,
};

/* With the lock; until none has come for a while, or we are closing. */
static void pause_a_moment(void)
{
	while (!orphans.closing &&
	       !thread_wait(&orphans.wake, &orphans.lock, PAUSE_MS))
		;
}

/* Whether it is still that run: when its other nodes die as well, slurmctld has
 * requeued it, and it may run again. */
static bool is_orphan(const struct orphan *o)
{
	const slurmctld_lock_t read_jobs = { .job = READ_LOCK };
	job_record_t *job;
	bool is;

	lock_slurmctld(read_jobs);
	job = slurmctld_config.shutdown_time ? NULL : find_job_record(o->job);
	is = job && job->restart_cnt == o->restarts &&
	     (IS_JOB_RUNNING(job) || IS_JOB_SUSPENDED(job));
	unlock_slurmctld(read_jobs);
	return is;
}

/* With the lock, which is open while slurmctld is asked. */
static void requeue(struct orphan o)
{
	int rc = SLURM_ERROR;
	char text[16];

	snprintf(text, sizeof(text), "%u", o.job);
	for (int i = 0; i < TRIES && !orphans.closing; i++) {
		job_array_resp_msg_t *resp = NULL;
		bool is;

		pthread_mutex_unlock(&orphans.lock);
		is = is_orphan(&o);
		if (is)
			rc = slurm_requeue2(text, 0, &resp);
		slurm_free_job_array_resp(resp);
		pthread_mutex_lock(&orphans.lock);
		if (!is)
			return;
		if (rc == SLURM_SUCCESS || errno == ESLURM_DISABLED ||
		    errno == ESLURM_BATCH_ONLY || errno == ESLURM_JOB_PENDING)
			break;
		pause_a_moment();
	}
	if (rc == SLURM_SUCCESS)
		info("railyard: JobId=%u is requeued: the node of its batch "
		     "script has failed", o.job);
	else
		error("railyard: JobId=%u has lost its batch script, and is "
		      "not requeued: %s", o.job, slurm_strerror(errno));
}

static void *run(void *arg)
{
	pthread_mutex_lock(&orphans.lock);
	while (!orphans.closing) {
		if (!orphans.n) {
			pthread_cond_wait(&orphans.wake, &orphans.lock);
			continue;
		}
		/* slurmctld has first to come to the end of its walk */
		pause_a_moment();
		if (!orphans.closing)
			requeue(orphans.jobs[--orphans.n]);
	}
	pthread_mutex_unlock(&orphans.lock);
	return arg;
}

void orphans_check(job_record_t *job, const node_record_t *node)
{
	if (!job->batch_flag || job->kill_on_node_fail ||
	    xstrcmp(job->batch_host, node->name))
		return;
	pthread_mutex_lock(&orphans.lock);
	if (!orphans.runs)
		orphans.runs = !thread_start(&orphans.thread, run, NULL);
	if (orphans.runs && orphans.n < MAX_WAITING)
		orphans.jobs[orphans.n++] = (struct orphan){
			.job = job->job_id, .restarts = job->restart_cnt,
		};
	else
		error("railyard: %pJ has lost its batch script, and nobody "
		      "requeues it", job);
	pthread_cond_signal(&orphans.wake);
	pthread_mutex_unlock(&orphans.lock);
}

void orphans_close(void)
{
	pthread_mutex_lock(&orphans.lock);
	orphans.closing = true;
	pthread_cond_signal(&orphans.wake);
	pthread_mutex_unlock(&orphans.lock);
	if (orphans.runs)
		pthread_join(orphans.thread, NULL);
	orphans.runs = orphans.closing = false;
	orphans.n = 0;
}
