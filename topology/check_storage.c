/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Step of a check: NICs of no rail on leafs, as those for storage, where their
 * like are elsewhere: on switches of their own, or not seen at all.
 */
#include <stdlib.h>
#include <string.h>

#include "check_parts.h"
#include "hostlist.h"
#include "machine_words.h"

struct item {
	const struct fabric_other *other;
	int node;	/* -1: of a machine that is none */
	int island;
	int family, on_leafs;	/* of that: NICs of its family, and those of
				 * them that are on leafs */
};

static int compare(int a, int b)
{
	return (a > b) - (a < b);
}

/* NICs of nodes by their name; those of other machines by family as well. */
static int compare_likes(const struct item *a, const struct item *b)
{
	int diff = compare(a->node >= 0, b->node >= 0);

	if (!diff && a->node < 0)
		diff = hostlist_family_cmp(a->other->host, b->other->host);
	return diff ? diff : strcmp(a->other->nic, b->other->nic);
}

static int by_like(const void *x, const void *y)
{
	const struct item *a = x, *b = y;
	int diff = compare_likes(a, b);

	if (!diff)
		diff = compare(a->island, b->island);
	return diff ? diff : compare((int)(a->other - b->other), 0);
}

static int tell(struct check *c, const struct item *it)
{
	const struct fabric *f = c->f;
	const struct fabric_other *o = it->other;
	struct check_cable a = {
		.node = it->node, .host = o->host, .nic = o->nic,
		.rail = -1, .plane = -1, .guid = o->guid,
		.fixed.sw = -1, .at = { o->sw, o->port }, .home.sw = -1,
		.speed = o->speed,
	};
	char nic[CHECK_TEXT], at[CHECK_TEXT];

	check_nic_text(&a, nic);
	check_place_text(f, &a.at, at);
	if (!check_add(c, CHECK_STORAGE_NIC, text_format(
		"%s is on %s, a leaf of %s: it carries no rail, and its like "
		"are not on leafs", nic, at,
		f->islands[f->leafs[o->sw].island].name),
		text_format("move %s from %s to the network that it is for",
			    nic, at)))
		return -1;
	if (it->node >= 0)
		check_place_at_node(c, it->node);
	else
		check_place_at_switch(c, o->sw);
	return check_add_cable(c, &a);
}

/* --- machines that are no nodes ------------------------------------------ */

/* From how many of them it shows where they belong. */
enum { ENOUGH = 3 };

/*
 * ON of N NICs that are alike are on leafs: whether those do not belong there.
 * Where they are too few to tell, all of their family do, or else its name: no
 * rail has machines for storage on its leaf.
 */
static bool are_stray(const struct check *c, const struct item *it, int on,
		      int n)
{
	int sw = it->other->sw;

	if (n >= ENOUGH)
		return on * 2 < n;
	if (it->family >= ENOUGH)
		return (n == 1 || on < n) && it->on_leafs * 2 < it->family;
	return (sw >= c->f->n_leafs || c->f->leafs[sw].rail >= 0) &&
	       machine_is_storage(it->other->host);
}

/* Counts families in LIST, where they are together. */
static void count_families(const struct check *c, struct item *list, int n)
{
	for (int i = 0, k; i < n; i = k) {
		int on = 0;

		for (k = i; k < n && list[k].node < 0 &&
			    !hostlist_family_cmp(list[i].other->host,
						 list[k].other->host); k++)
			on += list[k].other->sw < c->f->n_leafs;
		for (int m = i; m < k; m++) {
			list[m].family = k - i;
			list[m].on_leafs = on;
		}
		k = k > i ? k : i + 1;
	}
}

/* --- all ----------------------------------------------------------------- */

/* Of N NICs that are alike: whether few of them, and of the nodes that may
 * have one, are on leafs. */
static bool few_on_leafs(const struct check *c, const struct item *list, int n)
{
	int on = 0;

	for (int i = 0; i < n; i++)
		on += list[i].other->sw < c->f->n_leafs;
	if (list->node < 0)
		return are_stray(c, list, on, n);
	return on * 2 < c->f->n_nodes;
}

/* Nodes of ISLAND among N NICs that are alike, on leafs. */
static bool few_in_island(const struct check *c, const struct item *list, int n,
			  int island)
{
	int on = 0;

	if (island < 0)
		return true;
	for (int i = 0; i < n; i++)
		on += list[i].island == island &&
		      list[i].other->sw < c->f->n_leafs;
	return on * 2 < c->f->islands[island].n_nodes;
}

/* Whether O is a NIC that carries a rail on nodes like NODE. */
static bool is_of_rail(const struct check *c, const struct fabric_other *o,
		       int node)
{
	const char **own = c->f->shapes[c->f->nodes[node].shape].nic_names;
	const char **usual;

	usual = c->f->shapes[c->shape_of_island[c->f->nodes[node].island]]
		.nic_names;
	for (int r = 0; r < c->f->n_rails; r++)
		if ((own[r] && !strcmp(own[r], o->nic)) ||
		    (usual[r] && !strcmp(usual[r], o->nic)))
			return true;
	return false;
}

static int list_others(const struct check *c, struct item *list)
{
	const struct fabric *f = c->f;
	int n = 0;

	for (int i = 0; i < f->n_others; i++) {
		const struct fabric_other *o = &f->others[i];
		int node = fabric_find_node(f, o->host);

		if (!o->nic || (node >= 0 && is_of_rail(c, o, node)))
			continue;
		list[n++] = (struct item){
			o, node, node < 0 ? -1 : f->nodes[node].island, 0, 0,
		};
	}
	qsort(list, (size_t)n, sizeof(*list), by_like);
	return n;
}

int check_storage(struct check *c)
{
	struct item *list = check_alloc(c, (size_t)c->f->n_others,
					sizeof(*list));
	int n, rc = 0;

	if (!list)
		return -1;
	n = list_others(c, list);
	count_families(c, list, n);
	for (int i = 0, k; i < n && rc == 0; i = k) {
		for (k = i + 1; k < n && !compare_likes(&list[i], &list[k]);
		     k++)
			;
		if (!few_on_leafs(c, &list[i], k - i))
			continue;
		for (int m = i; m < k && rc == 0; m++)
			if (list[m].other->sw < c->f->n_leafs &&
			    few_in_island(c, &list[i], k - i, list[m].island))
				rc = tell(c, &list[m]);
	}
	free(list);
	return rc;
}
