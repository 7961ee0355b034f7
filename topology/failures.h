/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which nodes failed, when and under which jobs: longer than the jobs last.
 * What follows is worked out when it is asked for.
 *
 * The score of a node is the sum of 2^-(age / half-life) over its failures: 1
 * for one that failed just now.  Slurm's multifactor priority lets usage decay
 * by the same formula (PriorityDecayHalfLife in slurm.conf(5)).
 */
#ifndef RAIL_FAILURES_H
#define RAIL_FAILURES_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

enum {
	FAILURES_KEPT = 16,	/* of a node; the oldest go first */
	/* Those of a node within so many seconds are one: its jobs fail
	 * together. */
	FAILURES_ONE = 60,
	FAILURES_DAY = 86400,	/* in which they are counted for quarantine */
};

struct failure {
	time_t when;
	uint32_t job, restarts;	/* the job had been restarted so often */
	uint64_t rails;		/* that the node had lost, a bit a rail */
};

struct failed_node {
	char *name;
	struct failure *failures;	/* by time */
	int count;
};

/* All zero: none.  Sorted by name. */
struct failures {
	struct failed_node *nodes;
	int count, capacity;
	unsigned int changes;	/* another after each: what was worked out
				 * before may be wrong */
};

/* Notes one; the same again changes nothing.  -1: out of memory. */
int failures_add(struct failures *f, const char *node,
		 const struct failure *failure);

/* The node, or NULL; valid until the next change. */
const struct failed_node *failures_find(const struct failures *f,
					const char *node);

/* Forgets those before OLDEST. */
void failures_forget(struct failures *f, time_t oldest);
void failures_clear(struct failures *f);

/* How failures are judged. */
struct failures_rule {
	int half_life;		/* seconds */
	int after;		/* so many in a day: quarantine; 0: never */
	int lasts;		/* seconds from the last of them on */
	/* Whether a failure does not count; NULL: all do. */
	bool (*pardoned)(const void *arg, const char *node, time_t when);
	const void *arg;
};

double failures_score(const struct failed_node *n,
		      const struct failures_rule *rule, time_t now);

/* Until when N is quarantined; 0: it is not. */
time_t failures_quarantine(const struct failed_node *n,
			   const struct failures_rule *rule, time_t now);

/* Below this a node counts as any other: three half-lives after a failure. */
#define FAILURES_FORGIVEN 0.125

#endif
