/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The stock select/cons_tres plugin, which ours is a layer over. */
#ifndef RAIL_BASE_H
#define RAIL_BASE_H

#include "slurm_compat.h"
#include "topology/error.h"

/* What plugin_name starts with in our own plugin. */
#define BASE_OUR_NAME "Railyard"

/* Its calls: base.job_test(...) and so on. */
struct base {
#define X(type, name, params, args) type(*name) params;
	SELECT_CALLS_OWN(X)
	SELECT_CALLS_FORWARDED(X)
#undef X
};

extern struct base base;

/*
 * Goes through the folders of PluginDir to the first select_cons_tres.so that
 * is not ours, is of this very version and whose init() succeeds.  0, or -1
 * and ERR, of the last one tried; then nothing stays open.
 */
int base_open(struct rail_error *err);

/* Calls its fini() and lets go of it. */
void base_close(void);

#endif
