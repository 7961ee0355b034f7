/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What managed switches describe themselves as -> what people call them. */
#ifndef RAIL_SWITCH_NAMES_H
#define RAIL_SWITCH_NAMES_H

#include "topology/links.h"

/*
 * "MF0;leaf1:MQM9700/U1", of any of N discoveries, becomes "leaf1", as a plan
 * or LLDP has it.  Where several chips are one switch (a director, or the
 * planes of Quantum-X800) each is called by its place, too: "core-L01-U1".
 * -1 and ERR when out of memory.
 */
int switch_names_shorten(struct links *const *list, int n,
			 struct rail_error *err);

#endif
