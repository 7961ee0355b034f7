/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The layout of a job as its tasks see it. */
#include "spank_env.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <slurm/slurm.h>

#include "spank_alloc.h"
#include "task_place.h"
#include "topology/hostlist.h"
#include "wire.h"

#define RUNTIME_PATH "/run/railyard"

/* Room for a host list of tens of thousands of nodes. */
enum { MAX_TEXT = 1 << 20 };

static struct layout *layout;
static char file_path[4096];

/* A variable of the step; the caller frees it.  NULL when it is not set. */
static char *get_variable(spank_t sp, const char *name)
{
	char *text = malloc(MAX_TEXT);

	if (text && spank_getenv(sp, name, text, MAX_TEXT) == ESPANK_SUCCESS)
		return text;
	free(text);
	return NULL;
}

static const char *runtime_path(int argc, char **argv)
{
	for (int i = 0; i < argc; i++)
		if (!strncmp(argv[i], "runtime_path=/", 14))
			return argv[i] + strlen("runtime_path=");
	return RUNTIME_PATH;
}

static int write_lines(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	FILE *out = fd < 0 ? NULL : fdopen(fd, "w");

	if (!out) {
		if (fd >= 0)
			close(fd);
		return -1;
	}
	fchmod(fd, 0644);
	for (int s = 0; s < layout->count; s++)
		fprintf(out, "%d %s %s\n", s, layout->slots[s].node,
			layout->slots[s].island);
	return fclose(out);
}

/*
 * Each slurmstepd has a file of its own, in a folder that only root writes
 * to; nobody sees half a file.  Several slurmds can share a host, so the
 * number of the node in the step is part of the name.
 */
static int write_file(spank_t sp, const char *folder)
{
	char temp[sizeof(file_path) + 8];
	uint32_t job = 0, step = 0, node = 0;
	char step_name[16] = "batch";

	spank_get_item(sp, S_JOB_ID, &job);
	spank_get_item(sp, S_JOB_STEPID, &step);
	spank_get_item(sp, S_JOB_NODEID, &node);
	if (step != SLURM_BATCH_SCRIPT)
		snprintf(step_name, sizeof(step_name), "%u", step);
	snprintf(file_path, sizeof(file_path), "%.4000s/%u.%s.%u.slots",
		 folder, job, step_name, node);
	snprintf(temp, sizeof(temp), "%s.new", file_path);
	unlink(temp);
	if ((mkdir(folder, 0755) && errno != EEXIST) || write_lines(temp) ||
	    rename(temp, file_path)) {
		slurm_info("railyard: %s: %s: no file of slots", file_path,
			   strerror(errno));
		unlink(temp);
		file_path[0] = '\0';
		return -1;
	}
	return 0;
}

int spank_env_start(spank_t sp, int argc, char **argv)
{
	char *text = get_variable(sp, WIRE_LAYOUT);
	struct rail_error err;

	if (!text)
		return 0;
	layout = layout_parse(text, FABRIC_MAX_NODES, &err);
	free(text);
	if (!layout) {
		slurm_info("railyard: %s: tasks get no slots", err.text);
		return 0;
	}
	write_file(sp, runtime_path(argc, argv));
	return 0;
}

/* What the batch script found would be wrong on other nodes. */
static void clear_variables(spank_t sp)
{
	spank_unsetenv(sp, "RAIL_ISLAND");
	spank_unsetenv(sp, "RAIL_SLOT");
	spank_unsetenv(sp, "RAIL_RANK");
	spank_unsetenv(sp, "RAIL_SLOTS_FILE");
	spank_unsetenv(sp, "RAIL_SPARES");
	spank_unsetenv(sp, "RAIL_MASTER_ADDR");
}

static void set_spares(spank_t sp)
{
	const char **names = calloc(layout->n_spares + 1, sizeof(*names));
	char *hosts = NULL;

	if (names) {
		for (int i = 0; i < layout->n_spares; i++)
			names[i] = layout->slots[layout->count + i].node;
		hosts = hostlist_format(names, layout->n_spares);
	}
	if (hosts)
		spank_setenv(sp, "RAIL_SPARES", hosts, 1);
	free(hosts);
	free(names);
}

static void set_number(spank_t sp, const char *name, long value)
{
	char text[24];

	snprintf(text, sizeof(text), "%ld", value);
	spank_setenv(sp, name, text, 1);
}

static void set_rank(spank_t sp, const char *node)
{
	char *nodes = get_variable(sp, "SLURM_STEP_NODELIST");
	char *tasks = get_variable(sp, "SLURM_STEP_TASKS_PER_NODE");
	struct rail_error err;
	int local = 0, nth;
	long first;

	/* the batch script is no step of tasks and has no rank */
	if (nodes && tasks &&
	    spank_get_item(sp, S_TASK_ID, &local) == ESPANK_SUCCESS) {
		struct task_step step = { .nodes = nodes, .tasks = tasks };

		first = task_place_first_rank(layout, &step, node, &nth, &err);
		if (first < 0)
			slurm_debug("railyard: no RAIL_RANK: %s", err.text);
		else
			set_number(sp, "RAIL_RANK", first + local);
		/* launchers read them; what PMI and srun have stays */
		if (first >= 0 && spank_alloc_ranks_by_slot()) {
			set_number(sp, "SLURM_PROCID", first + local);
			set_number(sp, "SLURM_NODEID", nth);
		}
	}
	free(nodes);
	free(tasks);
}

int spank_env_task(spank_t sp)
{
	char *node = get_variable(sp, "SLURMD_NODENAME");
	int slot = layout && node ? layout_find_any(layout, node) : -1;

	clear_variables(sp);
	if (slot >= 0) {
		spank_setenv(sp, "RAIL_ISLAND", layout->slots[slot].island, 1);
		if (slot < layout->count)
			set_number(sp, "RAIL_SLOT", slot);
		if (layout->n_spares)
			set_spares(sp);
		spank_setenv(sp, "RAIL_MASTER_ADDR",
			     layout->slots[0].node, 1);
		set_rank(sp, node);
		if (file_path[0])
			spank_setenv(sp, "RAIL_SLOTS_FILE", file_path, 1);
	}
	free(node);
	return 0;
}

int spank_env_end(spank_t sp)
{
	if (file_path[0])
		unlink(file_path);
	file_path[0] = '\0';
	layout_destroy(layout);
	layout = NULL;
	return 0;
}
