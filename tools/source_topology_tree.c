/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Slurm's topology files: names become a tree, or an error with two places. */
#include <stdlib.h>
#include <string.h>

#include "source_topology_parts.h"

/* A name and who has it. */
struct entry {
	const char *name;
	int unit, member;
};

struct resolver {
	struct topo *t;
	struct entry *names;	/* of units, sorted */
	struct entry *nodes;	/* of leafs, sorted */
	int *order;		/* units with children, to be sorted */
};

static int by_name(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int diff = strcmp(x->name, y->name);

	if (diff)
		return diff;
	return x->unit != y->unit ? x->unit - y->unit : x->member - y->member;
}

/* --- names --------------------------------------------------------------- */

static int sort_names(struct resolver *r)
{
	struct topo *t = r->t;
	char place[TOPO_PLACE_TEXT];

	for (int i = 0; i < t->n_units; i++)
		r->names[i] = (struct entry){ t->units[i].name, i, 0 };
	qsort(r->names, (size_t)t->n_units, sizeof(*r->names), by_name);
	for (int i = 1; i < t->n_units; i++) {
		struct topo_unit *u = &t->units[r->names[i].unit];

		if (!strcmp(r->names[i - 1].name, u->name))
			return topo_fail(t, &u->at, "%s \"%s\" is there "
					 "already, in %s", topo_what(t),
					 u->name, topo_place_text(t,
					 &t->units[r->names[i - 1].unit].at,
					 place));
	}
	return 0;
}

static int find_unit(const struct resolver *r, const char *name)
{
	struct entry key = { .name = name, .unit = -1 };
	int low = 0, high = r->t->n_units;

	while (low < high) {
		int mid = low + (high - low) / 2;

		if (by_name(&r->names[mid], &key) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low < r->t->n_units && !strcmp(r->names[low].name, name) ?
		       r->names[low].unit : -1;
}

/* A node is in one leaf.  Twice in the same one is nothing to Slurm. */
static int check_nodes(struct resolver *r)
{
	struct topo *t = r->t;
	char place[TOPO_PLACE_TEXT];
	int n = 0;

	for (int i = 0; i < t->n_units; i++)
		for (int k = 0; t->units[i].leaf && k < t->units[i].n_members;
		     k++)
			r->nodes[n++] = (struct entry){
				t->units[i].members[k].name, i, k };
	qsort(r->nodes, (size_t)n, sizeof(*r->nodes), by_name);
	for (int i = 0, first; i < n; i++) {
		struct topo_unit *u = &t->units[r->nodes[i].unit], *o;
		struct topo_member *m = &u->members[r->nodes[i].member];

		first = i;
		for (; i + 1 < n && !strcmp(r->nodes[i + 1].name, m->name) &&
		       r->nodes[i + 1].unit == r->nodes[first].unit; i++) {
			free(u->members[r->nodes[i + 1].member].name);
			u->members[r->nodes[i + 1].member].name = NULL;
			r->nodes[i + 1].name = m->name;
		}
		u->n_nodes++;
		if (i + 1 == n || strcmp(r->nodes[i + 1].name, m->name) != 0)
			continue;
		o = &t->units[r->nodes[i + 1].unit];
		return topo_fail(t, &o->members[r->nodes[i + 1].member].at,
				 "node \"%s\" is in %s \"%s\", and in \"%s\" "
				 "by %s: one of them was expected", m->name,
				 topo_what(t), o->name, u->name,
				 topo_place_text(t, &m->at, place));
	}
	return 0;
}

/* --- children ------------------------------------------------------------ */

static int by_number(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

/* Sorts the children, each once. */
static void tidy(struct topo_unit *u)
{
	int n = 0;

	qsort(u->children, (size_t)u->n_children, sizeof(int), by_number);
	for (int i = 0; i < u->n_children; i++)
		if (!n || u->children[n - 1] != u->children[i])
			u->children[n++] = u->children[i];
	u->n_children = n;
}

static int find_children(struct resolver *r, int unit)
{
	struct topo *t = r->t;
	struct topo_unit *u = &t->units[unit];

	u->children = calloc((size_t)u->n_members + 1, sizeof(int));
	if (!u->children)
		return rail_error_nomem(t->err);
	for (int i = 0; i < u->n_members; i++) {
		const struct topo_member *m = &u->members[i];
		int child = find_unit(r, m->name);

		if (child < 0)
			return topo_fail(t, &m->at, "switch \"%s\" has a child "
					 "\"%s\", which is no switch of this "
					 "file", u->name, m->name);
		if (child == unit)
			return topo_fail(t, &m->at, "switch \"%s\" is its own "
					 "child", u->name);
		u->children[u->n_children++] = child;
	}
	tidy(u);
	return 0;
}

/* --- twins: the spines of a pod, each with the same leafs below it ------- */

static int by_children(const void *a, const void *b, void *arg)
{
	const struct topo_unit *units = arg;
	int i = *(const int *)a, k = *(const int *)b;
	const struct topo_unit *x = &units[i], *y = &units[k];

	if (x->n_children != y->n_children)
		return x->n_children - y->n_children;
	for (int c = 0; c < x->n_children; c++)
		if (x->children[c] != y->children[c])
			return x->children[c] - y->children[c];
	return i - k;
}

static bool same_children(const struct topo_unit *a, const struct topo_unit *b)
{
	return a->n_children && a->n_children == b->n_children &&
	       !memcmp(a->children, b->children,
		       (size_t)a->n_children * sizeof(int));
}

/* One pass; how many became twins. */
static int join_twins(struct resolver *r)
{
	struct topo_unit *units = r->t->units;
	int n = 0, joined = 0;

	for (int i = 0; i < r->t->n_units; i++) {
		struct topo_unit *u = &units[i];

		if (u->leaf || u->twin != i)
			continue;
		for (int k = 0; k < u->n_children; k++)
			u->children[k] = units[u->children[k]].twin;
		tidy(u);
		r->order[n++] = i;
	}
	qsort_r(r->order, (size_t)n, sizeof(int), by_children, units);
	for (int i = 1, first = 0; i < n; i++) {
		struct topo_unit *u = &units[r->order[i]];
		struct topo_unit *f = &units[r->order[first]];

		if (!same_children(f, u)) {
			first = i;
			continue;
		}
		u->twin = r->order[first];
		joined++;
	}
	return joined;
}

/* A twin's twin is its twin; all of one are a chain behind the first. */
static void chain_twins(struct topo *t)
{
	for (int i = t->n_units - 1; i >= 0; i--) {
		struct topo_unit *u = &t->units[i];

		while (t->units[u->twin].twin != u->twin)
			u->twin = t->units[u->twin].twin;
	}
	for (int i = t->n_units - 1; i >= 0; i--) {
		struct topo_unit *u = &t->units[i], *first = &t->units[u->twin];

		if (u == first)
			continue;
		u->next_twin = first->next_twin;
		first->next_twin = i;
	}
}

/* --- parents ------------------------------------------------------------- */

/* Where UNIT names one of CHILD's twins. */
static const struct topo_place *where_named(const struct resolver *r, int unit,
					    int child)
{
	const struct topo_unit *u = &r->t->units[unit];

	for (int i = 0; i < u->n_members; i++)
		if (r->t->units[find_unit(r, u->members[i].name)].twin == child)
			return &u->members[i].at;
	return &u->at;
}

static int set_parents(struct resolver *r)
{
	struct topo *t = r->t;
	char place[TOPO_PLACE_TEXT];

	for (int i = 0; i < t->n_units; i++) {
		struct topo_unit *u = &t->units[i];

		for (int k = 0; u->twin == i && k < u->n_children; k++) {
			struct topo_unit *c = &t->units[u->children[k]];
			int other = c->parent;

			if (other < 0) {
				c->parent = i;
				continue;
			}
			return topo_fail(t, where_named(r, i, u->children[k]),
					 "switch \"%s\" is a child of \"%s\", "
					 "and by %s of \"%s\", which has other "
					 "children: switches above each other "
					 "as in a tree were expected", c->name,
					 u->name, topo_place_text(t,
					 where_named(r, other, u->children[k]),
					 place), t->units[other].name);
		}
	}
	return 0;
}

/* Upwards from each switch until a known end; SEEN: by whom, counted from 1. */
static int check_loops(struct resolver *r, int *seen)
{
	struct topo *t = r->t;
	char place[TOPO_PLACE_TEXT];

	for (int i = 0; i < t->n_units; i++) {
		int at = i;

		while (at >= 0 && !seen[at]) {
			seen[at] = i + 1;
			at = t->units[t->units[at].twin].parent;
		}
		if (at >= 0 && seen[at] == i + 1)
			return topo_fail(t, where_named(r,
					 t->units[t->units[at].twin].parent,
					 t->units[at].twin), "switch \"%s\" is "
					 "above itself: the loop is closed by "
					 "\"%s\" in %s", t->units[at].name,
					 t->units[t->units[t->units[at].twin]
							  .parent].name,
					 topo_place_text(t, &t->units[at].at,
							 place));
	}
	return 0;
}

static void count_nodes(struct topo *t)
{
	for (int i = 0; i < t->n_units; i++) {
		int nodes = t->units[i].n_nodes;

		if (!t->units[i].leaf)
			continue;
		for (int at = t->units[i].parent; at >= 0 && nodes;
		     at = t->units[at].parent)
			t->units[at].n_nodes += nodes;
	}
}

static int resolve_tree(struct resolver *r)
{
	struct topo *t = r->t;
	int *seen, rc;

	for (int i = 0; i < t->n_units; i++)
		if (!t->units[i].leaf && find_children(r, i) < 0)
			return -1;
	while (join_twins(r))
		;
	chain_twins(t);
	if (set_parents(r) < 0)
		return -1;
	seen = calloc((size_t)t->n_units + 1, sizeof(int));
	rc = seen ? check_loops(r, seen) : rail_error_nomem(t->err);
	free(seen);
	if (rc == 0)
		count_nodes(t);
	return rc;
}

int topo_resolve(struct topo *t)
{
	struct resolver r = { .t = t };
	size_t n = (size_t)t->n_units + 1;
	int rc = -1;

	r.names = calloc(n, sizeof(*r.names));
	r.order = calloc(n, sizeof(*r.order));
	r.nodes = calloc((size_t)t->n_members + 1, sizeof(*r.nodes));
	if (!r.names || !r.order || !r.nodes)
		rail_error_nomem(t->err);
	else if (sort_names(&r) == 0 && check_nodes(&r) == 0)
		rc = t->kind == TOPO_TREE ? resolve_tree(&r) : 0;
	free(r.names);
	free(r.nodes);
	free(r.order);
	return rc;
}
