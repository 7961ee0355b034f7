/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The list of what is to be done. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gather.h"

enum { NAME_MAX_LEN = 200 };	/* of a file: endings come behind it */

static int grow(struct gather_tasks *t)
{
	int wanted = t->capacity ? t->capacity * 2 : 64;
	struct gather_task *bigger;

	if (t->count < t->capacity)
		return 0;
	bigger = realloc(t->tasks, (size_t)wanted * sizeof(*bigger));
	if (!bigger)
		return -1;
	t->tasks = bigger;
	t->capacity = wanted;
	return 0;
}

static void clear_task(struct gather_task *task)
{
	free(task->host);
	free(task->nic);
	free(task->name);
	free(task->reason);
}

int gather_tasks_add(struct gather_tasks *t, enum gather_kind kind,
		     const char *host, const char *nic,
		     struct rail_error *err)
{
	struct gather_task task = { .kind = kind, .host = strdup(host) };
	bool failed = !task.host;

	if (nic) {
		task.nic = strdup(nic);
		if (asprintf(&task.name, "%s.%s", host, nic) < 0)
			task.name = NULL;
		failed |= !task.nic;
	} else {
		task.name = strdup(host);
	}
	if (failed || !task.name || grow(t) < 0) {
		clear_task(&task);
		return rail_error_nomem(err);
	}
	if (strlen(task.name) > NAME_MAX_LEN) {
		clear_task(&task);
		return rail_error_set(err, "\"%s\" and \"%s\" are too long "
				      "for the name of a file", host, nic);
	}
	t->tasks[t->count++] = task;
	return 0;
}

void gather_tasks_clear(struct gather_tasks *t)
{
	for (int i = 0; i < t->count; i++)
		clear_task(&t->tasks[i]);
	free(t->tasks);
	memset(t, 0, sizeof(*t));
}

struct gather_count gather_tasks_count(const struct gather_tasks *t,
				       enum gather_kind kind)
{
	struct gather_count c = { 0 };

	for (int i = 0; i < t->count; i++) {
		if (kind != N_GATHER_KINDS && t->tasks[i].kind != kind)
			continue;
		c.asked++;
		c.before += t->tasks[i].state == GATHER_BEFORE;
		c.done += t->tasks[i].state == GATHER_DONE;
		c.failed += t->tasks[i].state == GATHER_FAILED;
	}
	return c;
}
