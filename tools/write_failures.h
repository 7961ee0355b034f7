/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was made to fail in a made-up fabric. */
#ifndef RAIL_WRITE_FAILURES_H
#define RAIL_WRITE_FAILURES_H

#include <stdio.h>

#include "synth_fail.h"

/* One JSON object, a fault a line (railyard(1)). */
void write_failures_json(FILE *out, const char *fabric, uint64_t seed,
			 const struct synth_failures *done);

/* For people: how many of each kind, and the faults where they are few. */
void write_failures_text(FILE *out, const char *prefix, uint64_t seed,
			 const struct synth_failures *done);

#endif
