/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Questions to a finished fabric; fabric_build.c makes it. */
#include <stdio.h>
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
	for (int i = 0; i < f->n_shapes; i++)
		hardware_destroy(f->shapes[i].hardware);
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

int fabric_find_leaf(const struct fabric *f, const char *name)
{
	for (int i = 0; i < f->n_leafs; i++)
		if (!strcmp(f->leafs[i].name, name))
			return i;
	return -1;
}

int fabric_find_rail(const struct fabric *f, int node, const char *nic)
{
	const char **names = f->shapes[f->nodes[node].shape].nic_names;

	for (int r = 0; r < f->n_rails; r++)
		if (names[r] && !strcmp(names[r], nic))
			return r;
	return -1;
}

bool fabric_has_nic(const struct fabric *f, int node, int rail)
{
	const char **names = f->shapes[f->nodes[node].shape].nic_names;
	int named = 0;

	if (names[rail])
		return true;
	for (int r = 0; r < f->n_rails; r++)
		named += names[r] != NULL;
	return named * 2 > f->n_rails;
}

int fabric_missing_rails(const struct fabric *f, int node)
{
	int missing = 0;

	for (int rail = 0; rail < f->n_rails; rail++) {
		bool seen = !fabric_has_nic(f, node, rail);

		for (int plane = 0; plane < f->n_planes; plane++)
			seen |= fabric_nic(f, node, rail, plane)->leaf >= 0;
		missing += !seen;
	}
	return missing;
}

int fabric_n_switches(const struct fabric *f)
{
	return f->n_leafs + f->n_spines + f->n_cores;
}

enum fabric_tier fabric_switch_tier(const struct fabric *f, int sw)
{
	if (sw < f->n_leafs)
		return FABRIC_LEAF;
	return sw < f->n_leafs + f->n_spines ? FABRIC_SPINE : FABRIC_CORE;
}

bool fabric_switch_is_others(const struct fabric *f, int sw)
{
	int low = 0, high = f->n_others;

	while (low < high) {
		int middle = low + (high - low) / 2;

		if (f->others[middle].sw < sw)
			low = middle + 1;
		else
			high = middle;
	}
	return fabric_switch_tier(f, sw) == FABRIC_CORE &&
	       low + 1 < f->n_others && f->others[low + 1].sw == sw;
}

const char *fabric_switch_name(const struct fabric *f, int sw)
{
	if (sw < f->n_leafs)
		return f->leafs[sw].name;
	sw -= f->n_leafs;
	return sw < f->n_spines ? f->spines[sw].name :
				  f->cores[sw - f->n_spines].name;
}

uint64_t fabric_switch_guid(const struct fabric *f, int sw)
{
	if (sw < f->n_leafs)
		return f->leafs[sw].guid;
	sw -= f->n_leafs;
	return sw < f->n_spines ? f->spines[sw].guid :
				  f->cores[sw - f->n_spines].guid;
}

const char *fabric_port_text(const struct fabric *f, int port,
			     char text[FABRIC_PORT_TEXT])
{
	if (port < 1)
		return "?";
	if (f->n_port_names)
		return port <= f->n_port_names ? f->port_names[port - 1] : "?";
	snprintf(text, FABRIC_PORT_TEXT, "%d", port);
	return text;
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
