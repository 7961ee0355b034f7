/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The GPUs of a machine, with or without their drivers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "node_text.h"
#include "source_hwloc_parts.h"
#include "topology/text.h"

enum {
	NVIDIA = 0x10de, AMD = 0x1002, INTEL = 0x8086,
	CLASS_DISPLAY = 0x03, CLASS_OTHER_DISPLAY = 0x0380,
	CLASS_ACCELERATOR = 0x12,
};

/* Not the display of a management controller, nor that of a desktop. */
static bool is_gpu(const struct hwloc_pcidev_attr_s *a)
{
	switch (a->vendor_id) {
	case NVIDIA:
		return a->class_id >> 8 == CLASS_DISPLAY;
	case AMD:
		return a->class_id >> 8 == CLASS_DISPLAY ||
		       a->class_id >> 8 == CLASS_ACCELERATOR;
	case INTEL:
		return a->class_id == CLASS_OTHER_DISPLAY;
	}
	return false;
}

static int compare_address(const void *x, const void *y)
{
	const struct hwloc_pcidev_attr_s *a, *b;

	a = &(*(const hwloc_obj_t *)x)->attr->pcidev;
	b = &(*(const hwloc_obj_t *)y)->attr->pcidev;
	if (a->domain != b->domain)
		return a->domain < b->domain ? -1 : 1;
	if (a->bus != b->bus)
		return a->bus - b->bus;
	if (a->dev != b->dev)
		return a->dev - b->dev;
	return a->func - b->func;
}

/* A slice of the GPU before it: it sits at 0 of the same bus, as a device on
 * a link of its own does.  In virtual machines many share a bus, and 0 is
 * something else. */
static bool is_slice(hwloc_obj_t before, hwloc_obj_t pci)
{
	const struct hwloc_pcidev_attr_s *a = &before->attr->pcidev;
	const struct hwloc_pcidev_attr_s *b = &pci->attr->pcidev;

	return a->domain == b->domain && a->bus == b->bus && a->dev == 0 &&
	       a->func == 0 && a->vendor_id == b->vendor_id;
}

int hwloc_gpus_find(struct hwloc_machine *m)
{
	int n = hwloc_get_nbobjs_by_type(m->topology, HWLOC_OBJ_PCI_DEVICE);
	hwloc_obj_t pci = NULL;
	int kept = 0, slices;

	m->gpus = calloc((size_t)(n > 0 ? n : 0) + 1, sizeof(*m->gpus));
	if (!m->gpus)
		return rail_error_nomem(m->err);
	while ((pci = hwloc_get_next_pcidev(m->topology, pci)))
		if (is_gpu(&pci->attr->pcidev))
			m->gpus[m->n_gpus++] = pci;
	qsort(m->gpus, (size_t)m->n_gpus, sizeof(*m->gpus), compare_address);
	for (int i = 0; i < m->n_gpus; i++)
		if (!kept || !is_slice(m->gpus[kept - 1], m->gpus[i]))
			m->gpus[kept++] = m->gpus[i];
	slices = m->n_gpus - kept;
	m->n_gpus = kept;
	if (slices && infer_notes_add(m->notes, "%d slice%s of GPUs left out",
				      slices, text_plural(slices)) < 0)
		return rail_error_nomem(m->err);
	if (kept > HARDWARE_MAX_GPUS)
		return rail_error_set(m->err, "%d GPUs: at most %d were "
				      "expected", kept, HARDWARE_MAX_GPUS);
	return 0;
}

/* What its driver calls it; NULL: hwloc did not see one. */
static const char *driver_name(hwloc_obj_t pci)
{
	for (hwloc_obj_t os = pci->io_first_child; os; os = os->next_sibling) {
		const char *name = hwloc_obj_get_info_by_name(os, "GPUModel");

		if (name)
			return name;
	}
	return NULL;
}

/* The line in the list of PCI devices has a name that is sold, or none. */
static int set_model(struct hwloc_machine *m, hwloc_obj_t pci, char **model)
{
	const char *name = driver_name(pci);
	char *listed = NULL, *product = NULL;
	bool failed = false;

	if (!name && hwloc_path_listed(m, pci, &listed) < 0)
		return -1;
	if (listed && strchr(listed, '['))
		name = product = node_text_product(listed, &failed);
	*model = node_text_gpu(name, &failed);
	free(listed);
	free(product);
	return failed ? rail_error_nomem(m->err) : 0;
}

int hwloc_gpus_describe(struct hwloc_machine *m, int i,
			struct hardware_gpu *hw, struct node_gpu *gpu)
{
	char text[HWLOC_PCI_TEXT];

	hwloc_path_pci(m->gpus[i], text);
	gpu->numa = hwloc_path_numa(m, m->gpus[i]);
	if (node_text_set(&gpu->pci, text) < 0)
		return rail_error_nomem(m->err);
	return set_model(m, m->gpus[i], &hw->model) ||
	       hwloc_board_cores(m, gpu->numa, &hw->cores) ? -1 : 0;
}
