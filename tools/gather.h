/* SPDX-License-Identifier: GPL-2.0-or-later */
/* railyard gather: what is asked of which host, and how far it has come. */
#ifndef RAIL_GATHER_H
#define RAIL_GATHER_H

#include <stdbool.h>

#include "topology/error.h"
#include "topology/hostlist.h"

/* Kinds of discovery. */
enum gather_kind {
	GATHER_LLDP,
	GATHER_NODE,
	GATHER_IB,
	N_GATHER_KINDS,
};

enum gather_state {
	GATHER_WAITING,
	GATHER_BEFORE,	/* an earlier run did it */
	GATHER_DONE,
	GATHER_FAILED,
};

/* One command on one host. */
struct gather_task {
	enum gather_kind kind;
	char *host;
	char *nic;	/* of ibnetdiscover; NULL: the host's first */
	char *name;	/* of its file, without the folder and the ending */
	enum gather_state state;
	int tries;
	char *reason;	/* of the last failure; NULL: there was none */
};

/* Tasks by kind, then in the order in which hosts were given. */
struct gather_tasks {
	struct gather_task *tasks;
	int count;
	int capacity;	/* private */
};

struct gather_count {
	int asked, before, done, failed;
};

/* -1 and ERR: out of memory, or no name for a file. */
int gather_tasks_add(struct gather_tasks *t, enum gather_kind kind,
		     const char *host, const char *nic,
		     struct rail_error *err);
void gather_tasks_clear(struct gather_tasks *t);
/* Of one kind, or of all (N_GATHER_KINDS). */
struct gather_count gather_tasks_count(const struct gather_tasks *t,
				       enum gather_kind kind);

/*
 * Adds to TASKS those of --ib=SPEC: HOSTS[:NICS], both host lists; each NIC of
 * each host is one subnet.
 */
int gather_hosts_ib(struct gather_tasks *t, const char *spec,
		    struct rail_error *err);

/* Adds to LIST the names that TEXT, a host list, has: each may name a host. */
int gather_hosts_add(struct hostlist *list, const char *text,
		     struct rail_error *err);
/* The same from a file ("-": stdin): a host list a line, # begins a remark. */
int gather_hosts_file(struct hostlist *list, const char *path,
		      struct rail_error *err);
/* LIST without names that come again and without those of EXCEPT (may be
 * NULL); the rest keeps its order.  -1: out of memory. */
int gather_hosts_tidy(struct hostlist *list, const struct hostlist *except);

#endif
