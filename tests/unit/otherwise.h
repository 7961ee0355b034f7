/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A second writer of maps, for tests: says the same in another way. */
#ifndef TESTS_OTHERWISE_H
#define TESTS_OTHERWISE_H

#include "topology/fabric.h"

/*
 * A map of F that map_format() would not write: parts and keys in random
 * order, everything said in full, cables one by one from either end, leafs by
 * name.  The caller frees it.
 */
char *otherwise_format(const struct fabric *f);

#endif
