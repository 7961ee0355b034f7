/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Nothing is started again before what ran is known to be dead, and where it
 * is to run known to live. */
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

/* Out of memory, one is forgotten: it is only needed when slurmctld dies. */
static void note_ended(struct run *r, const struct hostlist *steps)
{
	if (!r->ended)
		r->ended = hostlist_create();
	for (int i = 0; r->ended && steps && i < steps->count; i++)
		if (!has(r->ended, steps->names[i]))
			(void)hostlist_append(r->ended, steps->names[i]);
}

void run_stop_learn(struct run *r)
{
	if (r->own && r->own->count)
		return;
	hostlist_destroy(r->own);
	r->own = run_stop_steps(r);
}

const char *run_stop_revived(struct run *r)
{
	struct hostlist *steps = r->ended ? run_stop_steps(r) : NULL;
	const char *revived = NULL;

	for (int i = 0; r->ended && i < r->ended->count && !revived; i++)
		if (has(steps, r->ended->names[i]))
			revived = r->ended->names[i];
	hostlist_destroy(steps);
	return revived;
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
 * Whether it is known, without asking M, which is lost, that its tasks are dead
 * or not.  On a node that Slurm has left to the job, the end of the step is the
 * end of the tasks.  One that it took away counts for the step as ended,
 * whatever still runs there.
 */
static bool is_known(struct run *r, struct run_member *m, bool steps_gone)
{
	if (!m->gone)
		m->dead = steps_gone;
	else if (r->o->fence)
		m->dead = fenced(r, m);
	else if (!r->o->probe)
		m->dead = true;
	else if (m->silent > 0 && run_events_now() - m->silent < FRESH)
		m->dead = true;
	else
		return false;
	return true;
}

/*
 * Asks N of them, all at once: one that is silent takes seconds.  Its tasks are
 * dead when the machine is, or when its slurmd answers slurmctld, which then has
 * it kill what is no job's of it.
 */
static void ask(struct run *r, struct run_member **members, int n,
		bool steps_gone)
{
	enum run_probe *answers = calloc((size_t)n + 1, sizeof(*answers));

	if (!answers)
		return;
	run_probe(&r->table, members, n, &r->ev, RUN_PROBE_MS, answers);
	for (int i = 0; i < n; i++)
		members[i]->dead = answers[i] == RUN_PROBE_SILENT ||
				   (answers[i] == RUN_PROBE_ANSWERS &&
				    !members[i]->suspect && steps_gone);
	free(answers);
}

/* A lost node with a slot of which it is not known that its tasks are dead;
 * NULL: there is none. */
static const struct run_member *find_alive(struct run *r, bool steps_gone)
{
	int slots = r->table.layout->count, n = 0;
	struct run_member **unknown = calloc((size_t)slots + 1,
					     sizeof(*unknown));
	const struct run_member *alive = NULL;

	for (int s = 0; s < slots; s++) {
		struct run_member *m = run_table_at(&r->table, s);

		if (m->lost && !m->dead && !is_known(r, m, steps_gone) &&
		    unknown)
			unknown[n++] = m;
	}
	if (n)
		ask(r, unknown, n, steps_gone);
	free(unknown);
	for (int s = 0; s < slots && !alive; s++) {
		struct run_member *m = run_table_at(&r->table, s);

		if (m->lost && !m->dead)
			alive = m;
	}
	return alive;
}

/* --- the rest ------------------------------------------------------------ */

/* Once, when it takes longer than usual: why it does. */
static void say_waiting(struct run *r, const struct run_member *alive,
			const struct run_member *silent, bool *said)
{
	if ((!alive && !silent) || *said)
		return;
	*said = true;
	if (alive)
		cli_complain(r->verb, "%s is lost, but answers, and its tasks "
			     "may still run: its slot waits, at most %d s",
			     alive->name, r->o->kill_wait);
	else
		cli_complain(r->verb, "%s does not answer either: waiting for "
			     "Slurm's word, at most %d s", silent->name,
			     r->o->lost_wait);
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

/*
 * Nodes die together, and Slurm hears of one after the other: what is started
 * on one that does not answer would only have to be stopped again.
 */
static const struct run_member *find_silent(struct run *r, double *since)
{
	const struct run_member *silent = run_news_silent(r);

	if (*since <= 0)
		*since = run_events_now();
	return run_events_now() - *since < r->o->lost_wait ? silent : NULL;
}

int run_stop(struct run *r)
{
	double start = run_events_now(), again = 0, last = start + GRACE;
	double stopped = 0;
	const struct run_member *alive = NULL, *silent;
	struct hostlist *steps = NULL;
	bool killed = false, dead, done = false, said = false;
	struct rail_error err;

	note_ended(r, r->own);
	hostlist_destroy(r->own);
	r->own = NULL;
	run_events_kill(&r->ev, SIGTERM, true);
	for (;;) {
		double now = run_events_now();

		hostlist_destroy(steps);
		steps = run_stop_steps(r);
		if (steps && steps->count && now >= again) {
			note_ended(r, steps);
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
		dead = !alive && steps && !steps->count && !r->ev.program;
		silent = dead ? find_silent(r, &stopped) : NULL;
		if (dead && !silent) {
			/* asking the nodes has taken seconds */
			hostlist_destroy(steps);
			steps = run_stop_steps(r);
			dead = steps && !steps->count;
		}
		done = dead && !silent;
		if (done || r->over || r->ev.ending ||
		    (!dead && run_events_now() - start > r->o->kill_wait))
			break;
		if (killed || dead)
			say_waiting(r, alive, silent, &said);
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
