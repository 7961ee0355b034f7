/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sorts the shapes of a fabric's nodes into kinds. */
#include "place_kinds.h"

#include <stdlib.h>
#include <string.h>

static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/* NULL is hardware of which nothing is known. */
static bool same_kind(const struct hardware *a, const struct hardware *b)
{
	static const struct hardware unknown;

	a = a ? a : &unknown;
	b = b ? b : &unknown;
	if (!same_text(a->vendor, b->vendor) ||
	    !same_text(a->product, b->product) || a->n_gpus != b->n_gpus)
		return false;
	for (int i = 0; i < a->n_gpus; i++)
		if (!same_text(a->gpus[i].model, b->gpus[i].model))
			return false;
	return true;
}

bool place_kinds_same(const struct fabric *f, int a, int b)
{
	int s = f->nodes[a].shape, t = f->nodes[b].shape;

	return s == t ||
	       same_kind(f->shapes[s].hardware, f->shapes[t].hardware);
}

/* The kind of each shape, by the first shape of that kind. */
static void sort_shapes(const struct fabric *f, int *kind, int *count)
{
	for (int s = 0; s < f->n_shapes; s++) {
		int first = 0;

		while (!same_kind(f->shapes[first].hardware,
				  f->shapes[s].hardware))
			first++;
		kind[s] = first == s ? (*count)++ : kind[first];
	}
}

struct place_kinds *place_kinds_create(const struct fabric *f)
{
	struct place_kinds *k = calloc(1, sizeof(*k));
	int *kind = calloc((size_t)f->n_shapes + 1, sizeof(*kind));
	bool failed = !k || !kind;

	if (!failed) {
		sort_shapes(f, kind, &k->count);
		k->nodes = calloc((size_t)k->count + 1, sizeof(*k->nodes));
		failed = !k->nodes;
	}
	for (int i = 0; !failed && i < k->count; i++) {
		k->nodes[i] = nodeset_create(f->n_nodes);
		failed = !k->nodes[i];
	}
	for (int n = 0; !failed && n < f->n_nodes; n++)
		nodeset_add(k->nodes[kind[f->nodes[n].shape]], n);
	free(kind);
	if (!failed)
		return k;
	place_kinds_destroy(k);
	return NULL;
}

void place_kinds_destroy(struct place_kinds *k)
{
	if (!k)
		return;
	for (int i = 0; k->nodes && i < k->count; i++)
		nodeset_destroy(k->nodes[i]);
	free(k->nodes);
	free(k);
}
