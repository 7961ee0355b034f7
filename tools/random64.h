/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Random numbers that are the same on every machine: not for secrets. */
#ifndef RAIL_RANDOM64_H
#define RAIL_RANDOM64_H

#include <stdint.h>

struct random64 {
	uint64_t state;
};

/* STREAM: several independent ones of one seed. */
void random64_seed(struct random64 *r, uint64_t seed, uint64_t stream);
uint64_t random64_next(struct random64 *r);
/* 0 to N - 1, all equally likely; N is 1 at least. */
uint64_t random64_below(struct random64 *r, uint64_t n);

#endif
