/* SPDX-License-Identifier: GPL-2.0-or-later */
/* topology.yaml (Slurm 25.05 on) -> the switches or blocks of one topology. */
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "source_topology_parts.h"

struct yaml {
	struct topo *t;
	int file;
	yaml_document_t doc;
};

/* A key that a mapping may have, and its value where it has it. */
struct member {
	const char *key;
	yaml_node_t *value;
};

/* One of the topologies of a file. */
struct topology {
	yaml_node_t *node;	/* its tree or its block; NULL: another kind */
	const char *name;
	enum topo_kind kind;
	bool is_default;
	bool has_rival;	/* another tree or block, and none is the default */
};

/* --- nodes of YAML ------------------------------------------------------- */

static struct topo_place place_of(const struct yaml *y, const yaml_node_t *node)
{
	return (struct topo_place){
		.file = y->file,
		.line = (int)node->start_mark.line + 1,
		.col = (int)node->start_mark.column + 1,
	};
}

static const char *scalar(const yaml_node_t *node)
{
	return (const char *)node->data.scalar.value;
}

/* Whether a plain text without a NUL; else the error. */
static int check_scalar(struct yaml *y, const yaml_node_t *node,
			const char *what)
{
	struct topo_place at = place_of(y, node);

	if (node->type == YAML_SCALAR_NODE &&
	    strlen(scalar(node)) == node->data.scalar.length)
		return 0;
	return topo_fail(y->t, &at, "%s was expected", what);
}

static struct member *find_member(struct member *members, const char *key)
{
	for (; members->key; members++)
		if (!strcmp(members->key, key))
			return members;
	return NULL;
}

/* "scontrol show topoconf" writes what there is not as nothing, or as {}. */
static bool is_nothing(const yaml_node_t *node)
{
	if (node->type == YAML_MAPPING_NODE)
		return node->data.mapping.pairs.start ==
		       node->data.mapping.pairs.top;
	return node->type == YAML_SCALAR_NODE &&
	       node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
	       (!*scalar(node) || !strcmp(scalar(node), "~") ||
		!strcmp(scalar(node), "null"));
}

/* Fills in the values of MEMBERS; EXPECTED says what they are. */
static int read_mapping(struct yaml *y, const yaml_node_t *node,
			struct member *members, const char *expected)
{
	struct topo_place at = place_of(y, node);

	if (node->type != YAML_MAPPING_NODE)
		return topo_fail(y->t, &at, "%s were expected here", expected);
	for (yaml_node_pair_t *p = node->data.mapping.pairs.start;
	     p < node->data.mapping.pairs.top; p++) {
		yaml_node_t *key = yaml_document_get_node(&y->doc, p->key);
		struct member *m;

		at = place_of(y, key);
		if (check_scalar(y, key, "a key") < 0)
			return -1;
		m = find_member(members, scalar(key));
		if (!m)
			return topo_fail(y->t, &at, "unknown key \"%.60s\": %s "
					 "were expected", scalar(key),
					 expected);
		if (m->value &&
		    topo_note(y->t, &at, "\"%.60s\" comes twice: the last one "
			      "is used", scalar(key)) < 0)
			return -1;
		m->value = yaml_document_get_node(&y->doc, p->value);
		if (is_nothing(m->value))
			m->value = NULL;
	}
	return 0;
}

/* Calls VISIT for each element of a list; Slurm takes one without its list. */
static int for_each(struct yaml *y, yaml_node_t *node,
		    int (*visit)(struct yaml *y, yaml_node_t *item, void *arg),
		    void *arg)
{
	if (node->type != YAML_SEQUENCE_NODE)
		return visit(y, node, arg);
	for (yaml_node_item_t *i = node->data.sequence.items.start;
	     i < node->data.sequence.items.top; i++)
		if (visit(y, yaml_document_get_node(&y->doc, *i), arg) < 0)
			return -1;
	return 0;
}

/* --- switches and blocks ------------------------------------------------- */

/* In a scalar of one line each byte has its column, unless it is escaped. */
static int set_members(struct yaml *y, int unit, bool leaf,
		       const yaml_node_t *node)
{
	struct topo_place at = place_of(y, node);
	yaml_scalar_style_t style = node->data.scalar.style;
	bool quoted = style == YAML_SINGLE_QUOTED_SCALAR_STYLE ||
		      style == YAML_DOUBLE_QUOTED_SCALAR_STYLE;
	size_t len = node->data.scalar.length;
	size_t width = node->end_mark.column - node->start_mark.column;
	bool exact = node->start_mark.line == node->end_mark.line &&
		     width == len + (quoted ? 2 : 0);
	struct topo_place *places = calloc(len + 1, sizeof(*places));
	struct topo_text list = { scalar(node), len, places };
	int rc;

	if (!places)
		return rail_error_nomem(y->t->err);
	for (size_t i = 0; i < len; i++) {
		places[i] = at;
		if (exact)
			places[i].col += (int)i + quoted;
	}
	rc = topo_set_members(y->t, unit, leaf, &list);
	free(places);
	return rc;
}

static int add_unit(struct yaml *y, const yaml_node_t *item,
		    const struct member *m)
{
	const yaml_node_t *name = m[0].value, *nodes = m[1].value;
	const yaml_node_t *children = m[2].key ? m[2].value : NULL;
	struct topo_place at = place_of(y, item);
	int unit;

	if (!name)
		return topo_fail(y->t, &at, "a %s without a name: \"%s\" was "
				 "expected", topo_what(y->t), m[0].key);
	if (check_scalar(y, name, "a name") < 0 ||
	    (nodes && check_scalar(y, nodes, "a host list") < 0) ||
	    (children && check_scalar(y, children, "a host list") < 0))
		return -1;
	at = place_of(y, name);
	unit = topo_add_unit(y->t, scalar(name), strlen(scalar(name)), &at);
	if (unit < 0)
		return -1;
	y->t->units[unit].leaf = true;
	if (nodes && children && topo_note(y->t, &at, "switch \"%s\" has nodes "
					   "and children: Slurm ignores the "
					   "children", scalar(name)) < 0)
		return -1;
	if (nodes)
		return set_members(y, unit, true, nodes);
	return children ? set_members(y, unit, false, children) : 0;
}

static int read_switch(struct yaml *y, yaml_node_t *item, void *arg)
{
	struct member m[] = {
		{ .key = "switch" }, { .key = "nodes" }, { .key = "children" },
		{ 0 },
	};

	if (read_mapping(y, item, m, "switch, nodes or children") < 0)
		return -1;
	return add_unit(y, item, m);
}

static int read_block(struct yaml *y, yaml_node_t *item, void *arg)
{
	struct member m[] = { { .key = "block" }, { .key = "nodes" }, { 0 } };

	if (read_mapping(y, item, m, "block or nodes") < 0)
		return -1;
	return add_unit(y, item, m);
}

static int read_size(struct yaml *y, yaml_node_t *item, void *arg)
{
	struct topo_place at = place_of(y, item);

	if (check_scalar(y, item, "a number of nodes") < 0)
		return -1;
	return topo_add_size(y->t, &at, scalar(item), strlen(scalar(item)));
}

static int read_tree(struct yaml *y, const yaml_node_t *node)
{
	struct member m[] = { { .key = "switches" }, { 0 } };

	if (read_mapping(y, node, m, "switches") < 0)
		return -1;
	return m[0].value ? for_each(y, m[0].value, read_switch, NULL) : 0;
}

static int read_blocks(struct yaml *y, const yaml_node_t *node)
{
	struct member m[] = {
		{ .key = "block_sizes" }, { .key = "blocks" }, { 0 },
	};

	if (read_mapping(y, node, m, "block_sizes or blocks") < 0)
		return -1;
	if (m[0].value && for_each(y, m[0].value, read_size, NULL) < 0)
		return -1;
	return m[1].value ? for_each(y, m[1].value, read_block, NULL) : 0;
}

/* --- which topology ------------------------------------------------------ */

static bool is_true(const yaml_node_t *node)
{
	return node && node->type == YAML_SCALAR_NODE &&
	       (!strcasecmp(scalar(node), "true") ||
		!strcasecmp(scalar(node), "yes") ||
		!strcmp(scalar(node), "1"));
}

/* The cluster's default before others, then a tree, which says more. */
static bool is_better(const struct topology *a, const struct topology *b)
{
	if (!a->node || !b->node)
		return a->node && !b->node;
	if (a->is_default != b->is_default)
		return a->is_default;
	return a->kind == TOPO_TREE && b->kind == TOPO_BLOCK;
}

static int judge(struct yaml *y, yaml_node_t *item, void *arg)
{
	enum { NAME, DEFAULT, TREE, BLOCK };
	struct member m[] = {
		{ .key = "topology" }, { .key = "cluster_default" },
		{ .key = "tree" }, { .key = "block" }, { .key = "flat" },
		{ .key = "ring" }, { .key = "torus3d" }, { 0 },
	};
	struct topology *best = arg, it;
	struct topo_place at = place_of(y, item);

	if (read_mapping(y, item, m, "topology, cluster_default and tree, "
			 "block or flat") < 0)
		return -1;
	if (!m[NAME].value)
		return topo_fail(y->t, &at, "a topology without a name");
	if (check_scalar(y, m[NAME].value, "a name") < 0)
		return -1;
	if (m[TREE].value && m[BLOCK].value)
		return topo_fail(y->t, &at, "topology \"%.60s\" is a tree and "
				 "a block", scalar(m[NAME].value));
	it = (struct topology){
		.node = m[TREE].value ? m[TREE].value : m[BLOCK].value,
		.name = scalar(m[NAME].value),
		.kind = m[TREE].value ? TOPO_TREE : TOPO_BLOCK,
		.is_default = is_true(m[DEFAULT].value),
	};
	it.has_rival = best->node && it.node && !best->is_default &&
		       !it.is_default;
	if (is_better(&it, best))
		*best = it;
	else
		best->has_rival |= it.has_rival;
	return 0;
}

static int read_topology(struct yaml *y, const struct topology *it)
{
	y->t->kind = it->kind;
	return it->kind == TOPO_TREE ? read_tree(y, it->node) :
				       read_blocks(y, it->node);
}

/* One that Slurm would die of is no matter, as it is not used. */
static int look_at_unused(struct yaml *y, yaml_node_t *item, void *arg)
{
	const struct topology *best = arg;
	struct topo *t = y->t;
	struct rail_error err = { "" };
	struct topo other = { .files = t->files, .n_files = t->n_files,
			      .err = &err };
	struct topology it = { 0 };
	struct topo_place at = place_of(y, item);
	int rc = 0;

	y->t = &other;
	if (judge(y, item, &it) == 0 && it.node && it.node != best->node &&
	    read_topology(y, &it) == 0)
		rc = topo_note_missing(t, best->name, &other, it.name, &at);
	y->t = t;
	other.files = NULL;
	other.n_files = 0;
	topo_free(&other);
	return rc;
}

static int read_document(struct yaml *y)
{
	yaml_node_t *root = yaml_document_get_root_node(&y->doc);
	struct topo_place at = { .file = y->file };
	struct topology best = { 0 };

	if (!root)
		return topo_fail(y->t, &at, "there is no topology in it");
	if (for_each(y, root, judge, &best) < 0)
		return -1;
	if (!best.node)
		return topo_fail(y->t, &at, "no topology in it is a tree or of "
				 "blocks");
	at = place_of(y, best.node);
	if (best.has_rival &&
	    topo_note(y->t, &at, "no tree and no block is the cluster's "
		      "default: \"%.60s\" is used", best.name) < 0)
		return -1;
	return read_topology(y, &best) < 0 ? -1 :
	       for_each(y, root, look_at_unused, &best);
}

static int is_no_yaml(struct yaml *y, const yaml_parser_t *parser)
{
	struct topo_place at = {
		.file = y->file,
		.line = (int)parser->problem_mark.line + 1,
		.col = (int)parser->problem_mark.column + 1,
	};

	if (parser->error == YAML_MEMORY_ERROR)
		return rail_error_nomem(y->t->err);
	return topo_fail(y->t, &at, "this is no YAML: %s", parser->problem ?
			 parser->problem : "it cannot be read");
}

/* Slurm reads one document of a file and no further. */
static int note_more(struct yaml *y, yaml_parser_t *parser)
{
	yaml_document_t doc;
	yaml_node_t *root;
	struct topo_place at;
	int rc = 0;

	if (!yaml_parser_load(parser, &doc))
		return 0;
	root = yaml_document_get_root_node(&doc);
	if (root) {
		at = place_of(y, root);
		rc = topo_note(y->t, &at, "another document: only the first "
			       "one of a file is read");
	}
	yaml_document_delete(&doc);
	return rc;
}

int topo_read_yaml(struct topo *t, int file, const char *text, size_t len)
{
	struct yaml y = { .t = t, .file = file };
	yaml_parser_t parser;
	int rc;

	if (!yaml_parser_initialize(&parser))
		return rail_error_nomem(t->err);
	yaml_parser_set_input_string(&parser, (const unsigned char *)text, len);
	if (!yaml_parser_load(&parser, &y.doc)) {
		rc = is_no_yaml(&y, &parser);
	} else {
		rc = read_document(&y);
		if (rc == 0)
			rc = note_more(&y, &parser);
		yaml_document_delete(&y.doc);
	}
	yaml_parser_delete(&parser);
	return rc;
}
