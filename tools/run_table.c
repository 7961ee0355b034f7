/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Slots, the nodes behind them, and what became of these. */
#include "run_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_name(const void *x, const void *y)
{
	return strcmp(((const struct run_member *)x)->name,
		      ((const struct run_member *)y)->name);
}

int run_table_make(struct run_table *t, struct layout *layout,
		   struct rail_error *err)
{
	*t = (struct run_table){ .layout = layout,
				 .n = layout->count + layout->n_spares };
	t->members = calloc((size_t)t->n + 1, sizeof(*t->members));
	if (!t->members) {
		run_table_clear(t);
		return rail_error_nomem(err);
	}
	for (int i = 0; i < t->n; i++)
		t->members[i].name = layout->slots[i].node;
	qsort(t->members, t->n, sizeof(*t->members), by_name);
	return 0;
}

void run_table_clear(struct run_table *t)
{
	free(t->members);
	layout_destroy(t->layout);
	*t = (struct run_table){ 0 };
}

struct run_member *run_table_find(const struct run_table *t, const char *name)
{
	struct run_member key = { .name = name };

	return bsearch(&key, t->members, t->n, sizeof(key), by_name);
}

struct run_member *run_table_at(const struct run_table *t, int place)
{
	return run_table_find(t, t->layout->slots[place].node);
}

static void lose(struct run_member *m, const char *why, const char *more)
{
	if (m->lost)
		return;
	m->lost = true;
	snprintf(m->why, sizeof(m->why), "%s%s%s", why, *more ? ": " : "",
		 more);
}

void run_table_take_job(struct run_table *t, const struct hostlist *nodes)
{
	for (int i = 0; i < t->n; i++)
		t->members[i].seen = false;
	for (int i = 0; i < nodes->count; i++) {
		struct run_member *m = run_table_find(t, nodes->names[i]);

		if (m)
			m->seen = true;
	}
	for (int i = 0; i < t->n; i++)
		if (!t->members[i].seen) {
			t->members[i].gone = true;
			lose(&t->members[i], "Slurm has taken it from the job",
			     "");
		}
}

void run_table_take_nodes(struct run_table *t, const char *text, bool failed)
{
	struct run_node node;

	while (run_parse_node(&text, &node)) {
		struct run_member *m = run_table_find(t, node.name);

		if (!m)
			continue;
		m->port = node.port;
		snprintf(m->address, sizeof(m->address), "%s", node.address);
		m->suspect = node.silent;
		/* what the job's list of nodes alone has told */
		if (m->gone && !m->told && *node.reason)
			snprintf(m->why, sizeof(m->why),
				 "Slurm has taken it from the job: %s",
				 node.reason);
		else if (node.lost || (failed && node.drained && !m->drained))
			lose(m, node.state, node.reason);
		if (m->lost && !m->told)
			m->since = node.since;
		m->draining = node.drained;
	}
}

void run_table_start(struct run_table *t)
{
	for (int i = 0; i < t->n; i++)
		t->members[i].drained = t->members[i].draining;
}

static int count_lost(const struct run_table *t, int from, int n)
{
	int lost = 0;

	for (int i = from; i < from + n; i++)
		lost += run_table_at(t, i)->lost;
	return lost;
}

int run_table_open_slots(const struct run_table *t)
{
	return count_lost(t, 0, t->layout->count);
}

int run_table_lost_spares(const struct run_table *t)
{
	return count_lost(t, t->layout->count, t->layout->n_spares);
}

static bool usable(void *arg, int place)
{
	return !run_table_at(arg, place)->lost;
}

/* The place of the spare that SLOT has in SAID; -1: none that could be it. */
static int spare_said(struct run_table *t, int slot, const struct layout *said)
{
	int place;

	if (!said || said->count != t->layout->count)
		return -1;
	place = layout_find_any(t->layout, said->slots[slot].node);
	return place >= t->layout->count && usable(t, place) ? place : -1;
}

static void replace(struct run_table *t, int slot, int place,
		    void (*tell)(void *arg, int slot, int place), void *arg)
{
	struct layout *l = t->layout;

	if (tell)
		tell(arg, slot, place);
	layout_swap(l, slot, place);
}

int run_table_replace(struct run_table *t, const struct layout *said,
		      void (*tell)(void *arg, int slot, int place), void *arg)
{
	struct layout *l = t->layout;
	int place;

	if (run_table_open_slots(t) > l->n_spares - run_table_lost_spares(t))
		return -1;
	for (int s = 0; s < l->count; s++) {
		place = run_table_at(t, s)->lost ? spare_said(t, s, said) : -1;
		if (place >= 0)
			replace(t, s, place, tell, arg);
	}
	for (int s = 0; s < l->count; s++)
		if (run_table_at(t, s)->lost) {
			place = layout_spare_for(l, s, usable, t);
			replace(t, s, place, tell, arg);
		}
	return 0;
}
