/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A machine's board: vendor, product, processors, cores, memory. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "node_text.h"
#include "source_hwloc_parts.h"

static bool means_something(const char *text)
{
	static const char *const fillers[] = {
		"To be filled by O.E.M.", "Default string", "Not Specified",
		"System manufacturer", "System Product Name", "None", "N/A",
	};

	if (!text || !*text)
		return false;
	for (size_t i = 0; i < sizeof(fillers) / sizeof(*fillers); i++)
		if (!strcmp(text, fillers[i]))
			return false;
	return true;
}

/* The first of two that says something; -1: out of memory. */
static int set_info(struct hwloc_machine *m, char **out, const char *first,
		    const char *second)
{
	const char *text = hwloc_compat_info(m->topology, first);

	if (!means_something(text))
		text = hwloc_compat_info(m->topology, second);
	return node_text_set(out, means_something(text) ? text : NULL);
}

/* COUNT of OF parts, when each has as many; 0: not known. */
static int share(int count, int of)
{
	return count > 0 && of > 0 && count % of == 0 ? count / of : 0;
}

/* MiB of the nodes with processors: not of the GPUs' own memory. */
static int memory_mb(struct hwloc_machine *m)
{
	hwloc_obj_t node = NULL;
	uint64_t bytes = 0;

	while ((node = hwloc_get_next_obj_by_type(m->topology,
						  HWLOC_OBJ_NUMANODE, node)))
		if (!hwloc_bitmap_iszero(node->cpuset))
			bytes += node->attr->numanode.local_memory;
	bytes >>= 20;
	return bytes < INT_MAX ? (int)bytes : 0;
}

int hwloc_board_describe(struct hwloc_machine *m, struct hardware *hw)
{
	hwloc_topology_t t = m->topology;
	int sockets = hwloc_get_nbobjs_by_type(t, HWLOC_OBJ_PACKAGE);
	int cores = hwloc_get_nbobjs_by_type(t, HWLOC_OBJ_CORE);
	int threads = hwloc_get_nbobjs_by_type(t, HWLOC_OBJ_PU);

	hw->sockets = sockets > 0 ? sockets : 0;
	hw->cores = share(cores, sockets);
	hw->threads = share(threads, cores);
	hw->memory_mb = memory_mb(m);
	return set_info(m, &hw->vendor, "DMISysVendor", "DMIBoardVendor") ||
	       set_info(m, &hw->product, "DMIProductName", "DMIBoardName") ?
	       rail_error_nomem(m->err) : 0;
}

/* Slurm counts cores socket by socket, in the order of their processors, as
 * hwloc's logical numbers do. */
int hwloc_board_cores(struct hwloc_machine *m, int numa, char **out)
{
	hwloc_obj_t node = numa < 0 ? NULL :
			   hwloc_get_numanode_obj_by_os_index(m->topology,
							      (unsigned)numa);
	hwloc_bitmap_t cores = hwloc_bitmap_alloc();
	hwloc_obj_t core = NULL;
	char *text = NULL;
	int rc = cores ? 0 : -1;

	while (node && rc == 0 &&
	       (core = hwloc_get_next_obj_by_type(m->topology, HWLOC_OBJ_CORE,
						  core)))
		if (hwloc_bitmap_intersects(core->cpuset, node->cpuset))
			rc = hwloc_bitmap_set(cores, core->logical_index);
	if (rc == 0 && !hwloc_bitmap_iszero(cores))
		rc = hwloc_bitmap_list_asprintf(&text, cores) < 0 ? -1 : 0;
	hwloc_bitmap_free(cores);
	*out = NULL;
	/* A part of the list would be wrong. */
	if (rc == 0 && text && strlen(text) <= HARDWARE_TEXT_MAX)
		rc = node_text_set(out, text);
	free(text);
	return rc < 0 ? rail_error_nomem(m->err) : 0;
}
