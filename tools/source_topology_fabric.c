/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Slurm's switches and blocks -> islands, pods, zones, cores. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "source_topology_parts.h"

/* A unit and the top one above it, to be visited in that order. */
struct member {
	int root, unit;
};

struct build {
	struct topo *t;
	struct fabric_builder *b;
	int rails;
	struct member *order;	/* units of a tree that have nodes */
	int n_order;
	struct fabric_end *ends;	/* by unit */
	int *next_child;	/* by unit: the next of its children to visit */
	bool *zoned;		/* by unit: a zone is made of it */
	int depth;		/* zones that are open */
	const char **nic_names;		/* of a node: "nic0", ... */
	struct fabric_nic *nics;
	char (*names)[16];
};

/* --- islands ------------------------------------------------------------- */

/* What NICs without a name are called in a map: see infer. */
static int make_nics(struct build *bd)
{
	size_t n = (size_t)bd->rails;

	bd->names = calloc(n, sizeof(*bd->names));
	bd->nic_names = calloc(n, sizeof(*bd->nic_names));
	bd->nics = calloc(n, sizeof(*bd->nics));
	if (!bd->names || !bd->nic_names || !bd->nics)
		return rail_error_nomem(bd->t->err);
	for (int i = 0; i < bd->rails; i++) {
		snprintf(bd->names[i], sizeof(bd->names[i]), "nic%d", i);
		bd->nic_names[i] = bd->names[i];
	}
	return 0;
}

/* One switch with all NICs of its nodes: no more is said. */
static int build_island(struct build *bd, const struct topo_unit *u)
{
	struct rail_error *err = bd->t->err;
	struct fabric_node_spec spec = {
		.nic_names = bd->nic_names, .nics = bd->nics,
	};
	int leaf;

	if (fabric_build_island(bd->b, u->name, err))
		return -1;
	leaf = fabric_build_leaf(bd->b, u->name, 0, bd->rails > 1 ? -1 : 0, -1,
				 err);
	if (leaf < 0)
		return -1;
	for (int i = 0; i < bd->rails; i++)
		bd->nics[i] = (struct fabric_nic){ .leaf = leaf, .speed = -1 };
	for (int i = 0; i < u->n_members; i++) {
		spec.name = u->members[i].name;
		if (spec.name && fabric_build_node(bd->b, &spec, err))
			return -1;
	}
	return leaf;
}

static int note_empty(struct build *bd, const struct topo_unit *u)
{
	return topo_note(bd->t, &u->at, "%s \"%s\" has no node: it is left out",
			 topo_what(bd->t), u->name);
}

/* --- a tree -------------------------------------------------------------- */

static int by_root(const void *a, const void *b)
{
	const struct member *x = a, *y = b;

	return x->root != y->root ? x->root - y->root : x->unit - y->unit;
}

/* First twins only, as only they have parents; each with all above it. */
static int sort_units(struct build *bd)
{
	struct topo *t = bd->t;

	bd->order = calloc((size_t)t->n_units + 1, sizeof(*bd->order));
	bd->ends = calloc((size_t)t->n_units + 1, sizeof(*bd->ends));
	bd->next_child = calloc((size_t)t->n_units + 1, sizeof(int));
	bd->zoned = calloc((size_t)t->n_units + 1, sizeof(bool));
	if (!bd->order || !bd->ends || !bd->next_child || !bd->zoned)
		return rail_error_nomem(t->err);
	for (int i = 0; i < t->n_units; i++) {
		int root = i;

		if (t->units[i].twin != i)
			continue;
		if (!t->units[i].n_nodes) {
			if (note_empty(bd, &t->units[i]) < 0)
				return -1;
			continue;
		}
		while (t->units[root].parent >= 0)
			root = t->units[root].parent;
		bd->order[bd->n_order++] = (struct member){ root, i };
	}
	qsort(bd->order, (size_t)bd->n_order, sizeof(*bd->order), by_root);
	return 0;
}

/* A switch and its twins, as spines of the pod or cores of the component. */
static int build_twins(struct build *bd, int unit, enum fabric_tier tier)
{
	struct topo *t = bd->t;
	int n;

	for (; unit >= 0; unit = t->units[unit].next_twin) {
		const char *name = t->units[unit].name;

		n = tier == FABRIC_SPINE ?
			    fabric_build_spine(bd->b, name, 0, t->err) :
			    fabric_build_core(bd->b, name, 0, t->err);
		if (n < 0)
			return -1;
		bd->ends[unit] = (struct fabric_end){ tier, n, 0 };
	}
	return 0;
}

static int add_leaf(struct build *bd, int unit)
{
	int leaf = build_island(bd, &bd->t->units[unit]);

	if (leaf < 0)
		return -1;
	bd->ends[unit] = (struct fabric_end){ FABRIC_LEAF, leaf, 0 };
	return 0;
}

/* The pod of the leafs right below UNIT, if there are any: 1. */
static int build_pod(struct build *bd, int unit)
{
	struct topo *t = bd->t;
	const struct topo_unit *u = &t->units[unit];
	bool begun = false;

	for (int i = 0; i < u->n_children; i++) {
		const struct topo_unit *c = &t->units[u->children[i]];

		if (!c->leaf || !c->n_nodes)
			continue;
		if (!begun && (fabric_build_pod(bd->b, u->name, t->err) ||
			       build_twins(bd, unit, FABRIC_SPINE)))
			return -1;
		begun = true;
		if (add_leaf(bd, u->children[i]) < 0)
			return -1;
	}
	return begun;
}

static int count_children(const struct topo *t, int unit)
{
	const struct topo_unit *u = &t->units[unit];
	int n = 0;

	for (int i = 0; i < u->n_children; i++)
		n += t->units[u->children[i]].n_nodes > 0;
	return n;
}

static bool has_switches(const struct topo *t, int unit)
{
	const struct topo_unit *u = &t->units[unit];

	for (int i = 0; i < u->n_children; i++)
		if (!t->units[u->children[i]].leaf &&
		    t->units[u->children[i]].n_nodes)
			return true;
	return false;
}

/* What has several switches below it, but not the whole tree, is a zone. */
static int begin_zone(struct build *bd, int unit, int root)
{
	struct topo *t = bd->t;
	const struct topo_unit *u = &t->units[unit];

	if (u->n_nodes == t->units[root].n_nodes || !has_switches(t, unit) ||
	    count_children(t, unit) < 2)
		return 0;
	if (bd->depth == FABRIC_MAX_LEVELS)
		return topo_note(t, &u->at, "switch \"%s\" makes no zone: it "
				 "would be inside %d others", u->name,
				 FABRIC_MAX_LEVELS);
	if (fabric_build_zone(bd->b, u->name, t->err))
		return -1;
	bd->zoned[unit] = true;
	bd->depth++;
	return 0;
}

/* A leaf under nothing is a pod of its own, which has its name. */
static int build_unit(struct build *bd, int unit, int root)
{
	const struct topo_unit *u = &bd->t->units[unit];
	int pod;

	if (u->leaf)
		return fabric_build_pod(bd->b, u->name, bd->t->err) ? -1 :
			       add_leaf(bd, unit);
	if (begin_zone(bd, unit, root) < 0)
		return -1;
	pod = build_pod(bd, unit);
	if (pod)
		return pod < 0 ? -1 : 0;
	return build_twins(bd, unit, FABRIC_CORE);
}

/* The next switch below UNIT that has nodes and was not visited; -1: none. */
static int next_below(struct build *bd, int unit)
{
	const struct topo_unit *u = &bd->t->units[unit];

	while (bd->next_child[unit] < u->n_children) {
		int child = u->children[bd->next_child[unit]++];

		if (!bd->t->units[child].leaf && bd->t->units[child].n_nodes)
			return child;
	}
	return -1;
}

/* Down and up, without recursion: a file may have any depth. */
static int build_below(struct build *bd, int root)
{
	if (build_unit(bd, root, root) < 0)
		return -1;
	for (int at = root; at >= 0;) {
		int child = next_below(bd, at);

		if (child >= 0) {
			if (build_unit(bd, child, root) < 0)
				return -1;
			at = child;
			continue;
		}
		if (bd->zoned[at]) {
			fabric_build_zone_end(bd->b);
			bd->depth--;
		}
		at = bd->t->units[at].parent;
	}
	return 0;
}

/* How many cables is not said: one of each switch to each one above. */
static int build_trunks(struct build *bd, int unit)
{
	struct topo *t = bd->t;

	if (t->units[unit].parent < 0)
		return 0;
	for (; unit >= 0; unit = t->units[unit].next_twin) {
		int up = t->units[t->units[unit].twin].parent;

		for (; up >= 0; up = t->units[up].next_twin)
			if (fabric_build_trunk(bd->b, &bd->ends[unit],
					       &bd->ends[up], -1, t->err))
				return -1;
	}
	return 0;
}

static int note_parts(struct build *bd)
{
	int n = 0;

	for (int i = 0; i < bd->n_order; i++)
		n += !i || bd->order[i].root != bd->order[i - 1].root;
	if (n > 1 && infer_notes_add(bd->t->notes, "the switches are %d trees "
				     "with nothing above them: no job will "
				     "have nodes of two of them", n) < 0)
		return rail_error_nomem(bd->t->err);
	return 0;
}

static int build_tree(struct build *bd)
{
	if (sort_units(bd) < 0 || note_parts(bd) < 0)
		return -1;
	for (int i = 0; i < bd->n_order; i++) {
		if (bd->order[i].unit != bd->order[i].root)
			continue;
		if (fabric_build_component(bd->b, bd->t->err) ||
		    build_below(bd, bd->order[i].root) < 0)
			return -1;
	}
	for (int i = 0; i < bd->n_order; i++)
		if (build_trunks(bd, bd->order[i].unit) < 0)
			return -1;
	return 0;
}

/* --- blocks -------------------------------------------------------------- */

/* Blocks that make up one of the second size; 0: it is not said. */
static int blocks_of_pod(const struct topo *t)
{
	int next = 0;

	for (int i = 1; i < t->n_sizes; i++)
		if (t->sizes[i] > t->sizes[0] &&
		    (!next || t->sizes[i] < next))
			next = t->sizes[i];
	return next ? next / t->sizes[0] : 0;
}

static int note_sizes(struct build *bd, int each)
{
	const struct topo *t = bd->t;

	for (int i = 0; i < t->n_sizes; i++)
		if (t->sizes[i] > t->sizes[0] * (each ? each : 1))
			return infer_notes_add(t->notes, "%d nodes are a pod: "
					       "larger block sizes, as %d, are "
					       "left out", t->sizes[0] * each,
					       t->sizes[i]);
	return 0;
}

/*
 * Slurm counts its blocks of blocks from the first block of the file on, empty
 * ones too.  Nothing says what connects them, so no switch is above the first.
 */
static int build_blocks(struct build *bd)
{
	struct topo *t = bd->t;
	int each = blocks_of_pod(t), pod = -1;
	char name[24];

	if (note_sizes(bd, each) < 0)
		return rail_error_nomem(t->err);
	for (int i = 0; i < t->n_units; i++) {
		int now = each ? i / each : 0;

		if (!t->units[i].n_nodes) {
			if (note_empty(bd, &t->units[i]) < 0)
				return -1;
			continue;
		}
		snprintf(name, sizeof(name), "pod%d", now + 1);
		if (now != pod && fabric_build_pod(bd->b, name, t->err))
			return -1;
		pod = now;
		if (build_island(bd, &t->units[i]) < 0)
			return -1;
	}
	return 0;
}

/* --- the whole ----------------------------------------------------------- */

static void free_build(struct build *bd)
{
	free(bd->order);
	free(bd->ends);
	free(bd->next_child);
	free(bd->zoned);
	free(bd->nic_names);
	free(bd->nics);
	free(bd->names);
	fabric_build_destroy(bd->b);
}

struct fabric *topo_fabric(struct topo *t,
			   const struct source_topology_request *r)
{
	struct build bd = { .t = t, .rails = r->rails };
	struct fabric *f = NULL;
	int rc;

	bd.b = fabric_build(r->name, r->rails, t->err);
	if (!bd.b || make_nics(&bd) < 0)
		goto out;
	rc = t->kind == TOPO_TREE ? build_tree(&bd) : build_blocks(&bd);
	if (rc < 0)
		goto out;
	f = fabric_build_finish(bd.b, t->err);
	bd.b = NULL;
out:
	free_build(&bd);
	return f;
}
