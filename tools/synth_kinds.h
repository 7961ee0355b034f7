/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kinds of nodes that presets are made of; private to synth*.c. */
#ifndef RAIL_SYNTH_KINDS_H
#define RAIL_SYNTH_KINDS_H

#include "synth.h"

enum { SYNTH_COLOSSUS_KINDS = 2 };

/* Each an array of one, but where its size is told. */
extern const struct synth_kind synth_mini_nodes[];
extern const struct synth_kind synth_plain_nodes[];
extern const struct synth_kind synth_dgx_h100[];
extern const struct synth_kind synth_colossus_nodes[SYNTH_COLOSSUS_KINDS];
extern const struct synth_kind synth_h100_nodes[];
extern const struct synth_kind synth_b200_nodes[];
extern const struct synth_kind synth_azure_h100[];
extern const struct synth_kind synth_azure_a100[];
extern const struct synth_kind synth_gb200[];
extern const struct synth_kind synth_frontier_nodes[];
extern const struct synth_kind synth_aurora_nodes[];

#endif
