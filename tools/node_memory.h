/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a node remembers between two of its checks: links that were lost, and
 * what it has reported.  A link that comes back is held until it has stayed
 * for a while, and for twice as long each time that it goes again.
 */
#ifndef RAIL_NODE_MEMORY_H
#define RAIL_NODE_MEMORY_H

#include "topology/health_report.h"

enum {
	NODE_MEMORY_VERSION = 1,
	NODE_MEMORY_LONGEST = 3600,	/* the longest that a link is held */
	NODE_MEMORY_FORGET = 86400,	/* so long without a loss: forgiven */
};

struct node_memory_nic {
	char nic[FABRIC_NAME_MAX + 1];
	bool down;		/* lost, or back but held */
	int flaps;		/* how often it was lost */
	int64_t since;		/* when it was lost */
	int64_t back;		/* when it was seen again; 0: it is not */
	int64_t last;		/* when it was last seen down */
};

struct node_memory {
	struct node_memory_nic nics[FABRIC_MAX_RAILS];
	int n_nics;
	char sick[HEALTH_WORD_MAX + 1];
	int64_t sick_since;
	char *reported;		/* the report that slurmctld has; or NULL */
	int64_t verified;	/* when that was last looked up */
};

/*
 * What NIC is to count as, now that it was seen up (WHY NULL) or lost: NULL,
 * WHY, or "held"; *SINCE is when it was lost.  HOLD: seconds that a link must
 * have stayed after its first loss.
 */
const char *node_memory_see(struct node_memory *m, const char *nic,
			    const char *why, int64_t now, int hold,
			    int64_t *since);

/* Whether SICK ("": well) is news; notes it, and since when. */
bool node_memory_sick(struct node_memory *m, const char *sick, int64_t now);

/* From PATH; none: an empty one.  -1 and ERR when it is no such file; *M is
 * then empty, too.  node_memory_clear() in any case. */
int node_memory_load(struct node_memory *m, const char *path,
		     struct rail_error *err);
/* By rename.  -1 and ERR. */
int node_memory_save(const struct node_memory *m, const char *path,
		     struct rail_error *err);
void node_memory_clear(struct node_memory *m);

#endif
