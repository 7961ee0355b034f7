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

/*
 * slurmctld dies of two switches of one name, while a map's pods, islands and
 * the fabric may share theirs.  Islands keep their names, and so does each pod
 * that can.
 */
struct switches {
	const struct fabric *f;
	char **pods;	/* their switches' names; NULL: not yet known */
};

static bool is_taken(const struct switches *s, const char *name)
{
	if (fabric_find_island(s->f, name) >= 0)
		return true;
	for (int i = 0; i < s->f->n_pods; i++)
		if (!strcmp(s->f->pods[i].name, name) ||
		    (s->pods[i] && !strcmp(s->pods[i], name)))
			return true;
	return false;
}

/* NAME, which is freed, with as many SUFFIXes as make it nobody else's. */
static char *make_unique(const struct switches *s, char *name,
			 const char *suffix)
{
	char *longer;

	while (name && is_taken(s, name)) {
		if (asprintf(&longer, "%s%s", name, suffix) < 0)
			longer = NULL;
		free(name);
		name = longer;
	}
	return name;
}

static char *pod_name(const struct switches *s, int pod)
{
	const char *own = s->f->pods[pod].name;
	char *name;

	if (fabric_find_island(s->f, own) < 0)
		return strdup(own);
	if (asprintf(&name, "%s-pod", own) < 0)
		return NULL;
	return make_unique(s, name, "-pod");
}

/* The fabric's name; with a number when it is in several parts. */
static char *top_name(const struct switches *s, int component)
{
	char *name;
	int rc;

	if (s->f->n_components > 1)
		rc = asprintf(&name, "%s-%d", s->f->name, component + 1);
	else
		rc = asprintf(&name, "%s", s->f->name);
	return rc < 0 ? NULL : make_unique(s, name, "-top");
}

/* The switch over pods FIRST..FIRST+COUNT-1, when they are several. */
static int put_top(const struct switches *s, FILE *out, int first, int count,
		   struct rail_error *err)
{
	char *name;
	int rc;

	if (count < 2)
		return 0;
	name = top_name(s, s->f->pods[first].component);
	if (!name)
		return rail_error_nomem(err);
	rc = put_switch(out, name, "Switches",
			names_format(&s->pods[first], sizeof(*s->pods), NULL,
				     count), err);
	free(name);
	return rc;
}

static int put_islands(const struct fabric *f, FILE *out,
		       struct rail_error *err)
{
	for (int i = 0; i < f->n_islands; i++) {
		const struct fabric_island *is = &f->islands[i];

		if (put_switch(out, is->name, "Nodes",
			       names_format(&f->nodes[is->first_node],
					    sizeof(*f->nodes), NULL,
					    is->n_nodes),
			       err) < 0)
			return -1;
	}
	return 0;
}

static int put_pods(const struct switches *s, FILE *out,
		    struct rail_error *err)
{
	const struct fabric *f = s->f;

	for (int i = 0; i < f->n_pods; i++) {
		const struct fabric_pod *pod = &f->pods[i];

		s->pods[i] = pod_name(s, i);
		if (!s->pods[i])
			return rail_error_nomem(err);
		if (put_switch(out, s->pods[i], "Switches",
			       names_format(&f->islands[pod->first_island],
					    sizeof(*f->islands), NULL,
					    pod->n_islands), err) < 0)
			return -1;
	}
	return 0;
}

static int put_tops(const struct switches *s, FILE *out,
		    struct rail_error *err)
{
	const struct fabric *f = s->f;

	for (int i = 0, k; i < f->n_pods; i = k) {
		for (k = i; k < f->n_pods && f->pods[k].component ==
					     f->pods[i].component; k++)
			;
		if (put_top(s, out, i, k - i, err) < 0)
			return -1;
	}
	return 0;
}

int write_topology_conf(const struct fabric *f, FILE *out,
			struct rail_error *err)
{
	struct switches s = { .f = f };
	int rc;

	s.pods = calloc((size_t)f->n_pods + 1, sizeof(*s.pods));
	if (!s.pods)
		return rail_error_nomem(err);
	fprintf(out, "# %s, for TopologyPlugin=topology/tree: a leaf switch is "
		"an island\n", f->name);
	rc = put_islands(f, out, err) || put_pods(&s, out, err) ||
	     put_tops(&s, out, err) ? -1 : 0;
	for (int i = 0; i < f->n_pods; i++)
		free(s.pods[i]);
	free(s.pods);
	return rc;
}
