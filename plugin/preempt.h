/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a job could start on if it preempted others.  The stock plugin ends only
 * jobs that are on nodes it is offered: which nodes these are decides who is
 * preempted.
 */
#ifndef RAIL_PREEMPT_H
#define RAIL_PREEMPT_H

#include "decision.h"

/*
 * d->open becomes what is free and the nodes of few jobs of
 * d->c->preemptable, such that no other ones give the job a cheaper place.
 * Free is a node that is idle, or that no such job is on and that has GPUS free
 * (0: idle ones alone).  -1: there is no place, and d->why tells more.
 */
int preempt_open(struct decision *d, uint64_t gpus);

#endif
