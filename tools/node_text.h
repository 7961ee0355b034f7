/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Texts that machines say, as node.h may keep them. */
#ifndef RAIL_NODE_TEXT_H
#define RAIL_NODE_TEXT_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Replaces *OUT by a copy of TEXT, which may be NULL: without blanks at its
 * ends, cut to what node.h allows, with '?' for what it does not.  Nothing
 * left: *OUT becomes NULL.  -1: out of memory, and *OUT is NULL.
 */
int node_text_set(char **out, const char *text);

/* "a088:c203:00b1:0100", "0xa088c20300b10100" -> the number; 0: it is none. */
uint64_t node_text_guid(const char *text);

/*
 * What people call a device, from its line in the list of PCI devices: what
 * is in its last brackets ("MT2910 Family [ConnectX-7]"), else the one name
 * of it that is known ("MT43244 BlueField-3 integrated ..."), else all of it.
 * NULL for NULL; else the caller frees it.  *FAILED becomes true when out of
 * memory.
 */
char *node_text_product(const char *pci, bool *failed);

/*
 * Slurm's type of a GPU from its name: "NVIDIA H100 80GB HBM3" -> "h100",
 * "AMD Instinct MI300X" -> "mi300x".  NULL: there is no name in it.
 */
char *node_text_gpu(const char *name, bool *failed);

/*
 * A rate of sysfs, "400 Gb/sec (4X NDR)", as infer calls it: "4xNDR", or,
 * on ETHERNET, "400G".  NULL: it is none.
 */
char *node_text_speed(const char *rate, bool ethernet, bool *failed);

#endif
