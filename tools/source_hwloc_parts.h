/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the parts of source_hwloc share: a machine as hwloc sees it. */
#ifndef RAIL_SOURCE_HWLOC_PARTS_H
#define RAIL_SOURCE_HWLOC_PARTS_H

#include "hwloc_compat.h"
#include "node.h"
#include "node_sysfs.h"
#include "pci_names.h"
#include "topology/error.h"
#include "topology/infer.h"

struct hwloc_nic {
	struct node_nic nic;
	hwloc_obj_t obj;	/* its PCI or OS device; NULL: hwloc has none */
	bool rdma;		/* not just a network card */
	bool taken;		/* nic went elsewhere */
};

struct hwloc_machine {
	hwloc_topology_t topology;
	hwloc_obj_t *gpus;	/* PCI devices, by address */
	int n_gpus;
	struct hwloc_nic *nics;	/* in natural order of their names */
	int n_nics;
	struct pci_names names;	/* for devices that hwloc has no name of */
	struct infer_notes *notes;
	struct rail_error *err;
};

/* Finds the GPUs; -1 and m->err: out of memory, or too many. */
int hwloc_gpus_find(struct hwloc_machine *m);
/* What is known of GPU I as hardware.h and node.h have it; -1 and m->err. */
int hwloc_gpus_describe(struct hwloc_machine *m, int i,
			struct hardware_gpu *hw, struct node_gpu *gpu);

/*
 * Finds the NICs: devices of hwloc, joined with those of SYSFS, which become
 * its own.  Virtual functions are left out beside their physical one.
 */
int hwloc_nics_find(struct hwloc_machine *m, struct node_sysfs *sysfs);

/* Vendor, product, processors, memory. */
int hwloc_board_describe(struct hwloc_machine *m, struct hardware *hw);
/* Slurm's abstract cores of NUMA node NUMA: "0-55", or NULL.  -1: no memory. */
int hwloc_board_cores(struct hwloc_machine *m, int numa, char **out);

/* The NUMA node (its number in the OS) that OBJ is at; -1: not known. */
int hwloc_path_numa(const struct hwloc_machine *m, hwloc_obj_t obj);
/*
 * How near two devices are, as `nvidia-smi topo -m` says it; NULL is at an
 * unknown place.  *SCORE: the nearer, the higher (NODE_SCORE_...).
 */
const char *hwloc_path_class(const struct hwloc_machine *m, hwloc_obj_t a,
			     hwloc_obj_t b, int *score);

/* The line of PCI in the list of PCI devices, which the caller frees; NULL:
 * there is none.  -1 and m->err. */
int hwloc_path_listed(struct hwloc_machine *m, hwloc_obj_t pci, char **out);

/* "0000:18:00.0" */
enum { HWLOC_PCI_TEXT = 24 };
void hwloc_path_pci(hwloc_obj_t pci, char text[HWLOC_PCI_TEXT]);

#endif
