/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Nothing is started again before what ran is known to be dead. */
#include "run_loop.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run_probe.h"

enum {
	LOOK_MS = 200,
	GRACE = 3,		/* seconds from SIGTERM to SIGKILL */
	LAST_WORDS = 1,		/* seconds after the steps have ended */
	AGAIN = 5,		/* seconds between two scancels */
	FENCE_SECONDS = 60,
	FRESH = 30,		/* seconds that a silence counts */
};

static bool has(const struct hostlist *list, const char *name)
{
	for (int i = 0; list && i < list->count; i++)
		if (!strcmp(list->names[i], name))
			return true;
	return false;
}

struct hostlist *run_stop_steps(struct run *r)
{
	struct rail_error err;
	struct hostlist *all = run_slurm_steps(&r->slurm, &err);
	struct hostlist *ours = all ? hostlist_create() : NULL;

	for (int i = 0; ours && i < all->count; i++)
		if (!has(r->before, all->names[i]) &&
		    hostlist_append(ours, all->names[i])) {
			hostlist_destroy(ours);
			ours = NULL;
		}
	hostlist_destroy(all);
	return ours;
}

/* --- lost nodes ---------------------------------------------------------- */

/* Whether the site's own command says that M is off. */
static bool fenced(struct run *r, const struct run_member *m)
{
	const char *const argv[] = { r->o->fence, m->name, NULL };
	struct rail_error err;
	char *text = run_ask(&r->ev, argv, FENCE_SECONDS, &err);

	if (!text)
		cli_complain(r->verb, "%s may not be off: %s", m->name,
			     err.text);
	free(text);
	return text;
}

/*
 * On a node that Slurm has left to the job, the end of the step is the end of
 * the tasks.  One that it took away counts for the step as ended, whatever
 * still runs there: its tasks are dead when the machine is, or when its slurmd
 * answers slurmctld, which then has it kill what is no job's of it.
 */
static bool is_dead(struct run *r, struct run_member *m, bool steps_gone)
{
	enum run_probe answer;

	if (!m->gone)
		return steps_gone;
	if (r->o->fence)
		return fenced(r, m);
	if (!r->o->probe)
		return true;
	if (m->silent > 0 && run_events_now() - m->silent < FRESH)
		return true;
	run_probe(&r->table, &m, 1, &r->ev, RUN_PROBE_MS, &answer);
	if (answer == RUN_PROBE_SILENT)
		return true;
	return answer == RUN_PROBE_ANSWERS && !m->suspect && steps_gone;
}

/* A lost node with a slot of which that is not known; NULL: all are dead. */
static const struct run_member *find_alive(struct run *r, bool steps_gone)
{
	const struct run_member *alive = NULL;

	for (int s = 0; s < r->table.layout->count; s++) {
		struct run_member *m = run_table_at(&r->table, s);

		if (m->lost && !m->dead)
			m->dead = is_dead(r, m, steps_gone);
		if (m->lost && !m->dead)
			alive = m;
	}
	return alive;
}

/* --- the rest ------------------------------------------------------------ */

/* Once, when it takes longer than usual. */
static void say_waiting(struct run *r, const struct run_member *alive,
			bool *said)
{
	if (!alive || *said)
		return;
	*said = true;
	cli_complain(r->verb, "%s is lost, but answers, and its tasks may "
		     "still run: its slot waits, at most %d s", alive->name,
		     r->o->kill_wait);
}

static void complain(struct run *r, const struct hostlist *steps,
		     const struct run_member *alive)
{
	if (alive)
		cli_complain(r->verb, "tasks may still run on %s, which "
			     "answers: after %d s no spare takes its slot",
			     alive->name, r->o->kill_wait);
	else if (steps && steps->count)
		cli_complain(r->verb, "step %s cannot be killed within %d s",
			     steps->names[0], r->o->kill_wait);
	else
		cli_complain(r->verb, "whether the steps have ended cannot be "
			     "found out within %d s", r->o->kill_wait);
}

int run_stop(struct run *r)
{
	double start = run_events_now(), again = 0, last = start + GRACE;
	const struct run_member *alive = NULL;
	struct hostlist *steps = NULL;
	bool killed = false, done = false, said = false;
	struct rail_error err;

	run_events_kill(&r->ev, SIGTERM, true);
	for (;;) {
		double now = run_events_now();

		hostlist_destroy(steps);
		steps = run_stop_steps(r);
		if (steps && steps->count && now >= again) {
			run_slurm_kill(&r->slurm, steps, &err);
			again = now + AGAIN;
		}
		/* srun would go on waiting for the node that is lost */
		if (steps && !steps->count && last > now + LAST_WORDS)
			last = now + LAST_WORDS;
		if (!killed && now >= last) {
			run_events_kill(&r->ev, SIGKILL, true);
			killed = true;
		}
		alive = find_alive(r, steps && !steps->count);
		done = !alive && steps && !steps->count && !r->ev.program;
		if (done || r->over || r->ev.ending ||
		    run_events_now() - start > r->o->kill_wait)
			break;
		if (killed)
			say_waiting(r, alive, &said);
		run_events_wait(&r->ev, -1, LOOK_MS);
		run_news(r, false, false);
	}
	/* what the program has left behind */
	if (!r->ev.program)
		run_events_kill(&r->ev, SIGKILL, true);
	if (!done && !r->over && !r->ev.ending)
		complain(r, steps, alive);
	hostlist_destroy(steps);
	r->stopped = run_events_now();
	return done ? 0 : -1;
}
