/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What differs between hwloc 2 and 3, which broke its interface. */
#ifndef RAIL_HWLOC_COMPAT_H
#define RAIL_HWLOC_COMPAT_H

#include <stdbool.h>
#include <string.h>

#include <hwloc.h>

#if HWLOC_API_VERSION < 0x00020000
#error "hwloc 2.0 or later is needed"
#endif

/* Which version of its XML this hwloc cannot read any more, or not yet. */
enum {
	HWLOC_COMPAT_XML = HWLOC_API_VERSION >> 16,
	HWLOC_COMPAT_OLDEST_XML = HWLOC_COMPAT_XML - 1,
};

/* Slingshot's own device, "cxi0": no verbs, and a network device to hwloc. */
static inline bool hwloc_compat_is_cxi(hwloc_obj_t osdev)
{
	return osdev->subtype && !strcmp(osdev->subtype, "Slingshot") &&
	       osdev->name && !strncmp(osdev->name, "cxi", 3);
}

static inline bool hwloc_compat_is_rdma(hwloc_obj_t osdev)
{
	if (hwloc_compat_is_cxi(osdev))
		return true;
#if HWLOC_API_VERSION >= 0x00030000
	return osdev->attr->osdev.types & HWLOC_OBJ_OSDEV_OPENFABRICS;
#else
	return osdev->attr->osdev.type == HWLOC_OBJ_OSDEV_OPENFABRICS;
#endif
}

/* A network device that is no RDMA device. */
static inline bool hwloc_compat_is_netdev(hwloc_obj_t osdev)
{
#if HWLOC_API_VERSION >= 0x00030000
	return osdev->attr->osdev.types & HWLOC_OBJ_OSDEV_NETWORK &&
	       !hwloc_compat_is_rdma(osdev);
#else
	return osdev->attr->osdev.type == HWLOC_OBJ_OSDEV_NETWORK &&
	       !hwloc_compat_is_rdma(osdev);
#endif
}

/* What is known of the whole machine; NULL: nothing of that name. */
static inline const char *hwloc_compat_info(hwloc_topology_t topology,
					    const char *name)
{
#if HWLOC_API_VERSION >= 0x00030000
	const char *value;

	value = hwloc_get_info_by_name(hwloc_topology_get_infos(topology),
				       name);
	if (value)
		return value;
#endif
	return hwloc_obj_get_info_by_name(hwloc_get_root_obj(topology), name);
}

#endif
