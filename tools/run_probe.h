/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether anybody is at home on a node: the port of its slurmd.  A machine that
 * answers, be it with a refusal, has a kernel that runs, and so perhaps the
 * tasks of a slurmd that hangs or is gone.  One that does not answer at all
 * is dead as far as can be seen from here, where others do answer.
 */
#ifndef RAIL_RUN_PROBE_H
#define RAIL_RUN_PROBE_H

#include "run_events.h"
#include "run_table.h"

enum { RUN_PROBE_MS = 3500 };

enum run_probe {
	RUN_PROBE_UNKNOWN,	/* it has no address, or nobody answers */
	RUN_PROBE_SILENT,
	RUN_PROBE_ANSWERS,	/* slurmd's port is open */
	RUN_PROBE_REFUSES,	/* the machine answers, slurmd does not */
};

/*
 * Finds out addresses of at most MOST members that are not lost, and whether
 * they answer; PORT is that of slurmds which scontrol says nothing else of.
 * False when there was nobody left to ask.
 */
bool run_probe_learn(struct run_table *t, struct run_events *ev, int port,
		     int most);

/* Asks those that slurmctld gets no answer from: when it gives them up, it is
 * known already whether they are dead. */
void run_probe_suspects(struct run_table *t, struct run_events *ev);

/* Asks N members of T at once, for at most MS milliseconds; ANSWERS has one
 * each.  An unanswered ARP takes three seconds: less than RUN_PROBE_MS is of
 * no use.  Those that are silent get the time of it. */
void run_probe(struct run_table *t, struct run_member *const *members, int n,
	       struct run_events *ev, int ms, enum run_probe *answers);

#endif
