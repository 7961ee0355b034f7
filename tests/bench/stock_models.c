/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the models of stock Slurm would take, for place.py, which asks the
 * daemons the same.
 *
 *	stock_models MAP BLOCK-SIZES
 *
 * It prints a line with the names of all nodes.  Then each line of stdin is
 * "tree N 0 FREE", "block N SEGMENT FREE" or, for a job with --exclusive,
 * "exclusive N SEGMENT FREE", FREE a 0 or 1 for each node in that order; the answer is a line of the places in it that are taken.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stock_block.h"
#include "stock_tree.h"
#include "topology/map.h"

static void die(const char *what)
{
	fprintf(stderr, "stock_models: %s\n", what);
	exit(3);
}

/* "32,256": the first is the size of a base block. */
static struct stock_blocks read_sizes(char *text)
{
	struct stock_blocks b = { 0 };
	char *save = NULL;

	for (char *word = strtok_r(text, ",", &save); word;
	     word = strtok_r(NULL, ",", &save)) {
		int size = atoi(word);

		if (!b.size)
			b.size = size;
		for (int l = 0; b.size > 0 && l < 20; l++)
			if (b.size << l == size)
				b.levels |= 1u << l;
	}
	if (b.size < 1 || !b.levels)
		die("the second argument is BlockSizes");
	return b;
}

static void answer(const struct fabric *f, const struct stock_blocks *blocks,
		   char *line, struct nodeset *open, struct nodeset *out)
{
	char model[12], *mask = strrchr(line, ' ');
	struct stock_job job;
	int rc;

	if (!mask || sscanf(line, "%11s %d %d", model, &job.nodes,
			    &job.segment) != 3 ||
	    strspn(mask + 1, "01") != (size_t)f->n_nodes)
		die("a line that is no question");
	nodeset_clear(open);
	nodeset_clear(out);
	for (int i = 0; i < f->n_nodes; i++)
		if (mask[1 + i] == '1')
			nodeset_add(open, i);
	job.exclusive = !strcmp(model, "exclusive");
	rc = strcmp(model, "tree") ? stock_block(f, blocks, open, &job, out) :
				     stock_tree(f, open, job.nodes, out);
	if (rc < 0)
		die("out of memory");
	for (int i = nodeset_next(out, 0); i >= 0; i = nodeset_next(out, i + 1))
		printf("%d ", i);
	putchar('\n');
	fflush(stdout);
}

int main(int argc, char **argv)
{
	struct nodeset *open, *out;
	struct stock_blocks blocks;
	struct rail_error err;
	char *line = NULL;
	struct fabric *f;
	size_t size = 0;

	if (argc != 3) {
		fprintf(stderr, "Usage: stock_models MAP BLOCK-SIZES\n");
		return 2;
	}
	blocks = read_sizes(argv[2]);
	f = map_load(argv[1], &err);
	if (!f)
		die(err.text);
	open = nodeset_create(f->n_nodes);
	out = nodeset_create(f->n_nodes);
	if (!open || !out)
		die("out of memory");
	for (int i = 0; i < f->n_nodes; i++)
		printf("%s ", f->nodes[i].name);
	putchar('\n');
	fflush(stdout);
	while (getline(&line, &size, stdin) > 0)
		answer(f, &blocks, line, open, out);
	free(line);
	nodeset_destroy(open);
	nodeset_destroy(out);
	fabric_destroy(f);
	return 0;
}
