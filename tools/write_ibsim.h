/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Links -> the netlist that ibsim simulates. */
#ifndef RAIL_WRITE_IBSIM_H
#define RAIL_WRITE_IBSIM_H

#include <stdio.h>

#include "topology/links.h"

/*
 * Writes L to OUT; TITLE goes into a comment.  Cables whose width is not known
 * are 4xHDR, which each ibsim takes.  -1 and ERR when a switch has more ports
 * than ibsim takes, two devices or ports have one GUID, or when out of
 * memory.
 */
int write_ibsim(const struct links *l, const char *title, FILE *out,
		struct rail_error *err);

#endif
