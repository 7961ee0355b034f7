/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Launch, watch, stop, place, and launch again. */
#include "run_loop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "run_probe.h"
#include "topology/text.h"

enum {
	LEARN = 32,		/* nodes whose address is found out at once */
	LAUNCH_MS = 15000,	/* until a step is to be seen */
	LOOK_MS = 100,
	REQUEUE_MS = 60000,	/* until Slurm ends us */
};

static int program_status(const struct run *r)
{
	return WIFSIGNALED(r->ev.status) ? 128 + WTERMSIG(r->ev.status) :
					   WEXITSTATUS(r->ev.status);
}

/* --- launch -------------------------------------------------------------- */

static int launch(struct run *r)
{
	struct rail_error err;

	if (run_env_set(&r->env, r->table.layout, r->restarts, r->ours,
			&err) ||
	    run_events_start(&r->ev, r->argv, &err))
		return cli_failed(r->verb, &err);
	run_table_start(&r->table);
	return 0;
}

/* Until its first step can be seen; seconds, or -1. */
static double wait_for_step(struct run *r, double since)
{
	double until = since + LAUNCH_MS / 1e3;

	while (r->ev.program && !r->ev.ending && run_events_now() < until) {
		struct hostlist *steps = run_stop_steps(r);
		bool there = steps && steps->count;

		hostlist_destroy(steps);
		if (there)
			return run_events_now() - since;
		run_events_wait(&r->ev, -1, LOOK_MS);
	}
	return -1;
}

static const char *seconds(char text[24], double s)
{
	if (s < 0)
		return "?";
	snprintf(text, 24, "%.1f s", s);
	return text;
}

static void say_phases(struct run *r)
{
	char detect[24], launched[24];
	double launch = wait_for_step(r, r->placed);

	cli_complain(r->verb, "running again, restart %d: detect %s, stop "
		     "%.1f s, place %.1f s, launch %s", r->restarts,
		     seconds(detect, r->detect), r->stopped - r->noticed,
		     r->placed - r->stopped, seconds(launched, launch));
}

/* --- watch --------------------------------------------------------------- */

/* Until the program has ended, or has lost a slot's node. */
static void watch(struct run *r)
{
	while (r->ev.program) {
		bool learnt = r->o->probe && !r->ev.ending &&
			      run_probe_learn(&r->table, &r->ev, r->port,
					      LEARN);

		run_events_wait(&r->ev, -1,
				learnt ? 0 : r->o->poll * 1000);
		if (r->ev.ending || r->over || !r->ev.program)
			continue;
		run_news(r, false, false);
		if (run_table_open_slots(&r->table))
			return;
		run_stop_learn(r);
		if (r->o->probe)
			run_probe_suspects(&r->table, &r->ev);
	}
}

/* --- and again ----------------------------------------------------------- */

static int restarts_before(void)
{
	const char *text = getenv("SLURM_RESTART_COUNT");

	return text ? atoi(text) : 0;
}

/* Slurm is to do what cannot be done here; the program's status. */
static int requeue(struct run *r, const char *why)
{
	struct rail_error err;
	int status = program_status(r);

	if (restarts_before() >= r->o->max_requeues)
		cli_complain(r->verb, "%s; no requeue: the job was restarted "
			     "%d times", why, restarts_before());
	else if (run_slurm_requeue(&r->slurm, &err))
		cli_complain(r->verb, "%s; no requeue: %s", why, err.text);
	else {
		cli_complain(r->verb, "%s: the job is requeued", why);
		if (!r->ev.ending)
			run_events_wait(&r->ev, -1, REQUEUE_MS);
	}
	return status ? status : CLI_FINDING;
}

static void say_swap(void *arg, int slot, int place)
{
	const struct run *r = arg;
	const struct layout *l = r->table.layout;
	int first, last;

	cli_complain(r->verb, "slot %d: %s in the place of %s", slot,
		     l->slots[place].node, l->slots[slot].node);
	if (layout_breaks_segment(l, slot, place, &first, &last))
		cli_complain(r->verb, "slots %d to %d, a segment, are no "
			     "longer inside one island: no spare in %s is "
			     "left", first, last, l->slots[slot].island);
}

/* slurmctld puts spares into slots by the order in which it heard of losses;
 * should the job be requeued, it goes by that. */
static int fill_holes(struct run *r)
{
	struct rail_error err;
	char *comment = run_slurm_comment(&r->slurm, &err);
	struct layout *said = layout_in_comment(comment, FABRIC_MAX_NODES);
	int rc = run_table_replace(&r->table, said, say_swap, r);

	layout_destroy(said);
	free(comment);
	return rc;
}

/* What is left of the spares, once all holes are filled. */
static void say_left(struct run *r, int holes)
{
	int slots = r->table.layout->count;
	int spares = r->table.layout->n_spares -
		     run_table_lost_spares(&r->table);

	cli_complain(r->verb, "%d of %d slots stay; %d spare%s left",
		     slots - holes, slots, spares, text_plural(spares));
}

/* The program is to run again; with *STATUS set that is the end. */
static bool restart(struct run *r, int *status)
{
	int holes;

	if (r->restarts >= r->o->max_restarts) {
		run_stop(r);
		cli_complain(r->verb, "no restart: there were %d",
			     r->restarts);
		*status = program_status(r);
		*status = *status ? *status : CLI_FINDING;
		return false;
	}
	if (r->noticed <= 0)
		r->noticed = run_events_now();
	if (run_stop(r)) {
		*status = r->over || r->ev.ending ? program_status(r) :
			  requeue(r, "nothing can be started again here");
		return false;
	}
	holes = run_table_open_slots(&r->table);
	if (fill_holes(r)) {
		*status = requeue(r, "there are not enough spares");
		return false;
	}
	if (holes)
		say_left(r, holes);
	r->placed = run_events_now();
	r->restarts++;
	*status = launch(r);
	if (*status)
		return false;
	say_phases(r);
	r->noticed = 0;
	r->detect = -1;
	return true;
}

/* The program has failed with no node lost. */
static bool may_try_again(struct run *r)
{
	const char *revived = run_stop_revived(r);

	/* no failure of the program's: there was no room for its steps */
	if (revived) {
		cli_complain(r->verb, "the program has failed with status %d: "
			     "Slurm has step %s again, which had ended",
			     program_status(r), revived);
		return true;
	}
	if (r->failures >= r->o->restart_failed)
		return false;
	r->failures++;
	cli_complain(r->verb, "the program has failed with status %d, no node "
		     "is lost: try %d of %d", program_status(r), r->failures,
		     r->o->restart_failed);
	return true;
}

/* Whether what has ended, or is to end, is to be started again. */
static bool goes_on(struct run *r)
{
	if (r->ev.program)
		return true;	/* it has lost a node */
	if (!program_status(r) || r->ev.ending || r->over)
		return false;
	if (run_news_settle(r)) {
		r->failures = 0;
		return true;
	}
	return !r->ev.ending && !r->over && may_try_again(r);
}

/* Nodes that are lost before it all begins. */
static int first_places(struct run *r, int *status)
{
	run_news(r, true, false);
	r->noticed = 0;
	run_table_start(&r->table);
	if (!fill_holes(r))
		return 0;
	*status = requeue(r, "there are not enough spares");
	return -1;
}

int run_loop(struct run *r)
{
	int status;

	r->detect = -1;
	r->before = run_stop_steps(r);
	r->port = run_slurm_port(&r->slurm);
	if (first_places(r, &status))
		return status;
	status = launch(r);
	if (status)
		return status;
	for (;;) {
		watch(r);
		if (!goes_on(r))
			return program_status(r);
		if (!restart(r, &status))
			return status;
	}
}
