/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Step of a check: cables astray that nobody swapped with another one. */
#include <stdlib.h>

#include "check_parts.h"
#include "names.h"

static int compare(int a, int b)
{
	return (a > b) - (a < b);
}

/* What strayed from one leaf to another one together. */
static int compare_ways(const struct check_cable *a,
			const struct check_cable *b)
{
	int diff = compare(a->home.sw, b->home.sw);

	return diff ? diff : compare(a->at.sw, b->at.sw);
}

static int by_way(const void *x, const void *y)
{
	const struct check_cable *a = &(*(struct check_stray *const *)x)->cable;
	const struct check_cable *b = &(*(struct check_stray *const *)y)->cable;
	int diff = compare_ways(a, b);

	if (!diff)
		diff = compare(a->node, b->node);
	if (!diff)
		diff = compare(a->rail, b->rail);
	return diff ? diff : compare(a->plane, b->plane);
}

/* A port that something else is plugged into is none to move to. */
static void find_free_port(struct check *c, struct check_cable *a)
{
	if (a->home.sw >= 0 && a->home.port &&
	    check_port_used(c, a->home.sw, a->home.port))
		a->home.port = 0;
}

static enum check_kind kind_of(const struct fabric *f,
			       const struct check_stray *s)
{
	const struct check_cable *a = &s->cable;

	if (s->slot < 0)
		return CHECK_EXTRA_LINK;
	if (a->at.sw >= f->n_leafs)
		return CHECK_WRONG_SWITCH;
	return f->leafs[a->at.sw].island == f->nodes[a->node].island ?
	       CHECK_WRONG_LEAF : CHECK_WRONG_ISLAND;
}

/* "leaf3 port 40 (rail 3 of pod1-island2)" */
static char *describe(const struct check *c, const struct check_cable *a)
{
	const struct fabric *f = c->f;
	const struct fabric_leaf *leaf;
	char at[CHECK_TEXT];

	check_place_text(f, &a->at, at);
	if (a->at.sw >= f->n_leafs)
		return text_format("%s", at);
	leaf = &f->leafs[a->at.sw];
	if (leaf->rail < 0)
		return text_format("%s (%s)", at,
				   f->islands[leaf->island].name);
	return text_format("%s (rail %d of %s)", at, leaf->rail,
			   f->islands[leaf->island].name);
}

static char *advise(const struct check *c, const struct check_cable *a)
{
	char nic[CHECK_TEXT], at[CHECK_TEXT], home[CHECK_TEXT];

	check_nic_text(a, nic);
	check_place_text(c->f, &a->at, at);
	if (a->home.sw < 0)
		return text_format("unplug %s from %s", nic, at);
	return text_format("move %s from %s to %s%s", nic, at,
			   a->home.port ? "" : "a free port of ",
			   check_place_text(c->f, &a->home, home));
}

static int tell_one(struct check *c, struct check_stray *s)
{
	struct check_cable *a = &s->cable;
	enum check_kind kind = kind_of(c->f, s);
	char nic[CHECK_TEXT], *where, *what = NULL;

	find_free_port(c, a);
	where = describe(c, a);
	check_nic_text(a, nic);
	if (where && s->slot >= 0)
		what = text_format("%s (rail %d of %s) is on %s", nic, a->rail,
				   c->f->islands[c->f->nodes[a->node].island]
				   .name, where);
	else if (where)
		what = text_format("%s has a second cable, on %s", nic, where);
	free(where);
	if (!check_add(c, kind, what, advise(c, a)))
		return -1;
	check_place_at_node(c, a->node);
	return check_add_cable(c, a);
}

/* Several nodes' cables of one rail on the leaf of another: one cause. */
static int tell_group(struct check *c, struct check_stray **group, int n)
{
	const struct check_cable *a = &group[0]->cable;
	int *nodes = check_alloc(c, (size_t)n, sizeof(*nodes));
	char at[CHECK_TEXT], home[CHECK_TEXT], *list = NULL, *where = NULL;
	struct check_place to = { .sw = a->home.sw };
	char *what = NULL, *todo = NULL;
	int rc = -1;

	if (!nodes)
		return -1;
	for (int i = 0; i < n; i++) {
		nodes[i] = group[i]->cable.node;
		find_free_port(c, &group[i]->cable);
	}
	list = names_format(c->f->nodes, sizeof(*c->f->nodes), nodes, n);
	where = describe(c, &(struct check_cable){ .at.sw = a->at.sw });
	if (list && where) {
		what = text_format("rail %d of %d nodes of %s is on %s: %s",
				   a->rail, n, c->f->islands[
				   c->f->nodes[a->node].island].name, where,
				   list);
		todo = text_format("move these %d cables from %s to %s", n,
				   check_place_text(c->f, &(struct check_place)
						    { .sw = a->at.sw }, at),
				   check_place_text(c->f, &to, home));
	}
	if (!check_add(c, CHECK_MIXED_LEAF, what, todo))
		goto out;
	check_place_at_island(c, c->f->nodes[a->node].island);
	c->r->findings[c->r->n_findings - 1].leaf =
		a->at.sw < c->f->n_leafs ? a->at.sw : -1;
	for (int i = 0; i < n; i++)
		if (check_add_cable(c, &group[i]->cable) < 0)
			goto out;
	rc = 0;
out:
	free(nodes);
	free(list);
	free(where);
	return rc;
}

/* From how many cables on it is a way that somebody meant. */
enum { SYSTEMATIC = 2 };

int check_alone(struct check *c)
{
	struct check_stray **list = check_alloc(c, (size_t)c->n_strays,
						sizeof(*list));
	int n = 0, rc = 0;

	if (!list)
		return -1;
	for (int i = 0; i < c->n_strays; i++)
		if (!c->strays[i].told)
			list[n++] = &c->strays[i];
	qsort(list, (size_t)n, sizeof(*list), by_way);
	for (int i = 0, k; i < n && rc == 0; i = k) {
		for (k = i + 1; k < n && list[i]->slot >= 0 &&
		     list[i]->cable.home.sw >= 0 &&
		     !compare_ways(&list[i]->cable, &list[k]->cable); k++)
			;
		if (k - i >= SYSTEMATIC)
			rc = tell_group(c, &list[i], k - i);
		else
			rc = tell_one(c, list[i]);
	}
	free(list);
	return rc;
}
