/* SPDX-License-Identifier: GPL-2.0-or-later */
/* topology/block: one block, in it the fewest groups, in those base blocks. */
#include "stock_block.h"

#include <stdlib.h>

/*
 * A block is the smallest of BlockSizes that has room for the segment, or
 * everything; a group the next smaller size.  No more groups are taken than
 * an empty cluster would need.
 */
struct eval {
	const struct fabric *f;
	struct nodeset *left;	/* free, and not in an earlier segment */
	int need;		/* nodes of a segment */
	int per_block, per_group;	/* base blocks */
	int most_groups;
	bool counts_groups;
	int n_groups;
	int *group;	/* free nodes by group; null when not counted */
	int *base;	/* free nodes by base block */
	bool *taken;	/* base blocks of this segment */
	bool *group_taken;	/* groups that they are in */
};

struct best {
	int base;
	bool fits, same_group;
};

/* The shape of blocks and groups for a segment of NEED nodes. */
static void shape(struct eval *e, const struct stock_blocks *b)
{
	int bases = (e->need + b->size - 1) / b->size;
	int level = 0, group_level = 0, block_level = -1;

	while ((1 << level) < bases)
		level++;
	for (int l = 0; l < level; l++)
		if (b->levels & 1u << l)
			group_level = l;
	for (int l = 31; l >= level; l--)
		if (b->levels & 1u << l)
			block_level = l;
	e->per_group = 1 << group_level;
	e->per_block = block_level < 0 ? e->f->n_islands : 1 << block_level;
	e->most_groups = (e->need + e->per_group * b->size - 1) /
			 (e->per_group * b->size);
	e->counts_groups = e->per_block != e->per_group * e->most_groups;
	e->n_groups = (e->f->n_islands + e->per_group - 1) / e->per_group;
}

static int left_on(const struct eval *e, int base)
{
	return nodeset_count_range(e->left, e->f->islands[base].first_node,
				   e->f->islands[base].n_nodes);
}

static int descending(const void *x, const void *y)
{
	int a = *(const int *)x, b = *(const int *)y;

	return a < b ? 1 : a > b ? -1 : 0;
}

/* What the roomiest groups of BLOCK give.  It sorts their counts in place. */
static int room_in_groups(struct eval *e, int block)
{
	int per = e->per_block / e->per_group, first = block * per, room = 0;

	if (per > e->n_groups - first)
		per = e->n_groups - first;
	qsort(e->group + first, (size_t)per, sizeof(int), descending);
	for (int i = 0; i < per && i < e->most_groups; i++)
		room += e->group[first + i];
	return room;
}

/* The block with the fewest free nodes that are enough; -1: none. */
static int choose_block(struct eval *e)
{
	int n_blocks = (e->f->n_islands + e->per_block - 1) / e->per_block;
	int best = -1, best_free = 0;

	/* added to what an earlier segment left there, as Slurm does */
	for (int i = 0; i < e->f->n_islands; i++) {
		e->base[i] = left_on(e, i);
		if (e->counts_groups)
			e->group[i / e->per_group] += e->base[i];
	}
	for (int block = 0; block < n_blocks; block++) {
		int count = 0, room;

		for (int i = block * e->per_block;
		     i < (block + 1) * e->per_block && i < e->f->n_islands; i++)
			count += e->base[i];
		room = e->counts_groups ? room_in_groups(e, block) : count;
		if (room < e->need || !count)
			continue;
		if (best < 0 || count <= best_free) {
			best = block;
			best_free = count;
		}
	}
	return best;
}

static void count_block(struct eval *e, int block)
{
	for (int i = 0; e->counts_groups && i < e->n_groups; i++)
		e->group[i] = 0;
	for (int i = 0; i < e->n_groups; i++)
		e->group_taken[i] = false;
	for (int i = 0; i < e->f->n_islands; i++) {
		e->taken[i] = false;
		if (i / e->per_block != block)
			continue;
		if (e->counts_groups)
			e->group[i / e->per_group] += e->base[i];
	}
}

/*
 * Base blocks I and the best so far are in different groups.  Above 0: I's is
 * the better group; below 0: it is not; 0: base blocks decide.  A group that
 * is in use already, then one that fits, then the tighter, or the roomier.
 */
static int compare_groups(const struct eval *e, const struct best *best, int i,
			  int rest, bool same)
{
	int a = e->group[i / e->per_group], b;

	if (best->base < 0 || (same && !best->same_group))
		return 1;
	if (!same && best->same_group)
		return -1;
	b = e->group[best->base / e->per_group];
	if ((a >= rest) != (b >= rest))
		return a >= rest ? 1 : -1;
	if (a == b)
		return 0;
	return (a >= rest) == (a < b) ? 1 : -1;
}

static void consider(const struct eval *e, struct best *best, int i, int rest)
{
	bool fits = e->base[i] >= rest;

	if (e->counts_groups &&
	    (best->base < 0 ||
	     best->base / e->per_group != i / e->per_group)) {
		bool same = e->group_taken[i / e->per_group];
		int better = compare_groups(e, best, i, rest, same);

		if (better > 0)
			*best = (struct best){ i, fits, same };
		if (better)
			return;
	}
	if (best->base < 0 || (fits && !best->fits) ||
	    (!fits && !best->fits && e->base[i] >= e->base[best->base]) ||
	    (fits && e->base[i] <= e->base[best->base])) {
		best->base = i;
		best->fits = fits;
	}
}

/* One segment.  Whether it was found. */
static bool take_segment(struct eval *e, struct nodeset *out)
{
	int block = choose_block(e), rest = e->need, groups = e->most_groups;

	if (block < 0)
		return false;
	count_block(e, block);
	while (rest > 0) {
		struct best best = { -1, false, true };
		const struct fabric_island *is;
		int got;

		for (int i = block * e->per_block;
		     i < (block + 1) * e->per_block && i < e->f->n_islands; i++)
			if (!e->taken[i])
				consider(e, &best, i, rest);
		if (best.base < 0 || (groups <= 0 && !best.same_group))
			return false;
		is = &e->f->islands[best.base];
		e->taken[best.base] = true;
		e->group_taken[best.base / e->per_group] = true;
		got = nodeset_take_range(out, e->left, NULL, is->first_node,
					 is->n_nodes, rest);
		if (!got)
			return false;
		rest -= got;
		groups -= !best.same_group;
	}
	return true;
}

/* All segments of N nodes: 0, or 1 with what was taken until it failed. */
static int take_all(struct eval *e, const struct nodeset *open, int n,
		    struct nodeset *chosen)
{
	int rc = 0;

	nodeset_assign(e->left, open);
	nodeset_clear(chosen);
	for (int i = 0; i < e->n_groups; i++)
		e->group[i] = 0;
	for (int i = 0; !rc && i < n / e->need; i++) {
		rc = !take_segment(e, chosen);
		nodeset_subtract(e->left, chosen);
	}
	return rc;
}

static void add_all(struct nodeset *out, const struct nodeset *set)
{
	for (int i = nodeset_next(set, 0); i >= 0; i = nodeset_next(set, i + 1))
		nodeset_add(out, i);
}

/*
 * After a failure Slurm leaves out the first of the nodes that it tried and
 * starts again, until only N are left: each that was tried counts as having no
 * more to give than the job asks of it, which is less than the others have.
 */
static int take_again(struct eval *e, struct nodeset *open, int n,
		      struct nodeset *tried, struct nodeset *chosen)
{
	int left = nodeset_count(open), rc = 1;

	while (rc && left > n) {
		int first;

		add_all(tried, chosen);
		first = nodeset_next(tried, 0);
		if (first < 0)
			break;
		nodeset_remove(tried, first);
		nodeset_remove(open, first);
		left--;
		rc = take_all(e, open, n, chosen);
	}
	return rc;
}

int stock_block(const struct fabric *f, const struct stock_blocks *blocks,
		const struct nodeset *free_nodes, const struct stock_job *job,
		struct nodeset *out)
{
	struct eval e = {
		.f = f, .need = job->segment ? job->segment : job->nodes,
	};
	struct nodeset *chosen = nodeset_create(f->n_nodes);
	struct nodeset *tried = nodeset_create(f->n_nodes);
	struct nodeset *open = nodeset_copy(free_nodes);
	int rc = -1;

	e.left = nodeset_create(f->n_nodes);
	e.group = calloc((size_t)f->n_islands + 1, sizeof(int));
	e.base = calloc((size_t)f->n_islands + 1, sizeof(int));
	e.taken = calloc((size_t)f->n_islands + 1, sizeof(bool));
	e.group_taken = calloc((size_t)f->n_islands + 1, sizeof(bool));
	if (!chosen || !tried || !open || !e.left || !e.group || !e.base ||
	    !e.taken || !e.group_taken)
		goto out;
	rc = 1;
	if (job->segment > blocks->size || job->nodes % e.need ||
	    nodeset_count(open) < job->nodes)
		goto out;
	shape(&e, blocks);
	rc = take_all(&e, open, job->nodes, chosen);
	if (rc && !job->exclusive)
		rc = take_again(&e, open, job->nodes, tried, chosen);
	if (!rc)
		add_all(out, chosen);
out:
	nodeset_destroy(chosen);
	nodeset_destroy(tried);
	nodeset_destroy(open);
	nodeset_destroy(e.left);
	free(e.group);
	free(e.base);
	free(e.taken);
	free(e.group_taken);
	return rc;
}
