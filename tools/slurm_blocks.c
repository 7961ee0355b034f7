/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Chooses the base size of blocks. */
#include <stdlib.h>

#include "slurm_blocks.h"
#include "topology/text.h"

/* Of blocks in a block of blocks, 2^15 (MAX_BLOCK_LEVELS). */
enum { SLURM_BLOCKS_MAX_GROUP = 1 << 15 };

struct sizes {
	int smallest;
	int usual;	/* of the islands that most nodes are in */
	int average;	/* of all but the smallest; of one: its size */
	const char *name;	/* of the smallest */
};

static int by_size(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return (x > y) - (x < y);
}

static int measure(const struct slurm_units *u, struct sizes *s)
{
	int *sizes = calloc((size_t)u->count + 1, sizeof(*sizes));
	long total = 0, most = 0;

	if (!sizes)
		return -1;
	for (int i = 0; i < u->count; i++) {
		sizes[i] = u->units[i].n_members;
		total += sizes[i];
		if (!s->name || sizes[i] < s->smallest) {
			s->smallest = sizes[i];
			s->name = u->units[i].name;
		}
	}
	qsort(sizes, (size_t)u->count, sizeof(*sizes), by_size);
	for (int i = 0, end; i < u->count; i = end) {
		for (end = i; end < u->count && sizes[end] == sizes[i]; end++)
			;
		if ((long)(end - i) * sizes[i] < most)
			continue;
		most = (long)(end - i) * sizes[i];
		s->usual = sizes[i];
	}
	s->average = u->count > 1 ? (int)((total - s->smallest) /
					  (u->count - 1)) : s->smallest;
	free(sizes);
	return 0;
}

static int count_smaller(const struct slurm_units *u, int size)
{
	int n = 0;

	for (int i = 0; i < u->count; i++)
		n += u->units[i].n_members < size;
	return n;
}

/* Before 25.05 slurmctld dies of a block under the base size. */
static enum export_result take(const struct slurm_units *u,
			       const struct export_request *r,
			       const struct sizes *s, struct rail_error *err)
{
	int n = count_smaller(u, r->block_size);

	if (n && r->slurm < EXPORT_SLURM_2505)
		return export_refuse(err, "%d island%s smaller than "
				     "--block-size=%d, as \"%s\" of %d node%s: "
				     "slurmctld dies of that before 25.05; "
				     "expected at most %d, or --slurm=25.05",
				     n, n == 1 ? " is" : "s are",
				     r->block_size, s->name, s->smallest,
				     text_plural(s->smallest), s->smallest);
	return EXPORT_OK;
}

/*
 * A job of N nodes gets at most N/size blocks, rounded up.  For every N to
 * fit into an empty cluster the K largest blocks must hold K * size nodes,
 * for every K but the last: the size is at most the average of all blocks
 * but the smallest.
 */
static int choose(const struct export_request *r, const struct sizes *s)
{
	if (r->slurm < EXPORT_SLURM_2505)
		return s->smallest;
	return s->average < s->usual ? s->average : s->usual;
}

enum export_result slurm_blocks_size(const struct slurm_units *u,
				     const struct export_request *r, int *size,
				     struct rail_error *err)
{
	struct sizes s = { 0 };
	enum export_result result = EXPORT_OK;

	if (measure(u, &s) < 0) {
		rail_error_nomem(err);
		return EXPORT_FAILED;
	}
	if (r->fabric && r->fabric->n_components > 1)
		infer_notes_add(r->notes, "the fabric is in %d parts that "
				"nothing connects, and topology/block gives "
				"jobs nodes of several: each part needs a "
				"partition of its own",
				r->fabric->n_components);
	if (r->block_size) {
		result = take(u, r, &s, err);
		*size = r->block_size;
	} else {
		*size = choose(r, &s);
	}
	if (result == EXPORT_OK && *size > s.average && u->count > 1)
		infer_notes_add(r->notes, "with --block-size=%d some jobs "
				"never fit, even an empty cluster: at most %d "
				"holds jobs of any size", *size, s.average);
	if (result == EXPORT_OK && !r->block_size && *size * 2 < s.usual)
		infer_notes_add(r->notes, "a base block is %d node%s, as "
				"island \"%s\" has no more, where %d is usual: "
				"topology/block will not keep jobs together "
				"well; from Slurm 25.05 on blocks may be "
				"smaller (--slurm=25.05)", *size,
				text_plural(*size), s.name, s.usual);
	return result;
}

int slurm_blocks_pod(const struct fabric *f, int base)
{
	int each = f->pods[0].n_islands;

	if (f->n_pods < 2 || each < 2 || (each & (each - 1)) ||
	    each > SLURM_BLOCKS_MAX_GROUP)
		return 0;
	for (int i = 0; i < f->n_pods; i++)
		if (f->pods[i].n_islands != each)
			return 0;
	for (int i = 0; i < f->n_islands; i++)
		if (f->islands[i].n_nodes != base)
			return 0;
	return each * base;
}
