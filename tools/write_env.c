/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes the settings of NCCL and UCX. */
#include <stdlib.h>

#include "shape_groups.h"
#include "topology/netenv.h"
#include "write_env.h"

static int print_shape(const struct fabric *f,
		       const struct fabric_shape *shape, FILE *out)
{
	if (!netenv_known(f, shape))
		return 0;
	for (int v = 0; v < NETENV_VARIABLES; v++) {
		char *value = netenv_value(f, shape, v);

		if (!value)
			return -1;
		fprintf(out, " %s=%s", netenv_name(v), value);
		free(value);
	}
	return 0;
}

static enum export_result write_node(const struct export_request *r,
				     struct rail_error *err)
{
	const struct fabric *f = r->fabric;
	const struct fabric_node *node = &f->nodes[r->node];
	const struct fabric_shape *shape = &f->shapes[node->shape];

	if (!netenv_known(f, shape))
		return export_refuse(err, "the NICs of %s go by no RDMA "
				     "device's name in the map", node->name);
	for (int v = 0; v < NETENV_VARIABLES; v++) {
		char *value = netenv_value(f, shape, v);

		if (!value) {
			rail_error_nomem(err);
			return EXPORT_FAILED;
		}
		fprintf(r->out, "export %s=%s\n", netenv_name(v), value);
		free(value);
	}
	return EXPORT_OK;
}

static enum export_result put_groups(const struct export_request *r,
				     const struct shape_groups *groups,
				     struct rail_error *err)
{
	int known = 0;

	for (int i = 0; i < groups->count; i++) {
		const struct shape_group *g = &groups->groups[i];

		if (*g->text) {
			fprintf(r->out, "Nodes=%s%s\n", g->hosts, g->text);
			known++;
		} else {
			infer_notes_add(r->notes, "%s: left out, as their NICs "
					"go by no RDMA device's name in the map",
					g->called);
		}
	}
	if (known)
		return EXPORT_OK;
	infer_notes_free(r->notes);	/* one message will do */
	return export_refuse(err, "no node's NICs go by an RDMA device's "
			     "name in the map");
}

enum export_result write_env(const struct export_request *r,
			     struct rail_error *err)
{
	struct shape_groups groups = { 0 };
	enum export_result result = EXPORT_FAILED;

	if (r->node >= 0)
		return write_node(r, err);
	if (shape_groups_make(&groups, r->fabric, print_shape, err) == 0) {
		fprintf(r->out, "# %s: the NICs of each node's rails, in rail "
			"order\n", r->fabric->name);
		result = put_groups(r, &groups, err);
	}
	shape_groups_free(&groups);
	return result;
}
