/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which part of all pairs of a job's nodes is in different pods. */
#ifndef BENCH_CROSSING_H
#define BENCH_CROSSING_H

#include "topology/fabric.h"
#include "topology/nodeset.h"

/* Of the N nodes of SET, N above 1; *PODS is how many pods they are in. */
double crossing_of(const struct fabric *f, const struct nodeset *set, int n,
		   int *pods);

/*
 * The least that any N of the nodes of F that are in one of the sets can have
 * (B may be NULL), islands aside: the roomiest pods whole, and the remainder in
 * one more.  No other division has as many nodes in its first pod, its first
 * two, and so on, so none has more pairs inside pods.  -1: out of memory.
 */
double crossing_least(const struct fabric *f, const struct nodeset *a,
		      const struct nodeset *b, int n);

#endif
