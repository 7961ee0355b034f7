/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Slots -> a host file, a file of slots, variables of Slurm's. */
#include "run_env.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "topology/hostlist.h"

/* --- reading ------------------------------------------------------------- */

/* FIELD, as ",spares=", of "rail=best,spares=2"; 0: none, or no sense. */
static int wanted(const char *field)
{
	const char *request = getenv("SLURM_SPANK_RAIL");
	const char *value = request ? strstr(request, field) : NULL;
	long n = value ? strtol(value + strlen(field), NULL, 10) : 0;

	return n > 0 && n < FABRIC_MAX_NODES ? (int)n : 0;
}

/* Slurm's nodes as a layout: "none:a,b,c;+none:d". */
static struct layout *stock_layout(struct rail_error *err)
{
	const char *nodes = getenv("SLURM_JOB_NODELIST");
	struct hostlist *hosts = nodes ? hostlist_parse(nodes, 0, err) : NULL;
	int spares = wanted(",spares=");
	struct layout *l = NULL;
	char *text = NULL;

	if (!nodes)
		rail_error_set(err, "SLURM_JOB_NODELIST is not set: this runs "
			       "in the script of a job");
	if (!hosts)
		return NULL;
	if (asprintf(&text, "none:%s", nodes) < 0)
		rail_error_nomem(err);
	else
		l = layout_parse(text, FABRIC_MAX_NODES, err);
	if (l && spares < l->count) {
		l->count -= spares;
		l->n_spares = spares;
	}
	free(text);
	hostlist_destroy(hosts);
	return l;
}

struct layout *run_env_layout(bool *ours, struct rail_error *err)
{
	const char *text = getenv("SLURM_RAIL_LAYOUT");

	struct layout *l;

	*ours = text != NULL;
	if (!text)
		return stock_layout(err);
	l = layout_parse(text, FABRIC_MAX_NODES, err);
	if (l)
		l->segment = wanted(",segment=");
	return l;
}

static int number_in(const char *name)
{
	const char *text = getenv(name);
	long n = text ? strtol(text, NULL, 10) : 0;

	return n > 0 && n < 100000 ? (int)n : 0;
}

int run_env_tasks(void)
{
	int n = number_in("SLURM_NTASKS_PER_NODE");

	/* "2(x5)" */
	if (!n)
		n = number_in("SLURM_TASKS_PER_NODE");
	return n ? n : 1;
}

/* --- writing ------------------------------------------------------------- */

int run_env_open(struct run_env *e, struct rail_error *err)
{
	const char *dir = getenv("TMPDIR");

	if (!dir || !*dir)
		dir = "/tmp";
	snprintf(e->folder, sizeof(e->folder), "%.200s/railyard-run-XXXXXX",
		 dir);
	if (mkdtemp(e->folder))
		return 0;
	rail_error_set(err, "%s: no folder can be made there: %s", dir,
		       strerror(errno));
	e->folder[0] = '\0';
	return -1;
}

static void path_of(const struct run_env *e, const char *name, char *path,
		    size_t size)
{
	snprintf(path, size, "%s/%s", e->folder, name);
}

void run_env_close(struct run_env *e)
{
	char path[300];

	if (!e->folder[0])
		return;
	path_of(e, "hosts", path, sizeof(path));
	unlink(path);
	path_of(e, "slots", path, sizeof(path));
	unlink(path);
	rmdir(e->folder);
	e->folder[0] = '\0';
}

/* TASKS > 0: the host file, a line a task; 0: the file of slots. */
static int write_lines(const char *path, const struct layout *l, int tasks,
		       struct rail_error *err)
{
	struct file_out out;

	if (file_begin(&out, path, err))
		return -1;
	for (int s = 0; s < l->count; s++) {
		const struct layout_slot *slot = &l->slots[s];

		if (!tasks)
			fprintf(out.stream, "%d %s %s\n", s, slot->node,
				slot->island);
		for (int i = 0; i < tasks; i++)
			fprintf(out.stream, "%s\n", slot->node);
	}
	return file_commit(&out, err);
}

static int set_hosts(const char *const *variables, const struct layout_slot *s,
		     int n)
{
	const char **names = calloc((size_t)n + 1, sizeof(*names));
	char *hosts = NULL;
	int rc = -1;

	if (!names)
		return -1;
	for (int i = 0; i < n; i++)
		names[i] = s[i].node;
	hosts = hostlist_format(names, n);
	for (rc = hosts ? 0 : -1; !rc && *variables; variables++)
		rc = setenv(*variables, hosts, 1);
	free(hosts);
	free(names);
	return rc;
}

static int set_number(const char *name, long value)
{
	char text[24];

	snprintf(text, sizeof(text), "%ld", value);
	return setenv(name, text, 1);
}

/* Those by which srun, and launchers that ask no srun, find the nodes. */
static int set_slurm(const struct run_env *e, const struct layout *l)
{
	static const char *const nodes[] = { "SLURM_JOB_NODELIST",
					     "SLURM_NODELIST", NULL };
	char per_node[48];

	if (e->tasks > 0 && l->count > 1)
		snprintf(per_node, sizeof(per_node), "%d(x%d)", e->tasks,
			 l->count);
	else
		snprintf(per_node, sizeof(per_node), "%d", e->tasks);
	/* srun would let its step live on without the node */
	unsetenv("SLURM_NO_KILL");
	return set_hosts(nodes, l->slots, l->count) ||
	       set_number("SLURM_JOB_NUM_NODES", l->count) ||
	       set_number("SLURM_NNODES", l->count) ||
	       set_number("SLURM_NTASKS", (long)l->count * e->tasks) ||
	       set_number("SLURM_NPROCS", (long)l->count * e->tasks) ||
	       set_number("SLURM_NTASKS_PER_NODE", e->tasks) ||
	       setenv("SLURM_TASKS_PER_NODE", per_node, 1) ||
	       setenv("SLURM_DISTRIBUTION", "arbitrary", 1);
}

static int set_ours(const struct layout *l, int restarts, bool ours)
{
	static const char *const spares[] = { "RAIL_SPARES", NULL };
	char *text = layout_text(l);
	int rc = text ? 0 : -1;

	if (!rc && ours)
		rc = setenv("SLURM_RAIL_LAYOUT", text, 1);
	free(text);
	return rc || set_number("RAIL_RESTARTS", restarts) ||
	       setenv("RAIL_MASTER_ADDR", l->slots[0].node, 1) ||
	       set_hosts(spares, l->slots + l->count, l->n_spares);
}

int run_env_set(const struct run_env *e, const struct layout *l, int restarts,
		bool ours, struct rail_error *err)
{
	char hosts[300], slots[300];

	path_of(e, "hosts", hosts, sizeof(hosts));
	path_of(e, "slots", slots, sizeof(slots));
	if (write_lines(hosts, l, e->tasks, err) ||
	    write_lines(slots, l, 0, err))
		return -1;
	if (set_slurm(e, l) || set_ours(l, restarts, ours) ||
	    setenv("SLURM_HOSTFILE", hosts, 1) ||
	    setenv("RAIL_SLOTS_FILE", slots, 1))
		return rail_error_nomem(err);
	return 0;
}
