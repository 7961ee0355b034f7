/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs the steps of an inference, and keeps its notes. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hostlist.h"
#include "infer_parts.h"
#include "text.h"

int infer_notes_add(struct infer_notes *notes, const char *fmt, ...)
{
	char **bigger;
	char *line;
	va_list ap;
	int rc;

	if (!notes)
		return 0;
	va_start(ap, fmt);
	rc = vasprintf(&line, fmt, ap);
	va_end(ap);
	if (rc < 0)
		return -1;
	text_disarm(line);
	/* Doubles at each power of two. */
	if (!(notes->count & (notes->count - 1))) {
		bigger = realloc(notes->lines, sizeof(*bigger) *
				 (notes->count ? notes->count * 2 : 1));
		if (!bigger) {
			free(line);
			return -1;
		}
		notes->lines = bigger;
	}
	notes->lines[notes->count++] = line;
	return 0;
}

void infer_notes_free(struct infer_notes *notes)
{
	if (!notes)
		return;
	for (int i = 0; i < notes->count; i++)
		free(notes->lines[i]);
	free(notes->lines);
	notes->lines = NULL;
	notes->count = 0;
}

void *infer_alloc(struct infer *in, int count, size_t size)
{
	void *p = calloc(count > 0 ? (size_t)count : 1, size);

	if (!p)
		rail_error_nomem(in->err);
	return p;
}

int infer_device_cmp(const struct links_device *a,
		     const struct links_device *b)
{
	int diff = hostlist_natural_cmp(a->name, b->name);

	if (!diff)
		diff = (a->guid > b->guid) - (a->guid < b->guid);
	return diff ? diff : (a->port_guid > b->port_guid) -
			     (a->port_guid < b->port_guid);
}

bool infer_at_home(const struct infer *in, const struct infer_nic *nic)
{
	return nic->leaf >= 0 && in->leafs[nic->leaf].island >= 0 &&
	       in->leafs[nic->leaf].island == in->hosts[nic->host].island;
}

int infer_set_find(int *parent, int i)
{
	while (parent[i] != i) {
		parent[i] = parent[parent[i]];
		i = parent[i];
	}
	return i;
}

void infer_set_join(int *parent, int a, int b)
{
	a = infer_set_find(parent, a);
	b = infer_set_find(parent, b);
	if (a < b)
		parent[b] = a;
	else
		parent[a] = b;
}

struct infer_text infer_lane_text(const struct infer *in, int lane)
{
	struct infer_text t;

	if (in->n_planes > 1)
		snprintf(t.s, sizeof(t.s), "rail %d plane %d",
			 lane / in->n_planes, lane % in->n_planes);
	else
		snprintf(t.s, sizeof(t.s), "rail %d", lane);
	return t;
}

/* Forgets what the steps up to infer_islands() found, for another run. */
static void forget_islands(struct infer *in)
{
	free(in->nics);
	free(in->hosts);
	free(in->leafs);
	free(in->islands);
	free(in->nic_of_device);
	free(in->leaf_of_device);
	free(in->host_leafs);
	free(in->leaf_nics);
	in->nics = NULL;
	in->hosts = NULL;
	in->leafs = NULL;
	in->islands = NULL;
	in->nic_of_device = in->leaf_of_device = NULL;
	in->host_leafs = in->leaf_nics = NULL;
	in->n_nics = in->n_hosts = in->n_leafs = in->n_islands = 0;
}

static void infer_free(struct infer *in)
{
	forget_islands(in);
	for (int i = 0; i < in->n_made_hosts; i++)
		free(in->made_hosts[i]);
	free(in->made_hosts);
	free(in->machine);
	free(in->aside);
	free(in->pods);
	free(in->zones);
	free(in->zone_of_device);
	free(in->lanes_of_hosts);
	free(in->uplinks);
	free(in->pod_of_device);
	free(in->group);
	free(in->component_of_group);
}

/* Nodes and islands; again without the NICs that turn out to be storage's. */
static int find_islands(struct infer *in)
{
	int again;

	do {
		forget_islands(in);
		if (infer_hosts(in) < 0 || infer_leafs(in) < 0 ||
		    infer_islands(in) < 0)
			return -1;
		again = infer_storage(in);
	} while (again > 0);
	return again;
}

struct fabric *infer_fabric(const struct links *l, const char *name,
			    struct infer_notes *notes, struct rail_error *err)
{
	struct infer in = { .links = l, .notes = notes, .err = err };
	struct fabric *f = NULL;

	if (infer_names(&in) == 0 && find_islands(&in) == 0 &&
	    infer_kinds(&in) == 0 && infer_leaf_lanes(&in) == 0 &&
	    infer_nic_lanes(&in) == 0 && infer_pods(&in) == 0 &&
	    infer_zones(&in) == 0 &&
	    infer_remarks(&in) == 0)
		f = infer_build(&in, name);
	infer_free(&in);
	return f;
}
