/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Slurm's headers, and every difference between its versions there is. */
#ifndef RAIL_SLURM_COMPAT_H
#define RAIL_SLURM_COMPAT_H

/* Slurm defines it again, as nothing */
#undef _GNU_SOURCE
#define _GNU_SOURCE

/* Slurm's host lists, which are not used here, go by the names of ours. */
#define hostlist_create slurm_hostlist_create
#define hostlist_destroy slurm_hostlist_destroy

#include "config.h"

#include "slurm/slurm.h"
#include "slurm/slurm_errno.h"
#include "slurm/slurm_version.h"

#include "src/common/bitstring.h"
#include "src/common/job_features.h"
#include "src/common/job_record.h"
#include "src/common/list.h"
#include "src/common/log.h"
#include "src/common/node_conf.h"
#include "src/common/reverse_tree.h"
#include "src/common/parse_time.h"
#include "src/common/run_in_daemon.h"
#include "src/common/xmalloc.h"
#include "src/common/xstring.h"
#include "src/interfaces/cred.h"
#include "src/interfaces/gres.h"
#include "src/interfaces/select.h"
#include "src/slurmctld/agent.h"
#include "src/slurmctld/locks.h"
#include "src/slurmctld/slurmctld.h"

#undef hostlist_create
#undef hostlist_destroy

#define RAIL_SLURM_24_11 SLURM_VERSION_NUM(24, 11, 0)
#define RAIL_SLURM_25_05 SLURM_VERSION_NUM(25, 5, 0)
#define RAIL_SLURM_25_11 SLURM_VERSION_NUM(25, 11, 0)
#define RAIL_SLURM_26_05 SLURM_VERSION_NUM(26, 5, 0)

#if SLURM_VERSION_NUMBER < RAIL_SLURM_24_11
#error "the select plugin needs Slurm 24.11 or later"
#endif

/* fini() of a plugin returned int before 25.11. */
#if SLURM_VERSION_NUMBER < RAIL_SLURM_25_11
#define SELECT_FINI_TYPE int
#define SELECT_FINI_RETURN return SLURM_SUCCESS
#else
#define SELECT_FINI_TYPE void
#define SELECT_FINI_RETURN return
#endif

/*
 * The calls that a select plugin answers, one a line: return type, name
 * without its select_p_, parameters, arguments.  OWN ones pass through our
 * code; FORWARDED ones go straight to the stock plugin.
 */
#define SELECT_CALLS_OWN(X) \
	X(int, node_init, (void), ()) \
	X(int, job_test, \
	  (job_record_t *job, bitstr_t *nodes, uint32_t min_nodes, \
	   uint32_t max_nodes, uint32_t req_nodes, uint16_t mode, \
	   list_t *preemptable, list_t **preempted, resv_exc_t *resv, \
	   will_run_data_t *will_run), \
	  (job, nodes, min_nodes, max_nodes, req_nodes, mode, preemptable, \
	   preempted, resv, will_run)) \
	X(int, job_begin, (job_record_t *job), (job)) \
	X(int, job_resized, (job_record_t *job, node_record_t *node), \
	  (job, node)) \
	X(int, job_fini, (job_record_t *job), (job)) \
	X(int, reconfigure, (void), ())

#define SELECT_CALLS_FORWARDED_ALL(X) \
	X(int, job_ready, (job_record_t *job), (job)) \
	X(int, job_expand, (job_record_t *from, job_record_t *to), (from, to)) \
	X(int, job_suspend, (job_record_t *job, bool indefinite), \
	  (job, indefinite)) \
	X(int, job_resume, (job_record_t *job, bool indefinite), \
	  (job, indefinite)) \
	X(int, select_nodeinfo_set_all, (void), ()) \
	X(int, select_nodeinfo_set, (job_record_t *job), (job))

#if SLURM_VERSION_NUMBER < RAIL_SLURM_25_05
#define SELECT_CALLS_FORWARDED_THEN(X) \
	X(int, state_save, (char *dir), (dir)) \
	X(int, state_restore, (char *dir), (dir)) \
	X(int, job_init, (list_t *jobs), (jobs)) \
	X(bitstr_t *, step_pick_nodes, \
	  (job_record_t *job, select_jobinfo_t *info, uint32_t count, \
	   bitstr_t **available), \
	  (job, info, count, available)) \
	X(int, step_start, (step_record_t *step), (step)) \
	X(int, step_finish, (step_record_t *step, bool killing), \
	  (step, killing)) \
	X(int, select_nodeinfo_pack, \
	  (select_nodeinfo_t *info, buf_t *buffer, uint16_t version), \
	  (info, buffer, version)) \
	X(int, select_nodeinfo_unpack, \
	  (select_nodeinfo_t **info, buf_t *buffer, uint16_t version), \
	  (info, buffer, version)) \
	X(select_nodeinfo_t *, select_nodeinfo_alloc, (void), ()) \
	X(int, select_nodeinfo_free, (select_nodeinfo_t *info), (info)) \
	X(int, select_nodeinfo_get, \
	  (select_nodeinfo_t *info, enum select_nodedata_type what, \
	   enum node_states state, void *data), \
	  (info, what, state, data)) \
	X(select_jobinfo_t *, select_jobinfo_alloc, (void), ()) \
	X(int, select_jobinfo_free, (select_jobinfo_t *info), (info)) \
	X(int, select_jobinfo_set, \
	  (select_jobinfo_t *info, enum select_jobdata_type what, void *data), \
	  (info, what, data)) \
	X(int, select_jobinfo_get, \
	  (select_jobinfo_t *info, enum select_jobdata_type what, void *data), \
	  (info, what, data)) \
	X(select_jobinfo_t *, select_jobinfo_copy, (select_jobinfo_t *info), \
	  (info)) \
	X(int, select_jobinfo_pack, \
	  (select_jobinfo_t *info, buf_t *buffer, uint16_t version), \
	  (info, buffer, version)) \
	X(int, select_jobinfo_unpack, \
	  (select_jobinfo_t *info, buf_t *buffer, uint16_t version), \
	  (info, buffer, version)) \
	X(int, get_info_from_plugin, \
	  (enum select_plugindata_info what, job_record_t *job, void *data), \
	  (what, job, data))
#else
#define SELECT_CALLS_FORWARDED_THEN(X)
#endif

#if SLURM_VERSION_NUMBER >= RAIL_SLURM_26_05
#define SELECT_CALLS_FORWARDED_NOW(X) \
	X(void, job_mem_reduce, (job_record_t *job), (job))
#else
#define SELECT_CALLS_FORWARDED_NOW(X)
#endif

/*
 * The calls that select.h declares by these types, as select_g_NAME; those of
 * 24.11 alone have types of their own there.
 */
#define SELECT_CALLS_DECLARED(X) \
	SELECT_CALLS_OWN(X) \
	SELECT_CALLS_FORWARDED_ALL(X) \
	SELECT_CALLS_FORWARDED_NOW(X)

#define SELECT_CALLS_FORWARDED(X) \
	SELECT_CALLS_FORWARDED_ALL(X) \
	SELECT_CALLS_FORWARDED_THEN(X) \
	SELECT_CALLS_FORWARDED_NOW(X)

#endif
