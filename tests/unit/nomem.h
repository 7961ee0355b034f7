/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Allocations that fail, for tests linked with NOMEM_WRAP (local.mk). */
#ifndef TESTS_NOMEM_H
#define TESTS_NOMEM_H

/* How many allocations pass before one fails, after which all pass; -1: none
 * fails.  Below 0 afterwards: one has failed. */
extern long nomem_countdown;

#endif
