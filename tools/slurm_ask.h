/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What Slurm says of its configuration, and where that is. */
#ifndef RAIL_SLURM_ASK_H
#define RAIL_SLURM_ASK_H

#include "topology/conf.h"
#include "topology/error.h"

/* All that `scontrol show config` prints; the caller frees it.  NULL and ERR:
 * there is no scontrol, or slurmctld does not answer in 10 s. */
char *slurm_ask(struct rail_error *err);

/* The value of KEY in that, into OUT; -1: it is not there. */
int slurm_ask_find(const char *text, const char *key, char out[CONF_PATH]);

/* Both: the value of one KEY. */
int slurm_ask_for(const char *key, char out[CONF_PATH],
		  struct rail_error *err);

/* slurm.conf's folder, as Slurm's own commands find it. */
void slurm_ask_folder(char out[CONF_PATH]);

#endif
