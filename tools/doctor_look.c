/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor's checks: one a function, in a table at the end. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>

#include "doctor.h"

/* --- Railyard's own ------------------------------------------------------- */

static void look_at_conf(const struct doctor_facts *f,
			 struct doctor_findings *found)
{
	if (!f->has_conf)
		doctor_find(found, "railyard-conf", DOCTOR_ERROR,
			    "a file as in railyard.conf(5)",
			    "all jobs are placed as without Railyard",
			    "%s", f->conf_error.text);
	else if (!f->fabric)
		doctor_find(found, "map", DOCTOR_ERROR,
			    "a map as `railyard build` makes it",
			    "the last good map is used, or none",
			    "%s", f->map_error.text);
}

/* Names of A that B does not have; the caller frees them. */
static char *lacking(const char *const *a, int n_a,
		     bool (*has)(const void *arg, const char *name),
		     const void *arg)
{
	struct hostlist *list = hostlist_create();
	char *text = NULL;

	for (int i = 0; list && i < n_a; i++)
		if (!has(arg, a[i]))
			hostlist_append(list, a[i]);
	if (list && list->count)
		text = hostlist_format((const char *const *)list->names,
				       list->count);
	hostlist_destroy(list);
	return text;
}

static bool in_map(const void *fabric, const char *name)
{
	return fabric_find_node(fabric, name) >= 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool in_list(const void *list, const char *name)
{
	const struct hostlist *l = list;

	return bsearch(&name, l->names, (size_t)l->count, sizeof(*l->names),
		       by_name) != NULL;
}

static void look_at_nodes(const struct doctor_facts *f,
			  struct doctor_findings *found)
{
	const char **names;
	char *text;

	if (!f->fabric || !f->nodes)
		return;
	text = lacking((const char *const *)f->nodes->names, f->nodes->count,
		       in_map, f->fabric);
	if (text)
		doctor_find(found, "nodes-not-in-map", DOCTOR_HINT,
			    "a map with all nodes that have rails",
			    "they take no job that asks for rails", "%s", text);
	free(text);
	qsort(f->nodes->names, (size_t)f->nodes->count, sizeof(char *),
	      by_name);
	names = calloc((size_t)f->fabric->n_nodes + 1, sizeof(*names));
	for (int n = 0; names && n < f->fabric->n_nodes; n++)
		names[n] = f->fabric->nodes[n].name;
	text = names ? lacking(names, f->fabric->n_nodes, in_list, f->nodes)
		     : NULL;
	if (text)
		doctor_find(found, "nodes-not-in-slurm", DOCTOR_WARNING,
			    "NodeName= of all nodes of the map",
			    "they are left out; is this the map of this "
			    "cluster?", "%s", text);
	free(text);
	free(names);
}

/* --- failures and restarts ------------------------------------------------ */

static void look_at_timeouts(const struct doctor_facts *f,
			     struct doctor_findings *found)
{
	long slurmd = doctor_number(f, "SlurmdTimeout", 300);
	long message = doctor_number(f, "MessageTimeout", 10);
	long kill = doctor_number(f, "UnkillableStepTimeout",
				  message > 12 ? 5 * message : 60);

	if (!slurmd || slurmd > 60)
		doctor_find(found, "slurmd-timeout", DOCTOR_WARNING,
			    "SlurmdTimeout=30",
			    "that a node is dead is noticed so late, or never",
			    "SlurmdTimeout=%ld", slurmd);
	else if (slurmd < 2 * message)
		doctor_find(found, "message-timeout", DOCTOR_WARNING,
			    "MessageTimeout of half SlurmdTimeout or less",
			    "one lost message makes a live node a dead one",
			    "MessageTimeout=%ld, SlurmdTimeout=%ld", message,
			    slurmd);
	if (kill < 120)
		doctor_find(found, "unkillable-step-timeout", DOCTOR_WARNING,
			    "UnkillableStepTimeout=180",
			    "slurmstepds of 7 nodes or more wait 60 s and more "
			    "for a dead one, and slurmd drains them then",
			    "UnkillableStepTimeout=%ld", kill);
	if (doctor_number(f, "TreeWidth", 16) < 8)
		doctor_find(found, "tree-width", DOCTOR_HINT, "TreeWidth=16",
			    "in a deep tree each dead node on the way costs "
			    "MessageTimeout", "TreeWidth=%ld",
			    doctor_number(f, "TreeWidth", 16));
}

static void look_at_requeue(const struct doctor_facts *f,
			    struct doctor_findings *found)
{
	char text[CONF_PATH];
	const char *expire;
	long seconds = 120;

	if (!doctor_number(f, "JobRequeue", 1))
		doctor_find(found, "job-requeue", DOCTOR_WARNING,
			    "JobRequeue=1", "only jobs with --requeue come "
			    "back when a node fails", "JobRequeue=0");
	if (doctor_number(f, "ReturnToService", 0) == 2)
		doctor_find(found, "return-to-service", DOCTOR_WARNING,
			    "ReturnToService=1 or 0", "also a node that an "
			    "admin has put down takes jobs as soon as its "
			    "slurmd starts", "ReturnToService=2");
	doctor_value(f, "AuthInfo", "", text);
	expire = strstr(text, "cred_expire=");
	if (expire)
		seconds = strtol(expire + 12, NULL, 10);
	if (f->has_conf && f->conf.restart_delay < 0 && seconds > 30)
		doctor_find(found, "cred-expire", DOCTOR_WARNING,
			    "RestartDelay=1, or AuthInfo=cred_expire=5",
			    "a requeued job waits so long before it runs again",
			    "RestartDelay=slurm, cred_expire=%ld", seconds);
}

/* Jobs that cannot be started, and those that fail by themselves. */
static void look_at_failing(const struct doctor_facts *f,
			    struct doctor_findings *found)
{
	char text[CONF_PATH], params[CONF_PATH];

	/* how scontrol prints the first of several */
	doctor_value(f, "Prolog[0]", "", text);
	if (!text[0])
		doctor_value(f, "Prolog", "", text);
	doctor_value(f, "SchedulerParameters", "", params);
	if (text[0] && !strcasestr(params, "nohold_on_prolog_fail"))
		doctor_find(found, "prolog-hold", DOCTOR_WARNING,
			    "SchedulerParameters=nohold_on_prolog_fail",
			    "a job whose prolog fails on one node is held "
			    "until somebody releases it, and not tried without "
			    "that node", "Prolog=%s", text);
	doctor_value(f, "RequeueExit", "", text);
	if (text[0])
		doctor_find(found, "requeue-exit", DOCTOR_HINT,
			    "RequeueExitHold for those that mean failure",
			    "a program that ends with one of them each time is "
			    "started again for ever: MaxBatchRequeue counts "
			    "failed launches alone", "RequeueExit=%s", text);
}

static void look_at_health(const struct doctor_facts *f,
			   struct doctor_findings *found)
{
	char text[CONF_PATH];
	long interval = doctor_number(f, "HealthCheckInterval", 0);

	doctor_value(f, "HealthCheckProgram", "", text);
	if (!text[0])
		doctor_find(found, "health-check", DOCTOR_HINT,
			    "HealthCheckProgram that reports rails",
			    "a NIC that is down is seen by nobody",
			    "HealthCheckProgram is not set");
	else if (interval <= 0 || interval > 300)
		doctor_find(found, "health-check", DOCTOR_WARNING,
			    "HealthCheckInterval=60",
			    "it runs never, or so seldom",
			    "HealthCheckInterval=%ld", interval);
	doctor_value(f, "SchedulerType", "sched/backfill", text);
	if (strcmp(text, "sched/backfill"))
		doctor_find(found, "scheduler", DOCTOR_WARNING,
			    "SchedulerType=sched/backfill",
			    "no job is planned for later, and none says why "
			    "it waits", "SchedulerType=%s", text);
	doctor_value(f, "GresTypes", "", text);
	if (!strstr(text, "gpu"))
		doctor_find(found, "gres-types", DOCTOR_HINT, "GresTypes=gpu",
			    "GPUs are no resource: jobs of some GPUs get none "
			    "of their own", "GresTypes%s%s",
			    *text ? "=" : " is not set", text);
}

/* --- the state of slurmctld ----------------------------------------------- */

/* File systems that no other host sees (statfs(2)'s numbers). */
static bool is_local(const char *path)
{
	static const unsigned long types[] = {
		0xef53,		/* ext4 */
		0x58465342,	/* xfs */
		0x9123683e,	/* btrfs */
		0x01021994,	/* tmpfs */
	};
	struct statfs fs;

	if (statfs(path, &fs))
		return false;
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if ((unsigned long)fs.f_type == types[i])
			return true;
	return false;
}

/* As the file has it, twice; or as scontrol prints it. */
static bool has_backup(const struct doctor_facts *f)
{
	const char *first = strcasestr(f->slurm, "SlurmctldHost");

	return strcasestr(f->slurm, "SlurmctldHost[1]") ||
	       (!f->asked && first &&
		strcasestr(first + 1, "SlurmctldHost"));
}

static void look_at_state(const struct doctor_facts *f,
			  struct doctor_findings *found)
{
	char path[CONF_PATH];
	struct stat st;

	doctor_value(f, "StateSaveLocation", "/var/spool", path);
	if (stat(path, &st))
		return;		/* on another host, or not ours to see */
	if (st.st_mode & (S_IWGRP | S_IWOTH))
		doctor_find(found, "state-rights", DOCTOR_ERROR,
			    "only SlurmUser may write there",
			    "whoever can write there decides where jobs run",
			    "StateSaveLocation=%s has mode %o", path,
			    st.st_mode & 07777);
	if (has_backup(f) && is_local(path))
		doctor_find(found, "state-shared", DOCTOR_ERROR,
			    "a folder that all controllers share",
			    "the backup controller knows no slots, no failures "
			    "and no jobs", "StateSaveLocation=%s is on a disk "
			    "of this host", path);
}

void doctor_look(const struct doctor_facts *f, struct doctor_findings *found)
{
	static void (*const checks[])(const struct doctor_facts *f,
				      struct doctor_findings *found) = {
		doctor_look_plugins, doctor_look_select, doctor_look_spank,
		look_at_conf,	     look_at_nodes,	 look_at_requeue,
		look_at_timeouts,    look_at_failing,	 look_at_health,
		doctor_look_gres,
		look_at_state,
	};

	for (size_t i = 0; i < sizeof(checks) / sizeof(*checks); i++)
		checks[i](f, found);
}
