/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Part of a diff: facts about nodes, put together where they are the same. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diff_parts.h"
#include "names.h"

int diff_facts_add(struct diff_facts *facts, const struct diff_fact *fact,
		   struct rail_error *err)
{
	int n = facts->n;
	struct diff_fact *bigger;

	if (!(n & (n - 1))) {
		bigger = realloc(facts->facts, (n ? (size_t)n * 2 : 1) *
				 sizeof(*bigger));
		if (!bigger)
			return rail_error_nomem(err);
		facts->facts = bigger;
	}
	facts->facts[facts->n++] = *fact;
	return 0;
}

static int compare(const struct diff_fact *x, const struct diff_fact *y)
{
	int diff;

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	if (x->island != y->island)
		return x->island < y->island ? -1 : 1;
	diff = memcmp(x->rails, y->rails, sizeof(x->rails));
	return diff ? diff : memcmp(x->detail, y->detail, sizeof(x->detail));
}

static int by_fact(const void *a, const void *b)
{
	const struct diff_fact *x = a, *y = b;
	int diff = compare(x, y);

	return diff ? diff : x->node - y->node;
}

/* Facts of one kind in the order of the first nodes of which they are said. */
struct run {
	const struct diff_fact *first;
	int n;
};

static int by_node(const void *a, const void *b)
{
	const struct run *x = a, *y = b;

	if (x->first->kind != y->first->kind)
		return x->first->kind < y->first->kind ? -1 : 1;
	if (x->first->node != y->first->node)
		return x->first->node < y->first->node ? -1 : 1;
	return (x->first > y->first) - (x->first < y->first);
}

static int tell_run(struct diff_report *r, const struct run *run,
		    diff_sayer *say, struct rail_error *err)
{
	const struct diff_fact *fact = run->first;
	const struct fabric *f = fact->kind == DIFF_NODE_REMOVED ? r->was :
								   r->is;
	int *nodes = diff_alloc((size_t)run->n, sizeof(int), err);
	struct diff_change *change;
	char *list;

	if (!nodes)
		return -1;
	for (int i = 0; i < run->n; i++)
		nodes[i] = fact[i].node;
	list = names_format(f->nodes, sizeof(*f->nodes), nodes, run->n);
	free(nodes);
	if (!list)
		return rail_error_nomem(err);
	change = diff_add(r, fact->kind, say(r, fact, run->n, list), list,
			  err);
	if (!change)
		return -1;
	change->n_nodes = run->n;
	memcpy(change->rails, fact->rails, sizeof(change->rails));
	return 0;
}

int diff_facts_tell(struct diff_report *r, struct diff_facts *facts,
		    diff_sayer *say, struct rail_error *err)
{
	struct run *runs = diff_alloc((size_t)facts->n, sizeof(*runs), err);
	int n = 0, rc = runs ? 0 : -1;

	if (facts->n)
		qsort(facts->facts, (size_t)facts->n, sizeof(*facts->facts),
		      by_fact);
	for (int i = 0; rc == 0 && i < facts->n; i++) {
		if (i && !compare(&facts->facts[i - 1], &facts->facts[i]))
			runs[n - 1].n++;
		else
			runs[n++] = (struct run){ &facts->facts[i], 1 };
	}
	if (n)
		qsort(runs, (size_t)n, sizeof(*runs), by_node);
	for (int i = 0; rc == 0 && i < n; i++)
		rc = tell_run(r, &runs[i], say, err);
	free(runs);
	free(facts->facts);
	return rc;
}

char *diff_rails_text(const struct diff_report *r,
		      const uint64_t rails[FABRIC_MAX_PLANES])
{
	int n_rails = r->is->n_rails, n_planes = r->is->n_planes, n = 0;
	char *text = NULL, *gap = "";
	size_t size;
	FILE *out;

	for (int p = 0; p < n_planes; p++)
		n += __builtin_popcountll(rails[p]);
	if (n == n_rails * n_planes && n > 1)
		return strdup("all rails");
	out = open_memstream(&text, &size);
	if (!out)
		return NULL;
	fprintf(out, "rail%s ", n == 1 ? "" : "s");
	for (int rail = 0; rail < FABRIC_MAX_RAILS; rail++)
		for (int p = 0; p < n_planes; p++) {
			if (!(rails[p] >> rail & 1))
				continue;
			fprintf(out, "%s%d", gap, rail);
			if (n_planes > 1)
				fprintf(out, " plane %d", p);
			gap = ", ";
		}
	if (fclose(out) == 0)
		return text;
	free(text);
	return NULL;
}
