/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Questions to a finished fabric; fabric_build.c makes it. */
#include <string.h>

#include "fabric.h"
#include "fabric_private.h"

void fabric_destroy(struct fabric *f)
{
	struct fabric_arena *arena;

	if (!f)
		return;
	fabric_names_free(&f->index->nodes);
	fabric_names_free(&f->index->islands);
	/* F itself lies in its arena. */
	arena = f->arena;
	fabric_arena_destroy(arena);
}

int fabric_find_node(const struct fabric *f, const char *name)
{
	return fabric_names_find(&f->index->nodes, name);
}

int fabric_find_island(const struct fabric *f, const char *name)
{
	return fabric_names_find(&f->index->islands, name);
}

int fabric_missing_rails(const struct fabric *f, int node)
{
	int missing = 0;

	for (int rail = 0; rail < f->n_rails; rail++)
		if (f->nodes[node].nics[rail].leaf < 0)
			missing++;
	return missing;
}

bool fabric_name_ok(const char *name)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz"
				      "0123456789._-";
	size_t len = strnlen(name, FABRIC_NAME_MAX + 1);

	return len > 0 && len <= FABRIC_NAME_MAX && name[0] != '-' &&
	       name[0] != '.' && strspn(name, allowed) == len;
}
