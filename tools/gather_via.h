/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How a command gets to a host: ssh, pdsh, srun, or what the user says. */
#ifndef RAIL_GATHER_VIA_H
#define RAIL_GATHER_VIA_H

#include <stdbool.h>

#include "gather_words.h"
#include "topology/error.h"

enum gather_via_how {
	GATHER_VIA_SSH,
	GATHER_VIA_PDSH,
	GATHER_VIA_SRUN,
	GATHER_VIA_TEMPLATE,
};

struct gather_via {
	enum gather_via_how how;
	struct gather_words template;	/* %h: host, %c: command, %%: % */
};

/* TEXT is "ssh", "pdsh", "srun", or a command with %h or %c in it. */
int gather_via_parse(struct gather_via *via, const char *text,
		     struct rail_error *err);
void gather_via_clear(struct gather_via *via);

/* Whether one process serves many hosts; its answers are gather_split.h's. */
bool gather_via_is_shared(const struct gather_via *via);

/*
 * The words to execute so that each of N HOSTS (1, unless shared) runs
 * COMMAND.  JOBS is how many hosts at a time, where the program decides that;
 * TIMEOUT the seconds a host may take.  Goes into ARGV, which the caller
 * clears.  -1: out of memory.
 */
int gather_via_argv(const struct gather_via *via, const char *const *hosts,
		    int n, const char *command, int jobs, int timeout,
		    struct gather_words *argv);

#endif
