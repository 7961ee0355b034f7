/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes topology.conf: Slurm's switches are our islands, pods, fabrics. */
#include <stdlib.h>

#include "slurm_blocks.h"
#include "write_topology_conf.h"

static int put_unit(FILE *out, const char *kind, const struct slurm_unit *unit)
{
	char *members = slurm_unit_members(unit);

	if (!members)
		return -1;
	fprintf(out, "%sName=%s %s=%s\n", kind, unit->name,
		unit->leaf ? "Nodes" : "Switches", members);
	free(members);
	return 0;
}

static enum export_result put_units(FILE *out, const char *kind,
				    const struct slurm_units *u,
				    struct rail_error *err)
{
	for (int i = 0; i < u->count; i++)
		if (put_unit(out, kind, &u->units[i]) < 0) {
			rail_error_nomem(err);
			return EXPORT_FAILED;
		}
	return EXPORT_OK;
}

enum export_result write_topology_conf(const struct export_request *r,
				       struct rail_error *err)
{
	struct slurm_units *u = slurm_units_tree(r->fabric, err);
	enum export_result result;

	if (!u)
		return EXPORT_FAILED;
	result = slurm_units_check(u, err);
	if (result == EXPORT_OK) {
		slurm_units_note_time(u, r->notes);
		fprintf(r->out, "# %s, for TopologyPlugin=topology/tree: a "
			"leaf switch is an island\n", r->fabric->name);
		result = put_units(r->out, "Switch", u, err);
	}
	slurm_units_destroy(u);
	return result;
}

enum export_result write_topology_block(const struct export_request *r,
					struct rail_error *err)
{
	struct slurm_units *u = slurm_units_blocks(r->fabric, err);
	enum export_result result;
	int size = 0, pod;

	if (!u)
		return EXPORT_FAILED;
	result = slurm_units_check(u, err);
	if (result == EXPORT_OK)
		result = slurm_blocks_size(u, r, &size, err);
	if (result == EXPORT_OK) {
		fprintf(r->out, "# %s, for TopologyPlugin=topology/block: a "
			"block is an island\n", r->fabric->name);
		result = put_units(r->out, "Block", u, err);
		pod = slurm_blocks_pod(r->fabric, size);
		fprintf(r->out, pod ? "BlockSizes=%d,%d\n" : "BlockSizes=%d\n",
			size, pod);
	}
	slurm_units_destroy(u);
	return result;
}
