/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Step of a check: which rail each NIC of a node is meant for.  The nodes of
 * an island whose NICs have the same names agree on it, or, when there are
 * none, those of the whole fabric do.
 */
#include <stdlib.h>
#include <string.h>

#include "check_parts.h"
#include "hostlist.h"

/* Shapes whose NICs have the same names, on whichever rails. */
struct family {
	const struct fabric *f;
	int shape;
	long n_nodes;	/* of this shape */
	uint64_t key;	/* equal for equal sets of names */
};

static const char *name_at(const struct fabric *f, int shape, int rail)
{
	return f->shapes[shape].nic_names[rail];
}

static int rail_of_name(const struct fabric *f, int shape, const char *name)
{
	for (int r = 0; r < f->n_rails; r++)
		if (name_at(f, shape, r) && !strcmp(name_at(f, shape, r), name))
			return r;
	return -1;
}

/* Whether shape B has all names of shape A. */
static bool has_names_of(const struct fabric *f, int b, int a)
{
	for (int r = 0; r < f->n_rails; r++)
		if (name_at(f, a, r) &&
		    rail_of_name(f, b, name_at(f, a, r)) < 0)
			return false;
	return true;
}

/* A sum, so that the order of rails does not count. */
static uint64_t key_of_shape(const struct fabric *f, int shape)
{
	uint64_t sum = 0;

	for (int r = 0; r < f->n_rails; r++) {
		const char *name = name_at(f, shape, r);
		uint64_t hash = UINT64_C(0xcbf29ce484222325);

		for (; name && *name; name++)
			hash = (hash ^ (unsigned char)*name) *
			       UINT64_C(0x100000001b3);
		sum += name_at(f, shape, r) ? hash : 0;
	}
	return sum;
}

/* How many names come after their natural predecessor. */
static int count_ordered(const struct fabric *f, int shape)
{
	int n = 0;

	for (int r = 1; r < f->n_rails; r++)
		n += name_at(f, shape, r) && name_at(f, shape, r - 1) &&
		     hostlist_natural_cmp(name_at(f, shape, r - 1),
					  name_at(f, shape, r)) < 0;
	return n;
}

/* The one that more nodes have, then the one in the order of its names. */
static int prefer(const struct fabric *f, int a, long n_a, int b, long n_b)
{
	if (n_a != n_b)
		return n_a > n_b ? -1 : 1;
	n_a = count_ordered(f, a);
	n_b = count_ordered(f, b);
	if (n_a != n_b)
		return n_a > n_b ? -1 : 1;
	return a - b;
}

static int by_family(const void *x, const void *y)
{
	const struct family *a = x, *b = y;

	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return prefer(a->f, a->shape, a->n_nodes, b->shape, b->n_nodes);
}

static int find_leaders(struct check *c, struct family *list)
{
	const struct fabric *f = c->f;
	int leader = -1;

	for (int i = 0; i < f->n_shapes; i++)
		list[i] = (struct family){ f, i, 0, key_of_shape(f, i) };
	for (int i = 0; i < f->n_nodes; i++)
		list[c->alike[f->nodes[i].shape]].n_nodes++;
	qsort(list, (size_t)f->n_shapes, sizeof(*list), by_family);
	for (int i = 0; i < f->n_shapes; i++) {
		if (!i || list[i].key != list[i - 1].key)
			leader = list[i].shape;
		c->leader[list[i].shape] =
			has_names_of(f, leader, list[i].shape) ? leader :
								 list[i].shape;
	}
	return 0;
}

/* --- shapes that differ in nothing that counts ---------------------------- */

static int compare_texts(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

static int compare_gpus(const struct hardware *a, const struct hardware *b)
{
	int diff = a->n_gpus - b->n_gpus;

	for (int i = 0; !diff && i < a->n_gpus; i++)
		diff = compare_texts(a->gpus[i].model, b->gpus[i].model);
	return diff;
}

/* But for the memory, of which no two machines have quite as much. */
static int compare_hardware(const struct hardware *a, const struct hardware *b)
{
	int diff;

	if (!a || !b)
		return (a ? 1 : 0) - (b ? 1 : 0);
	diff = compare_texts(a->vendor, b->vendor);
	diff = diff ? diff : compare_texts(a->product, b->product);
	diff = diff ? diff : a->sockets - b->sockets;
	diff = diff ? diff : a->cores - b->cores;
	diff = diff ? diff : a->threads - b->threads;
	return diff ? diff : compare_gpus(a, b);
}

struct sorted {
	const struct fabric *f;
	int shape;
};

static int compare_shapes(const struct fabric *f, int a, int b)
{
	int diff = 0;

	for (int r = 0; !diff && r < f->n_rails; r++)
		diff = compare_texts(name_at(f, a, r), name_at(f, b, r));
	return diff ? diff : compare_hardware(f->shapes[a].hardware,
					      f->shapes[b].hardware);
}

static int memory_of(const struct fabric *f, int shape)
{
	const struct hardware *hw = f->shapes[shape].hardware;

	return hw ? hw->memory_mb : 0;
}

static int by_likeness(const void *x, const void *y)
{
	const struct sorted *a = x, *b = y;
	int diff = compare_shapes(a->f, a->shape, b->shape);

	if (!diff)
		diff = memory_of(a->f, a->shape) - memory_of(a->f, b->shape);
	return diff ? diff : a->shape - b->shape;
}

/*
 * c->alike: shape -> the one of those like it that has the middle of their
 * memories.
 */
static int find_alike(struct check *c)
{
	const struct fabric *f = c->f;
	struct sorted *list = check_alloc(c, (size_t)f->n_shapes,
					  sizeof(*list));

	c->alike = check_alloc(c, (size_t)f->n_shapes, sizeof(int));
	if (!list || !c->alike) {
		free(list);
		return -1;
	}
	for (int i = 0; i < f->n_shapes; i++)
		list[i] = (struct sorted){ f, i };
	qsort(list, (size_t)f->n_shapes, sizeof(*list), by_likeness);
	for (int i = 0, k; i < f->n_shapes; i = k) {
		for (k = i + 1; k < f->n_shapes &&
		     !compare_shapes(f, list[i].shape, list[k].shape); k++)
			;
		for (int m = i; m < k; m++)
			c->alike[list[m].shape] = list[i + (k - i) / 2].shape;
	}
	free(list);
	return 0;
}

/* --- what is usual -------------------------------------------------------- */

/*
 * The shape like which most nodes of ISLAND are; COUNTS is zero and stays so.
 */
static int common_shape(const struct check *c, int island, int *counts)
{
	const struct fabric *f = c->f;
	const struct fabric_island *is = &f->islands[island];
	const struct fabric_node *nodes = &f->nodes[is->first_node];
	int best = -1;

	for (int i = 0; i < is->n_nodes; i++)
		counts[c->alike[nodes[i].shape]]++;
	for (int i = 0; i < is->n_nodes; i++) {
		int s = c->alike[nodes[i].shape];

		if (best < 0 || counts[s] > counts[best] ||
		    /* a draw: as in the rest of the fabric */
		    (counts[s] == counts[best] && c->leader[s] == s &&
		     c->leader[best] == s))
			best = s;
	}
	for (int i = 0; i < is->n_nodes; i++)
		counts[c->alike[nodes[i].shape]] = 0;
	return best;
}

int check_shapes(struct check *c)
{
	const struct fabric *f = c->f;
	struct family *list = check_alloc(c, (size_t)f->n_shapes,
					  sizeof(*list));
	int *counts = check_alloc(c, (size_t)f->n_shapes, sizeof(*counts));
	int rc = -1;

	c->leader = check_alloc(c, (size_t)f->n_shapes, sizeof(int));
	c->shape_of_island = check_alloc(c, (size_t)f->n_islands, sizeof(int));
	if (list && counts && c->leader && c->shape_of_island &&
	    find_alike(c) == 0) {
		rc = find_leaders(c, list);
		for (int i = 0; i < f->n_islands; i++)
			c->shape_of_island[i] = common_shape(c, i, counts);
	}
	free(list);
	free(counts);
	return rc;
}

int check_reference(const struct check *c, int node,
		    int want[FABRIC_MAX_RAILS])
{
	const struct fabric *f = c->f;
	int shape = f->nodes[node].shape;
	int like = c->shape_of_island[f->nodes[node].island];

	for (int r = 0; r < f->n_rails; r++)
		want[r] = r;
	if (like == shape)
		return shape;
	if (!has_names_of(f, like, shape))
		like = c->leader[shape];
	for (int r = 0; r < f->n_rails; r++) {
		const char *name = name_at(f, shape, r);

		/* Also where names come twice: not to move what is right. */
		if (name && !(name_at(f, like, r) &&
			      !strcmp(name_at(f, like, r), name)))
			want[r] = rail_of_name(f, like, name);
	}
	return like;
}
