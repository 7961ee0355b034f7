/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Last step of an inference: what was found -> struct fabric. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "infer_parts.h"

#define NAME_CHARACTERS \
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"

/* A thing and what it belongs to, to be visited in that order. */
struct member {
	int owner;
	int index;
};

struct build {
	struct infer *in;
	struct fabric_builder *b;
	char **names;		/* of switches, by device */
	struct member *islands;	/* by pod */
	struct member *hosts;	/* by island */
	struct member *leafs;	/* by island */
	struct member *spines;	/* by pod; index is a device */
	int n_hosts, n_leafs, n_spines;
	int *leaf_number;	/* in the fabric */
};

/* --- names of switches --------------------------------------------------- */

/*
 * "MF0;leaf12:MQM9700/U1", as managed switches describe themselves, is
 * "leaf12"; what then is no name gets '-' for each character that no name has.
 */
static char *switch_name(const struct links_device *d)
{
	const char *start = d->name, *end;
	char *name;
	size_t len;

	if (!strncmp(start, "MF0;", 4) && (end = strchr(start + 4, ':')) &&
	    end > start + 4) {
		start += 4;
		len = (size_t)(end - start);
	} else {
		len = strlen(start);
	}
	if (!len)
		return strdup("switch");
	if (len > FABRIC_NAME_MAX)
		len = FABRIC_NAME_MAX;
	name = strndup(start, len);
	for (char *p = name; p && *p; p++)
		if (!strchr(NAME_CHARACTERS, *p))
			*p = '-';
	if (name && (*name == '-' || *name == '.'))
		*name = 's';
	return name;
}

struct named {
	const char *name;
	int device;
};

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct named *)a)->name,
		      ((const struct named *)b)->name);
}

/* Switches of one name get their GUID behind it. */
static int add_guids(struct build *bd, struct named *list, int n)
{
	const struct links_device *devices = bd->in->links->devices;

	for (int i = 0, k; i < n; i = k) {
		for (k = i + 1; k < n && !by_name(&list[i], &list[k]); k++)
			;
		if (k == i + 1)
			continue;
		for (int m = i; m < k; m++) {
			int device = list[m].device;
			char *name;

			if (asprintf(&name, "%.*s-%016" PRIx64,
				     FABRIC_NAME_MAX - 17, bd->names[device],
				     devices[device].guid) < 0)
				return rail_error_nomem(bd->in->err);
			free(bd->names[device]);
			bd->names[device] = name;
		}
	}
	return 0;
}

static int name_switches(struct build *bd)
{
	const struct links *l = bd->in->links;
	struct named *list = infer_alloc(bd->in, l->n_devices, sizeof(*list));
	int n = 0, rc = -1;

	bd->names = infer_alloc(bd->in, l->n_devices, sizeof(*bd->names));
	if (!bd->names || !list)
		goto out;
	for (int i = 0; i < l->n_devices; i++) {
		if (l->devices[i].kind != LINKS_SWITCH)
			continue;
		bd->names[i] = switch_name(&l->devices[i]);
		if (!bd->names[i]) {
			rail_error_nomem(bd->in->err);
			goto out;
		}
		list[n++] = (struct named){ bd->names[i], i };
	}
	qsort(list, n, sizeof(*list), by_name);
	rc = add_guids(bd, list, n);
out:
	free(list);
	return rc;
}

/* --- order of visits ----------------------------------------------------- */

static int by_owner(const void *a, const void *b)
{
	const struct member *x = a, *y = b;

	return x->owner != y->owner ? x->owner - y->owner : x->index - y->index;
}

static int list_members(struct build *bd)
{
	struct infer *in = bd->in;
	int n_devices = in->links->n_devices;

	bd->islands = infer_alloc(in, in->n_islands, sizeof(struct member));
	bd->hosts = infer_alloc(in, in->n_hosts, sizeof(struct member));
	bd->leafs = infer_alloc(in, in->n_leafs, sizeof(struct member));
	bd->spines = infer_alloc(in, n_devices, sizeof(struct member));
	bd->leaf_number = infer_alloc(in, in->n_leafs, sizeof(int));
	if (!bd->islands || !bd->hosts || !bd->leafs || !bd->spines ||
	    !bd->leaf_number)
		return -1;
	for (int i = 0; i < in->n_islands; i++)
		bd->islands[i] = (struct member){ in->islands[i].pod, i };
	for (int i = 0; i < in->n_hosts; i++)
		if (in->hosts[i].island >= 0)
			bd->hosts[bd->n_hosts++] =
				(struct member){ in->hosts[i].island, i };
	for (int i = 0; i < in->n_leafs; i++)
		if (in->leafs[i].island >= 0)
			bd->leafs[bd->n_leafs++] =
				(struct member){ in->leafs[i].island, i };
	for (int i = 0; i < n_devices; i++)
		if (in->pod_of_device[i] >= 0)
			bd->spines[bd->n_spines++] =
				(struct member){ in->pod_of_device[i], i };
	qsort(bd->islands, in->n_islands, sizeof(struct member), by_owner);
	qsort(bd->hosts, bd->n_hosts, sizeof(struct member), by_owner);
	qsort(bd->leafs, bd->n_leafs, sizeof(struct member), by_owner);
	qsort(bd->spines, bd->n_spines, sizeof(struct member), by_owner);
	return 0;
}

/* The first in LIST of what belongs to OWNER. */
static int first_of(const struct member *list, int n, int owner)
{
	int low = 0, high = n;

	while (low < high) {
		int middle = low + (high - low) / 2;

		if (list[middle].owner < owner)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* --- building ------------------------------------------------------------ */

static int build_node(struct build *bd, const struct infer_host *h)
{
	struct infer *in = bd->in;
	const char *names[FABRIC_MAX_RAILS];
	struct fabric_nic nics[FABRIC_MAX_RAILS];

	for (int r = 0; r < in->n_rails; r++) {
		const struct infer_nic *nic;

		nics[r] = (struct fabric_nic){ .leaf = -1 };
		if (h->nic_of_rail[r] < 0) {
			names[r] = infer_expected_name(in, h, r);
			continue;
		}
		nic = &in->nics[h->nic_of_rail[r]];
		names[r] = infer_nic_name(nic);
		nics[r].guid = nic->dev->guid;
		nics[r].leaf = bd->leaf_number[nic->leaf];
		nics[r].port = nic->port;
	}
	return fabric_build_node(bd->b,
				 &(struct fabric_node_spec){
					 .name = h->name,
					 .nic_names = names,
					 .nics = nics,
				 }, in->err);
}

static int build_island(struct build *bd, int island)
{
	struct infer *in = bd->in;
	int leaf = first_of(bd->leafs, bd->n_leafs, island);
	int host = first_of(bd->hosts, bd->n_hosts, island);

	if (fabric_build_island(bd->b, in->islands[island].name, in->err) < 0)
		return -1;
	for (; leaf < bd->n_leafs && bd->leafs[leaf].owner == island; leaf++) {
		int index = bd->leafs[leaf].index;
		const struct infer_leaf *lf = &in->leafs[index];

		bd->leaf_number[index] = fabric_build_leaf(
			bd->b, bd->names[lf->device], lf->dev->guid,
			lf->every_rail ? -1 : lf->rail, 0, in->err);
		if (bd->leaf_number[index] < 0)
			return -1;
	}
	for (; host < bd->n_hosts && bd->hosts[host].owner == island; host++)
		if (build_node(bd, &in->hosts[bd->hosts[host].index]) < 0)
			return -1;
	return 0;
}

static int build_pod(struct build *bd, int pod)
{
	struct infer *in = bd->in;
	int i;

	if (pod && in->pods[pod].component != in->pods[pod - 1].component &&
	    fabric_build_component(bd->b, in->err) < 0)
		return -1;
	if (fabric_build_pod(bd->b, in->pods[pod].name, in->err) < 0)
		return -1;
	for (i = first_of(bd->spines, bd->n_spines, pod);
	     i < bd->n_spines && bd->spines[i].owner == pod; i++) {
		int device = bd->spines[i].index;

		if (fabric_build_spine(bd->b, bd->names[device],
				       in->links->devices[device].guid,
				       in->err) < 0)
			return -1;
	}
	for (i = first_of(bd->islands, in->n_islands, pod);
	     i < in->n_islands && bd->islands[i].owner == pod; i++)
		if (build_island(bd, bd->islands[i].index) < 0)
			return -1;
	return 0;
}

struct fabric *infer_build(struct infer *in, const char *name)
{
	struct build bd = { .in = in };
	struct fabric *f = NULL;

	if (name_switches(&bd) < 0 || list_members(&bd) < 0)
		goto out;
	bd.b = fabric_build(name, in->n_rails, in->err);
	if (!bd.b)
		goto out;
	for (int i = 0; i < in->n_pods; i++)
		if (build_pod(&bd, i) < 0)
			goto out;
	f = fabric_build_finish(bd.b, in->err);
	bd.b = NULL;
out:
	fabric_build_destroy(bd.b);
	for (int i = 0; bd.names && i < in->links->n_devices; i++)
		free(bd.names[i]);
	free(bd.names);
	free(bd.islands);
	free(bd.hosts);
	free(bd.leafs);
	free(bd.spines);
	free(bd.leaf_number);
	return f;
}
