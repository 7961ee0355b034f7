/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Refuses what slurmctld dies of, or loads and then places jobs wrongly by.
 * From src/plugins/topology/tree/switch_record.c and block/block_record.c of
 * Slurm 24.11.5 to 26.05, each tried on the daemon (tests/mini-slurm):
 *
 *	fatal		no member; two of one name; a name of more than 64
 *			characters; a child that is no switch, or the switch
 *			itself; a loop; more than 20 levels; more than 65,536
 *			nodes; a node called ALL; one called localhost
 *			beside another
 *	not said	a node called DEFAULT is no node; more switches than
 *			16 bits can number; a name that ends with a number of
 *			more than 64 bits
 *	a warning	a node under two leafs; also a switch under two others
 */
#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "slurm_units.h"

struct entry {
	const char *name;
	int unit;
};

struct checker {
	const struct slurm_units *u;
	struct rail_error *err;
	struct entry *names;	/* of units, sorted */
	struct entry *nodes;	/* members of leafs, sorted */
	int n_nodes;
	int *parent;		/* by unit; -1: none */
};

static int by_name(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order ? order : (x->unit > y->unit) - (x->unit < y->unit);
}

static void sort_entries(struct entry *entries, int count)
{
	if (count)
		qsort(entries, (size_t)count, sizeof(*entries), by_name);
}

/* The unit of that name, or -1. */
static int find_unit(const struct checker *c, const char *name)
{
	int low = 0, high = c->u->count;

	while (low < high) {
		int mid = low + (high - low) / 2;
		int order = strcmp(c->names[mid].name, name);

		if (order == 0)
			return c->names[mid].unit;
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return -1;
}

/* Slurm reads the digits that a name ends with as a number of 64 bits, and
 * makes the largest of what is larger. */
static bool number_is_large(const char *name)
{
	static const char most[] = "18446744073709551615";
	const char *digits = name + strlen(name);
	size_t len;

	while (digits > name && isdigit((unsigned char)digits[-1]))
		digits--;
	digits += strspn(digits, "0");
	len = strlen(digits);
	return len != sizeof(most) - 1 ? len >= sizeof(most) :
					 strcmp(digits, most) > 0;
}

enum export_result slurm_units_check_name(const char *what, const char *name,
					  struct rail_error *err)
{
	size_t len = strlen(name);

	if (!fabric_name_ok(name))
		return export_refuse(err, "\"%s\" cannot name a %s in Slurm: "
				     "letters, digits, '.', '_' and '-' were "
				     "expected", name, what);
	if (number_is_large(name))
		return export_refuse(err, "the number at the end of %s \"%s\" "
				     "is more than Slurm can count to: it "
				     "would be another name", what, name);
	if (!strcmp(what, "node")) {
		if (!strcasecmp(name, "ALL") || !strcasecmp(name, "DEFAULT") ||
		    !strcasecmp(name, "localhost"))
			return export_refuse(err, "a node is called \"%s\", "
					     "which is a reserved word of "
					     "Slurm", name);
	} else if (len > SLURM_UNITS_NAME_MAX) {
		return export_refuse(err, "the name of %s \"%s\" has %zu "
				     "characters: Slurm takes at most %d",
				     what, name, len, SLURM_UNITS_NAME_MAX);
	}
	return EXPORT_OK;
}

static enum export_result check_units(struct checker *c)
{
	const struct slurm_units *u = c->u;

	if (u->count == 0)
		return export_refuse(c->err, "there is no %s", u->what);
	if (u->count > SLURM_UNITS_MAX_SWITCHES)
		return export_refuse(c->err, "%d units are called %s: Slurm "
				     "can number %d", u->count, u->what,
				     SLURM_UNITS_MAX_SWITCHES);
	for (int i = 0; i < u->count; i++) {
		const struct slurm_unit *unit = &u->units[i];

		if (slurm_units_check_name(u->what, unit->name, c->err))
			return EXPORT_REFUSED;
		if (unit->n_members == 0)
			return export_refuse(c->err, "%s \"%s\" has no %s",
					     u->what, unit->name,
					     unit->leaf ? "node" : "children");
		c->names[i] = (struct entry){ unit->name, i };
	}
	sort_entries(c->names, u->count);
	for (int i = 1; i < u->count; i++)
		if (!strcmp(c->names[i - 1].name, c->names[i].name))
			return export_refuse(c->err, "two of name \"%s\" (%s): "
					     "slurmctld dies of that",
					     c->names[i].name, u->what);
	return EXPORT_OK;
}

static enum export_result check_nodes(struct checker *c)
{
	const struct slurm_units *u = c->u;
	int n = 0;

	for (int i = 0; i < u->count; i++)
		for (int k = 0; u->units[i].leaf && k < u->units[i].n_members;
		     k++)
			c->nodes[n++] = (struct entry){
				u->units[i].members[k], i };
	if (n > SLURM_UNITS_MAX_NODES)
		return export_refuse(c->err, "%d nodes: Slurm takes at most %d",
				     n, SLURM_UNITS_MAX_NODES);
	sort_entries(c->nodes, n);
	for (int i = 0; i < n; i++) {
		const struct entry *e = &c->nodes[i];

		if (slurm_units_check_name("node", e->name, c->err))
			return EXPORT_REFUSED;
		if (i && !strcmp(e->name, e[-1].name))
			return export_refuse(c->err, "node \"%s\" is in %s "
					     "\"%s\" and in \"%s\"", e->name,
					     u->what,
					     u->units[e[-1].unit].name,
					     u->units[e->unit].name);
	}
	return EXPORT_OK;
}

/* Every child is there and has one parent. */
static enum export_result check_children(struct checker *c, int up)
{
	const struct slurm_unit *unit = &c->u->units[up];

	for (int k = 0; k < unit->n_members; k++) {
		int child = find_unit(c, unit->members[k]);

		if (child < 0)
			return export_refuse(c->err, "%s \"%s\" has a child "
					     "\"%s\", which is none",
					     c->u->what, unit->name,
					     unit->members[k]);
		if (c->parent[child] >= 0)
			return export_refuse(c->err, "%s \"%s\" is a child of "
					     "\"%s\" and of \"%s\"",
					     c->u->what, unit->members[k],
					     c->u->units[c->parent[child]].name,
					     unit->name);
		c->parent[child] = up;
	}
	return EXPORT_OK;
}

static enum export_result check_tree(struct checker *c)
{
	const struct slurm_units *u = c->u;

	for (int i = 0; i < u->count; i++)
		c->parent[i] = -1;
	for (int i = 0; i < u->count; i++)
		if (!u->units[i].leaf && check_children(c, i))
			return EXPORT_REFUSED;
	for (int i = 0; i < u->count; i++) {
		int levels = 0;

		for (int at = i; c->parent[at] >= 0; at = c->parent[at])
			if (++levels > SLURM_UNITS_MAX_LEVELS)
				return export_refuse(c->err, "%s \"%s\" is in "
						     "a loop, or has more than "
						     "%d above it", u->what,
						     u->units[i].name,
						     SLURM_UNITS_MAX_LEVELS);
	}
	return EXPORT_OK;
}

enum export_result slurm_units_check(const struct slurm_units *u,
				     struct rail_error *err)
{
	struct checker c = { .u = u, .err = err };
	enum export_result result = EXPORT_FAILED;
	size_t members = 1;

	for (int i = 0; i < u->count; i++)
		members += (size_t)u->units[i].n_members;
	c.names = calloc((size_t)u->count + 1, sizeof(*c.names));
	c.nodes = calloc(members, sizeof(*c.nodes));
	c.parent = calloc((size_t)u->count + 1, sizeof(*c.parent));
	if (!c.names || !c.nodes || !c.parent) {
		rail_error_nomem(err);
		goto out;
	}
	result = check_units(&c);
	if (!result)
		result = check_nodes(&c);
	if (!result)
		result = check_tree(&c);
out:
	free(c.names);
	free(c.nodes);
	free(c.parent);
	return result;
}

/* 24.11.5 and 26.05.5 work out distances by Floyd and Warshall: 1,600 switches
 * took 2.7 s. */
void slurm_units_note_time(const struct slurm_units *u,
			   struct infer_notes *notes)
{
	double seconds = 2.7 * u->count / 1600 * u->count / 1600 *
			 u->count / 1600;

	if (seconds >= 5)
		infer_notes_add(notes, "slurmctld takes about %.0f s over %d "
				"switches at each start and reconfigure, and "
				"answers nobody meanwhile", seconds, u->count);
}
