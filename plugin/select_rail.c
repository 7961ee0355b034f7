/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The select plugin: a layer over select/cons_tres that goes by its name.
 * Entry points only; what they do is in decide.c and slots.c.
 */
#include "base.h"
#include "blame.h"
#include "cost.h"
#include "decide.h"
#include "forgotten.h"
#include "free_gpus.h"
#include "health_now.h"
#include "ledger.h"
#include "orphans.h"
#include "regain.h"
#include "restart.h"
#include "slots.h"
#include "snapshot.h"
#include "workspace.h"

/*
 * slurmctld has these; as in every select plugin they stand here so that the
 * file can also be opened by programs that have not.
 */
slurm_conf_t slurm_conf;
node_record_t **node_record_table_ptr;
list_t *job_list;
list_t *resv_list;
int node_record_count;
slurmctld_config_t slurmctld_config;
time_t last_job_update;
time_t last_node_update;
bitstr_t *idle_node_bitmap;

const char plugin_name[] = BASE_OUR_NAME ": a rail-aware layer over cons_tres";
const char plugin_type[] = "select/cons_tres";
const uint32_t plugin_id = SELECT_PLUGIN_CONS_TRES;
const uint32_t plugin_version = SLURM_VERSION_NUMBER;

/* Slurm finds all of these by name. */
extern int init(void);
/*
 * slurmctld calls it only when it is built to look for leaks, at its very end;
 * else it exits, or is replaced, with our threads still running.
 */
extern SELECT_FINI_TYPE fini(void);
#define X(type, name, params, args) extern type select_p_##name params;
SELECT_CALLS_OWN(X)
SELECT_CALLS_FORWARDED(X)
#undef X

/*
 * Slurm finds them by name alone: another release may call them with other
 * arguments, and no linker says so.  select.h declares what does the calling.
 */
#define X(type, name, params, args) \
	_Static_assert(__builtin_types_compatible_p( \
			       __typeof__(select_g_##name), type params), \
		       "this Slurm calls select_p_" #name " otherwise");
SELECT_CALLS_DECLARED(X)
#undef X

/* An error here makes Slurm go on to the stock plugin in the next folder. */
extern int init(void)
{
	struct rail_error err;

	/* clients on the controller's host meet this file too */
	if (!running_in_slurmctld())
		return SLURM_ERROR;
	if (base_open(&err)) {
		error("railyard: %s; the stock plugin takes over", err.text);
		return SLURM_ERROR;
	}
	return SLURM_SUCCESS;
}

extern SELECT_FINI_TYPE fini(void)
{
	restart_close();
	orphans_close();
	ledger_close();
	health_now_close();
	blame_close();
	free_gpus_close();
	workspace_clear();
	snapshot_destroy();
	base_close();
	SELECT_FINI_RETURN;
}

static void say(const char *line)
{
	error("railyard: %s", line);
}

static void open_ledger(void)
{
	const struct snapshot *s = snapshot_get();
	char *path = xstrdup_printf("%s/railyard-ledger",
				    slurm_conf.state_save_location);
	struct rail_error err;

	if (s && ledger_open(path, s->conf.ledger_days, say, &err))
		error("railyard: no ledger, slots do not outlive a requeue: %s",
		      err.text);
	xfree(path);
}

/* Called when this slurmctld takes charge: at its start, or after a failover,
 * when another one has written the ledger until now. */
extern int select_p_node_init(void)
{
	int rc = base.node_init();

	ledger_close();
	health_now_close();
	blame_close();
	free_gpus_close();
	workspace_clear();
	snapshot_destroy();
	snapshot_load();
	snapshot_index();
	health_now_open(snapshot_get());
	open_ledger();
	restart_open(snapshot_get());
	/* the first look at all nodes is the longest: not within a decision */
	if (snapshot_get())
		health_now(snapshot_get());
	return rc;
}

extern int select_p_job_test(job_record_t *job, bitstr_t *nodes,
			     uint32_t min_nodes, uint32_t max_nodes,
			     uint32_t req_nodes, uint16_t mode,
			     list_t *preemptable, list_t **preempted,
			     resv_exc_t *resv, will_run_data_t *will_run)
{
	const struct decide_call call = {
		.job = job, .nodes = nodes, .min_nodes = min_nodes,
		.max_nodes = max_nodes, .req_nodes = req_nodes, .mode = mode,
		.preemptable = preemptable, .preempted = preempted,
		.resv = resv, .will_run = will_run,
	};

	return decide(&call);
}

extern int select_p_job_begin(job_record_t *job)
{
	const struct snapshot *s = snapshot_get();
	int rc = base.job_begin(job);
	int64_t start = cost_clock();

	free_gpus_changed(job);
	slots_forget(job);
	if (s && rc == SLURM_SUCCESS)
		slots_begin(s, job);
	cost_note(COST_BEGIN, job, start, cost_stock_total());
	return rc;
}

extern int select_p_job_resized(job_record_t *job, node_record_t *node)
{
	if (ledger_find(job->job_id) && IS_NODE_DOWN(node)) {
		ledger_fail(job->job_id, node->name,
			    blame_rails(snapshot_get(), node->name));
		restart_soon(job);
		if (slots_has_spares(job)) {
			slots_lost(job);
			orphans_check(job, node);
		}
	}
	free_gpus_changed(job);
	return base.job_resized(job, node);
}

extern int select_p_job_fini(job_record_t *job)
{
	free_gpus_changed(job);
	slots_end(job);
	return base.job_fini(job);
}

extern int select_p_reconfigure(void)
{
	int rc = base.reconfigure();

	/* also called when nodes are created or deleted, under the node lock */
	snapshot_stale();
	slots_sweep();
	/* before that, which takes jobs that wait for jobs that ran */
	forgotten_end();
	regain_slots();
	return rc;
}

/* The rest goes straight to the stock plugin. */
#define X(type, name, params, args) \
	extern type select_p_##name params \
	{ \
		return base.name args; \
	}
SELECT_CALLS_FORWARDED(X)
#undef X
