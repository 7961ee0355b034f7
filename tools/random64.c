/* SPDX-License-Identifier: GPL-2.0-or-later */
/* splitmix64, by G. L. Steele, D. Lea and C. H. Flood (OOPSLA 2014). */
#include "random64.h"

#define GOLDEN UINT64_C(0x9e3779b97f4a7c15)

static uint64_t mix(uint64_t z)
{
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

void random64_seed(struct random64 *r, uint64_t seed, uint64_t stream)
{
	/* Stream 0 is the generator as published. */
	r->state = stream ? mix(seed + stream * GOLDEN) + stream : seed;
}

uint64_t random64_next(struct random64 *r)
{
	r->state += GOLDEN;
	return mix(r->state);
}

uint64_t random64_below(struct random64 *r, uint64_t n)
{
	/* What is left over of 2^64 would make the first ones likelier. */
	uint64_t least = -n % n, x;

	do {
		x = random64_next(r);
	} while (x < least);
	return x % n;
}
