/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The stock select/cons_tres plugin, which ours is a layer over. */
#ifndef RAIL_BASE_H
#define RAIL_BASE_H

#include "slurm_compat.h"
#include "topology/error.h"

/* Its calls: base.job_test(...) and so on. */
struct base {
#define X(type, name, params, args) type(*name) params;
	SELECT_CALLS_OWN(X)
	SELECT_CALLS_FORWARDED(X)
#undef X
};

extern struct base base;

/*
 * Finds select_cons_tres.so in the folders of PluginDir other than our own,
 * opens it, checks that it is the stock plugin of this very version, and
 * calls its init().  0, or -1 and ERR; then nothing stays open.
 */
int base_open(struct rail_error *err);

/* Calls its fini() and lets go of it. */
void base_close(void);

#endif
