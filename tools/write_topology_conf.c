/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes topology.conf: Slurm's switches are our islands, pods, fabrics. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "names.h"
#include "write_topology_conf.h"

static int put_switch(FILE *out, const char *name, const char *key,
		      char *members, struct rail_error *err)
{
	if (!members)
		return rail_error_nomem(err);
	fprintf(out, "SwitchName=%s %s=%s\n", name, key, members);
	free(members);
	return 0;
}

static bool is_taken(const struct fabric *f, const char *name)
{
	for (int i = 0; i < f->n_pods; i++)
		if (!strcmp(f->pods[i].name, name))
			return true;
	return fabric_find_island(f, name) >= 0;
}

/* The fabric's name; with a number when it is in several parts. */
static char *top_name(const struct fabric *f, int component)
{
	char *name, *longer;
	int rc;

	if (f->n_components > 1)
		rc = asprintf(&name, "%s-%d", f->name, component + 1);
	else
		rc = asprintf(&name, "%s", f->name);
	while (rc >= 0 && is_taken(f, name)) {
		rc = asprintf(&longer, "%s-top", name);
		free(name);
		name = longer;
	}
	return rc < 0 ? NULL : name;
}

/* The switch over pods FIRST..FIRST+COUNT-1, when they are several. */
static int put_top(const struct fabric *f, FILE *out, int first, int count,
		   struct rail_error *err)
{
	char *name;
	int rc;

	if (count < 2)
		return 0;
	name = top_name(f, f->pods[first].component);
	if (!name)
		return rail_error_nomem(err);
	rc = put_switch(out, name, "Switches",
			names_format(&f->pods[first], sizeof(*f->pods), NULL,
				     count), err);
	free(name);
	return rc;
}

int write_topology_conf(const struct fabric *f, FILE *out,
			struct rail_error *err)
{
	int i, k;

	fprintf(out, "# %s, for TopologyPlugin=topology/tree: a leaf switch is "
		"an island\n", f->name);
	for (i = 0; i < f->n_islands; i++) {
		const struct fabric_island *is = &f->islands[i];

		if (put_switch(out, is->name, "Nodes",
			       names_format(&f->nodes[is->first_node],
					    sizeof(*f->nodes), NULL,
					    is->n_nodes),
			       err) < 0)
			return -1;
	}
	for (i = 0; i < f->n_pods; i++) {
		const struct fabric_pod *pod = &f->pods[i];

		if (put_switch(out, pod->name, "Switches",
			       names_format(&f->islands[pod->first_island],
					    sizeof(*f->islands), NULL,
					    pod->n_islands), err) < 0)
			return -1;
	}
	for (i = 0; i < f->n_pods; i = k) {
		for (k = i; k < f->n_pods && f->pods[k].component ==
					     f->pods[i].component; k++)
			;
		if (put_top(f, out, i, k - i, err) < 0)
			return -1;
	}
	return 0;
}
