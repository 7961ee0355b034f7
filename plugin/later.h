/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When a job that cannot start now will: what backfill reserves for it. */
#ifndef RAIL_LATER_H
#define RAIL_LATER_H

#include "decision.h"

/*
 * Asks the stock plugin for the nodes of the earliest time within the stretch
 * that Slurm asks about (d->c->will_run) at which enough is free as the job
 * wants it: what the stock plugin says, with the job's start_time set, or
 * SLURM_ERROR and d->why.
 */
int later_try(struct decision *d);

#endif
