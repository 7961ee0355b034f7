/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where devices are, and how near each other. */
#include <stdio.h>
#include <string.h>

#include "node_roles.h"
#include "source_hwloc_parts.h"

void hwloc_path_pci(hwloc_obj_t pci, char text[HWLOC_PCI_TEXT])
{
	const struct hwloc_pcidev_attr_s *a = &pci->attr->pcidev;

	snprintf(text, HWLOC_PCI_TEXT, "%04x:%02x:%02x.%01x",
		 (unsigned)a->domain, a->bus, a->dev, a->func);
}

/* Only where libpciaccess served it hwloc knows names by itself. */
int hwloc_path_listed(struct hwloc_machine *m, hwloc_obj_t pci, char **out)
{
	const struct hwloc_pcidev_attr_s *a = &pci->attr->pcidev;
	const char *known = hwloc_obj_get_info_by_name(pci, "PCIDevice");
	bool failed = false;

	*out = known ? strdup(known) :
		       pci_names_find(&m->names, a->vendor_id, a->device_id,
				      &failed);
	failed |= known && !*out;
	return failed ? rail_error_nomem(m->err) : 0;
}

/*
 * Nodes without processors (the memory of a GPU) and a second kind of memory
 * (HBM) are at the same place: the first that has all of its cores counts.
 */
int hwloc_path_numa(const struct hwloc_machine *m, hwloc_obj_t obj)
{
	hwloc_obj_t at = obj, node = NULL;

	while (at && !at->cpuset)
		at = at->parent;
	if (!at || hwloc_bitmap_iszero(at->cpuset))
		return -1;
	while ((node = hwloc_get_next_obj_by_type(m->topology,
						  HWLOC_OBJ_NUMANODE, node)))
		if (hwloc_bitmap_isincluded(at->cpuset, node->cpuset))
			return node->os_index <= NODE_MAX_NUMA ?
			       (int)node->os_index : -1;
	return -1;
}

/* How many parents up OBJ has ANCESTOR; -1: it has it not. */
static int steps_to(hwloc_obj_t obj, hwloc_obj_t ancestor)
{
	int n = 0;

	for (obj = obj->parent; obj; obj = obj->parent, n++)
		if (obj == ancestor)
			return n;
	return -1;
}

static int depth_of(hwloc_obj_t obj)
{
	int n = 0;

	while ((obj = obj->parent))
		n++;
	return n;
}

static bool in_socket(hwloc_obj_t obj)
{
	while (obj && obj->type != HWLOC_OBJ_PACKAGE)
		obj = obj->parent;
	return obj != NULL;
}

/*
 * A switch is one bridge upwards and one down to each device: two devices that
 * each have at most one bridge below the common one are on one switch.
 */
const char *hwloc_path_class(const struct hwloc_machine *m, hwloc_obj_t a,
			     hwloc_obj_t b, int *score)
{
	hwloc_obj_t common = a ? a->parent : NULL;
	int from_a = 0, from_b = -1, numa;

	*score = NODE_SCORE_UNKNOWN;
	if (!a || !b)
		return "?";
	for (; common; common = common->parent, from_a++) {
		from_b = steps_to(b, common);
		if (from_b >= 0)
			break;
	}
	if (common && common->type == HWLOC_OBJ_BRIDGE) {
		if (common->attr->bridge.upstream_type !=
		    HWLOC_OBJ_BRIDGE_PCI) {
			*score = NODE_SCORE_PHB;
			return "PHB";
		}
		*score = NODE_SCORE_SWITCH + depth_of(common);
		return from_a <= 1 && from_b <= 1 ? "PIX" : "PXB";
	}
	numa = hwloc_path_numa(m, a);
	if (numa >= 0 && numa == hwloc_path_numa(m, b)) {
		*score = NODE_SCORE_NODE;
		return "NODE";
	}
	*score = in_socket(common) ? NODE_SCORE_SOCKET : NODE_SCORE_SYS;
	return "SYS";
}
