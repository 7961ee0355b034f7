/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Step of an inference: what is connected to what. */
#include <stdlib.h>
#include <string.h>

#include "hostlist.h"
#include "infer_parts.h"

/* A leaf that serves an island, as against one that a NIC strayed into. */
int infer_island_of(const struct infer *in, int device)
{
	int leaf = in->leaf_of_device[device];

	return leaf >= 0 ? in->leafs[leaf].island : -1;
}

static int join_devices(struct infer *in)
{
	const struct links *l = in->links;
	int *first = infer_alloc(in, in->n_islands, sizeof(int));

	in->group = infer_alloc(in, l->n_devices, sizeof(int));
	if (!in->group || !first) {
		free(first);
		return -1;
	}
	for (int i = 0; i < l->n_devices; i++)
		in->group[i] = i;
	/* A NIC connects nothing: one that strayed would make two fabrics one,
	 * and give pods other names. */
	for (int i = 0; i < l->n_cables; i++)
		if (l->devices[l->cables[i].a].kind == LINKS_SWITCH &&
		    l->devices[l->cables[i].b].kind == LINKS_SWITCH)
			infer_set_join(in->group, l->cables[i].a,
				       l->cables[i].b);
	/* An island is connected through its nodes, if by nothing else: its
	 * rails may be fabrics of their own. */
	memset(first, 0xff, in->n_islands * sizeof(int));
	for (int i = 0; i < in->n_leafs; i++) {
		int island = in->leafs[i].island;

		if (island < 0)
			continue;
		if (first[island] < 0)
			first[island] = in->leafs[i].device;
		infer_set_join(in->group, first[island], in->leafs[i].device);
	}
	free(first);
	return 0;
}

static const struct infer_host *find_host(const struct infer *in,
					  const char *name)
{
	int low = 0, high = in->n_hosts;

	while (low < high) {
		int middle = low + (high - low) / 2;
		const char *other = in->hosts[middle].called ?
					    in->hosts[middle].called :
					    in->hosts[middle].name;
		int diff = hostlist_natural_cmp(other, name);

		if (!diff)
			return &in->hosts[middle];
		if (diff < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* The connected group of each island, by way of its leafs; of one that has
 * none, of its first node. */
static int *list_groups(struct infer *in)
{
	int *group = infer_alloc(in, in->n_islands, sizeof(int));

	for (int i = 0; group && i < in->n_islands; i++) {
		const struct infer_host *h =
			&in->hosts[in->islands[i].first_host];
		int leaf = in->host_leafs[h->first_leaf];

		group[i] = in->leafs[leaf].device;
	}
	for (int i = in->n_leafs - 1; group && i >= 0; i--)
		if (in->leafs[i].island >= 0)
			group[in->leafs[i].island] = in->leafs[i].device;
	for (int i = 0; group && i < in->n_islands; i++)
		group[i] = infer_set_find(in->group, group[i]);
	return group;
}

int infer_component(const struct infer *in, int device)
{
	return in->component_of_group[infer_set_find(in->group, device)];
}

/*
 * A network that nodes reach only by NICs that carry no rail goes with the
 * first of them, and connects nothing.
 */
static int adopt_others(struct infer *in)
{
	const struct links *l = in->links;
	int *first = infer_alloc(in, l->n_devices, sizeof(int));
	int own_port, sw, port;

	if (!first)
		return -1;
	memset(first, 0xff, l->n_devices * sizeof(int));
	for (int i = 0; i < l->n_cables; i++) {
		int nic = infer_nic_end(in, &l->cables[i], &own_port, &sw,
					&port);
		const struct infer_host *h;
		int *mine, component;

		if (nic < 0 || infer_component(in, sw) >= 0)
			continue;
		h = find_host(in, l->devices[nic].host);
		if (!h || h->island < 0)
			continue;
		component = in->islands[h->island].component;
		mine = &first[infer_set_find(in->group, sw)];
		if (*mine < 0 || component < *mine)
			*mine = component;
	}
	for (int i = 0; i < l->n_devices; i++)
		if (first[i] >= 0)
			in->component_of_group[i] = first[i];
	free(first);
	return 0;
}

/* Components by their first node; islands are in that order already. */
static int number_components(struct infer *in)
{
	const struct links *l = in->links;
	int *group = list_groups(in);

	in->component_of_group = infer_alloc(in, l->n_devices, sizeof(int));
	if (!in->component_of_group || !group) {
		free(group);
		return -1;
	}
	memset(in->component_of_group, 0xff, l->n_devices * sizeof(int));
	for (int i = 0; i < in->n_islands; i++) {
		int g = group[i];

		if (in->component_of_group[g] < 0)
			in->component_of_group[g] = in->n_components++;
		in->islands[i].component = in->component_of_group[g];
	}
	free(group);
	return adopt_others(in);
}

int infer_connected(struct infer *in)
{
	return join_devices(in) < 0 || number_components(in) < 0 ? -1 : 0;
}
