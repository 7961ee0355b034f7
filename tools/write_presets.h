/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The presets of made-up fabrics, as a table. */
#ifndef RAIL_WRITE_PRESETS_H
#define RAIL_WRITE_PRESETS_H

#include <stdio.h>

#include "synth.h"

/* A line a preset, in the size it has by default; -1: out of memory. */
int write_presets(FILE *out, struct rail_error *err);

#endif
