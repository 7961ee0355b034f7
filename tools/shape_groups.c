/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Groups shapes by a text, and nodes by the groups of their shapes. */
#include <stdlib.h>
#include <string.h>

#include "shape_groups.h"
#include "topology/hostlist.h"

enum { HOSTS_SHOWN = 200 };	/* characters of a host list, in a message */

void shape_groups_free(struct shape_groups *groups)
{
	for (int i = 0; i < groups->count; i++) {
		free(groups->groups[i].text);
		free(groups->groups[i].hosts);
		free(groups->groups[i].called);
	}
	free(groups->groups);
	*groups = (struct shape_groups){ 0 };
}

static char *print_shape(const struct fabric *f,
			 const struct fabric_shape *shape, shape_print *print)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	bool failed;

	if (!out)
		return NULL;
	failed = print(f, shape, out) < 0 || ferror(out);
	if (fclose(out) == EOF || failed) {
		free(text);
		return NULL;
	}
	return text;
}

static int by_text(const void *a, const void *b)
{
	const struct shape_group *x = a, *y = b;
	int order = strcmp(x->text, y->text);

	return order ? order : (x->shape > y->shape) - (x->shape < y->shape);
}

static int by_first_node(const void *a, const void *b)
{
	const struct shape_group *x = a, *y = b;

	return (x->first_node > y->first_node) -
	       (x->first_node < y->first_node);
}

/* A group a shape; then equal ones become one, and GROUP_OF knows which. */
static int group_shapes(struct shape_groups *g, const struct fabric *f,
			shape_print *print, int *group_of)
{
	int kept = 0;

	for (int i = 0; i < f->n_shapes; i++) {
		g->groups[i] = (struct shape_group){
			.text = print_shape(f, &f->shapes[i], print),
			.shape = i,
			.first_node = -1,
		};
		g->count++;
		if (!g->groups[i].text)
			return -1;
	}
	qsort(g->groups, (size_t)g->count, sizeof(*g->groups), by_text);
	for (int i = 0; i < f->n_shapes; i++) {
		struct shape_group *next = &g->groups[i];
		int shape = next->shape;

		if (kept && !strcmp(g->groups[kept - 1].text, next->text))
			free(next->text);
		else
			g->groups[kept++] = *next;
		group_of[shape] = kept - 1;
	}
	g->count = kept;
	return 0;
}

/* What a node is sorted by. */
struct member {
	const char *name;
	int group;
};

static int by_group(const void *a, const void *b)
{
	const struct member *x = a, *y = b;

	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	return hostlist_natural_cmp(x->name, y->name);
}

static int call(struct shape_group *group, const char *first)
{
	if (strlen(group->hosts) <= HOSTS_SHOWN)
		group->called = strdup(group->hosts);
	else if (asprintf(&group->called, "%d nodes, as %s", group->n_nodes,
			  first) < 0)
		group->called = NULL;
	return group->called ? 0 : -1;
}

static int name_hosts(struct shape_groups *g, const struct fabric *f,
		      const int *group_of)
{
	struct member *members = calloc((size_t)f->n_nodes + 1,
					sizeof(*members));
	const char **names = calloc((size_t)f->n_nodes + 1, sizeof(*names));
	int rc = -1;

	if (!members || !names)
		goto out;
	for (int i = 0; i < f->n_nodes; i++) {
		struct shape_group *group = &g->groups[group_of[
			f->nodes[i].shape]];

		members[i] = (struct member){
			f->nodes[i].name, group_of[f->nodes[i].shape] };
		if (group->n_nodes++ == 0)
			group->first_node = i;
	}
	qsort(members, (size_t)f->n_nodes, sizeof(*members), by_group);
	for (int i = 0; i < f->n_nodes; i++)
		names[i] = members[i].name;
	for (int i = 0, at = 0; i < g->count; i++) {
		struct shape_group *group = &g->groups[i];

		group->hosts = hostlist_format(&names[at], group->n_nodes);
		if (!group->hosts || call(group, names[at]) < 0)
			goto out;
		at += group->n_nodes;
	}
	rc = 0;
out:
	free(members);
	free(names);
	return rc;
}

int shape_groups_make(struct shape_groups *groups, const struct fabric *f,
		      shape_print *print, struct rail_error *err)
{
	int *group_of = calloc((size_t)f->n_shapes + 1, sizeof(*group_of));
	int rc = -1;

	groups->groups = calloc((size_t)f->n_shapes + 1,
				sizeof(*groups->groups));
	groups->count = 0;
	if (group_of && groups->groups)
		rc = group_shapes(groups, f, print, group_of);
	if (rc == 0)
		rc = name_hosts(groups, f, group_of);
	if (rc == 0 && groups->count)
		qsort(groups->groups, (size_t)groups->count,
		      sizeof(*groups->groups), by_first_node);
	free(group_of);
	return rc ? rail_error_nomem(err) : 0;
}
