/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the name of a machine tells of what it is for. */
#ifndef RAIL_MACHINE_WORDS_H
#define RAIL_MACHINE_WORDS_H

#include <stdbool.h>

/* Whether a word of HOST is what people call storage: "stor01", "oss2". */
bool machine_is_storage(const char *host);

/*
 * Whether a word of HOST is what people call nodes with GPUs, or the model of
 * one with something behind it ("l40s-03", not "a100", the hundredth of a), and
 * none says that it is for storage, or for people to log in to.
 */
bool machine_is_gpu(const char *host);

#endif
